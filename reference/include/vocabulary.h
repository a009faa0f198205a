// vocabulary.h: makes a struct bpe ready for use (given code; the maps, offsets and the table of
// whole pre-tokens that bpe.c reads).
#ifndef CRUMB_VOCABULARY_H
#define CRUMB_VOCABULARY_H

#include "bpe.h"

struct vocabulary_source {
    dim vocab;
    const uint8_t *bytes;            // [start[vocab]] the bytes of all tokens, end to end
    const dim *start;                // [vocab + 1]
    const struct bpe_merge *merges;  // [merge_count], earliest first
    dim merge_count;
    const int32_t *specials;         // [special_count], any order; their bytes are their text
    dim special_count;
    bool ignore_merges;
};

// Everything is copied into the arena. Returns NULL, or what is wrong with the source: an id out of
// range, a merge whose result is not its parts joined, a byte without a token (one sentence, no
// name).
const char *vocabulary_prepare(struct bpe *bpe, struct arena *arena,
                               const struct vocabulary_source *source);
// The vocabulary that bpe_train's merges make: 256 bytes, then one token for each merge.
void vocabulary_from_training(struct bpe *bpe, struct arena *arena, const struct bpe_merge *merges,
                              dim merge_count);

#endif
