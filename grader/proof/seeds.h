// seeds.h: the hidden seeds of many submissions: from a term key, or from a list of seeds that was
// made where the key is, for grading where it must not be: whoever breaks out of a sandbox there
// finds seeds of this one grading, and no key.
//   {"schema": "crumb/seeds/v1", "key": WHICH,
//    "seeds": {SUBMISSION: {"seed": N, "commitment": HEX}}}
#ifndef CRUMB_SEEDS_H
#define CRUMB_SEEDS_H

#include "proof/term_key.h"

#include <jansson.h>

#include <stdbool.h>

struct seeds {
    bool given;
    char which[65];  // tells keys apart without telling one
    bool has_key;
    uint8_t key[TERM_KEY_BYTES];
    json_t *list;  // without a key
};

void seeds_from_key(struct seeds *seeds, const char *path);
void seeds_from_list(struct seeds *seeds, const char *path);
// The seed of a submission (submission_hash.h); commitment [65] out. One that the list does not
// have is a fail() sentence.
uint64_t seeds_of(char *commitment, const struct seeds *seeds, const char *submission);

#endif
