// show_training.c: windows of the sentence, and a very small model that learns, by the linked
// training.c, adamw.c and loss.c.
//
// What you see: one window, each position asked for the byte that the text has next. Then a model
// of pairs (a table with 256 logits for each byte, all 0 at first) learns three sentences: the rate
// rises and falls, the gradient grows short, the loss falls from ln 256. Last, the same run stopped
// half-way, saved, loaded into another state and taken up again: the same numbers, to the last bit.
#include "show.h"

#include "arena.h"
#include "fail.h"
#include "loss.h"
#include "training.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { BYTES = 256, PAIRS = BYTES * BYTES, BATCH = 4, CONTEXT = 16, ROWS = BATCH * CONTEXT };
enum { STEPS = 60, SHOWN = 4, SHORTEST = CONTEXT + 1, LONGEST = 100000 };

static const char seen[] = "How do I bake a cake? To bake cookies you chop the chocolate. "
                           "How do I chop chocolate? Choose chips: chocolate chips. ";

static const struct training_plan plan = {.batch = BATCH, .context = CONTEXT, .accumulate = 2,
                                          .warmup = 6, .total = STEPS, .rate = 0.3, .floor = 0.01,
                                          .clip = 1.0, .adamw = {0.0, 0.9, 0.99, 1e-8, 0.01}};
static const struct training_tensor table = {0, PAIRS, true};

struct run {
    struct training training;
    struct training_report reports[STEPS];
    int32_t inputs[ROWS], targets[ROWS];
    float logits[ROWS * BYTES], losses[ROWS];
    double lse[ROWS];
};

// The logits of a byte are its row of the table.
static double pairs(void *model, const int32_t *inputs, const int32_t *targets, dim batch,
                    dim context, float scale)
{
    struct run *run = model;
    struct training *training = &run->training;
    dim counted;
    for (dim r = 0; r < batch * context; r++) {
        if (inputs[r] < 0 || inputs[r] >= BYTES || targets[r] < 0 || targets[r] >= BYTES)
            fail("show training: a window holds %d, and bytes end at 255; correct training.c",
                 inputs[r] < 0 || inputs[r] >= BYTES ? inputs[r] : targets[r]);
        memcpy(run->logits + r * BYTES, training->params + inputs[r] * BYTES,
               BYTES * sizeof(float));
    }
    const double loss = loss_forward(run->losses, run->lse, &counted, run->logits, targets,
                                     batch * context, BYTES);
    loss_backward(run->logits, run->logits, run->lse, targets, batch * context, BYTES,
                  scale / (float)ROWS);
    for (dim r = 0; r < batch * context; r++)
        for (dim c = 0; c < BYTES; c++)
            training->grads[inputs[r] * BYTES + c] += run->logits[r * BYTES + c];
    return loss;
}

static struct run *begin(struct arena *arena)
{
    struct run *run = arena_alloc(arena, sizeof *run);
    float *all = arena_array(arena, 4 * PAIRS, sizeof *all);
    memset(all, 0, 4 * PAIRS * sizeof *all);
    run->training = (struct training){.params = all, .grads = all + PAIRS, .m = all + 2 * PAIRS,
                                      .v = all + 3 * PAIRS, .count = PAIRS, .tensors = &table,
                                      .tensor_count = 1};
    rng_seed(&run->training.rng, 42, 0);
    return run;
}

static void go(struct run *run, const struct training_tokens *tokens, int from, int to)
{
    float *pointers[1];
    dim counts[1];
    for (int i = from; i < to; i++)
        training_step(&run->reports[i], &run->training, run->inputs, run->targets, pointers,
                      counts, tokens, &plan, pairs, run);
}

static void letters(const char *name, const int32_t *ids, int count)
{
    printf("  %-8s", name);
    for (int t = 0; t < count; t++) {
        const uint8_t byte = (uint8_t)ids[t];
        printf(" ");
        show_bytes(byte == ' ' ? (const uint8_t *)"_" : &byte, 1, 1);
    }
    puts("");
}

static void window(const struct training_tokens *tokens)
{
    int32_t inputs[CONTEXT], targets[CONTEXT];
    show_title("one window: what goes in, and what is asked for");
    training_window(inputs, targets, tokens, 0, CONTEXT);
    letters("inputs", inputs, CONTEXT);
    letters("targets", targets, CONTEXT);
}

static void progress(const struct run *run)
{
    show_title("\na model of pairs learns: 2 batches of 4 windows in each step");
    puts("  step    rate  gradient    loss");
    for (int i = 0; i < STEPS; i += SHOWN) {
        const struct training_report *report = &run->reports[i];
        printf("  %4d  %.4f  %8.4f  %6.3f  ", i, report->rate, report->grad_norm, report->loss);
        show_bar(report->loss, log(BYTES), 44);
        puts("");
    }
}

static bool same(const struct training *a, const struct training *b)
{
    const size_t bytes = PAIRS * sizeof(float);
    return memcmp(a->params, b->params, bytes) == 0 && memcmp(a->m, b->m, bytes) == 0 &&
           memcmp(a->v, b->v, bytes) == 0 && a->step == b->step && a->rng.state == b->rng.state;
}

static void resume(struct arena *arena, const struct run *straight,
                   const struct training_tokens *tokens)
{
    struct run *first = begin(arena), *second = begin(arena);
    const dim count = training_saved_bytes(&first->training);
    if (count < TRAINING_HEADER || count > 16 * PAIRS)
        fail("show training: training_saved_bytes says %td for %d parameters; correct training.c",
             count, PAIRS);
    uint8_t *bytes = arena_alloc(arena, (size_t)count);
    go(first, tokens, 0, STEPS / 2);
    training_save(bytes, &first->training);
    const char *wrong = training_load(&second->training, bytes, count);
    show_title("\nstopped half-way, saved, loaded elsewhere, taken up again");
    printf("  %td bytes: %s\n", count, wrong ? wrong : "loaded");
    go(second, tokens, STEPS / 2, STEPS);
    printf("  %d steps and %d steps with a break: %s\n", STEPS, STEPS,
           same(&straight->training, &second->training) ? "equal to the last bit" : "DIFFERENT");
    bytes[count / 2] ^= 1;
    wrong = training_load(&first->training, bytes, count);
    printf("  with one bit flipped:\n    %s\n", wrong ? wrong : "loaded (it should not be)");
}

void show_training(const char *text)
{
    const dim given = (dim)strlen(text);
    struct arena arena = {0};
    if (given < SHORTEST || given > LONGEST)
        fail("show training: %td bytes; give %d to %d, a window and the byte behind it", given,
             SHORTEST, LONGEST);
    uint8_t *all = arena_alloc(&arena, (size_t)given + sizeof seen);
    memcpy(all, text, (size_t)given);
    all[given] = ' ';
    memcpy(all + given + 1, seen, sizeof seen - 1);
    const struct training_tokens tokens = {all, given + (dim)sizeof seen, 1};
    struct run *run = begin(&arena);
    window(&tokens);
    go(run, &tokens, 0, STEPS);
    progress(run);
    resume(&arena, run, &tokens);
    arena_free(&arena);
}
