// fingerprint.h: what a batch grades with: the grader, the goldens, the flags. Results of another
// fingerprint are no results of the same examination.
#ifndef CRUMB_BATCH_FINGERPRINT_H
#define CRUMB_BATCH_FINGERPRINT_H

#include "proof/seeds.h"
#include "settings.h"

#include <jansson.h>

// {"grader", "goldens", "lab", "seconds", "checked", "tier", "kind", "seed" or "key"}
json_t *fingerprint_make(const struct settings *settings, const struct seeds *seeds);

#endif
