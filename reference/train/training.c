// training.c: windows, the order of one step, and a state that can be saved. See training.h.
// Unlike the solution: a window is copied by its width of token, arrays are saved whole.
#include "training.h"

#include "sha256.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static uint32_t token_at(const uint8_t *bytes, dim at, dim width)
{
    const uint8_t *token = bytes + at * width;
    if (width == 1) return token[0];
    if (width == 2) return (uint32_t)token[0] | (uint32_t)token[1] << 8;
    return (uint32_t)token[0] | (uint32_t)token[1] << 8 | (uint32_t)token[2] << 16 |
           (uint32_t)token[3] << 24;
}

void training_window(int32_t *inputs, int32_t *targets, const struct training_tokens *tokens,
                     dim start, dim context)
{
    const dim width = tokens->token_bytes;
    assert(width == 1 || width == 2 || width == 4);
    assert(start >= 0 && context >= 1 && start <= tokens->count - context - 1);
    inputs[0] = (int32_t)token_at(tokens->bytes, start, width);
    for (dim t = 1; t < context; t++)
        inputs[t] = targets[t - 1] = (int32_t)token_at(tokens->bytes, start + t, width);
    targets[context - 1] = (int32_t)token_at(tokens->bytes, start + context, width);
}

void training_batch(int32_t *inputs, int32_t *targets, struct training *training,
                    const struct training_tokens *tokens, dim batch, dim context)
{
    const dim starts = tokens->count - context;
    assert(starts >= 1 && starts <= UINT32_MAX);
    for (dim b = 0; b < batch; b++) {
        const dim start = rng_below(&training->rng, (uint32_t)starts);
        training_window(inputs + b * context, targets + b * context, tokens, start, context);
        training->cursor++;
    }
}

static void update(struct training *training, float **pointers,
                   const struct training_plan *plan, double rate)
{
    for (dim t = 0; t < training->tensor_count; t++) {
        const struct training_tensor *tensor = &training->tensors[t];
        const dim start = tensor->start;
        struct adamw_options options = plan->adamw;
        options.rate = rate;
        if (!tensor->decays) options.decay = 0.0;
        adamw_step(training->params + start, training->m + start, training->v + start, pointers[t],
                   tensor->count, (dim)training->step, &options);
    }
}

void training_step(struct training_report *report, struct training *training, int32_t *inputs,
                   int32_t *targets, float **pointers, dim *counts,
                   const struct training_tokens *tokens, const struct training_plan *plan,
                   training_gradients *gradients, void *model)
{
    double loss = 0.0;
    memset(training->grads, 0, (size_t)training->count * sizeof *training->grads);
    for (dim i = 0; i < plan->accumulate; i++) {
        training_batch(inputs, targets, training, tokens, plan->batch, plan->context);
        loss += gradients(model, inputs, targets, plan->batch, plan->context,
                          1.0f / (float)plan->accumulate);
    }
    for (dim t = 0; t < training->tensor_count; t++) {
        pointers[t] = training->grads + training->tensors[t].start;
        counts[t] = training->tensors[t].count;
    }
    report->loss = loss / (double)plan->accumulate;
    report->grad_norm = adamw_clip(pointers, counts, training->tensor_count, plan->clip);
    report->rate =
        adamw_rate((dim)training->step, plan->warmup, plan->total, plan->rate, plan->floor);
    if (!isfinite(report->loss) || !isfinite(report->grad_norm)) return;
    training->step++;
    update(training, pointers, plan, report->rate);
}

// ---- save and load ------------------------------------------------------------------------------

static const char magic[9] = "CRUMBTR1";
enum { NUMBERS = 5 };
static_assert(TRAINING_HEADER == sizeof magic - 1 + 8 * NUMBERS, "magic and five numbers");

dim training_saved_bytes(const struct training *training)
{
    return TRAINING_HEADER + 3 * training->count * (dim)sizeof(float) + TRAINING_DIGEST;
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
    char digest[TRAINING_DIGEST + 1];
    memcpy(bytes, magic, 8);
    for (int i = 0; i < NUMBERS; i++) put64(bytes + 8 + 8 * i, numbers[i]);
    for (int i = 0; i < 3; i++) memcpy(bytes + TRAINING_HEADER + (size_t)i * part, arrays[i], part);
    sha256_hex(digest, bytes, TRAINING_HEADER + 3 * part);
    memcpy(bytes + TRAINING_HEADER + 3 * part, digest, TRAINING_DIGEST);
}

const char *training_load(struct training *training, const uint8_t *bytes, dim count)
{
    const size_t part = (size_t)training->count * sizeof(float);
    float *const arrays[3] = {training->params, training->m, training->v};
    char digest[TRAINING_DIGEST + 1];
    if (count < TRAINING_HEADER || memcmp(bytes, magic, 8) != 0)
        return "this is no saved training state";
    if (get64(bytes + 8) != (uint64_t)training->count)
        return "the saved state has another number of parameters than this model";
    if (count != training_saved_bytes(training)) return "the saved state has another length";
    sha256_hex(digest, bytes, TRAINING_HEADER + 3 * part);
    if (memcmp(digest, bytes + TRAINING_HEADER + 3 * part, TRAINING_DIGEST) != 0)
        return "the saved state is damaged: its digest does not match its bytes";
    training->step = (int64_t)get64(bytes + 16);
    training->cursor = (int64_t)get64(bytes + 24);
    training->rng = (struct rng){.state = get64(bytes + 32), .stream = get64(bytes + 40)};
    for (int i = 0; i < 3; i++) memcpy(arrays[i], bytes + TRAINING_HEADER + (size_t)i * part, part);
    return NULL;
}
