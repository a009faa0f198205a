// skipgram.h: word vectors from text: a word's row is moved to tell the words that stand near it
// from words drawn at random (Mikolov et al. 2013, "Distributed Representations of Words and
// Phrases and their Compositionality", skip-gram with negative sampling). A language model learns
// its embedding table on the way; here nothing but a table is learnt, in seconds.
#ifndef CRUMB_SKIPGRAM_H
#define CRUMB_SKIPGRAM_H

#include "arena.h"
#include "dim.h"

#include <stdint.h>

enum { SKIPGRAM_WORD_MAX = 40 };  // bytes of a word; what is longer is cut

struct skipgram_options {
    dim width, window, negatives, epochs;
    dim least;        // a word that stands less often is left out
    dim most;         // at most so many words, the most frequent ones
    double rate;      // falls to a ten-thousandth of it, by words read
    double frequent;  // words with a larger share of the text are left out at random; 0: none
    uint64_t seed;
};
extern const struct skipgram_options skipgram_usual;

struct skipgram {
    dim vocab, width;
    const char **words;      // [vocab] most frequent first, then by their bytes
    int64_t *counts;         // [vocab]
    float *table, *context;  // [vocab, width]; context: of words as neighbours, NULL when loaded
};

// A text, as it is learnt from.
struct skipgram_text {
    int32_t *ids;  // [count] words of the vocabulary; -1 ends a line: no neighbours across it
    dim count;
    dim words;     // all of them, also those that are left out
};

// Cuts bytes [n] into words: runs of letters (a hyphen or apostrophe between two of them is part of
// it), capitals made small; bytes that are no ASCII letters separate, and <|endoftext|> or another
// such mark ends a line. Counts them, chooses the vocabulary, and begins the table with small
// random numbers. fail() when no two words are frequent enough.
void skipgram_begin(struct skipgram *model, struct skipgram_text *text, struct arena *arena,
                    const uint8_t *bytes, dim n, const struct skipgram_options *options);

// One pair: moves table's row of word towards telling other (its neighbour) from the negatives
// [count], whose rows in context move too. The gradients of
//   loss = -log s(w.o) - sum over n of log s(-w.n),  s(z) = 1 / (1 + exp(-z))
// are taken at the same point for all rows, and rate times each is taken off: where a row is named
// twice, twice. Returns the loss before. room [width]: for the row's gradient.
double skipgram_pair(float *table, float *context, float *room, dim width, int32_t word,
                     int32_t other, const int32_t *negatives, dim count, float rate);

// Reads the whole text options->epochs times. told is called about ten times with the share
// that is done and the mean loss of pairs since the last call; NULL: nobody.
void skipgram_train(struct skipgram *model, const struct skipgram_text *text,
                    const struct skipgram_options *options, void (*told)(double done, double loss));

// A safetensors file: "table" F32 [vocab, width], "counts" I64 [vocab], metadata "words" (a line
// each) and "made" (how). Written beside it and renamed.
void skipgram_save(const struct skipgram *model, const char *path, const char *made);
void skipgram_load(struct skipgram *model, struct arena *arena, const char *path);
int32_t skipgram_find(const struct skipgram *model, const char *word);  // -1: not in the vocabulary

#endif
