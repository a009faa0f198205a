// recipe.c: recipes as text, all of one shape. See kitchen.h.
#include "kitchen.h"

#include <string.h>

void words_portion(struct words *words, const struct portion *portion, struct amount factor)
{
    const struct ingredient *what = portion->what;
    const struct amount amount = amount_times(portion->amount, factor);
    const bool many = amount.over == 0 || amount_compare(amount, amount_of(1, 1)) > 0;
    words_amount(words, amount);
    words_add(words, " ");
    if (portion->unit == UNIT_NONE) {
        words_add(words, many && what->plural ? what->plural : what->name);
        return;
    }
    words_add(words, many ? unit_many[portion->unit] : unit_one[portion->unit]);
    words_print(words, " of %s", what->plural ? what->plural : what->name);
}

void words_the(struct words *words, const struct portion *portion)
{
    const struct ingredient *what = portion->what;
    const bool one = portion->unit == UNIT_NONE &&
                     amount_compare(portion->amount, amount_of(1, 1)) <= 0;
    words_print(words, "the %s", !one && what->plural ? what->plural : what->name);
}

void words_portions(struct words *words, const struct dish *dish, struct amount factor)
{
    for (dim i = 0; i < dish->recipe.portion_count; i++) {
        words_join(words, i, dish->recipe.portion_count);
        words_portion(words, &dish->recipe.portions[i], factor);
    }
}

// ---- steps ------------------------------------------------------------------------------------

// Does the role stand in the slot "fat+sweet" of n bytes?
static bool in_slot(const char *slot, size_t n, const char *role)
{
    const size_t length = strlen(role);
    for (size_t i = 0; i + length <= n; i++) {
        const bool begins = i == 0 || slot[i - 1] == '+';
        const bool ends = i + length == n || slot[i + length] == '+';
        if (begins && ends && strncmp(slot + i, role, length) == 0) return true;
    }
    return false;
}

// What stands for a slot. False when nothing does.
static bool words_slot(struct words *words, const struct recipe *recipe, const char *slot, size_t n)
{
    if (n == 4 && strncmp(slot, "oven", n) == 0) {
        words_print(words, "%d", recipe->oven);
        return recipe->oven > 0;
    }
    if (n == 7 && strncmp(slot, "minutes", n) == 0) {
        words_print(words, "%d", recipe->minutes);
        return recipe->minutes > 0;
    }
    dim count = 0, item = 0;
    for (dim i = 0; i < recipe->portion_count; i++)
        count += in_slot(slot, n, recipe->portions[i].role);
    for (dim i = 0; i < recipe->portion_count; i++) {
        if (!in_slot(slot, n, recipe->portions[i].role)) continue;
        words_join(words, item++, count);
        words_the(words, &recipe->portions[i]);
    }
    return count > 0;
}

bool words_step(struct words *words, const struct dish *dish, const struct step *step)
{
    const size_t before = words->count;
    const char *text = step->text;
    for (const char *open; (open = strchr(text, '{'));) {
        const char *close = strchr(open, '}');
        if (!close) break;
        words_some(words, text, (size_t)(open - text));
        if (!words_slot(words, &dish->recipe, open + 1, (size_t)(close - open - 1))) {
            words->count = before;
            words->text[before] = 0;
            return false;
        }
        text = close + 1;
    }
    words_add(words, text);
    return true;
}

bool step_waits(const struct dish *dish, dim b, dim a)
{
    const struct recipe *recipe = &dish->recipe;
    bool waits[LIST_MOST] = {0};  // which steps b waits for: found in rounds, so a circle ends
    waits[b] = true;
    for (dim round = 0; round < recipe->step_count; round++)
        for (dim i = 0; i < recipe->step_count; i++)
            for (dim k = 0; waits[i] && k < recipe->steps[i].after_count; k++)
                for (dim j = 0; j < recipe->step_count; j++)
                    if (strcmp(recipe->steps[j].name, recipe->steps[i].after[k]) == 0)
                        waits[j] = true;
    return a != b && waits[a];
}

void words_recipe(struct words *words, const struct dish *dish)
{
    static const char *const openings[] = {"First, ", "Then ", "Next, ", "After that, ", "Then "};
    words_print(words, "To %s %s, you will need the following ingredients: ", dish->recipe.verb,
                dish->name);
    words_portions(words, dish, amount_of(1, 1));
    words_add(words, ". ");
    dim said = 0, last = -1;
    struct words step = {0};
    for (dim i = 0; i < dish->recipe.step_count; i++) {
        words_clear(&step);
        if (words_step(&step, dish, &dish->recipe.steps[i])) last = i;
    }
    for (dim i = 0; i < dish->recipe.step_count; i++) {
        words_clear(&step);
        if (!words_step(&step, dish, &dish->recipe.steps[i])) continue;
        words_add(words, i == last ? "Finally, " : openings[said < 4 ? said : 1 + said % 3]);
        words_print(words, "%s. ", step.text);
        said++;
    }
    words_free(&step);
    words_add(words, "Enjoy!");
}

// ---- smaller things ---------------------------------------------------------------------------

void words_dish_verb(struct words *words, const struct dish *dish, const char *one,
                     const char *many)
{
    const size_t start = words->count;
    words_print(words, "%s %s", dish->name, dish->recipe.plural ? many : one);
    words_capital(words, start);
}

dim words_in(const char *text)
{
    dim count = 0;
    for (bool inside = false; *text; text++) {
        if (*text != ' ' && !inside) count++;
        inside = *text != ' ';
    }
    return count;
}
