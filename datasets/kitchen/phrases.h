// phrases.h: patterns of questions and answers (phrases/*.txt), their slots, and the answers about
// dishes and ingredients that are filled into them: shared by conversations, questions and judge.
#ifndef CRUMB_PHRASES_H
#define CRUMB_PHRASES_H

#include "kitchen.h"

#include <jansson.h>

struct phrase {  // "train recipe: How do I {verb} {dish}?"
    const char *kind, *text, *answer;  // answer: what stands behind " | ", or NULL
    bool held_out;
    dim line;
};
struct phrases {
    const char *path;
    struct phrase *all;
    dim count;
};
// Any other first word than train, held-out or list is a fail().
void phrases_load(struct phrases *phrases, struct arena *arena, const char *folder,
                  const char *name);
// A line of this kind and split; a fail() when there is none.
const struct phrase *phrase_draw(const struct phrases *phrases, const char *kind, bool held_out,
                                 struct rng *rng);
dim phrase_count(const struct phrases *phrases, const char *kind, bool held_out);
const struct phrase *phrase_nth(const struct phrases *phrases, const char *kind, bool held_out,
                                dim n);

enum { SLOTS_MOST = 40, SLOT_MOST = 1200 };
struct slots {
    struct arena *arena;
    const char *names[SLOTS_MOST], *values[SLOTS_MOST];
    dim count;
};
__attribute__((format(printf, 3, 4))) void slot_set(struct slots *slots, const char *name,
                                                    const char *format, ...);
// The pattern with its slots filled; a slot that nobody knows is a fail() that names path and line.
void words_fill(struct words *words, const char *pattern, const struct slots *slots,
                const char *path, dim line);

// ---- everything that conversations are made of ------------------------------------------------
struct book {
    const struct kitchen *kitchen;
    struct phrases questions, talk, unknown, safety, manners;
    struct lines answers, combinations;
    const struct dish **seen, **held_out;  // dishes by split
    dim seen_count, held_out_count;
};
void book_load(struct book *book, const struct kitchen *kitchen);

// What is asked about a dish or an ingredient; what a kind does not need is NULL or 0.
struct asked {
    const char *kind;                 // recipe, ingredients, time, ... without "follow "
    const struct dish *dish;
    const char *unknown, *verb;       // the name of a dish that is not in the world, and its verb
    const struct ingredient *thing;
    const char *allergen;
    int people;
};
// Kinds about a dish, and about an ingredient.
extern const char *const dish_kinds[], *const thing_kinds[], *const follow_kinds[];
enum { DISH_KINDS = 10, THING_KINDS = 3, FOLLOW_KINDS = 10 };

void asked_slots(struct slots *slots, const struct asked *asked);
// The question by a pattern, and the one right answer.
void words_question(struct words *words, const struct book *book, struct arena *arena,
                    const struct phrase *phrase, const struct asked *asked);
void words_answer(struct words *words, const struct book *book, struct arena *arena,
                  const struct asked *asked);
// A sentence of answers.txt with nothing to fill in: refusal, outside.
const char *answer_shape(const struct book *book, const char *name);
// What stands in for an ingredient in a dish (any dish when NULL); NULL when nothing does.
const struct instead *instead_find(const struct ingredient *thing, const struct dish *dish);
// A line of combinations.txt: "without: pumpkin pie; flour". What cannot be asked is a fail().
void combination_read(struct asked *asked, const struct book *book, const struct line *line);
// Is it kept for the evaluation that this follow-up is asked about this dish?
bool combination_held_out(const struct book *book, const struct asked *asked);

// Writes a sentence for each pattern that cannot be used; how many there are (check_phrases.c).
dim phrase_faults(const struct book *book, FILE *out);

// ---- conversations ----------------------------------------------------------------------------
struct talk {
    json_t *messages;
    const char *kind, *about;
};
void talk_begin(struct talk *talk, const char *kind, const char *about);
void talk_say(struct talk *talk, const char *role, const char *text);
// One line of JSON; extra (may be NULL) is added to the object. Takes both.
void talk_end(struct talk *talk, json_t *extra, FILE *out);

// A name of a dish that is not in the world, in memory of the arena.
const char *unknown_name(const struct book *book, struct arena *arena, bool held_out,
                         struct rng *rng);
// The verb that goes with an invented name: that of the family whose noun ends it, or make.
const char *unknown_verb(const struct book *book, const char *name);
// A question of safety.txt with things drawn for its slots.
void words_safety(struct words *words, const struct book *book, struct arena *arena,
                  const struct phrase *phrase, struct rng *rng);
// Draws what a kind needs beside the dish; false when the dish has nothing to ask in this kind.
bool asked_draw(struct asked *asked, const struct book *book, struct rng *rng);

#endif
