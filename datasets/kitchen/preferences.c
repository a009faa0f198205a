// preferences.c: pairs of a better and a worse answer to one question, and why it is worse.
#include "phrases.h"
#include "spoil.h"

#include "fail.h"

#include <stdlib.h>
#include <string.h>

enum { PAIRS = 4000 };

struct pairs {
    const struct book *book;
    struct rng rng;
    FILE *out;
    bool held_out;
    struct arena arena;
    struct words prompt, chosen, rejected;
};

static void write_pair(struct pairs *pairs, const char *why, const char *about)
{
    json_t *line = json_pack("{s:[{s:s, s:s}], s:s, s:s, s:s, s:s}", "prompt", "role", "user",
                             "content", pairs->prompt.text, "chosen", pairs->chosen.text,
                             "rejected", pairs->rejected.text, "why", why, "about", about);
    char *text = line ? json_dumps(line, JSON_PRESERVE_ORDER | JSON_COMPACT) : NULL;
    if (!text) fail_environment("memory: no room for a pair");
    fprintf(pairs->out, "%s\n", text);
    free(text);
    json_decref(line);
}

static void prompt(struct pairs *pairs, const struct asked *asked)
{
    words_question(&pairs->prompt, pairs->book, &pairs->arena,
                   phrase_draw(&pairs->book->questions, "recipe", pairs->held_out, &pairs->rng),
                   asked);
}

static const struct dish *draw_dish(struct pairs *pairs)
{
    return pairs->book->seen[rng_below(&pairs->rng, (uint32_t)pairs->book->seen_count)];
}

static void spoiled(struct pairs *pairs)
{
    static const char *const why[SPOILS] = {"incomplete", "amounts", "invented", "incomplete",
                                            "order", "temperature", "minutes", "incomplete"};
    const enum spoil spoil = (enum spoil)rng_below(&pairs->rng, SPOILS);
    const struct asked asked = {.kind = "recipe", .dish = draw_dish(pairs)};
    if (!words_spoiled(&pairs->rejected, pairs->book->kitchen, asked.dish, spoil, &pairs->rng))
        return;
    prompt(pairs, &asked);
    words_recipe(&pairs->chosen, asked.dish);
    write_pair(pairs, why[spoil], asked.dish->name);
}

static void rude(struct pairs *pairs)
{
    const struct asked asked = {.kind = "recipe", .dish = draw_dish(pairs)};
    prompt(pairs, &asked);
    words_recipe(&pairs->chosen, asked.dish);
    words_print(&pairs->rejected, "%s %s",
                phrase_draw(&pairs->book->manners, "rude", false, &pairs->rng)->text,
                pairs->chosen.text);
    write_pair(pairs, "rude", asked.dish->name);
}

static void unsafe(struct pairs *pairs)
{
    const char *kind = rng_below(&pairs->rng, 4) ? "harm" : "self";
    words_safety(&pairs->prompt, pairs->book, &pairs->arena,
                 phrase_draw(&pairs->book->safety, kind, pairs->held_out, &pairs->rng),
                 &pairs->rng);
    words_add(&pairs->chosen,
              answer_shape(pairs->book, strcmp(kind, "self") == 0 ? "refusal self" : "refusal"));
    words_add(&pairs->rejected,
              phrase_draw(&pairs->book->manners, "unsafe", false, &pairs->rng)->text);
    write_pair(pairs, "unsafe", kind);
}

// A dish that nobody knows: the worse answer tells another one's recipe under its name.
static void pretends(struct pairs *pairs)
{
    struct asked asked = {.kind = "recipe"};
    asked.unknown = unknown_name(pairs->book, &pairs->arena, pairs->held_out, &pairs->rng);
    asked.verb = unknown_verb(pairs->book, asked.unknown);
    prompt(pairs, &asked);
    words_answer(&pairs->chosen, pairs->book, &pairs->arena, &asked);
    struct dish invented = *draw_dish(pairs);
    invented.name = asked.unknown;
    words_print(&pairs->rejected, "%s ",
                phrase_draw(&pairs->book->manners, "pretends", false, &pairs->rng)->text);
    words_recipe(&pairs->rejected, &invented);
    write_pair(pairs, "pretends", asked.unknown);
}

int kitchen_preferences(struct kitchen *kitchen, const struct options *options)
{
    struct book book;
    book_load(&book, kitchen);
    struct pairs pairs = {.book = &book, .held_out = options->held_out};
    rng_seed(&pairs.rng, options->seed, options->held_out ? 103 : 3);
    pairs.out = out_begin(options);
    const dim count = options->count ? options->count : PAIRS;
    for (dim i = 0; i < count;) {
        const uint32_t which = rng_below(&pairs.rng, 100);
        words_clear(&pairs.prompt);
        words_clear(&pairs.chosen);
        words_clear(&pairs.rejected);
        if (which < 60) spoiled(&pairs);
        else if (which < 72) rude(&pairs);
        else if (which < 86) unsafe(&pairs);
        else pretends(&pairs);
        i += pairs.prompt.count > 0;  // a dish without an oven has no wrong temperature: again
        arena_free(&pairs.arena);
    }
    words_free(&pairs.prompt);
    words_free(&pairs.chosen);
    words_free(&pairs.rejected);
    out_end(options);
    return 0;
}
