// story_world.c: the world of the kitchen for the grammar: rules of words (food, tool, shop, place,
// townsfolk, dish-name) with what is known of each, and the dish that a document is about.
#include "story.h"

#include "fail.h"

#include <stdio.h>
#include <string.h>

struct known {  // attributes that grow
    struct arena *arena;
    struct grammar_attribute *all;
    dim count, capacity;
};

static void say(struct known *known, const char *key, const char *value)
{
    if (!value || !*value) return;
    known->all =
        grammar_grow(known->arena, known->all, known->count, &known->capacity, sizeof *known->all);
    known->all[known->count++] = (struct grammar_attribute){key, value};
}

static void say_number(struct known *known, const char *key, long value)
{
    if (value > 0) say(known, key, arena_print(known->arena, "%ld", value));
}

static void say_hour(struct known *known, const char *key, int hour)
{
    char word[32];
    word_number(word, sizeof word, hour > 12 ? hour - 12 : hour);
    const char *part = hour < 12   ? "in the morning"
                       : hour < 18 ? "in the afternoon"
                                   : "in the evening";
    say(known, key, hour == 12 ? "noon" : arena_print(known->arena, "%s %s", word, part));
}

static void say_facts(struct known *known, const char *const *facts, dim count)
{
    static const char *const keys[] = {"fact", "fact-two", "fact-three"};
    for (dim i = 0; i < count && i < 3; i++) say(known, keys[i], facts[i]);
}

static const char *kept(struct arena *arena, const struct words *words)
{
    char *text = arena_alloc(arena, words->count + 1);
    if (words->count) memcpy(text, words->text, words->count);
    return text;
}

static void say_portion(struct known *known, const char *key, const struct portion *portion)
{
    struct words words = {0};
    words_portion(&words, portion, amount_of(1, 1));
    say(known, key, kept(known->arena, &words));
    words_free(&words);
}

// ---- words of the world ------------------------------------------------------------------------

static const char *many_of(const struct ingredient *what)
{
    return what->plural ? what->plural : what->name;
}

// "eggs are", "oats are", "flour is", "hummus is"
static bool is_many(const struct ingredient *what)
{
    const size_t length = strlen(what->name);
    if (what->plural) return true;
    return length > 2 && what->name[length - 1] == 's' && !strchr("su", what->name[length - 2]) &&
           !strstr(what->name, "molasses") && !strstr(what->name, "swiss");
}

// baked: what may stand in only when baking is told as well
static void say_ingredient(struct known *known, const struct ingredient *what, bool baked)
{
    static const char *const shelves[] = {"fruit", "vegetable", "spice", "herb", "dairy",
                                          "meat",  "fish",      "grain", "nut"};
    say(known, is_many(what) ? "they" : "it", "yes");
    say(known, "many", many_of(what));
    if (name_find(shelves, sizeof shelves / sizeof *shelves, what->kind))
        say(known, "kind", what->kind);
    say(known, "colour", what->colour);
    say(known, "taste", what->taste);
    say(known, "season", what->season);
    say(known, "shop", what->shop);
    say_number(known, "grams", what->grams);
    say(known, "plant", what->diet == DIET_PLANT ? "yes" : NULL);
    say(known, "flesh", what->diet == DIET_FLESH ? "yes" : NULL);
    if (what->allergen_count) say(known, "allergen", what->allergens[0]);
    if (what->instead_count && (baked || !what->instead[0].baking_only)) {
        say_portion(known, "swap", &what->instead[0].use);
        say_portion(known, "swapped", &what->instead[0].in_place);
        say(known, what->instead[0].baking_only ? "swap-baking" : "swap-any", "yes");
    }
    say_facts(known, what->facts, what->fact_count);
}

static void add_foods(struct grammar *grammar, const struct kitchen *kitchen, const char *file)
{
    struct grammar_rule *all = grammar_add_rule(grammar, "food", file, 1);
    struct grammar_rule *counted = grammar_add_rule(grammar, "food-one", file, 1);
    all->noun = counted->noun = true;
    for (dim i = 0; i < kitchen->ingredient_count; i++) {
        const struct ingredient *what = &kitchen->ingredients[i];
        struct known known = {.arena = grammar->arena};
        say_ingredient(&known, what, true);
        grammar_add_word(grammar, all, many_of(what), known.all, known.count);
        if (!what->plural) continue;
        known.all[0].key = "it";
        say(&known, "plural", what->plural);
        grammar_add_word(grammar, counted, what->name, known.all, known.count);
    }
}

static void add_tools(struct grammar *grammar, const struct kitchen *kitchen, const char *file)
{
    struct grammar_rule *rule = grammar_add_rule(grammar, "tool", file, 1);
    rule->noun = true;
    for (dim i = 0; i < kitchen->tool_count; i++) {
        const struct tool *tool = &kitchen->tools[i];
        struct known known = {.arena = grammar->arena};
        say(&known, "it", "yes");
        say(&known, "plural", tool->plural);
        say(&known, "use", tool->use);
        say_facts(&known, tool->facts, tool->fact_count);
        grammar_add_word(grammar, rule, tool->name, known.all, known.count);
    }
}

static void add_places(struct grammar *grammar, const struct kitchen *kitchen, const char *file)
{
    struct grammar_rule *rule = grammar_add_rule(grammar, "place", file, 1);
    struct grammar_rule *country = grammar_add_rule(grammar, "country", file, 1);
    struct grammar_rule *town = grammar_add_rule(grammar, "town", file, 1);
    rule->noun = country->noun = town->noun = true;
    for (dim i = 0; i < kitchen->place_count; i++) {
        const struct place *place = &kitchen->places[i];
        struct known known = {.arena = grammar->arena};
        say(&known, "it", "yes");
        say(&known, "kind", place->kind);
        say_facts(&known, place->facts, place->fact_count);
        struct grammar_rule *one = strcmp(place->kind, "country") == 0 ? country
                                   : strcmp(place->kind, "town") == 0  ? town
                                                                       : rule;
        grammar_add_word(grammar, one, place->name, known.all, known.count);
    }
}

static void add_shops(struct grammar *grammar, const struct kitchen *kitchen, const char *file)
{
    struct grammar_rule *rule = grammar_add_rule(grammar, "shop", file, 1);
    rule->noun = true;
    for (dim i = 0; i < kitchen->shop_count; i++) {
        const struct shop *shop = &kitchen->shops[i];
        struct known known = {.arena = grammar->arena};
        say(&known, "it", "yes");
        say(&known, "place", shop->place);
        say(&known, "keeper", shop->keeper);
        say(&known, "closed", shop->closed);
        if (shop->opens > 0) say_hour(&known, "opens", shop->opens);
        if (shop->closes > 0) say_hour(&known, "closes", shop->closes);
        const struct person *keeper = shop->keeper ? person_find(kitchen, shop->keeper) : NULL;
        if (keeper) say(&known, "keeper-they", keeper->woman ? "she" : "he");
        say_facts(&known, shop->facts, shop->fact_count);
        grammar_add_word(grammar, rule, shop->name, known.all, known.count);
    }
}

static void add_people(struct grammar *grammar, const struct kitchen *kitchen, const char *file)
{
    struct grammar_rule *rule = grammar_add_rule(grammar, "townsfolk", file, 1);
    rule->noun = true;
    for (dim i = 0; i < kitchen->person_count; i++) {
        const struct person *person = &kitchen->people[i];
        struct known known = {.arena = grammar->arena};
        say(&known, person->woman ? "she" : "he", "yes");
        say(&known, "work", person->work);
        say(&known, "home", person->home);
        say(&known, "at", person->at);
        say(&known, "likes", person->likes);
        say_facts(&known, person->facts, person->fact_count);
        grammar_add_word(grammar, rule, person->name, known.all, known.count);
    }
}

// ---- dishes ------------------------------------------------------------------------------------

static void say_verb(struct known *known, const char *verb)
{
    const size_t length = strlen(verb);
    const bool e = length && verb[length - 1] == 'e';
    const int stem = (int)(length - e);
    const bool fry = strcmp(verb, "fry") == 0, make = strcmp(verb, "make") == 0;
    say(known, "verb", verb);
    say(known, "verbs", arena_print(known->arena, fry ? "fries" : "%ss", verb));
    say(known, "verbing", arena_print(known->arena, "%.*sing", stem, verb));
    say(known, "verbed",
        fry    ? "fried"
        : make ? "made"
               : arena_print(known->arena, "%.*sed", stem, verb));
}

static void say_lists(struct known *known, const struct dish *dish)
{
    struct words words = {0};
    words_portions(&words, dish, amount_of(1, 1));
    say(known, "all", kept(known->arena, &words));
    words_clear(&words);
    words_portions(&words, dish, amount_of(2, 1));
    say(known, "double", kept(known->arena, &words));
    words_clear(&words);
    for (dim i = 0; i < dish->recipe.portion_count; i++) {
        words_join(&words, i, dish->recipe.portion_count);
        words_add(&words, many_of(dish->recipe.portions[i].what));
    }
    say(known, "names", kept(known->arena, &words));
    words_clear(&words);
    for (dim i = 0; i < dish->recipe.portion_count; i++) {
        words_add(&words, i ? "\n- " : "- ");
        words_portion(&words, &dish->recipe.portions[i], amount_of(1, 1));
    }
    say(known, "list", kept(known->arena, &words));
    words_clear(&words);
    for (dim i = 0; i < dish->recipe.tool_count; i++) {
        words_join(&words, i, dish->recipe.tool_count);
        words_print(&words, word_takes_an(dish->recipe.tools[i]) ? "an %s" : "a %s",
                    dish->recipe.tools[i]);
    }
    if (dish->recipe.tool_count) {
        say(known, "tools", kept(known->arena, &words));
        say(known, "tool", dish->recipe.tools[dish->recipe.tool_count - 1]);
    }
    words_free(&words);
}

static void say_dish(struct known *known, const struct dish *dish)
{
    static const char *const allergens[] = {"nuts", "milk", "eggs", "wheat", "fish"};
    const struct recipe *recipe = &dish->recipe;
    say(known, recipe->plural ? "they" : "it", "yes");
    say(known, "many", recipe->plural ? "yes" : NULL);
    say(known, "family", dish->family->name);
    say(known, "noun", dish->family->noun);
    say(known, dish->family->kind, "yes");  // sweet, savory
    say(known, "origin", dish->origin);
    say_number(known, "minutes", recipe->minutes);
    say_number(known, "preparation", recipe->preparation);
    say_number(known, "whole", recipe->minutes + recipe->preparation);
    say_number(known, "serves", recipe->serves);
    say_number(known, "twice", 2 * recipe->serves);
    say_number(known, "count", recipe->portion_count);
    say_number(known, "oven", recipe->oven);
    say(known, "plant", dish_diet(dish) == DIET_PLANT ? "yes" : NULL);
    say(known, "flesh", dish_diet(dish) == DIET_FLESH ? "yes" : NULL);
    for (size_t i = 0; i < sizeof allergens / sizeof *allergens; i++)
        say(known, allergens[i],
            dish_has(dish, allergens[i]) || (i == 0 && dish_has(dish, "peanuts")) ? "yes" : NULL);
    say_verb(known, recipe->verb);
    say_lists(known, dish);
}

static void tell_steps(struct told_dish *told, struct known *known, const struct dish *dish)
{
    struct words all = {0}, lines = {0}, step = {0};
    const struct recipe *recipe = &dish->recipe;
    told->steps = arena_array(known->arena, (size_t)recipe->step_count + 1, sizeof *told->steps);
    for (dim i = 0; i < recipe->step_count; i++) {
        words_add(&step, "");
        words_clear(&step);
        if (!words_step(&step, dish, &recipe->steps[i])) continue;
        told->steps[told->step_count++] =
            (struct grammar_value){.text = kept(known->arena, &step), .fact = dish->name};
        words_print(&all, "%s%s.", all.count ? " " : "", step.text);
        words_print(&lines, "%s%td. %s.", lines.count ? "\n" : "", told->step_count, step.text);
    }
    say_number(known, "step-count", told->step_count);
    say(known, "steps", kept(known->arena, &all));
    say(known, "numbered", kept(known->arena, &lines));
    words_free(&all);
    words_free(&lines);
    words_free(&step);
}

static void tell_dish(struct told_dish *told, struct arena *arena, const struct dish *dish)
{
    struct known known = {.arena = arena};
    const dim count = dish->recipe.portion_count;
    say_dish(&known, dish);
    tell_steps(told, &known, dish);
    told->dish = (struct grammar_value){
        .text = dish->name, .own = known.all, .owned = known.count, .fact = dish->name};
    told->parts = arena_array(arena, (size_t)count + 1, sizeof *told->parts);
    for (dim i = 0; i < count; i++) {
        const struct portion *portion = &dish->recipe.portions[i];
        struct known part = {.arena = arena};
        say_ingredient(&part, portion->what, dish->recipe.oven > 0);
        say_portion(&part, "amount", portion);
        const bool more = amount_compare(portion->amount, amount_of(1, 1)) > 0;
        say(&part, "amount-is", more ? "are" : "is");
        say(&part, "amount-them", more ? "them" : "it");
        told->parts[told->part_count++] = (struct grammar_value){.text = many_of(portion->what),
                                                                 .own = part.all,
                                                                 .owned = part.count,
                                                                 .fact = dish->name};
    }
}

static void tell_dishes(struct story *story, const struct kitchen *kitchen, const char *file)
{
    struct grammar *grammar = &story->grammar;
    struct grammar_rule *names = grammar_add_rule(grammar, "dish-name", file, 1);
    names->noun = true;
    story->dishes =
        arena_array(grammar->arena, (size_t)kitchen->dish_count + 1, sizeof *story->dishes);
    for (dim i = 0; i < kitchen->dish_count; i++) {
        if (kitchen->dishes[i].held_out) continue;
        struct told_dish *told = &story->dishes[story->dish_count++];
        tell_dish(told, grammar->arena, &kitchen->dishes[i]);
        grammar_add_word(grammar, names, told->dish.text, told->dish.own, told->dish.owned);
    }
    if (story->dish_count < 2) fail("%s: fewer than two seen dishes; text needs more", file);
}

// ---- a story's beginning -----------------------------------------------------------------------

void story_begin(struct story *story, struct kitchen *kitchen, const struct options *options)
{
    static const char *const parts[] = {"one", "two", "three", "four", "five", "six"};
    static const char *const steps[] = {"step-one", "step-two", "step-three", "step-four"};
    struct grammar *grammar = &story->grammar;
    *story = (struct story){0};
    grammar_begin(grammar, kitchen->arena);
    add_foods(grammar, kitchen, "world/ingredients.txt");
    add_tools(grammar, kitchen, "world/tools.txt");
    add_places(grammar, kitchen, "world/places.txt");
    add_shops(grammar, kitchen, "world/shops.txt");
    add_people(grammar, kitchen, "world/people.txt");
    tell_dishes(story, kitchen, "world/dishes.txt");
    story->dish = grammar_give(grammar, "dish");
    story->other = grammar_give(grammar, "other");
    story->last_step = grammar_give(grammar, "step-last");
    for (dim i = 0; i < STORY_PARTS; i++) story->parts[i] = grammar_give(grammar, parts[i]);
    for (dim i = 0; i < STORY_STEPS; i++) story->steps[i] = grammar_give(grammar, steps[i]);
    for (dim i = 0; i < grammar->count; i++) grammar->rules[i]->given = true;
    grammar_load(grammar, arena_print(grammar->arena, "%s/grammar", options->kitchen));
    struct grammar_error error;
    if (!grammar_check(grammar, &error)) grammar_report(&error);
    grammar_pen(&story->pen, grammar, kitchen->arena, options->seed, options->held_out ? 72 : 71);
    story->pen.marked = options->marked;
}

void story_new_document(struct story *story)
{
    struct grammar_pen *pen = &story->pen;
    grammar_new_document(pen);
    const dim at = rng_below(&pen->rng, (uint32_t)story->dish_count);
    const dim other =
        (at + 1 + rng_below(&pen->rng, (uint32_t)story->dish_count - 1)) % story->dish_count;
    const struct told_dish *told = &story->dishes[at];
    grammar_bind(pen, story->dish, &told->dish);
    grammar_bind(pen, story->other, &story->dishes[other].dish);

    dim order[LIST_MOST];
    for (dim i = 0; i < told->part_count; i++) order[i] = i;
    for (dim i = 0; i < told->part_count && i < STORY_PARTS; i++) {
        const dim k = i + rng_below(&pen->rng, (uint32_t)(told->part_count - i));
        const dim drawn = order[k];
        order[k] = order[i];
        order[i] = drawn;
        grammar_bind(pen, story->parts[i], &told->parts[drawn]);
    }
    for (dim i = 0; i < told->step_count && i < STORY_STEPS; i++)
        grammar_bind(pen, story->steps[i], &told->steps[i]);
    if (told->step_count) grammar_bind(pen, story->last_step, &told->steps[told->step_count - 1]);
}
