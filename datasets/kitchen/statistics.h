// statistics.h: what statistics.c counts with: nouns of the world, and how far a text can be
// packed.
#ifndef KITCHEN_STATISTICS_H
#define KITCHEN_STATISTICS_H

#include "file.h"
#include "kitchen.h"
#include "story.h"

struct noun {
    const char *text, *kind;
};
struct nouns {
    struct noun *table;  // by hash
    dim size, count;
};
// All words of rules with %noun, and their plurals, in small letters.
void nouns_begin(struct nouns *nouns, struct kitchen *kitchen, const struct options *options);
// The kind of the longest noun that begins words [count], *taken words long; or NULL, *taken 1.
const char *nouns_longest(const struct nouns *nouns, const char words[][48], int count, int *taken);
// "gzip: 0.31 of its size", by the program gzip; a line that says so where there is none.
void write_packed(FILE *out, const char *path, struct file_bytes file);

#endif
