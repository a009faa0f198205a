// fingerprint.h: what a batch grades with: the grader, the goldens, the flags. Results of another
// fingerprint are no results of the same examination.
#ifndef CRUMB_BATCH_FINGERPRINT_H
#define CRUMB_BATCH_FINGERPRINT_H

#include "settings.h"

#include <jansson.h>

enum { TERM_KEY_MIN = 16, TERM_KEY_MAX = 4096 };
struct term_key {
    uint8_t bytes[TERM_KEY_MAX];
    size_t count;  // 0: there is none
};

// The first line of a file, without the end of the line.
void term_key_read(struct term_key *key, const char *path);

// hex [65] out: of this program, of what it links with submissions of the wanted labs, of the
// headers and of labs/topics.txt; of the manifest of the goldens.
void fingerprint_grader(char *hex, struct arena *arena, const struct settings *settings);
void fingerprint_goldens(char *hex, const struct settings *settings);

// {"grader", "goldens", "lab", "seconds", "checked", "kind", "seed" or "key"}
json_t *fingerprint_make(struct arena *arena, const struct settings *settings,
                         const struct term_key *key);

#endif
