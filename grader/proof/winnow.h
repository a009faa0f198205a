// winnow.h: how much of one file is found in another, by fingerprints (winnowing: Schleimer,
// Wilkerson, Aiken, SIGMOD 2003). Every run of WINNOW_GRAM tokens is hashed; of each
// WINNOW_WINDOW neighbours the smallest hash is kept. So any run of WINNOW_GRAM + WINNOW_WINDOW - 1
// tokens that two files share leaves at least one fingerprint in both.
#ifndef CRUMB_WINNOW_H
#define CRUMB_WINNOW_H

#include "arena.h"
#include "dim.h"

#include <stdbool.h>
#include <stdint.h>

enum { WINNOW_GRAM = 8, WINNOW_WINDOW = 5, WINNOW_LEAST = 6 };

struct fingerprints {
    uint64_t *list;  // [count] sorted, each once
    dim count;
};

// Two readings of a file: as it is written, and in shape, where every name is as good as another
// and so is every number, so that renaming hides nothing.
enum { WINNOW_TEXT, WINNOW_SHAPE, WINNOW_READINGS };
struct winnowed {
    struct fingerprints reading[WINNOW_READINGS];
};

// base: what everybody was given; NULL, or with all its runs (winnow_all).
void winnow(struct winnowed *file, struct arena *arena, const char *text, size_t bytes,
            const struct winnowed *base);
void winnow_all(struct winnowed *base, struct arena *arena, const char *text, size_t bytes);
// Percent of the fingerprints of one that other has, too; -1 when one has less than WINNOW_LEAST.
int winnow_share(const struct winnowed *one, const struct winnowed *other, int reading);

#endif
