// drawing.h: what the recipes of fresh cases (live.h) and of laws (law.h) share: sizes, shapes and
// values, drawn from one random stream. What is off in a recipe is one fail() sentence.
#ifndef CRUMB_DRAWING_H
#define CRUMB_DRAWING_H

#include "arena.h"
#include "expression.h"
#include "rng.h"
#include "safetensors.h"

#include <jansson.h>

struct drawing {
    struct arena *arena;  // whatever is drawn lives here
    const char *where;    // "FILE: RECIPE", which every sentence opens with
    struct sizes sizes;
    struct rng rng;
};

const char *drawing_kept(const struct drawing *drawing, const char *text);  // a copy in the arena
// The text that recipe has under key, in the arena.
const char *drawing_text(const struct drawing *drawing, const json_t *recipe, const char *key);

// A random stream for each name, so that a recipe's does not move when another is added.
uint64_t drawing_stream(const char *name);

dim drawing_size(const struct drawing *drawing, const json_t *value);  // a number, an EXPRESSION
void drawing_sizes(struct drawing *drawing, json_t *sizes);            // adds them, in file order

// {"type", "shape"} without its values; then the values: ["normal", 1.0] and so on (live.h).
struct tensor drawing_tensor(const struct drawing *drawing, const char *name, const json_t *about);
void drawing_values(struct drawing *drawing, struct tensor *tensor, const json_t *draw);

#endif
