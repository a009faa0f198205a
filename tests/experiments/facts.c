// facts.c: what kind of model this program was linked with, found out from outside: a line for each
// fact. experiments_test.sh knows which facts each experiment changes, and that the others stay.
#include "attention.h"
#include "learner.h"
#include "params.h"
#include "rng.h"
#include "runner.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { B = 2, T = 7, ROWS = B * T, V = 17 };

struct subject {
    struct arena arena;
    struct model_config config;
    struct params params;
    struct learner learner;
    float *grads;
    int32_t inputs[ROWS], targets[ROWS];
};

// Weights large enough that attention looks somewhere; gains that are not 1.
static void make(struct subject *s, dim layers)
{
    struct rng rng;
    *s = (struct subject){.config = {.vocab = V, .width = 12, .layers = layers, .heads = 4,
                                     .kv_heads = 2, .head = 4, .hidden = 10, .positions = T,
                                     .eps = 1e-5f, .tied = true, .theta = 100.0, .amplitude = 1.0}};
    rng_seed(&rng, 5, 3);
    params_plan(&s->params, &s->arena, &s->config);
    for (dim i = 0; i < s->params.tensor_count; i++) {
        const struct params_tensor *tensor = &s->params.tensors[i];
        for (dim j = 0; j < tensor->count; j++)
            (*tensor->where)[j] = tensor->decays ? 0.35f * rng_normal(&rng)
                                                 : 1.0f + 0.2f * rng_normal(&rng);
    }
    s->grads = arena_array(&s->arena, (size_t)s->params.count, sizeof *s->grads);
    learner_plan(&s->learner, &s->arena, &s->config, &s->params, s->grads, B, T);
    for (dim i = 0; i < ROWS; i++) {
        s->inputs[i] = (int32_t)(5 * i % V);
        s->targets[i] = (int32_t)(7 * i % V);
    }
}

static double loss(struct subject *s)
{
    return learner_loss(&s->learner, s->inputs, s->targets, B, T);
}

// The slope of the loss along `direction` in a tensor, by steps of +-h and +-2h, which cancels the
// error of second and third order.
static double slope(struct subject *s, float *at, const double *direction, dim count, double h)
{
    float *kept = malloc((size_t)count * sizeof *kept);
    double sum = 0.0;
    if (!kept) abort();
    memcpy(kept, at, (size_t)count * sizeof *kept);
    for (int step = -2; step <= 2; step++) {
        const double weight = step == 0 ? 0.0 : (abs(step) == 1 ? 8.0 : -1.0) * (step < 0 ? -1 : 1);
        for (dim i = 0; i < count; i++) at[i] = (float)((double)kept[i] + step * h * direction[i]);
        if (step != 0) sum += weight * loss(s);
    }
    memcpy(at, kept, (size_t)count * sizeof *kept);
    free(kept);
    return sum / (12.0 * h);
}

// The worst deviation of backward from the slope of forward, over all tensors, as a share of the
// tensor's gradient: along the gradient half way and a random direction half way.
static void gradient(void)
{
    struct subject s;
    struct rng rng;
    double worst = 0.0;
    const char *where = "";
    make(&s, 3);
    rng_seed(&rng, 11, 1);
    learner_gradients(&s.learner, s.inputs, s.targets, B, T, 1.0f);
    for (dim t = 0; t < s.params.tensor_count; t++) {
        const struct params_tensor *tensor = &s.params.tensors[t];
        const float *g = s.grads + tensor->start;
        double *direction = malloc((size_t)tensor->count * sizeof *direction);
        double size = 0.0, random = 0.0, along = 0.0;
        if (!direction) abort();
        for (dim i = 0; i < tensor->count; i++) {
            direction[i] = (double)rng_normal(&rng);
            random += direction[i] * direction[i];
            size += (double)g[i] * (double)g[i];
        }
        for (dim i = 0; i < tensor->count; i++) {
            direction[i] = (double)g[i] / sqrt(size) + direction[i] / sqrt(random);
            along += direction[i] * (double)g[i];
        }
        const double off = fabs(slope(&s, *tensor->where, direction, tensor->count, 0.001) - along);
        if (!(off / sqrt(size) <= worst)) {
            worst = off / sqrt(size);
            where = tensor->name;
        }
        free(direction);
    }
    printf("gradient %.6f %s\n", worst, where);
    arena_free(&s.arena);
}

// The largest change of the logits of one row when ids a and b change places; or, when a is b, when
// that id becomes another.
static double moved(dim layers, dim a, dim b, dim row)
{
    struct subject s;
    double most = 0.0;
    make(&s, layers);
    loss(&s);
    float before[V];
    const float *logits = s.learner.forward.logits + row * V;
    memcpy(before, logits, sizeof before);
    const int32_t kept = s.inputs[a];
    s.inputs[a] = a == b ? (kept + 1) % V : s.inputs[b];
    if (a != b) s.inputs[b] = kept;
    loss(&s);
    for (dim i = 0; i < V; i++) most = fmax(most, fabs((double)logits[i] - (double)before[i]));
    arena_free(&s.arena);
    return most;
}

// Two keys, one query of 4 elements: the log of the weights' ratio is scale * (q k1 - q k0).
static void scale(void)
{
    const float q[4] = {1, 2, -1, 0.5f}, k[8] = {0}, v[8] = {0};
    float keys[8], out[4], weights[2];
    memcpy(keys, k, sizeof keys);
    keys[4] = 0.25f;  // q k1 = 0.25
    attention_forward(out, weights, q, keys, v, 1, 1, 2, 2, 1, 1, 4);
    printf("scale %.4f\n", log((double)weights[1] / (double)weights[0]) / 0.25);
}

// What a block leaves of the stream when both branches say nothing: the stream, its norm, or 0.
static void silent(void)
{
    struct subject s;
    double same = 0.0, size = 0.0;
    make(&s, 1);
    const struct block_params *block = &s.params.model.blocks[0];
    memset(block->o, 0, 12 * 16 * sizeof(float));
    memset(block->ffn.down, 0, 12 * 10 * sizeof(float));
    loss(&s);
    const float *in = s.learner.forward.state.stream[0], *out = s.learner.forward.state.stream[1];
    for (dim i = 0; i < ROWS * 12; i++) {
        same = fmax(same, fabs((double)out[i] - (double)in[i]));
        size = fmax(size, fabs((double)out[i]));
    }
    printf("silent %s\n", same == 0.0 ? "stream" : size == 0.0 ? "nothing" : "other");
    arena_free(&s.arena);
}

// The largest difference of the last logits, computed one position at a time and all at once.
static void cached(void)
{
    struct subject s;
    float whole[V], steps[V];
    double most = 0.0;
    make(&s, 3);
    for (int chunk = 1; chunk <= T; chunk += T - 1) {
        struct runner runner;
        runner_open(&runner, &s.config, &s.params, T, chunk, false);
        runner_prefill(&runner, chunk == 1 ? steps : whole, s.inputs, T, 0);
        runner_close(&runner);
    }
    for (dim i = 0; i < V; i++) most = fmax(most, fabs((double)whole[i] - (double)steps[i]));
    printf("cache %s\n", most < 1e-5 ? "agrees" : "differs");
    arena_free(&s.arena);
}

int main(void)
{
    gradient();
    printf("future %s\n", moved(3, 5, 5, 3) == 0.0 ? "unseen" : "seen");
    // In one layer, so that only positions can tell: in more, a causal mask gives them away.
    printf("order %s\n", moved(1, 1, 2, 6) < 1e-5 ? "unseen" : "seen");
    printf("order-in-3-layers %s\n", moved(3, 1, 2, 6) < 1e-5 ? "unseen" : "seen");
    scale();
    silent();
    cached();
    return 0;
}
