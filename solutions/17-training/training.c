// training.c: windows, the order of one step, and a state that can be saved, plainly. See
// reference/include/training.h.
#include "training.h"

#include "sha256.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static uint64_t get(const uint8_t *from, dim width)
{
    uint64_t value = 0;
    for (dim i = 0; i < width; i++) value |= (uint64_t)from[i] << (8 * i);
    return value;
}

static void put(uint8_t *to, uint64_t value, dim width)
{
    for (dim i = 0; i < width; i++) to[i] = (uint8_t)(value >> (8 * i));
}

void training_window(int32_t *inputs, int32_t *targets, const struct training_tokens *tokens,
                     dim start, dim context)
{
    const dim width = tokens->token_bytes;
    assert(start >= 0 && start <= tokens->count - context - 1);
    for (dim t = 0; t < context; t++) {
        const uint8_t *token = tokens->bytes + (start + t) * width;
        inputs[t] = (int32_t)get(token, width);
        targets[t] = (int32_t)get(token + width, width);
    }
}

void training_batch(int32_t *inputs, int32_t *targets, struct training *training,
                    const struct training_tokens *tokens, dim batch, dim context)
{
    assert(tokens->count - context >= 1 && tokens->count - context <= UINT32_MAX);
    for (dim b = 0; b < batch; b++) {
        const dim start = rng_below(&training->rng, (uint32_t)(tokens->count - context));
        training_window(inputs + b * context, targets + b * context, tokens, start, context);
        training->cursor++;
    }
}

void training_step(struct training_report *report, struct training *training, int32_t *inputs,
                   int32_t *targets, float **pointers, dim *counts,
                   const struct training_tokens *tokens, const struct training_plan *plan,
                   training_gradients *gradients, void *model)
{
    const float scale = 1.0f / (float)plan->accumulate;
    for (dim i = 0; i < training->count; i++) training->grads[i] = 0.0f;
    report->loss = 0.0;
    for (dim i = 0; i < plan->accumulate; i++) {
        training_batch(inputs, targets, training, tokens, plan->batch, plan->context);
        report->loss += gradients(model, inputs, targets, plan->batch, plan->context, scale) /
                        (double)plan->accumulate;
    }
    for (dim t = 0; t < training->tensor_count; t++) {
        pointers[t] = training->grads + training->tensors[t].start;
        counts[t] = training->tensors[t].count;
    }
    report->grad_norm = adamw_clip(pointers, counts, training->tensor_count, plan->clip);
    const dim t = (dim)training->step;
    report->rate = adamw_rate(t, plan->warmup, plan->total, plan->rate, plan->floor);
    if (!isfinite(report->loss) || !isfinite(report->grad_norm)) return;
    training->step++;
    for (dim i = 0; i < training->tensor_count; i++) {
        const dim start = training->tensors[i].start;
        struct adamw_options options = plan->adamw;
        options.rate = report->rate;
        if (!training->tensors[i].decays) options.decay = 0.0;
        adamw_step(training->params + start, training->m + start, training->v + start, pointers[i],
                   counts[i], t + 1, &options);
    }
}

dim training_saved_bytes(const struct training *training)
{
    return TRAINING_HEADER + 3 * 4 * training->count + TRAINING_DIGEST;
}

void training_save(uint8_t *bytes, const struct training *training)
{
    const uint64_t numbers[5] = {(uint64_t)training->count, (uint64_t)training->step,
                                 (uint64_t)training->cursor, training->rng.state,
                                 training->rng.stream};
    const float *const arrays[3] = {training->params, training->m, training->v};
    const dim hashed = training_saved_bytes(training) - TRAINING_DIGEST;
    char digest[TRAINING_DIGEST + 1];
    memcpy(bytes, "CRUMBTR1", 8);
    for (dim i = 0; i < 5; i++) put(bytes + 8 + 8 * i, numbers[i], 8);
    uint8_t *at = bytes + TRAINING_HEADER;
    for (dim a = 0; a < 3; a++)
        for (dim i = 0; i < training->count; i++, at += 4) {
            uint32_t bits;
            memcpy(&bits, &arrays[a][i], 4);
            put(at, bits, 4);
        }
    sha256_hex(digest, bytes, (size_t)hashed);
    memcpy(at, digest, TRAINING_DIGEST);
}

const char *training_load(struct training *training, const uint8_t *bytes, dim count)
{
    float *const arrays[3] = {training->params, training->m, training->v};
    const dim hashed = training_saved_bytes(training) - TRAINING_DIGEST;
    char digest[TRAINING_DIGEST + 1];
    if (count < TRAINING_HEADER) return "the saved state ends within its header";
    if (memcmp(bytes, "CRUMBTR1", 8) != 0) return "this is no saved training state";
    if (get(bytes + 8, 8) != (uint64_t)training->count)
        return "the saved state has another number of parameters than this model";
    if (count != hashed + TRAINING_DIGEST) return "the saved state has another length";
    sha256_hex(digest, bytes, (size_t)hashed);
    if (memcmp(bytes + hashed, digest, TRAINING_DIGEST) != 0)
        return "the saved state is damaged: its digest does not match its bytes";
    training->step = (int64_t)get(bytes + 16, 8);
    training->cursor = (int64_t)get(bytes + 24, 8);
    training->rng = (struct rng){get(bytes + 32, 8), get(bytes + 40, 8)};
    const uint8_t *at = bytes + TRAINING_HEADER;
    for (dim a = 0; a < 3; a++)
        for (dim i = 0; i < training->count; i++, at += 4) {
            const uint32_t bits = (uint32_t)get(at, 4);
            memcpy(&arrays[a][i], &bits, 4);
        }
    return NULL;
}
