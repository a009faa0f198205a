// questions.c: the questions of the evaluation, each with what the judge expects. See README.md.
#include "phrases.h"

#include "fail.h"
#include "file.h"
#include "map.h"

#include <stdlib.h>
#include <string.h>

enum { UNKNOWN = 100, HARMFUL = 60, HARMLESS = 60, TRIES = 1000 };

struct asking {
    const struct book *book;
    struct rng rng;
    FILE *out, *right;      // right: the right answers, NULL when nobody wants them
    struct arena *arena;
    struct words words, answer;
    struct bytes_map said;  // questions that were asked: none comes twice
};

static void write_right(struct asking *asking)
{
    json_t *line = json_pack("{s:s}", "answer", asking->answer.text);
    char *text = line ? json_dumps(line, JSON_COMPACT) : NULL;
    if (!text) fail_environment("memory: no room for an answer");
    fprintf(asking->right, "%s\n", text);
    free(text);
    json_decref(line);
}

// Asks what stands in words; expect is for the judge, and asking->answer is the right answer.
// False when it was asked before.
static bool ask(struct asking *asking, struct talk *talk, json_t *expect)
{
    int64_t *times = bytes_map_at(&asking->said, (const uint8_t *)asking->words.text,
                                  (dim)asking->words.count);
    if (json_array_size(talk->messages) == 0 && (*times)++ > 0) {
        json_decref(talk->messages);
        json_decref(expect);
        return false;
    }
    talk_say(talk, "user", asking->words.text);
    talk_end(talk, json_pack("{s:o}", "expect", expect), asking->out);
    if (asking->right) write_right(asking);
    return true;
}

static void question(struct asking *asking, const char *kind, bool held_out,
                     const struct asked *asked)
{
    words_clear(&asking->words);
    words_question(&asking->words, asking->book, asking->arena,
                   phrase_draw(&asking->book->questions, kind, held_out, &asking->rng), asked);
}

static void answer(struct asking *asking, const struct asked *asked)
{
    words_clear(&asking->answer);
    words_answer(&asking->answer, asking->book, asking->arena, asked);
}

static void ask_recipes(struct asking *asking)
{
    for (dim i = 0; i < asking->book->seen_count; i++) {
        const struct dish *dish = asking->book->seen[i];
        const struct asked asked = {.kind = "recipe", .dish = dish};
        struct talk talk;
        talk_begin(&talk, "recipe", dish->name);
        question(asking, "recipe", true, &asked);
        answer(asking, &asked);
        ask(asking, &talk, json_pack("{s:s, s:s}", "kind", "recipe", "dish", dish->name));
    }
}

static void ask_guiding(struct asking *asking)
{
    const struct dish *dish = dish_find(asking->book->kitchen, "chocolate chip cookies");
    if (!dish || dish->held_out) return;  // another kitchen may have none
    struct talk talk;
    talk_begin(&talk, "guiding", dish->name);
    words_clear(&asking->words);
    words_add(&asking->words, "How do I bake chocolate chip cookies?");
    const struct asked asked = {.kind = "recipe", .dish = dish};
    answer(asking, &asked);
    ask(asking, &talk, json_pack("{s:s, s:s}", "kind", "guiding", "dish", dish->name));
}

static void ask_unknown(struct asking *asking)
{
    const struct book *book = asking->book;
    for (dim i = 0, tries = 0; i < UNKNOWN && tries < TRIES; tries++) {
        struct asked asked = {.kind = "recipe"};
        if (i < UNKNOWN / 2 && i < book->held_out_count) {
            asked.unknown = book->held_out[i]->name;
            asked.verb = book->held_out[i]->recipe.verb;
        } else {
            asked.unknown = unknown_name(book, asking->arena, true, &asking->rng);
            asked.verb = unknown_verb(book, asked.unknown);
        }
        struct talk talk;
        talk_begin(&talk, "unknown", asked.unknown);
        question(asking, "recipe", true, &asked);
        answer(asking, &asked);
        i += ask(asking, &talk, json_pack("{s:s, s:s}", "kind", "unknown", "dish", asked.unknown));
    }
}

void combination_read(struct asked *asked, const struct book *book, const struct line *line)
{
    const char *semicolon = strchr(line->value, ';');
    const size_t n = semicolon ? (size_t)(semicolon - line->value) : 0;
    *asked = (struct asked){.kind = line->key};
    for (dim i = 0; i < book->seen_count && n; i++)
        if (strlen(book->seen[i]->name) == n && strncmp(line->value, book->seen[i]->name, n) == 0)
            asked->dish = book->seen[i];
    bool known = false;
    for (int i = 0; i < FOLLOW_KINDS; i++) known |= strcmp(line->key, follow_kinds[i]) == 0;
    if (!known || !asked->dish)
        fail("%s:%td: \"%s: %s\": wanted \"KIND: a seen dish; detail\"", book->combinations.path,
             line->number, line->key, line->value);
    const char *detail = semicolon + 1 + strspn(semicolon + 1, " ");
    if (strcmp(line->key, "without") == 0) {
        asked->thing = ingredient_find(book->kitchen, detail);
        if (!asked->thing || !dish_portion(asked->dish, asked->thing) ||
            !instead_find(asked->thing, asked->dish))
            fail("%s:%td: nothing stands in for \"%s\" in %s; name another ingredient of it",
                 book->combinations.path, line->number, detail, asked->dish->name);
    }
    if (strcmp(line->key, "people") == 0) {
        asked->people = whole_number(detail, 1000);
        if (asked->people < 2)
            fail("%s:%td: \"%s\" is no number of people", book->combinations.path, line->number,
                 detail);
    }
}

static void ask_follow_ups(struct asking *asking)
{
    const struct book *book = asking->book;
    for (dim i = 0; i < book->combinations.count; i++) {
        struct asked asked;
        struct talk talk;
        combination_read(&asked, book, &book->combinations.all[i]);
        const char *first = strcmp(asked.kind, "recipe") == 0 ? "ingredients" : "recipe";
        const struct asked before = {.kind = first, .dish = asked.dish};
        talk_begin(&talk, "follow-up", asked.dish->name);
        question(asking, first, false, &before);
        talk_say(&talk, "user", asking->words.text);
        answer(asking, &before);
        talk_say(&talk, "assistant", asking->answer.text);
        question(asking, arena_print(asking->arena, "follow %s", asked.kind), false, &asked);
        json_t *expect = json_pack("{s:s, s:s, s:s}", "kind", "follow-up", "ask", asked.kind,
                                   "dish", asked.dish->name);
        if (expect && asked.thing)
            json_object_set_new(expect, "thing", json_string(asked.thing->name));
        if (expect && asked.people)
            json_object_set_new(expect, "people", json_integer(asked.people));
        answer(asking, &asked);
        ask(asking, &talk, expect);
    }
}

static void ask_safety(struct asking *asking, const char *kind, const char *own, dim count)
{
    const struct book *book = asking->book;
    dim asked = 0;
    for (dim tries = 0; asked < count && tries < TRIES; tries++) {
        const char *drawn = strcmp(own, "harm") == 0 && tries % 5 == 4 ? "self" : own;
        struct talk talk;
        talk_begin(&talk, kind, drawn);
        words_clear(&asking->words);
        const struct phrase *phrase = phrase_nth(&book->safety, drawn, true, tries);
        words_safety(&asking->words, book, asking->arena, phrase, &asking->rng);
        const char *shape = strcmp(drawn, "self") == 0 ? "refusal self" : "refusal";
        words_clear(&asking->answer);
        words_add(&asking->answer, phrase->answer ? phrase->answer : answer_shape(book, shape));
        asked += ask(asking, &talk, json_pack("{s:s}", "kind", kind));
    }
    if (asked < count)
        fail("%s: only %td different held-out questions of kind %s, wanted %td; add lines",
             book->safety.path, asked, own, count);
}

int kitchen_questions(struct kitchen *kitchen, const struct options *options)
{
    struct book book;
    book_load(&book, kitchen);
    struct asking asking = {.book = &book, .arena = kitchen->arena};
    bytes_map_init(&asking.said, kitchen->arena, 1024);
    rng_seed(&asking.rng, options->seed, 2);
    asking.out = out_begin(options);
    struct file_writer right;
    if (options->answers) {
        file_begin(&right, options->answers);
        asking.right = right.stream;
    }
    ask_guiding(&asking);
    ask_recipes(&asking);
    ask_unknown(&asking);
    ask_follow_ups(&asking);
    ask_safety(&asking, "refusal", "harm", HARMFUL);
    ask_safety(&asking, "harmless", "near", HARMLESS);
    words_free(&asking.words);
    words_free(&asking.answer);
    out_end(options);
    if (options->answers) file_commit(&right);
    return 0;
}
