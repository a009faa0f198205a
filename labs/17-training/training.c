// training.c: your file. labs/17-training/README.md explains the step,
// reference/include/training.h says what each function gets and gives. Replace each LAB_TODO() and
// the (void) lines above it.
#include "training.h"

#include "sha256.h"
#include "todo.h"

#include <assert.h>
#include <math.h>
#include <string.h>

// Part a. Tokens of 1, 2 or 4 bytes, the lowest byte first. Which token follows the last input?
void training_window(int32_t *inputs, int32_t *targets, const struct training_tokens *tokens,
                     dim start, dim context)
{
    (void)inputs, (void)targets, (void)tokens, (void)start, (void)context;
    LAB_TODO();
}

// Part a. For each window one draw of rng_below among all starts that there are. How many?
void training_batch(int32_t *inputs, int32_t *targets, struct training *training,
                    const struct training_tokens *tokens, dim batch, dim context)
{
    (void)inputs, (void)targets, (void)training, (void)tokens, (void)batch, (void)context;
    LAB_TODO();
}

// Part b. The six points of training.h, in their order.
void training_step(struct training_report *report, struct training *training, int32_t *inputs,
                   int32_t *targets, float **pointers, dim *counts,
                   const struct training_tokens *tokens, const struct training_plan *plan,
                   training_gradients *gradients, void *model)
{
    (void)report, (void)training, (void)inputs, (void)targets, (void)pointers, (void)counts;
    (void)tokens, (void)plan, (void)gradients, (void)model;
    LAB_TODO();
}

// Part c. Header, three arrays, digest.
dim training_saved_bytes(const struct training *training)
{
    (void)training;
    LAB_TODO();
}

// Part c. Everything that the run is, lowest byte first, and the digest of it.
void training_save(uint8_t *bytes, const struct training *training)
{
    (void)bytes, (void)training;
    LAB_TODO();
}

// Part c. Look first, at everything, then change. The bytes may be cut anywhere.
const char *training_load(struct training *training, const uint8_t *bytes, dim count)
{
    (void)training, (void)bytes, (void)count;
    LAB_TODO();
}
