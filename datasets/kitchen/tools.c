// tools.c: conversations in which the model calls a tool: it writes a call, reads the result, and
// answers. Results are exact fractions; only Celsius is rounded, to whole degrees.
#include "phrases.h"

#include "fail.h"

#include <string.h>

enum { CONVERSATIONS = 4000, MILLILITERS = 240 };  // of a cup, as cookbooks count

struct calls {
    const struct book *book;
    struct phrases patterns;
    struct rng rng;
    FILE *out;
    bool held_out;
    struct arena arena;
};

// A number as tools write it: 3, 1.5, 0.375, and 2/3 where no decimal ends.
static const char *number(struct arena *arena, struct amount a)
{
    int64_t under = a.under, scale = 1;
    int digits = 0;
    while (under % 2 == 0) under /= 2;
    while (under % 5 == 0) under /= 5;
    if (under != 1)
        return arena_print(arena, "%lld/%lld", (long long)a.over, (long long)a.under);
    while (scale % a.under != 0 && digits < 12) {
        scale *= 10;
        digits++;
    }
    const int64_t value = a.over * (scale / a.under);
    if (digits == 0) return arena_print(arena, "%lld", (long long)value);
    return arena_print(arena, "%lld.%0*lld", (long long)(value / scale), digits,
                       (long long)(value % scale));
}

// The question, the call, the result, the answer with the result in words
static void converse(struct calls *calls, const char *kind, struct slots *slots, const char *call,
                     const char *result, const char *told)
{
    const struct phrase *phrase =
        phrase_draw(&calls->patterns, kind, calls->held_out, &calls->rng);
    if (!phrase->answer)
        fail("%s:%td: no \" | \"; wanted \"question | answer\"", calls->patterns.path,
             phrase->line);
    struct words words = {0};
    struct talk talk;
    talk_begin(&talk, "tools", kind);
    slot_set(slots, "result", "%s", told);
    words_fill(&words, phrase->text, slots, calls->patterns.path, phrase->line);
    talk_say(&talk, "user", words.text);
    talk_say(&talk, "assistant", arena_print(&calls->arena, "<call>%s</call>", call));
    talk_say(&talk, "tool", result);
    words_clear(&words);
    words_fill(&words, phrase->answer, slots, calls->patterns.path, phrase->line);
    talk_say(&talk, "assistant", words.text);
    talk_end(&talk, json_pack("{s:{s:s, s:s}}", "expect", "kind", "call", "answer", call),
             calls->out);
    words_free(&words);
}

static void scale(struct calls *calls, struct slots *slots)
{
    const struct book *book = calls->book;
    const struct dish *dish = book->seen[rng_below(&calls->rng, (uint32_t)book->seen_count)];
    const struct portion *portion =
        &dish->recipe.portions[rng_below(&calls->rng, (uint32_t)dish->recipe.portion_count)];
    int people;
    do people = 2 + (int)rng_below(&calls->rng, 23);
    while (amount_of(people, dish->recipe.serves).under > 4);  // halves, thirds and quarters
    const struct amount factor = amount_of(people, dish->recipe.serves);
    const struct asked asked = {.kind = "people", .dish = dish, .thing = portion->what,
                                .people = people};
    struct words words = {0};
    asked_slots(slots, &asked);
    words_portion(&words, portion, factor);
    const char *call = arena_print(&calls->arena, "scale(%s, %s)",
                                   number(&calls->arena, portion->amount),
                                   number(&calls->arena, factor));
    converse(calls, "scale", slots, call,
             number(&calls->arena, amount_times(portion->amount, factor)), words.text);
    words_free(&words);
}

// 1/4 to 6 cups, by quarters and thirds
static struct amount some_cups(struct calls *calls)
{
    const int64_t under = rng_below(&calls->rng, 4) ? 4 : 3;
    return amount_of(1 + rng_below(&calls->rng, (uint32_t)(6 * under)), under);
}

static void milliliters(struct calls *calls, struct slots *slots)
{
    const struct amount cups = some_cups(calls);
    const struct amount result = amount_times(cups, amount_of(MILLILITERS, 1));
    struct words words = {0};
    words_amount(&words, cups);
    const bool many = amount_compare(cups, amount_of(1, 1)) > 0;
    slot_set(slots, "cups", "%s %s", words.text, (many ? unit_many : unit_one)[UNIT_CUP]);
    const char *call = arena_print(&calls->arena, "convert(%s, cups, milliliters)",
                                   number(&calls->arena, cups));
    const char *told = number(&calls->arena, result);
    converse(calls, "milliliters", slots, call, told, told);
    words_free(&words);
}

static void grams(struct calls *calls, struct slots *slots)
{
    const struct kitchen *k = calls->book->kitchen;
    const struct ingredient *thing;
    do thing = &k->ingredients[rng_below(&calls->rng, (uint32_t)k->ingredient_count)];
    while (!thing->grams);
    const struct portion portion = {some_cups(calls), UNIT_CUP, thing, NULL, 0};
    struct words words = {0};
    words_portion(&words, &portion, amount_of(1, 1));
    slot_set(slots, "amount", "%s", words.text);
    const char *call = arena_print(&calls->arena, "convert(%s, cups, grams, %s)",
                                   number(&calls->arena, portion.amount), thing->name);
    const char *told =
        number(&calls->arena, amount_times(portion.amount, amount_of(thing->grams, 1)));
    converse(calls, "grams", slots, call, told, told);
    words_free(&words);
}

static void celsius(struct calls *calls, struct slots *slots)
{
    const int fahrenheit = 200 + 5 * (int)rng_below(&calls->rng, 61);
    const int result = ((fahrenheit - 32) * 10 + 9) / 18;  // (F - 32) * 5/9, half a degree goes up
    slot_set(slots, "oven", "%d", fahrenheit);
    const char *told = arena_print(&calls->arena, "%d", result);
    converse(calls, "celsius", slots,
             arena_print(&calls->arena, "convert(%d, fahrenheit, celsius)", fahrenheit), told,
             told);
}

static void times(struct calls *calls, struct slots *slots)
{
    int minutes[3], total = 0;
    static const char *const names[] = {"first", "second", "third"};
    for (int i = 0; i < 3; i++) {
        minutes[i] = 5 + (int)rng_below(&calls->rng, 86);
        total += minutes[i];
        slot_set(slots, names[i], "%d", minutes[i]);
    }
    const char *told = arena_print(&calls->arena, "%d", total);
    converse(calls, "time", slots,
             arena_print(&calls->arena, "add(%d, %d, %d)", minutes[0], minutes[1], minutes[2]),
             told, told);
}

int kitchen_tools(struct kitchen *kitchen, const struct options *options)
{
    static void (*const kinds[])(struct calls *calls, struct slots *slots) = {
        scale, scale, milliliters, grams, celsius, times};
    struct book book;
    book_load(&book, kitchen);
    struct calls calls = {.book = &book, .held_out = options->held_out};
    phrases_load(&calls.patterns, kitchen->arena, kitchen->folder, "phrases/tools.txt");
    rng_seed(&calls.rng, options->seed, options->held_out ? 105 : 5);
    calls.out = out_begin(options);
    const dim count = options->count ? options->count : CONVERSATIONS;
    for (dim i = 0; i < count; i++) {
        struct slots slots = {.arena = &calls.arena};
        kinds[rng_below(&calls.rng, 6)](&calls, &slots);
        arena_free(&calls.arena);
    }
    out_end(options);
    return 0;
}
