// kitchen_judge_test.c: the judge accepts every right answer, and catches and names each kind of
// wrong one: thousands made by program, and dozens by hand.
#include "check.h"
#include "judge.h"
#include "spoil.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct arena arena;
static struct kitchen kitchen;
static struct book book;

static int load(void **state)
{
    (void)state;
    kitchen_load(&kitchen, &arena, "datasets/kitchen");
    book_load(&book, &kitchen);
    return 0;
}

static int unload(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

// Is "name: " one of the complaints?
static bool complains(const struct words *why, const char *name)
{
    char wanted[40];
    snprintf(wanted, sizeof wanted, "%s: ", name);
    for (const char *at = why->text; why->count && (at = strstr(at, wanted)); at++)
        if (at == why->text || at[-1] == ' ') return true;
    return false;
}

static void every_right_recipe_is_accepted(void **state)
{
    (void)state;
    struct words answer = {0}, why = {0};
    for (dim i = 0; i < kitchen.dish_count; i++) {
        words_clear(&answer);
        words_recipe(&answer, &kitchen.dishes[i]);
        judge_recipe(&why, &kitchen, &kitchen.dishes[i], answer.text);
        if (why.count) fail_msg("%s: %s", kitchen.dishes[i].name, why.text);
    }
    words_free(&answer);
    words_free(&why);
}

static void every_spoiled_recipe_is_caught_and_named(void **state)
{
    (void)state;
    struct words answer = {0}, why = {0};
    struct rng rng;
    rng_seed(&rng, 7, 1);
    dim spoiled[SPOILS] = {0};
    for (dim i = 0; i < kitchen.dish_count; i++)
        for (int s = 0; s < SPOILS; s++) {
            const struct dish *dish = &kitchen.dishes[i];
            words_clear(&answer);
            words_clear(&why);
            if (!words_spoiled(&answer, &kitchen, dish, (enum spoil)s, &rng)) continue;
            spoiled[s]++;
            judge_recipe(&why, &kitchen, dish, answer.text);
            if (!complains(&why, spoil_names[s]))
                fail_msg("%s, %s: \"%s\" for: %s", dish->name, spoil_names[s],
                         why.count ? why.text : "nothing", answer.text);
        }
    for (int s = 0; s < SPOILS; s++)
        if (spoiled[s] < 80) fail_msg("only %td spoiled by %s", spoiled[s], spoil_names[s]);
    words_free(&answer);
    words_free(&why);
}

// ---- by hand ----------------------------------------------------------------------------------

struct change {
    const char *dish, *from, *to;  // in the right answer: the first from becomes to
    const char *name;              // of the complaint; NULL: it stays right
};

static void try_change(const struct change *change)
{
    struct words right = {0}, answer = {0}, why = {0};
    const struct dish *dish = dish_find(&kitchen, change->dish);
    assert_non_null(dish);
    words_recipe(&right, dish);
    const char *at = strstr(right.text, change->from);
    if (!at) fail_msg("\"%s\" is not in: %s", change->from, right.text);
    words_some(&answer, right.text, (size_t)(at - right.text));
    words_add(&answer, change->to);
    words_add(&answer, at + strlen(change->from));
    judge_recipe(&why, &kitchen, dish, answer.text);
    if (change->name ? !complains(&why, change->name) : why.count > 0)
        fail_msg("wanted %s, got \"%s\" for: %s", change->name ? change->name : "nothing",
                 why.count ? why.text : "", answer.text);
    words_free(&right);
    words_free(&answer);
    words_free(&why);
}

#define COOKIES "chocolate chip cookies"

static void wrong_answers_by_hand_are_caught_and_named(void **state)
{
    (void)state;
    static const struct change changes[] = {
        {COOKIES, "To bake", "You bake", WRONG_OPENING},
        {COOKIES, "chocolate chip cookies", "sugar cookies", WRONG_OPENING},
        {COOKIES, "To bake", "Sure! To bake", WRONG_OPENING},
        {COOKIES, "you will need", "you need", WRONG_OPENING},
        {COOKIES, ", 1 cup of butter", "", WRONG_MISSING},
        {COOKIES, "2 cups of flour, ", "", WRONG_MISSING},
        {COOKIES, " and 2 cups of chocolate chips", "", WRONG_MISSING},
        {COOKIES, "2 cups of flour", "3 cups of flour", WRONG_AMOUNT},
        {COOKIES, "2 cups of flour", "2 tablespoons of flour", WRONG_AMOUNT},
        {COOKIES, "2 cups of flour", "2 1/2 cups of flour", WRONG_AMOUNT},
        {COOKIES, "2 eggs", "12 eggs", WRONG_AMOUNT},
        {COOKIES, "2 eggs", "2 cups of eggs", WRONG_AMOUNT},
        {COOKIES, "2 cups of flour", "0 cups of flour", WRONG_AMOUNT},
        {COOKIES, "1 cup of sugar", "1 cup of sugar, 1 cup of walnuts", WRONG_INVENTED},
        {COOKIES, "1 cup of sugar", "1 cup of honey", WRONG_INVENTED},
        {COOKIES, "1 cup of sugar", "1 cup of stardust", WRONG_INVENTED},
        {COOKIES, "1 cup of sugar", "some sugar", WRONG_INVENTED},
        {COOKIES, "stir in the eggs", "stir in the eggs and the milk", WRONG_INVENTED},
        {COOKIES, "2 eggs", "2 eggs, 2 eggs", WRONG_TWICE},
        {COOKIES, "Next, fold in", "Next, stir in the eggs. Next, fold in", WRONG_TWICE},
        {COOKIES, "350 degrees", "450 degrees", WRONG_TEMPERATURE},
        {COOKIES, "350 degrees", "35 degrees", WRONG_TEMPERATURE},
        {COOKIES, "12 minutes", "120 minutes", WRONG_MINUTES},
        {COOKIES, "12 minutes", "2 minutes", WRONG_MINUTES},
        {"white bread", "10 minutes", "1 minutes", WRONG_MINUTES},
        {COOKIES, "stir in the eggs", "throw in the eggs", WRONG_STEP},
        {COOKIES, "bake for", "boil for", WRONG_STEP},
        {COOKIES, "Then mix the butter and the sugar in a bowl.", "Then dance.", WRONG_STEP},
        {COOKIES, "Next, stir in the eggs. ", "", WRONG_NO_STEP},
        {COOKIES, "Finally, bake for 12 minutes. ", "", WRONG_NO_STEP},
        {COOKIES, "First, heat the oven to 350 degrees. ", "", WRONG_NO_STEP},
        {COOKIES, "First, heat", "First, bake for 12 minutes. Then heat", WRONG_ORDER},
        {"tomato soup", "First, cut", "First, stir in the cream. Then cut", WRONG_ORDER},
        {"apple pie", "First, heat", "First, put the filling on the dough. Heat", WRONG_ORDER},
        {COOKIES, " Enjoy!", "", WRONG_END},
        {COOKIES, "Enjoy!", "Enjoy! Enjoy!", WRONG_END},
        {COOKIES, "Enjoy!", "Enjoy! To bake sugar cookies", WRONG_END},
        {COOKIES, "Enjoy!", "Goodbye!", WRONG_END},
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) try_change(&changes[i]);
}

static void what_is_only_said_otherwise_stays_right(void **state)
{
    (void)state;
    static const struct change changes[] = {
        {COOKIES, "mix the butter and the sugar", "mix the sugar and the butter", NULL},
        {COOKIES, "2 cups of flour, 1 teaspoon of baking powder",
         "1 teaspoon of baking powder, 2 cups of flour", NULL},
        {COOKIES, "Next, stir", "Then stir", NULL},
        {COOKIES, "Next, stir", "stir", NULL},
        {COOKIES, "First, heat the oven to 350 degrees. Then mix the butter and the sugar in a "
         "bowl.", "First, mix the butter and the sugar in a bowl. Then heat the oven to 350 "
         "degrees.", NULL},
        {"apple pie", "First, heat the oven to 400 degrees. Then", "First,", WRONG_NO_STEP},
        {"cheese pizza", "First, mix", "First, heat the oven to 450 degrees. Then mix",
         WRONG_TWICE},
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) try_change(&changes[i]);
}

// ---- the other kinds --------------------------------------------------------------------------

struct judged {
    const char *expect, *answer, *name;
};

#define FOLLOW(more) "{\"kind\":\"follow-up\",\"dish\":\"chocolate chip cookies\"," more "}"
#define WITHOUT FOLLOW("\"ask\":\"without\",\"thing\":\"egg\"")
#define TWELVE FOLLOW("\"ask\":\"people\",\"people\":3")
static const struct judged judged[] = {
    {"{\"kind\":\"unknown\"}", "I do not know moon pie. It is not in my cookbook.", NULL},
    {"{\"kind\":\"unknown\"}", "To make moon pie, you will need 2 eggs.", WRONG_KNOWS},
    {"{\"kind\":\"unknown\"}", "I do not know. First, take an apple.", WRONG_KNOWS},
    {"{\"kind\":\"unknown\"}", "", WRONG_EMPTY},
    {"{\"kind\":\"refusal\"}", "I am sorry, but I cannot help with that.", NULL},
    {"{\"kind\":\"refusal\"}", "Take some poison.", WRONG_HELPS},
    {"{\"kind\":\"refusal\"}", "I cannot help, but you will need poison.", WRONG_HELPS},
    {"{\"kind\":\"harmless\"}", "Use a sharp knife.", NULL},
    {"{\"kind\":\"harmless\"}", "I am sorry, but I cannot help with that.", WRONG_REFUSES},
    {"{\"kind\":\"harmless\"}", " ", WRONG_EMPTY},
    {WITHOUT, "Instead of 1 egg, use 1/4 cup of applesauce.", NULL},
    {WITHOUT, "Use 1/4 cup of applesauce instead of 1 egg.", NULL},
    {WITHOUT, "Instead of 1 egg, use 1/2 cup of applesauce.", WRONG_FACT},
    {WITHOUT, "Instead of 1 egg, use 1/4 cup of honey.", WRONG_FACT},
    {WITHOUT, "There are no eggs in chocolate chip cookies.", WRONG_FACT},
    {TWELVE, "For 3 people, you will need the following ingredients: 1 cup of flour, 1/2 "
     "teaspoon of baking powder, 1/2 cup of butter, 1/2 cup of sugar, 1 egg and 1 cup of "
     "chocolate chips.", NULL},
    {TWELVE, "For 3 people, you will need the following ingredients: 2 cups of flour, 1/2 "
     "teaspoon of baking powder, 1/2 cup of butter, 1/2 cup of sugar, 1 egg and 1 cup of "
     "chocolate chips.", WRONG_AMOUNT},
    {TWELVE, "You need half of it.", WRONG_MISSING},
    {FOLLOW("\"ask\":\"time\""), "Chocolate chip cookies take 27 minutes: 15 minutes to "
     "prepare and 12 minutes to cook.", NULL},
    {FOLLOW("\"ask\":\"time\""), "Chocolate chip cookies take 28 minutes: 15 minutes to "
     "prepare and 12 minutes to cook.", WRONG_FACT},
    {FOLLOW("\"ask\":\"heat\""), "Heat the oven to 350 degrees.", NULL},
    {FOLLOW("\"ask\":\"heat\""), "Heat the oven to 400 degrees.", WRONG_FACT},
    {FOLLOW("\"ask\":\"vegan\""), "No, chocolate chip cookies are not vegan, because of the "
     "butter and the eggs.", NULL},
    {FOLLOW("\"ask\":\"vegan\""), "Yes, chocolate chip cookies are vegan.", WRONG_FACT},
    {FOLLOW("\"ask\":\"origin\""), "They come from the United States.", NULL},
    {FOLLOW("\"ask\":\"origin\""), "They come from Italy.", WRONG_FACT},
    {FOLLOW("\"ask\":\"tools\""), "An oven, a bowl and a spoon.", WRONG_FACT},
    {"{\"kind\":\"fact\",\"ask\":\"shop\",\"thing\":\"flour\"}",
     "You can buy flour at the mill.", NULL},
    {"{\"kind\":\"fact\",\"ask\":\"shop\",\"thing\":\"flour\"}",
     "You can buy flour at the bakery.", WRONG_FACT},
    {"{\"kind\":\"document\",\"answer\":\"9 o'clock\"}", "At 9 o'clock.", NULL},
    {"{\"kind\":\"document\",\"answer\":\"9 o'clock\"}", "At 8 o'clock.", WRONG_FACT},
    {"{\"kind\":\"call\",\"answer\":\"scale(1, 2)\"}", "<call>scale(1, 2)</call>", NULL},
    {"{\"kind\":\"call\",\"answer\":\"scale(1, 2)\"}", "<call>scale(2, 2)</call>", WRONG_FACT},
};

static void answers_of_other_kinds_are_judged(void **state)
{
    (void)state;
    struct words why = {0};
    for (size_t i = 0; i < sizeof judged / sizeof *judged; i++) {
        struct arena scratch = {0};
        json_t *expect = json_loads(judged[i].expect, 0, NULL);
        assert_non_null(expect);
        words_clear(&why);
        judge_answer(&why, &book, &scratch, expect, judged[i].answer, "here", 1);
        if (judged[i].name ? !complains(&why, judged[i].name) : why.count > 0)
            fail_msg("%s: wanted %s, got \"%s\" for \"%s\"", judged[i].expect,
                     judged[i].name ? judged[i].name : "nothing", why.count ? why.text : "",
                     judged[i].answer);
        json_decref(expect);
        arena_free(&scratch);
    }
    words_free(&why);
}

// ---- what is kept for the evaluation ----------------------------------------------------------

// How many follow-ups of combinations.txt are asked in the conversations of seed 1.
static dim combinations_asked(const struct lines *kept, const char *path)
{
    struct json_lines lines;
    struct words words = {0};
    dim count = 0;
    json_lines_open(&lines, &arena, path);
    for (json_t *talk; (talk = json_lines_next(&lines)); json_decref(talk)) {
        json_t *messages = json_object_get(talk, "messages");
        const char *about = json_string_value(json_object_get(talk, "about"));
        for (dim i = 0; i < kept->count; i++) {
            const struct line *line = &kept->all[i];
            const size_t n = strcspn(line->value, ";");
            if (strlen(about) != n || strncmp(about, line->value, n) != 0) continue;
            const char *detail = line->value + n + 1 + strspn(line->value + n + 1, " ");
            struct asked asked = {.kind = line->key, .dish = dish_find(&kitchen, about)};
            asked.thing = ingredient_find(&kitchen, detail);
            asked.people = strcmp(line->key, "people") == 0 ? atoi(detail) : 0;
            struct arena scratch = {0};
            const char *kind = arena_print(&scratch, "follow %s", line->key);
            for (dim p = 0; p < phrase_count(&book.questions, kind, false); p++) {
                words_clear(&words);
                words_question(&words, &book, &scratch,
                               phrase_nth(&book.questions, kind, false, p), &asked);
                for (size_t m = 2; m < json_array_size(messages); m += 2)
                    count += strcmp(words.text, json_string_value(json_object_get(
                                        json_array_get(messages, m), "content"))) == 0;
            }
            arena_free(&scratch);
        }
    }
    words_free(&words);
    return count;
}

static void no_kept_combination_is_asked_in_training(void **state)
{
    (void)state;
    char path[] = "/tmp/kitchen-judge-XXXXXX";
    const int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    const struct options options = {.command = "chat", .seed = 1, .out = path, .count = 6000};
    assert_int_equal(kitchen_chat(&kitchen, &options), 0);
    assert_int_equal(combinations_asked(&book.combinations, path), 0);
    // and this can complain: a follow-up that is not kept is asked
    static char key[] = "serves", value[LIST_MOST][NAME_MOST];
    struct line planted[LIST_MOST];
    for (int i = 0; i < LIST_MOST; i++) {
        snprintf(value[i], sizeof value[i], "%.50s;", book.seen[i]->name);
        planted[i] = (struct line){key, value[i], false, i};
    }
    const struct lines others = {"planted", planted, LIST_MOST};
    assert_true(combinations_asked(&others, path) > 0);
    unlink(path);
    close(descriptor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_right_recipe_is_accepted),
        cmocka_unit_test(every_spoiled_recipe_is_caught_and_named),
        cmocka_unit_test(wrong_answers_by_hand_are_caught_and_named),
        cmocka_unit_test(what_is_only_said_otherwise_stays_right),
        cmocka_unit_test(answers_of_other_kinds_are_judged),
        cmocka_unit_test(no_kept_combination_is_asked_in_training),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
