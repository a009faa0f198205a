// chat.c: conversations to learn from: recipes above all, questions about dishes and ingredients,
// follow-ups, small talk, dishes that nobody knows, and what is refused.
#include "phrases.h"

#include <string.h>

enum { CONVERSATIONS = 16000, TURNS_MOST = 3 };

struct chat {
    const struct book *book;
    struct rng rng;
    FILE *out;
    bool held_out;        // which phrasings
    struct arena arena;   // of one conversation
    struct words words;
    const struct dish **order;  // the dishes, shuffled each time they are through
    dim next;
};

static bool chance(struct chat *chat, uint32_t percent)
{
    return rng_below(&chat->rng, 100) < percent;
}

// Every dish comes up once before any comes up again.
static const struct dish *next_dish(struct chat *chat)
{
    const dim count = chat->book->seen_count;
    if (chat->next == count) chat->next = 0;
    if (chat->next == 0)
        for (dim i = count - 1; i > 0; i--) {
            const dim j = rng_below(&chat->rng, (uint32_t)i + 1);
            const struct dish *other = chat->order[i];
            chat->order[i] = chat->order[j];
            chat->order[j] = other;
        }
    return chat->order[chat->next++];
}

static void say_question(struct chat *chat, struct talk *talk, const char *kind,
                         const struct asked *asked)
{
    words_clear(&chat->words);
    words_question(&chat->words, chat->book, &chat->arena,
                   phrase_draw(&chat->book->questions, kind, chat->held_out, &chat->rng), asked);
    talk_say(talk, "user", chat->words.text);
}

static void say_answer(struct chat *chat, struct talk *talk, const struct asked *asked)
{
    words_clear(&chat->words);
    words_answer(&chat->words, chat->book, &chat->arena, asked);
    talk_say(talk, "assistant", chat->words.text);
}

static void small_talk(struct chat *chat, struct talk *talk, const char *kind)
{
    const struct phrase *phrase =
        phrase_draw(&chat->book->talk, kind, chat->held_out, &chat->rng);
    talk_say(talk, "user", phrase->text);
    talk_say(talk, "assistant", phrase->answer ? phrase->answer : "");
}

// Up to `most` questions about a dish that was named; a pair kept for the evaluation is not asked.
static void follow_ups(struct chat *chat, struct talk *talk, const struct dish *dish, dim most,
                       const char *first)
{
    const char *before = first;
    for (dim i = 0; i < most; i++) {
        struct asked asked = {.dish = dish};
        const uint32_t which = rng_below(&chat->rng, 16);  // without and people are asked most
        asked.kind = follow_kinds[which < 5 ? 0 : which < 9 ? 1 : which - 7];
        if (which == 15) asked.kind = "recipe";
        if (!asked_draw(&asked, chat->book, &chat->rng) || strcmp(asked.kind, before) == 0 ||
            combination_held_out(chat->book, &asked))
            continue;
        const char *kind = arena_print(&chat->arena, "follow %s", asked.kind);
        say_question(chat, talk, kind, &asked);
        say_answer(chat, talk, &asked);
        before = asked.kind;
    }
}

static void about_dish(struct chat *chat)
{
    struct asked asked = {.kind = "recipe", .dish = next_dish(chat)};
    struct talk talk;
    if (!chance(chat, 64)) asked.kind = dish_kinds[1 + rng_below(&chat->rng, DISH_KINDS - 1)];
    asked_draw(&asked, chat->book, &chat->rng);
    talk_begin(&talk, asked.kind, asked.dish->name);
    if (chance(chat, 3)) small_talk(chat, &talk, "greeting");
    say_question(chat, &talk, asked.kind, &asked);
    say_answer(chat, &talk, &asked);
    if (chance(chat, 40)) {
        talk.kind = "follow-up";
        follow_ups(chat, &talk, asked.dish, 1 + rng_below(&chat->rng, TURNS_MOST), asked.kind);
    }
    if (chance(chat, 4)) small_talk(chat, &talk, "thanks");
    talk_end(&talk, NULL, chat->out);
}

static void about_thing(struct chat *chat)
{
    const struct kitchen *k = chat->book->kitchen;
    struct asked asked = {.kind = thing_kinds[rng_below(&chat->rng, THING_KINDS)]};
    asked.thing = &k->ingredients[rng_below(&chat->rng, (uint32_t)k->ingredient_count)];
    if (strcmp(asked.kind, "fact") == 0 && !asked.thing->fact_count) asked.kind = "shop";
    struct talk talk;
    talk_begin(&talk, asked.kind, asked.thing->name);
    say_question(chat, &talk, asked.kind, &asked);
    say_answer(chat, &talk, &asked);
    talk_end(&talk, NULL, chat->out);
}

static void about_unknown(struct chat *chat)
{
    static const char *const kinds[] = {"recipe", "recipe", "recipe", "ingredients", "time"};
    struct asked asked = {.kind = kinds[rng_below(&chat->rng, 5)]};
    asked.unknown = unknown_name(chat->book, &chat->arena, chat->held_out, &chat->rng);
    asked.verb = unknown_verb(chat->book, asked.unknown);
    struct talk talk;
    talk_begin(&talk, "unknown", asked.unknown);
    say_question(chat, &talk, asked.kind, &asked);
    say_answer(chat, &talk, &asked);
    talk_end(&talk, NULL, chat->out);
}

static void about_harm(struct chat *chat)
{
    static const char *const kinds[] = {"harm", "harm", "self", "near", "near"};
    const char *kind = kinds[rng_below(&chat->rng, 5)];
    const struct phrase *phrase =
        phrase_draw(&chat->book->safety, kind, chat->held_out, &chat->rng);
    struct talk talk;
    talk_begin(&talk, strcmp(kind, "near") == 0 ? "harmless" : "refusal", kind);
    words_clear(&chat->words);
    words_safety(&chat->words, chat->book, &chat->arena, phrase, &chat->rng);
    talk_say(&talk, "user", chat->words.text);
    const char *answer = phrase->answer;
    if (!answer)
        answer = answer_shape(chat->book, strcmp(kind, "self") == 0 ? "refusal self" : "refusal");
    talk_say(&talk, "assistant", answer);
    talk_end(&talk, NULL, chat->out);
}

static void about_nothing(struct chat *chat)
{
    static const char *const kinds[] = {"greeting", "thanks", "bye", "who", "can", "mood",
                                        "outside", "outside"};
    const char *kind = kinds[rng_below(&chat->rng, 8)];
    struct talk talk;
    talk_begin(&talk, "talk", kind);
    small_talk(chat, &talk, kind);
    talk_end(&talk, NULL, chat->out);
}

int kitchen_chat(struct kitchen *kitchen, const struct options *options)
{
    struct book book;
    book_load(&book, kitchen);
    struct chat chat = {.book = &book, .held_out = options->held_out};
    chat.order = arena_array(kitchen->arena, (size_t)book.seen_count, sizeof *chat.order);
    memcpy(chat.order, book.seen, (size_t)book.seen_count * sizeof *chat.order);
    rng_seed(&chat.rng, options->seed, options->held_out ? 101 : 1);
    chat.out = out_begin(options);
    const dim count = options->count ? options->count : CONVERSATIONS;
    for (dim i = 0; i < count; i++) {
        const uint32_t which = rng_below(&chat.rng, 100);
        if (which < 66) about_dish(&chat);
        else if (which < 73) about_thing(&chat);
        else if (which < 84) about_unknown(&chat);
        else if (which < 95) about_harm(&chat);
        else about_nothing(&chat);
        arena_free(&chat.arena);
    }
    words_free(&chat.words);
    out_end(options);
    return 0;
}
