// answers.c: what is asked about dishes and ingredients, and the one right answer. See phrases.h.
#include "phrases.h"

#include "fail.h"

#include <string.h>

const char *const dish_kinds[DISH_KINDS] = {"recipe", "ingredients", "time", "heat", "serves",
                                            "tools", "vegan", "vegetarian", "allergen", "origin"};
const char *const thing_kinds[THING_KINDS] = {"shop", "substitute", "fact"};
const char *const follow_kinds[FOLLOW_KINDS] = {"without", "people", "time", "heat", "serves",
                                                "tools", "vegan", "origin", "ingredients",
                                                "recipe"};

void book_load(struct book *book, const struct kitchen *kitchen)
{
    *book = (struct book){.kitchen = kitchen};
    phrases_load(&book->questions, kitchen->arena, kitchen->folder, "phrases/questions.txt");
    phrases_load(&book->talk, kitchen->arena, kitchen->folder, "phrases/talk.txt");
    phrases_load(&book->unknown, kitchen->arena, kitchen->folder, "phrases/unknown.txt");
    phrases_load(&book->safety, kitchen->arena, kitchen->folder, "phrases/safety.txt");
    phrases_load(&book->manners, kitchen->arena, kitchen->folder, "phrases/manners.txt");
    lines_load(&book->answers, kitchen->arena, kitchen->folder, "phrases/answers.txt");
    lines_load(&book->combinations, kitchen->arena, kitchen->folder, "phrases/combinations.txt");
    const size_t room = (size_t)kitchen->dish_count + 1;
    book->seen = arena_array(kitchen->arena, room, sizeof *book->seen);
    book->held_out = arena_array(kitchen->arena, room, sizeof *book->held_out);
    for (dim i = 0; i < kitchen->dish_count; i++) {
        const struct dish *dish = &kitchen->dishes[i];
        if (dish->held_out) book->held_out[book->held_out_count++] = dish;
        else book->seen[book->seen_count++] = dish;
    }
    if (book->seen_count == 0)
        fail("%s/world/dishes.txt: every dish is held out; conversations need one to talk about",
             kitchen->folder);
}

static const struct line *answer_line(const struct book *book, const char *name)
{
    for (dim i = 0; i < book->answers.count; i++)
        if (strcmp(book->answers.all[i].key, name) == 0) return &book->answers.all[i];
    fail("%s: no line \"%s: ...\"; an answer of this name is wanted", book->answers.path, name);
}

const char *answer_shape(const struct book *book, const char *name)
{
    return answer_line(book, name)->value;
}

const struct instead *instead_find(const struct ingredient *thing, const struct dish *dish)
{
    const bool baking = !dish || dish->recipe.oven > 0 || strcmp(dish->family->kind, "sweet") == 0;
    for (dim i = 0; i < thing->instead_count; i++) {
        const struct instead *instead = &thing->instead[i];
        // What is in the dish already is no help to one who has nothing of it left.
        if (dish && dish_portion(dish, instead->use.what)) continue;
        if (baking || !instead->baking_only) return instead;
    }
    return NULL;
}

bool combination_held_out(const struct book *book, const struct asked *asked)
{
    for (dim i = 0; i < book->combinations.count; i++) {
        const struct line *line = &book->combinations.all[i];
        const size_t n = strlen(asked->dish->name);
        if (strcmp(line->key, asked->kind) != 0) continue;
        if (strncmp(line->value, asked->dish->name, n) != 0 || line->value[n] != ';') continue;
        const char *detail = line->value + n + 1 + strspn(line->value + n + 1, " ");
        if (strcmp(asked->kind, "without") == 0) {
            if (asked->thing && ingredient_find(book->kitchen, detail) == asked->thing) return true;
        } else if (strcmp(asked->kind, "people") == 0) {
            if (whole_number(detail, 1000) == asked->people) return true;
        } else return true;
    }
    return false;
}

// ---- slots ------------------------------------------------------------------------------------

// The ingredients of the dish that chosen() takes: "the butter and the eggs"
static void because(struct slots *slots, const struct asked *asked)
{
    const struct recipe *recipe = &asked->dish->recipe;
    const bool vegan = strcmp(asked->kind, "vegan") == 0;
    const bool vegetarian = strcmp(asked->kind, "vegetarian") == 0;
    bool chosen[LIST_MOST];
    dim count = 0, item = 0;
    for (dim i = 0; i < recipe->portion_count; i++) {
        const struct ingredient *what = recipe->portions[i].what;
        chosen[i] = vegan ? what->diet != DIET_PLANT : vegetarian ? what->diet == DIET_FLESH
                    : asked->allergen && ingredient_has(what, asked->allergen);
        count += chosen[i];
    }
    struct words list = {0};
    for (dim i = 0; i < recipe->portion_count; i++) {
        if (!chosen[i]) continue;
        words_join(&list, item++, count);
        words_the(&list, &recipe->portions[i]);
    }
    slot_set(slots, "because", "%s", count ? list.text : "");
    words_free(&list);
}

static void name_slots(struct slots *slots, const char *name, const char *verb, bool plural)
{
    struct words capital = {0};
    words_add(&capital, name);
    words_capital(&capital, 0);
    slot_set(slots, "dish", "%s", name);
    slot_set(slots, "Dish", "%s", capital.text);
    slot_set(slots, "verb", "%s", verb);
    slot_set(slots, "is", "%s", plural ? "are" : "is");
    slot_set(slots, "Is", "%s", plural ? "Are" : "Is");
    slot_set(slots, "do", "%s", plural ? "do" : "does");
    slot_set(slots, "Do", "%s", plural ? "Do" : "Does");
    slot_set(slots, "it", "%s", plural ? "them" : "it");
    slot_set(slots, "they", "%s", plural ? "they" : "it");
    slot_set(slots, "take", "%s", plural ? "take" : "takes");
    slot_set(slots, "come", "%s", plural ? "come" : "comes");
    words_free(&capital);
}

static void dish_slots(struct slots *slots, const struct asked *asked)
{
    const struct recipe *recipe = &asked->dish->recipe;
    struct words list = {0};
    name_slots(slots, asked->dish->name, recipe->verb, recipe->plural);
    slot_set(slots, "minutes", "%d", recipe->minutes);
    slot_set(slots, "preparation", "%d", recipe->preparation);
    slot_set(slots, "total", "%d", recipe->minutes + recipe->preparation);
    slot_set(slots, "oven", "%d", recipe->oven);
    slot_set(slots, "serves", "%d", recipe->serves);
    slot_set(slots, "origin", "%s", asked->dish->origin);
    const struct amount factor =
        asked->people ? amount_of(asked->people, recipe->serves) : amount_of(1, 1);
    words_portions(&list, asked->dish, factor);
    slot_set(slots, "portions", "%s", list.text);
    words_clear(&list);
    for (dim i = 0; i < recipe->tool_count; i++) {
        words_join(&list, i, recipe->tool_count);
        words_print(&list, "%s %s", strchr("aeiou", recipe->tools[i][0]) ? "an" : "a",
                    recipe->tools[i]);
    }
    slot_set(slots, "list", "%s", recipe->tool_count ? list.text : "nothing");
    words_free(&list);
    because(slots, asked);
}

void asked_slots(struct slots *slots, const struct asked *asked)
{
    if (asked->dish) dish_slots(slots, asked);
    if (asked->unknown) {
        const size_t n = strlen(asked->unknown);
        name_slots(slots, asked->unknown, asked->verb ? asked->verb : "make",
                   n > 0 && asked->unknown[n - 1] == 's');
    }
    if (asked->thing) {
        const struct ingredient *thing = asked->thing;
        slot_set(slots, "thing", "%s", thing->plural ? thing->plural : thing->name);
        slot_set(slots, "the", "the %s", thing->plural ? thing->plural : thing->name);
        slot_set(slots, "isthing", "%s", thing->plural ? "are" : "is");
        slot_set(slots, "shop", "%s", thing->shop);
        slot_set(slots, "howmuch", "%s", thing->plural ? "how many" : "how much");
        slot_set(slots, "Howmuch", "%s", thing->plural ? "How many" : "How much");
    }
    if (asked->allergen) slot_set(slots, "allergen", "%s", asked->allergen);
    if (asked->people) slot_set(slots, "people", "%d", asked->people);
}

void words_question(struct words *words, const struct book *book, struct arena *arena,
                    const struct phrase *phrase, const struct asked *asked)
{
    struct slots slots = {.arena = arena};
    asked_slots(&slots, asked);
    words_fill(words, phrase->text, &slots, book->questions.path, phrase->line);
}

// ---- answers ----------------------------------------------------------------------------------

// The name in answers.txt of the answer, which may depend on the dish.
static const char *shape_of(const struct asked *asked, const struct instead *instead)
{
    const char *kind = asked->kind;
    const struct recipe *recipe = asked->dish ? &asked->dish->recipe : NULL;
    if (asked->unknown) return "unknown";
    if (strcmp(kind, "time") == 0) return recipe->minutes ? "time both" : "time one";
    if (strcmp(kind, "heat") == 0) return recipe->oven ? "heat" : "heat none";
    if (strcmp(kind, "vegan") == 0)
        return dish_diet(asked->dish) == DIET_PLANT ? "vegan yes" : "vegan no";
    if (strcmp(kind, "vegetarian") == 0)
        return dish_diet(asked->dish) == DIET_FLESH ? "vegetarian no" : "vegetarian yes";
    if (strcmp(kind, "allergen") == 0)
        return dish_has(asked->dish, asked->allergen) ? "allergen yes" : "allergen no";
    if (strcmp(kind, "without") == 0)
        return !dish_portion(asked->dish, asked->thing) ? "without absent"
               : instead ? "without" : "without none";
    if (strcmp(kind, "substitute") == 0) return instead ? "without" : "substitute none";
    return kind;
}

void words_answer(struct words *words, const struct book *book, struct arena *arena,
                  const struct asked *asked)
{
    if (asked->dish && strcmp(asked->kind, "recipe") == 0) {
        words_recipe(words, asked->dish);
        return;
    }
    if (strcmp(asked->kind, "fact") == 0) {
        for (dim i = 0; i < asked->thing->fact_count; i++)
            words_print(words, "%s%s", i ? " " : "", asked->thing->facts[i]);
        return;
    }
    struct slots slots = {.arena = arena};
    asked_slots(&slots, asked);
    const struct instead *instead =
        asked->thing ? instead_find(asked->thing, asked->dish) : NULL;
    if (instead) {
        struct words part = {0};
        words_portion(&part, &instead->in_place, amount_of(1, 1));
        slot_set(&slots, "place", "%s", part.text);
        words_clear(&part);
        words_portion(&part, &instead->use, amount_of(1, 1));
        slot_set(&slots, "use", "%s", part.text);
        words_free(&part);
    }
    const struct line *line = answer_line(book, shape_of(asked, instead));
    words_fill(words, line->value, &slots, book->answers.path, line->number);
}

// ---- draws ------------------------------------------------------------------------------------

bool asked_draw(struct asked *asked, const struct book *book, struct rng *rng)
{
    static const char *const allergens[] = {"nuts", "eggs", "peanuts"};
    const struct recipe *recipe = &asked->dish->recipe;
    if (strcmp(asked->kind, "allergen") == 0) asked->allergen = allergens[rng_below(rng, 3)];
    if (strcmp(asked->kind, "without") == 0) {
        const dim count = recipe->portion_count;
        asked->thing = recipe->portions[rng_below(rng, (uint32_t)count)].what;
        for (int tries = 0; tries < 8 && !instead_find(asked->thing, asked->dish); tries++)
            asked->thing = recipe->portions[rng_below(rng, (uint32_t)count)].what;
        if (rng_below(rng, 12) == 0)  // sometimes what is not in it
            asked->thing = &book->kitchen->ingredients[rng_below(
                rng, (uint32_t)book->kitchen->ingredient_count)];
    }
    if (strcmp(asked->kind, "people") == 0) {
        const uint32_t which = rng_below(rng, 3);
        if (which == 0 && recipe->serves % 2) return false;
        asked->people = which == 0 ? recipe->serves / 2 : recipe->serves * 2;
        if (which == 2 && recipe->serves % 2 == 0) asked->people = recipe->serves * 3 / 2;
        if (asked->people < 2) return false;  // "for 1 people" is no English
    }
    return true;
}
