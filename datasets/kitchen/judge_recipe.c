// judge_recipe.c: whether a recipe is right: its opening, its list, its steps, their order, its
// end. Words of a step may stand in any order ("mix the sugar and the butter"). See judge.h.
#include "judge.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void wrong_add(struct words *why, const char *name, const char *format, ...)
{
    char text[300];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    words_print(why, "%s%s: %s", why->count ? "; " : "", name, text);
}

// ---- the list ---------------------------------------------------------------------------------

// "2 cups of flour" of n bytes; false when it cannot be read as an amount of something.
static bool parse_item(struct portion *portion, const struct kitchen *kitchen, const char *text)
{
    *portion = (struct portion){.amount = {1, 1}};
    const char *rest = amount_parse(&portion->amount, text);
    if (!rest || *rest != ' ') return false;
    rest++;
    for (int u = 1; u < UNITS; u++) {
        const char *const names[2] = {unit_many[u], unit_one[u]};
        for (int i = 0; i < 2 && portion->unit == UNIT_NONE; i++) {
            const size_t n = strlen(names[i]);
            if (strncmp(rest, names[i], n) != 0 || strncmp(rest + n, " of ", 4) != 0) continue;
            portion->unit = (enum unit)u;
            rest += n + 4;
        }
    }
    portion->what = ingredient_find(kitchen, rest);
    return portion->what != NULL;
}

static void judge_item(struct words *why, const struct kitchen *kitchen, const struct dish *dish,
                       struct amount factor, bool *found, const char *item)
{
    struct portion said;
    if (!parse_item(&said, kitchen, item)) {
        wrong_add(why, WRONG_INVENTED, "\"%.60s\" is no amount of an ingredient", item);
        return;
    }
    const struct portion *right = dish_portion(dish, said.what);
    if (!right) {
        wrong_add(why, WRONG_INVENTED, "%s is not in %s", said.what->name, dish->name);
        return;
    }
    const dim which = right - dish->recipe.portions;
    if (found[which]) wrong_add(why, WRONG_TWICE, "%s", said.what->name);
    found[which] = true;
    if (said.unit == right->unit &&
        amount_compare(said.amount, amount_times(right->amount, factor)) == 0)
        return;
    struct words words = {0};
    words_portion(&words, right, factor);
    wrong_add(why, WRONG_AMOUNT, "%.60s, right is %s", item, words.text);
    words_free(&words);
}

void judge_portions(struct words *why, const struct kitchen *kitchen, const struct dish *dish,
                    struct amount factor, const char *text, const char **end)
{
    bool found[LIST_MOST] = {0};
    const char *stop = strchr(text, '.');
    if (!stop) stop = text + strlen(text);
    *end = *stop ? stop + 1 : stop;
    for (const char *item = text; item < stop;) {
        const char *comma = strstr(item, ", "), *and = strstr(item, " and "), *next = stop;
        if (comma && comma < next) next = comma;
        if (and && and < next) next = and;
        char copy[100];
        const size_t n = (size_t)(next - item) < sizeof copy ? (size_t)(next - item)
                                                             : sizeof copy - 1;
        memcpy(copy, item, n);
        copy[n] = 0;
        judge_item(why, kitchen, dish, factor, found, copy);
        item = next == comma ? next + 2 : next == stop ? stop : next + 5;
    }
    for (dim i = 0; i < dish->recipe.portion_count; i++)
        if (!found[i]) wrong_add(why, WRONG_MISSING, "%s", dish->recipe.portions[i].what->name);
}

// ---- steps ------------------------------------------------------------------------------------

enum { STEP_WORDS = 64, STEP_BYTES = 600 };
struct bag {  // the words of a step, sorted
    char text[STEP_BYTES];
    const char *all[STEP_WORDS];
    dim count;
};

static int compare_words(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_number(const char *word)
{
    return *word >= '0' && *word <= '9';
}

// Without numbers, each of them is "#": to see that only a number differs.
static void bag_fill(struct bag *bag, const char *text, size_t n, bool numbers)
{
    bag->count = 0;
    if (n >= STEP_BYTES) n = STEP_BYTES - 1;
    memcpy(bag->text, text, n);
    bag->text[n] = 0;
    for (char *word = strtok(bag->text, " ,"); word; word = strtok(NULL, " ,"))
        if (bag->count < STEP_WORDS)
            bag->all[bag->count++] = !numbers && is_number(word) ? "#" : word;
    qsort(bag->all, (size_t)bag->count, sizeof *bag->all, compare_words);
}

static bool bag_equal(const struct bag *a, const struct bag *b)
{
    if (a->count != b->count) return false;
    for (dim i = 0; i < a->count; i++)
        if (strcmp(a->all[i], b->all[i]) != 0) return false;
    return true;
}

// "Next, stir in the eggs" without its first word of order
static const char *skip_order(const char *text)
{
    static const char *const words[] = {"First", "Then", "Next", "After that", "Finally"};
    for (int i = 0; i < 5; i++) {
        const size_t n = strlen(words[i]);
        if (strncmp(text, words[i], n) != 0) continue;
        const char *rest = text + n + (text[n] == ',');
        if (*rest == ' ') return rest + 1;
    }
    return text;
}

// Which step of the dish has these words; -1 when none has.
static dim find_step(const struct dish *dish, const char *text, size_t n, bool numbers)
{
    struct bag said, right;
    struct words words = {0};
    dim found = -1;
    bag_fill(&said, text, n, numbers);
    for (dim i = 0; i < dish->recipe.step_count && found < 0; i++) {
        words_clear(&words);
        if (!words_step(&words, dish, &dish->recipe.steps[i])) continue;
        bag_fill(&right, words.text, words.count, numbers);
        if (bag_equal(&said, &right)) found = i;
    }
    words_free(&words);
    return found;
}

// An ingredient that a step names and the dish has not, or NULL.
static const char *foreign(const struct kitchen *kitchen, const struct dish *dish, const char *text)
{
    for (dim i = 0; i < kitchen->ingredient_count; i++) {
        const struct ingredient *what = &kitchen->ingredients[i];
        const char *name = what->plural ? what->plural : what->name;
        bool covered = dish_portion(dish, what) != NULL;
        for (dim k = 0; k < dish->recipe.portion_count && !covered; k++)
            covered = strstr(dish->recipe.portions[k].what->name, what->name) != NULL;
        if (!covered && strstr(text, name)) return name;
    }
    return NULL;
}

static void judge_step(struct words *why, const struct kitchen *kitchen, const struct dish *dish,
                       dim *place, dim at, const char *text, size_t n)
{
    char copy[STEP_BYTES];
    if (n >= sizeof copy) n = sizeof copy - 1;
    memcpy(copy, text, n);
    copy[n] = 0;
    const char *said = skip_order(copy);
    const size_t length = strlen(said);
    dim which = find_step(dish, said, length, true);
    if (which < 0) {
        which = find_step(dish, said, length, false);
        const char *name = foreign(kitchen, dish, said);
        if (which >= 0)
            wrong_add(why, strstr(said, "degrees") ? WRONG_TEMPERATURE : WRONG_MINUTES,
                      "\"%.80s\"", said);
        else if (name) wrong_add(why, WRONG_INVENTED, "a step uses %s", name);
        else wrong_add(why, WRONG_STEP, "\"%.80s\"", said);
    }
    if (which < 0) return;
    if (place[which] >= 0) wrong_add(why, WRONG_TWICE, "step \"%.80s\"", said);
    else place[which] = at;
}

static void judge_order(struct words *why, const struct dish *dish, const dim *place)
{
    const struct recipe *recipe = &dish->recipe;
    struct words words = {0};
    for (dim i = 0; i < recipe->step_count; i++) {
        words_clear(&words);
        if (!words_step(&words, dish, &recipe->steps[i])) continue;
        if (place[i] < 0) wrong_add(why, WRONG_NO_STEP, "\"%s\"", words.text);
        for (dim k = 0; k < recipe->step_count && place[i] >= 0; k++)
            if (place[k] > place[i] && step_waits(dish, i, k))
                wrong_add(why, WRONG_ORDER, "\"%s\" comes too early", words.text);
    }
    words_free(&words);
}

void judge_recipe(struct words *why, const struct kitchen *kitchen, const struct dish *dish,
                  const char *answer)
{
    struct words opening = {0};
    words_print(&opening, "To %s %s, you will need the following ingredients: ",
                dish->recipe.verb, dish->name);
    const bool opens = strncmp(answer, opening.text, opening.count) == 0;
    const size_t skip = opening.count;
    if (!opens) wrong_add(why, WRONG_OPENING, "wanted \"%s...\"", opening.text);
    words_free(&opening);
    const char *list = opens ? answer + skip : strstr(answer, "ingredients: ");
    if (!list) return;
    if (!opens) list += strlen("ingredients: ");
    const char *rest;
    judge_portions(why, kitchen, dish, amount_of(1, 1), list, &rest);

    dim place[LIST_MOST], at = 0;
    for (dim i = 0; i < LIST_MOST; i++) place[i] = -1;
    bool ended = false;
    while (*(rest += strspn(rest, " \n"))) {
        if (strncmp(rest, "Enjoy!", 6) == 0) {
            ended = true;
            if (rest[6 + strspn(rest + 6, " \n")])
                wrong_add(why, WRONG_END, "something stands behind \"Enjoy!\"");
            break;
        }
        const size_t n = strcspn(rest, ".!");
        judge_step(why, kitchen, dish, place, at++, rest, n);
        rest += n + (rest[n] != 0);
    }
    judge_order(why, dish, place);
    if (!ended) wrong_add(why, WRONG_END, "the last word is not \"Enjoy!\"");
}
