// fingerprint.h: what a batch grades with: the grader, the goldens, the flags. Results of another
// fingerprint are no results of the same examination.
#ifndef CRUMB_BATCH_FINGERPRINT_H
#define CRUMB_BATCH_FINGERPRINT_H

#include "settings.h"

#include <jansson.h>

// The key of a term (proof/hidden_seed.h): 64 hex digits in a file that only its owner reads.
enum { BATCH_KEY = 32 };
struct batch_key {
    uint8_t bytes[BATCH_KEY];
    size_t count;  // 0: there is none
};
void batch_key_read(struct batch_key *key, const char *path);

// hex [65] out: of this program, of what it links with submissions of the wanted labs, of the
// headers and of labs/topics.txt; of the manifest of the goldens.
void fingerprint_grader(char *hex, struct arena *arena, const struct settings *settings);
void fingerprint_goldens(char *hex, const struct settings *settings);

// {"grader", "goldens", "lab", "seconds", "checked", "kind", "seed" or "key"}
json_t *fingerprint_make(struct arena *arena, const struct settings *settings,
                         const struct batch_key *key);

#endif
