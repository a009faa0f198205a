// check_phrases.c: whether the patterns of phrases/ can be used: known kinds, known slots, an
// answer where one is wanted, no pattern in both splits, combinations that can be asked.
#include "phrases.h"

#include <string.h>

struct trying {
    const struct book *book;
    FILE *out;
    struct arena arena;
    struct words words;
    dim faults;
};

static void fault(struct trying *t, const char *path, dim line, const char *what, const char *kind)
{
    fprintf(t->out, "kitchen: %s:%td: \"%s\": %s\n", path, line, kind, what);
    t->faults++;
}

static bool question_kind(const char *kind)
{
    static const char follow[] = "follow ";
    const size_t n = strlen(follow);
    if (strncmp(kind, follow, n) == 0) return name_find(follow_kinds, FOLLOW_KINDS, kind + n);
    return name_find(dish_kinds, DISH_KINDS, kind) || name_find(thing_kinds, THING_KINDS, kind);
}

// The same words, whatever the capitals and marks
static bool same_words(const char *a, const char *b)
{
    for (;; a++, b++) {
        while (*a && !strchr("{}", *a) && (*a | 32) < 'a') a++;
        while (*b && !strchr("{}", *b) && (*b | 32) < 'a') b++;
        if (!*a || !*b) return !*a && !*b;
        if ((*a | 32) != (*b | 32)) return false;
    }
}

// Each pattern that is asked, beside all of the other split
static void try_splits(struct trying *t, const struct phrases *phrases)
{
    for (dim i = 0; i < phrases->count; i++)
        for (dim j = 0; j < phrases->count; j++)
            if (phrases->all[i].held_out && !phrases->all[j].held_out &&
                same_words(phrases->all[i].text, phrases->all[j].text)) {
                fault(t, phrases->path, phrases->all[i].line,
                      "held out, but a train line says the same", phrases->all[i].text);
                break;
            }
}

static void try_questions(struct trying *t)
{
    const struct phrases *phrases = &t->book->questions;
    const struct kitchen *k = t->book->kitchen;
    for (dim i = 0; i < phrases->count; i++) {
        const struct phrase *phrase = &phrases->all[i];
        if (!question_kind(phrase->kind))
            fault(t, phrases->path, phrase->line, "no kind of question; the file's kinds are those "
                  "that are there", phrase->kind);
        // everything that may be asked; a slot that is still unknown is a fail()
        const struct asked asked = {.kind = "recipe", .dish = t->book->seen[0],
                                    .thing = &k->ingredients[0], .allergen = "nuts", .people = 4};
        words_clear(&t->words);
        words_question(&t->words, t->book, &t->arena, phrase, &asked);
        arena_free(&t->arena);
    }
    try_splits(t, phrases);
}

// Small talk, and what is harmless, have an answer of their own; what is refused has a fixed one.
static void try_answered(struct trying *t, const struct phrases *phrases)
{
    for (dim i = 0; i < phrases->count; i++) {
        const struct phrase *phrase = &phrases->all[i];
        if (strncmp(phrase->kind, "list ", 5) == 0) continue;
        const bool wants = strcmp(phrase->kind, "harm") != 0 && strcmp(phrase->kind, "self") != 0;
        if (wants && !phrase->answer)
            fault(t, phrases->path, phrase->line, "no answer; wanted \"question | answer\"",
                  phrase->text);
    }
    try_splits(t, phrases);
}

static void try_safety(struct trying *t)
{
    const struct phrases *phrases = &t->book->safety;
    struct rng rng;
    rng_seed(&rng, 1, 9);
    for (dim i = 0; i < phrases->count; i++) {
        words_clear(&t->words);
        words_safety(&t->words, t->book, &t->arena, &phrases->all[i], &rng);
        arena_free(&t->arena);
    }
}

static void try_unknown(struct trying *t)
{
    const struct phrases *phrases = &t->book->unknown;
    for (dim i = 0; i < phrases->count; i++)
        if (dish_find(t->book->kitchen, phrases->all[i].text))
            fault(t, phrases->path, phrases->all[i].line, "it is a dish of the world, so it is "
                  "known", phrases->all[i].text);
    try_splits(t, phrases);
}

dim phrase_faults(const struct book *book, FILE *out)
{
    struct trying t = {.book = book, .out = out};
    try_questions(&t);
    try_answered(&t, &book->talk);
    try_answered(&t, &book->safety);
    try_safety(&t);
    try_unknown(&t);
    for (dim i = 0; i < book->combinations.count; i++) {
        struct asked asked;  // what cannot be asked is a fail()
        combination_read(&asked, book, &book->combinations.all[i]);
    }
    words_free(&t.words);
    arena_free(&t.arena);
    return t.faults;
}
