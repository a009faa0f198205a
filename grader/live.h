// live.h: cases made now, of fresh sizes from a fresh seed, judged by the reference, so that no
// table of recorded answers can pass. A recipe is metadata of the golden file, under live/NAME:
//   {"part", "op", "law",
//    "sizes": {"rows": [1, 9], "keys": "rows+more"},             drawn, or computed from others
//    "in":  {"x": {"type": "F32", "shape": ["rows", "cols"], "draw": ["normal", 1.0]}},
//    "out": {"y": {"type": "F32", "shape": [...], "bound": ["NORM_BOUND", "cols", 1]}}}
// Draws, for laws too: ["normal", scale]  ["uniform", low, high]
// ["below", EXPRESSION] (whole numbers)
// ["value", v]  ["size", EXPRESSION]  ["ascending", EXPRESSION] (0 ... that, sorted)
// ["text"] (bytes, some of them ill-formed UTF-8)
// ["causal"] (rows of weights that sum to 1, zeros above the diagonal)
// ["grid", places, limit] (whole numbers within +-limit, times 2^-places: their sums are exact)
// ["cycle"] (an order of 0 ... n - 1 in which nothing keeps its place)
// ["falling"] (probabilities, the largest first)  ["counting"] (0, 1, 2 ...)
// ["cosines"] ["sines"] (row p, column i: of the angle p / (i + 1))
// ["merges"] (rows left, right, 256 + i: pairs of letters of texts, and of earlier rows)
// ["from", OPERATION, OUTPUT] (what the reference gives for the inputs drawn so far, in file order)
// A name in both "in" and "out" is changed in place. EXPRESSION: names and numbers with + - *.
#ifndef CRUMB_LIVE_H
#define CRUMB_LIVE_H

#include "golden.h"

enum { LIVE_REPEATS = 3 };  // fresh cases for each recipe

// Appends cases to list [*count] (room for room of them). Data live in the arena.
void live_make(struct golden_case *list, dim *count, dim room, struct arena *arena,
               const struct golden *golden, const char *topic, const char *reference,
               uint64_t seed);

#endif
