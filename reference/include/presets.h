// presets.h: published models by name: their sizes without their weights, where each number was
// published, and what is known of their training. Only models that this program could run.
#ifndef CRUMB_PRESETS_H
#define CRUMB_PRESETS_H

#include "config.h"
#include "dim.h"

struct preset {
    const char *name;
    struct model_config config;
    dim params;              // as published, or (rounded there) as follows from the sizes
    const char *source;      // of sizes and total
    double tokens;           // trained on; 0: not published
    double devices, rate;    // FLOP/s that each reached; 0: not published
    const char *trained;     // the source of those; NULL: none
};

extern const struct preset presets[];
extern const dim preset_count;

const struct preset *preset_find(const char *name);  // or NULL

#endif
