// sampling_flags.h: how the next token is chosen, as flags say it over generation_config.json.
#ifndef CRUMB_SAMPLING_FLAGS_H
#define CRUMB_SAMPLING_FLAGS_H

#include "checkpoint.h"
#include "generate.h"

#include <stdbool.h>
#include <stdint.h>

#define SAMPLING_FLAGS_HELP \
    "  --greedy        always the most likely token\n" \
    "  --temperature T --top-k K --top-p P --min-p P --repetition-penalty R\n" \
    "                  instead of what generation_config.json says (1, 0, 1, 0, 1: off)\n" \
    "  --seed N        of the draws (1)\n"

enum { SAMPLING_RNG_STREAM = 9 };  // of the draws: generate, chat and explain take the same

struct sampling_flags {
    bool greedy, has_temperature, has_top_k, has_top_p, has_min_p, has_penalty, has_seed;
    float temperature, top_p, min_p, penalty;
    dim top_k;
    uint64_t seed;
};

// Takes argv[*i] when it is one of these; false: another flag.
bool sampling_flag(struct sampling_flags *flags, int argc, char **argv, int *i);
// stops point into generation.
struct generate_options sampling_options(const struct sampling_flags *flags,
                                         const struct generation_config *generation);
uint64_t sampling_seed(const struct sampling_flags *flags);

#endif
