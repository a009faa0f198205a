// generate.c: your file. labs/13-generate/README.md explains the step,
// reference/include/generate.h says what the function gets and gives. Replace LAB_TODO() and the
// (void) lines above it.
#include "generate.h"

#include "sampling.h"
#include "todo.h"

#include <assert.h>

// Part a. Three helpers of your own (static) keep the loop short enough to be read in one look: one
// that hands the prompt to the model, one that chooses an id from logits, one that knows a stop id.
dim generate_run(int32_t *ids, enum generate_end *end, float *logits, float *probabilities,
                 int32_t *order, dim prompt, dim past, dim most,
                 const struct generate_model *model, const struct generate_options *options,
                 struct rng *rng, generate_show *show, void *context)
{
    (void)ids, (void)end, (void)logits, (void)probabilities, (void)order, (void)prompt, (void)past,
        (void)most, (void)model, (void)options, (void)rng, (void)show, (void)context;
    LAB_TODO();
}
