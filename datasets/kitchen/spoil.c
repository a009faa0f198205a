// spoil.c: right recipes made wrong on purpose: a copy of the dish is changed and told.
#include "spoil.h"

#include <string.h>

const char *const spoil_names[SPOILS] = {"missing", "amount", "invented", "no step", "order",
                                         "temperature", "minutes", "end"};

static void remove_portion(struct recipe *recipe, dim which)
{
    recipe->portion_count--;
    memmove(&recipe->portions[which], &recipe->portions[which + 1],
            (size_t)(recipe->portion_count - which) * sizeof *recipe->portions);
}

static void remove_step(struct recipe *recipe, dim which)
{
    recipe->step_count--;
    memmove(&recipe->steps[which], &recipe->steps[which + 1],
            (size_t)(recipe->step_count - which) * sizeof *recipe->steps);
}

// Another ingredient of the same kind, in the role of one that is there.
static bool invent(struct dish *dish, const struct kitchen *kitchen, struct rng *rng)
{
    struct recipe *recipe = &dish->recipe;
    const dim count = recipe->portion_count;
    if (count == LIST_MOST) return false;
    const dim beside = rng_below(rng, (uint32_t)count);
    const struct portion *old = &recipe->portions[beside];
    for (int tries = 0; tries < 400; tries++) {
        const struct ingredient *what =
            &kitchen->ingredients[rng_below(rng, (uint32_t)kitchen->ingredient_count)];
        if (dish_portion(dish, what) || strcmp(what->kind, old->what->kind) != 0) continue;
        struct portion added = *old;
        added.what = what;
        if (added.unit == UNIT_NONE && !what->plural) added.unit = UNIT_CUP;
        memmove(&recipe->portions[beside + 2], &recipe->portions[beside + 1],
                (size_t)(count - beside - 1) * sizeof added);
        recipe->portions[beside + 1] = added;
        recipe->portion_count++;
        return true;
    }
    return false;
}

// Two neighbours change places, of which the second has to wait for the first.
static bool disorder(struct dish *dish, struct rng *rng)
{
    struct recipe *recipe = &dish->recipe;
    struct words words = {0};
    dim told[LIST_MOST], count = 0;
    for (dim i = 0; i < recipe->step_count; i++)
        if (words_step(&words, dish, &recipe->steps[i])) told[count++] = i;
    words_free(&words);
    if (count < 2) return false;
    for (dim tries = 0, at = rng_below(rng, (uint32_t)count - 1); tries < count - 1; tries++) {
        const dim a = told[at], b = told[at + 1];
        if (step_waits(dish, b, a)) {
            const struct step kept = recipe->steps[a];
            recipe->steps[a] = recipe->steps[b];
            recipe->steps[b] = kept;
            return true;
        }
        at = (at + 1) % (count - 1);
    }
    return false;
}

static bool drop_step(struct dish *dish, struct rng *rng)
{
    struct recipe *recipe = &dish->recipe;
    struct words words = {0};
    dim which = rng_below(rng, (uint32_t)recipe->step_count);
    while (!words_step(&words, dish, &recipe->steps[which]))
        which = (which + 1) % recipe->step_count;
    words_free(&words);
    remove_step(recipe, which);
    return true;
}

// Up to some place behind the first step, but never to the end.
static void cut_off(struct words *words, size_t start, struct rng *rng)
{
    const char *first = strstr(words->text + start, "First,");
    const size_t from = first ? (size_t)(first - words->text) : start;
    const size_t room = words->count - from - strlen(" Enjoy!");
    words->count = from + rng_below(rng, (uint32_t)room);
    while (words->count > from && words->text[words->count - 1] != ' ') words->count--;
    if (words->count > start) words->count--;
    words->text[words->count] = 0;
}

bool words_spoiled(struct words *words, const struct kitchen *kitchen, const struct dish *dish,
                   enum spoil spoil, struct rng *rng)
{
    struct dish changed = *dish;
    struct recipe *recipe = &changed.recipe;
    const size_t start = words->count;
    const dim which = rng_below(rng, (uint32_t)recipe->portion_count);
    switch (spoil) {
    case SPOIL_MISSING:
        if (recipe->portion_count < 2) return false;
        remove_portion(recipe, which);
        break;
    case SPOIL_AMOUNT:
        recipe->portions[which].amount =
            amount_times(recipe->portions[which].amount, amount_of(2, 1));
        break;
    case SPOIL_INVENTED:
        if (!invent(&changed, kitchen, rng)) return false;
        break;
    case SPOIL_STEP:
        if (!drop_step(&changed, rng)) return false;
        break;
    case SPOIL_ORDER:
        if (!disorder(&changed, rng)) return false;
        break;
    case SPOIL_TEMPERATURE:
        if (!recipe->oven) return false;
        recipe->oven += rng_below(rng, 2) ? 75 : -75;
        break;
    case SPOIL_MINUTES:
        if (!recipe->minutes) return false;
        recipe->minutes = rng_below(rng, 2) ? recipe->minutes * 3 : recipe->minutes / 2 + 1;
        if (recipe->minutes == dish->recipe.minutes) recipe->minutes++;
        break;
    default: break;
    }
    words_recipe(words, &changed);
    if (spoil == SPOIL_END) cut_off(words, start, rng);
    return true;
}
