// check.c: whether the world makes sense: amounts, steps, orders, names. See kitchen.h. Each fault
// is a sentence with file and line; what cannot be read at all has failed in the loader before.
#include "phrases.h"

#include <stdarg.h>
#include <string.h>

enum {
    OVEN_LEAST = 200, OVEN_MOST = 550,  // degrees Fahrenheit
    MINUTES_MOST = 300, WORDS_MOST = 120, PORTIONS_LEAST = 2
};

struct checking {
    const struct kitchen *kitchen;
    FILE *out;
    dim faults;
};

__attribute__((format(printf, 4, 5)))
static void fault(struct checking *c, int file, dim line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(c->out, "kitchen: %s/%s:%td: ", c->kitchen->folder, world_files[file], line);
    vfprintf(c->out, format, arguments);
    fputs("\n", c->out);
    va_end(arguments);
    c->faults++;
}
enum { INGREDIENTS, TOOLS, PLACES, SHOPS, PEOPLE, FAMILIES, DISHES };

// ---- amounts ----------------------------------------------------------------------------------

// The most of a unit that any dish has, in that unit.
static int unit_most(enum unit unit)
{
    static const int most[UNITS] = {20, 20, 12, 6, 4, 16, 12, 20, 6, 4, 8, 24};
    return most[unit];
}

static void check_amount(struct checking *c, const struct dish *dish, const struct portion *portion)
{
    struct words words = {0};
    words_portion(&words, portion, amount_of(1, 1));
    const struct portion *most = &portion->what->most;
    const struct amount a = unit_teaspoons(portion->unit), b = unit_teaspoons(most->unit);
    const bool volumes = a.over && b.over && most->what;
    bool over = amount_compare(portion->amount, amount_of(unit_most(portion->unit), 1)) > 0;
    if (volumes)
        over |= amount_compare(amount_times(portion->amount, a), amount_times(most->amount, b)) > 0;
    else if (most->what && most->unit == portion->unit)
        over |= amount_compare(portion->amount, most->amount) > 0;
    if (portion->amount.over == 0)
        fault(c, DISHES, dish->line, "%s: none of an ingredient (%s); leave it out", dish->name,
              words.text);
    else if (over)
        fault(c, DISHES, dish->line, "%s: %s is more than any dish has; see \"most\" in "
              "world/ingredients.txt", dish->name, words.text);
    if (portion->unit == UNIT_NONE && !portion->what->plural)
        fault(c, DISHES, dish->line, "%s: %s: it is not counted, so a unit is wanted", dish->name,
              words.text);
    words_free(&words);
}

static void check_portions(struct checking *c, const struct dish *dish)
{
    const struct recipe *recipe = &dish->recipe;
    if (recipe->portion_count < PORTIONS_LEAST)
        fault(c, DISHES, dish->line, "%s: %td ingredients; a dish has two at least", dish->name,
              recipe->portion_count);
    for (dim i = 0; i < recipe->portion_count; i++) {
        check_amount(c, dish, &recipe->portions[i]);
        for (dim j = 0; j < i; j++)
            if (recipe->portions[i].what == recipe->portions[j].what)
                fault(c, DISHES, dish->line, "%s: %s is in the list twice; add the amounts up",
                      dish->name, recipe->portions[i].what->name);
    }
}

// ---- steps ------------------------------------------------------------------------------------

// Where word (or its plural in s) stands in text as whole words, or NULL.
static const char *find_word(const char *text, const char *word)
{
    const size_t n = strlen(word);
    for (const char *at = text; (at = strstr(at, word)); at++) {
        const char before = at == text ? ' ' : at[-1], after = at[n];
        const bool starts = before < 'a' || before > 'z';
        if (starts && (after < 'a' || after > 'z')) return at;
    }
    return NULL;
}

// Does a longer name of the dish stand at the same place (brown sugar, where sugar was found)?
static bool covered(const struct dish *dish, const char *text, const char *name)
{
    for (dim i = 0; i < dish->recipe.portion_count; i++) {
        const struct ingredient *what = dish->recipe.portions[i].what;
        const char *const names[2] = {what->name, what->plural};
        for (int k = 0; k < 2; k++)
            if (names[k] && strstr(names[k], name) && find_word(text, names[k])) return true;
    }
    return false;
}

// Is the tool in the list, or does a longer name stand at its place (cake pan for pan)?
static bool has_tool(const struct recipe *recipe, const char *text, const char *tool)
{
    for (dim i = 0; i < recipe->tool_count; i++)
        if (strstr(recipe->tools[i], tool) && find_word(text, recipe->tools[i])) return true;
    return false;
}

// An ingredient, or a tool, that a step's text names and that the dish has not.
static void check_words(struct checking *c, const struct dish *dish, const struct step *step,
                        const char *text)
{
    for (dim i = 0; i < c->kitchen->ingredient_count; i++) {
        const struct ingredient *what = &c->kitchen->ingredients[i];
        const char *const names[2] = {what->name, what->plural};
        for (int k = 0; k < 2; k++) {
            if (!names[k] || dish_portion(dish, what) || !find_word(text, names[k])) continue;
            if (!covered(dish, text, names[k]))
                fault(c, DISHES, dish->line, "%s: step %s uses %s, which is not in the list",
                      dish->name, step->name, names[k]);
            break;
        }
    }
    for (dim i = 0; i < c->kitchen->tool_count; i++) {
        const char *tool = c->kitchen->tools[i].name;
        if (find_word(text, tool) && !has_tool(&dish->recipe, text, tool))
            fault(c, DISHES, dish->line, "%s: step %s needs the %s, which is not among the tools",
                  dish->name, step->name, tool);
    }
}

static void check_slots(struct checking *c, const struct family *family, const struct step *step)
{
    for (const char *open = step->text; (open = strchr(open, '{')); open++) {
        const char *close = strchr(open, '}');
        if (!close) {
            fault(c, FAMILIES, step->line, "step %s: a { without }", step->name);
            return;
        }
        for (const char *role = open + 1; role < close;) {
            const char *end = role;
            while (end < close && *end != '+') end++;
            bool known = (end - role == 4 && strncmp(role, "oven", 4) == 0) ||
                         (end - role == 7 && strncmp(role, "minutes", 7) == 0);
            for (dim i = 0; i < family->role_count && !known; i++)
                known = strlen(family->roles[i]) == (size_t)(end - role) &&
                        strncmp(family->roles[i], role, (size_t)(end - role)) == 0;
            if (!known)
                fault(c, FAMILIES, step->line, "step %s: {%.*s} is no role of %s", step->name,
                      (int)(end - role), role, family->name);
            role = end + 1;
        }
    }
}

static bool uses_slot(const struct recipe *recipe, const struct dish *dish, const char *slot)
{
    struct words words = {0};
    bool found = false;
    for (dim i = 0; i < recipe->step_count && !found; i++)
        found = strstr(recipe->steps[i].text, slot) && words_step(&words, dish, &recipe->steps[i]);
    words_free(&words);
    return found;
}

static void check_steps(struct checking *c, const struct dish *dish)
{
    const struct recipe *recipe = &dish->recipe;
    struct words all = {0}, one = {0};
    for (dim i = 0; i < recipe->step_count; i++) {
        words_clear(&one);
        for (dim k = 0; k < i; k++)
            if (step_waits(dish, k, i))
                fault(c, DISHES, dish->line, "%s: step %s is told before step %s, which has to "
                      "come first", dish->name, recipe->steps[k].name, recipe->steps[i].name);
        if (!words_step(&one, dish, &recipe->steps[i])) continue;
        check_words(c, dish, &recipe->steps[i], one.text);
        words_print(&all, "%s. ", one.text);
    }
    for (dim i = 0; i < recipe->portion_count; i++) {
        words_clear(&one);
        words_the(&one, &recipe->portions[i]);
        if (!all.text || !find_word(all.text, one.text))
            fault(c, DISHES, dish->line, "%s: no step uses %s", dish->name, one.text);
    }
    if (recipe->oven && !uses_slot(recipe, dish, "{oven}"))
        fault(c, DISHES, dish->line, "%s: a temperature (oven %d) for what is not baked",
              dish->name, recipe->oven);
    if (recipe->minutes && !uses_slot(recipe, dish, "{minutes}"))
        fault(c, DISHES, dish->line, "%s: minutes %d, but no step takes {minutes}", dish->name,
              recipe->minutes);
    words_free(&all);
    words_free(&one);
}

static void check_numbers(struct checking *c, const struct dish *dish)
{
    const struct recipe *recipe = &dish->recipe;
    if (recipe->oven && (recipe->oven < OVEN_LEAST || recipe->oven > OVEN_MOST))
        fault(c, DISHES, dish->line, "%s: an oven of %d degrees; wanted %d to %d", dish->name,
              recipe->oven, OVEN_LEAST, OVEN_MOST);
    if (recipe->minutes > MINUTES_MOST || recipe->preparation > MINUTES_MOST)
        fault(c, DISHES, dish->line, "%s: more than %d minutes", dish->name, MINUTES_MOST);
    struct words words = {0};
    words_recipe(&words, dish);
    const dim count = words_in(words.text);
    if (count > WORDS_MOST)
        fault(c, DISHES, dish->line, "%s: the answer has %td words, at most %d; leave something "
              "out", dish->name, count, WORDS_MOST);
    words_free(&words);
}

// ---- dishes beside each other -----------------------------------------------------------------

// The recipe without the name in it.
static void words_body(struct words *words, const struct dish *dish)
{
    struct dish nameless = *dish;
    nameless.name = "it";
    words_clear(words);
    words_recipe(words, &nameless);
}

static void check_pairs(struct checking *c)
{
    const struct kitchen *k = c->kitchen;
    struct words a = {0}, b = {0};
    for (dim i = 0; i < k->dish_count; i++) {
        words_body(&a, &k->dishes[i]);
        for (dim j = 0; j < i; j++) {
            const struct dish *one = &k->dishes[i], *other = &k->dishes[j];
            const struct dish *held = one->held_out ? one : other;
            const struct dish *seen = one->held_out ? other : one;
            if (held->held_out && !seen->held_out && find_word(seen->name, held->name))
                fault(c, DISHES, held->line, "%s: held out, but its name is in \"%s\", which is "
                      "not", held->name, seen->name);
            if (one->family != other->family) continue;
            words_body(&b, other);
            if (strcmp(a.text, b.text) == 0)
                fault(c, DISHES, one->line, "%s: differs from %s (line %td) in nothing but the "
                      "name", one->name, other->name, other->line);
        }
    }
    words_free(&a);
    words_free(&b);
}

static void check_instead(struct checking *c)
{
    const struct kitchen *k = c->kitchen;
    for (dim i = 0; i < k->ingredient_count; i++)
        for (dim j = 0; j < k->ingredients[i].instead_count; j++) {
            const struct instead *instead = &k->ingredients[i].instead[j];
            if (instead->use.what == &k->ingredients[i])
                fault(c, INGREDIENTS, instead->line, "%s stands in for itself",
                      k->ingredients[i].name);
            if (!instead->use.amount.over || !instead->in_place.amount.over)
                fault(c, INGREDIENTS, instead->line, "%s: an amount of nothing",
                      k->ingredients[i].name);
        }
    for (dim i = 0; i < k->person_count; i++)
        if (dish_find(k, k->people[i].likes)->held_out)
            fault(c, PEOPLE, k->people[i].line, "%s likes %s, which is held out; name a seen dish",
                  k->people[i].name, k->people[i].likes);
}

dim kitchen_faults(const struct kitchen *kitchen, FILE *out)
{
    struct checking c = {kitchen, out, 0};
    for (dim f = 0; f < kitchen->family_count; f++)
        for (dim i = 0; i < kitchen->families[f].recipe.step_count; i++)
            check_slots(&c, &kitchen->families[f], &kitchen->families[f].recipe.steps[i]);
    for (dim i = 0; i < kitchen->dish_count; i++) {
        check_portions(&c, &kitchen->dishes[i]);
        check_steps(&c, &kitchen->dishes[i]);
        check_numbers(&c, &kitchen->dishes[i]);
    }
    check_pairs(&c);
    check_instead(&c);
    return c.faults;
}

int kitchen_check(struct kitchen *kitchen, const struct options *options)
{
    const dim faults = kitchen_faults(kitchen, stderr);
    if (faults) return 1;
    struct book book;
    book_load(&book, kitchen);
    if (phrase_faults(&book, stderr)) return 1;
    dim seen = 0;
    for (dim i = 0; i < kitchen->dish_count; i++) seen += !kitchen->dishes[i].held_out;
    FILE *out = out_begin(options);
    fprintf(out, "the kitchen makes sense: %td ingredients, %td tools, %td shops, %td people, %td "
            "families, %td dishes seen and %td held out\n", kitchen->ingredient_count,
            kitchen->tool_count, kitchen->shop_count, kitchen->person_count, kitchen->family_count,
            seen, kitchen->dish_count - seen);
    out_end(options);
    return 0;
}
