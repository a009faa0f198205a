// training.c: windows, the order of one step, and a state that can be saved. See training.h.
#include "training.h"

#include "sha256.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

static int32_t token_at(const struct training_tokens *tokens, dim at)
{
    uint32_t id = 0;
    for (dim i = 0; i < tokens->token_bytes; i++)
        id |= (uint32_t)tokens->bytes[at * tokens->token_bytes + i] << (8 * i);
    return (int32_t)id;
}

void training_window(int32_t *inputs, int32_t *targets, const struct training_tokens *tokens,
                     dim start, dim context)
{
    assert(start >= 0 && context >= 1 && start <= tokens->count - context - 1);
    for (dim t = 0; t < context; t++) {
        inputs[t] = token_at(tokens, start + t);
        targets[t] = token_at(tokens, start + t + 1);
    }
}

void training_batch(int32_t *inputs, int32_t *targets, struct training *training,
                    const struct training_tokens *tokens, dim batch, dim context)
{
    assert(tokens->count > context && tokens->count - context <= UINT32_MAX);
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
    memset(training->grads, 0, (size_t)training->count * sizeof *training->grads);
    report->loss = 0.0;
    for (dim i = 0; i < plan->accumulate; i++) {
        training_batch(inputs, targets, training, tokens, plan->batch, plan->context);
        report->loss += gradients(model, inputs, targets, plan->batch, plan->context,
                                  1.0f / (float)plan->accumulate) / (double)plan->accumulate;
    }
    for (dim t = 0; t < training->tensor_count; t++) {
        pointers[t] = training->grads + training->tensors[t].start;
        counts[t] = training->tensors[t].count;
    }
    report->grad_norm = adamw_clip(pointers, counts, training->tensor_count, plan->clip);
    report->rate = adamw_rate((dim)training->step, plan->warmup, plan->total, plan->rate,
                              plan->floor);
    training->step++;
    for (dim t = 0; t < training->tensor_count; t++) {
        const struct training_tensor *tensor = &training->tensors[t];
        struct adamw_options options = plan->adamw;
        options.rate = report->rate;
        if (!tensor->decays) options.decay = 0.0;
        adamw_step(training->params + tensor->start, training->m + tensor->start,
                   training->v + tensor->start, pointers[t], counts[t], (dim)training->step,
                   &options);
    }
}

// ---- save and load: magic, five numbers, three arrays, the digest of all before it --------------

static const char magic[8] = "CRUMBTR1";
enum { NUMBERS = 5, HEADER = 8 + 8 * NUMBERS, DIGEST = 64 };

dim training_saved_bytes(const struct training *training)
{
    return HEADER + 3 * training->count * (dim)sizeof(float) + DIGEST;
}

static void put64(uint8_t *to, uint64_t value)
{
    for (int i = 0; i < 8; i++) to[i] = (uint8_t)(value >> (8 * i));
}

static uint64_t get64(const uint8_t *from)
{
    uint64_t value = 0;
    for (int i = 0; i < 8; i++) value |= (uint64_t)from[i] << (8 * i);
    return value;
}

void training_save(uint8_t *bytes, const struct training *training)
{
    const uint64_t numbers[NUMBERS] = {(uint64_t)training->count, (uint64_t)training->step,
                                       (uint64_t)training->cursor, training->rng.state,
                                       training->rng.stream};
    const float *const arrays[3] = {training->params, training->m, training->v};
    const size_t part = (size_t)training->count * sizeof(float);
    char digest[DIGEST + 1];
    memcpy(bytes, magic, sizeof magic);
    for (int i = 0; i < NUMBERS; i++) put64(bytes + 8 + 8 * i, numbers[i]);
    for (int i = 0; i < 3; i++) memcpy(bytes + HEADER + (size_t)i * part, arrays[i], part);
    sha256_hex(digest, bytes, HEADER + 3 * part);
    memcpy(bytes + HEADER + 3 * part, digest, DIGEST);
}

const char *training_load(struct training *training, const uint8_t *bytes, dim count)
{
    const size_t part = (size_t)training->count * sizeof(float);
    float *const arrays[3] = {training->params, training->m, training->v};
    char digest[DIGEST + 1];
    if (count < HEADER || memcmp(bytes, magic, sizeof magic) != 0)
        return "this is not a saved training state";
    if (get64(bytes + 8) != (uint64_t)training->count)
        return "the saved state has another number of parameters than this model";
    if (count != training_saved_bytes(training)) return "the saved state is not complete";
    sha256_hex(digest, bytes, HEADER + 3 * part);
    if (memcmp(digest, bytes + HEADER + 3 * part, DIGEST) != 0)
        return "the saved state is damaged: its digest does not match its bytes";
    training->step = (int64_t)get64(bytes + 16);
    training->cursor = (int64_t)get64(bytes + 24);
    training->rng = (struct rng){.state = get64(bytes + 32), .stream = get64(bytes + 40)};
    for (int i = 0; i < 3; i++) memcpy(arrays[i], bytes + HEADER + (size_t)i * part, part);
    return NULL;
}
