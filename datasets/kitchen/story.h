// story.h: the world of the kitchen as rules and variables of the grammar (story_world.c), for text
// (story.c), copying.c and few_shot.c.
#ifndef KITCHEN_STORY_H
#define KITCHEN_STORY_H

#include "grammar.h"
#include "kitchen.h"

enum { STORY_PARTS = 6, STORY_STEPS = 4, STORY_KINDS = 64 };

struct told_dish {  // one seen dish, ready to be bound
    struct grammar_value dish;
    struct grammar_value *parts, *steps;
    dim part_count, step_count;
};

struct story {
    struct grammar grammar;
    struct grammar_pen pen;
    struct told_dish *dishes;
    dim dish_count;
    dim dish, other, parts[STORY_PARTS], steps[STORY_STEPS], last_step;  // variables
};

// Rules and variables of the world are given, the grammar is read and checked. Fails with file and
// line.
void story_begin(struct story *story, struct kitchen *kitchen, const struct options *options);
// A new document: another dish, other ingredients and steps of it, bound.
void story_new_document(struct story *story);

// Documents of some kinds, each about as often as its share of the bytes says, none twice.
struct mixture {
    struct grammar_rule *kinds[STORY_KINDS];
    double bytes[STORY_KINDS];
    dim count, total_share;
    double total;
    uint64_t *seen;
    dim seen_size;
};
// The kinds whose names begin with "copy-" when copying, all others when not. bytes: how much is to
// come.
void mixture_begin(struct mixture *mixture, struct story *story, bool copying, dim bytes);
dim mixture_pick(struct mixture *mixture, struct rng *rng);
// Was this document there before? It is from now on. bare: its bytes without the marks.
bool mixture_repeats(struct mixture *mixture, const char *bytes, dim count, dim *bare);
// Writes documents until there are that many bytes.
void mixture_write(struct story *story, const struct options *options, bool copying, dim bytes);

#endif
