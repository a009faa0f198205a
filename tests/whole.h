// whole.h: a model of datasets/golden/whole/: its config, its parameters drawn as whole.py draws
// them (each tensor from a PCG32 stream of its own name), and what the float64 oracle says of it.
#ifndef CRUMB_WHOLE_H
#define CRUMB_WHOLE_H

#include "checkpoint.h"
#include "params.h"
#include "rng.h"
#include "safetensors.h"

#include "check.h"

#include <stdio.h>
#include <string.h>

#define WHOLE_BOUND 1e-5  // relative norm of a tensor, gradients and steps included

struct whole {
    struct arena arena;
    struct safetensors file;
    struct model_config config;
    struct params params;
    uint64_t seed;
    const int32_t *ids, *targets;  // [B, T]; NULL in the files about training
    dim B, T;
};

static inline const struct tensor *whole_tensor(const struct whole *whole, const char *name)
{
    const struct tensor *tensor = safetensors_find(&whole->file, name);
    if (!tensor) fail_msg("%s has no tensor %s", whole->file.path, name);
    return tensor;
}

static inline uint64_t whole_stream(const char *name)  // FNV-1a, 64 bits
{
    uint64_t value = UINT64_C(0xcbf29ce484222325);
    for (; *name; name++) value = (value ^ (uint8_t)*name) * UINT64_C(0x100000001b3);
    return value;
}

static inline void whole_draw(const struct params_tensor *tensor, float *to, uint64_t seed)
{
    const bool vector = tensor->shape[1] == 0, bias = strstr(tensor->name, "bias") != NULL;
    const double shift = vector && !bias ? 1.0 : 0.0;
    const double deviation = !vector ? 1.0 / sqrt((double)tensor->shape[1]) : bias ? 0.5 : 0.25;
    struct rng rng;
    rng_seed(&rng, seed, whole_stream(tensor->name));
    for (dim i = 0; i < tensor->count; i++)
        to[i] = (float)(shift + deviation * (double)rng_normal(&rng));
}

static inline void whole_parameters(struct whole *whole)
{
    params_plan(&whole->params, &whole->arena, &whole->config);
    for (dim i = 0; i < whole->params.tensor_count; i++)
        whole_draw(&whole->params.tensors[i], *whole->params.tensors[i].where, whole->seed);
}

// The config and what is recorded, without parameters.
static inline void whole_recorded(struct whole *whole, const char *name)
{
    char *path = arena_alloc(&whole->arena, 200);
    snprintf(path, 200, "datasets/golden/whole/%s.safetensors", name);
    safetensors_open(&whole->file, &whole->arena, path);
    const char *text = safetensors_metadata(&whole->file, "config");
    const char *wrong = config_parse(&whole->config, &whole->arena, text, strlen(text));
    if (wrong) fail_msg("%s: %s", name, wrong);
    whole->seed = strtoull(safetensors_metadata(&whole->file, "seed"), NULL, 10);
    const struct tensor *ids = safetensors_find(&whole->file, "ids");
    if (!ids || ids->rank != 2) return;
    whole->ids = ids->data;
    whole->B = ids->shape[0];
    whole->T = ids->shape[1];
    whole->targets = whole_tensor(whole, "targets")->data;
}

static inline void whole_open(struct whole *whole, const char *name)
{
    *whole = (struct whole){0};
    whole_recorded(whole, name);
    whole_parameters(whole);
}

static inline void whole_close(struct whole *whole)
{
    safetensors_close(&whole->file);
    arena_free(&whole->arena);
}

// |got - exact| <= bound * |exact| in the Euclidean norm of the tensor; NaN never passes.
static inline void expect_norm(const char *model, const char *name, const float *got,
                               const float *exact, dim count, double bound)
{
    double off = 0.0, size = 0.0;
    for (dim i = 0; i < count; i++) {
        const double apart = (double)got[i] - (double)exact[i];
        off += apart * apart;
        size += (double)exact[i] * (double)exact[i];
    }
    const double ratio = size > 0.0 ? sqrt(off / size) : off;
    if (getenv("CRUMB_WORST")) print_message("worst %s.%s %.9f\n", model, name, ratio / bound);
    if (!(ratio <= bound))
        fail_msg("%s: %s is off by %.3g of its norm, wanted at most %.3g; first %.9g, exact %.9g",
                 model, name, ratio, bound, (double)got[0], (double)exact[0]);
}

// Every parameter's part of flat against the file's tensor `prefix` + its name.
static inline void expect_parameters(const struct whole *whole, const char *model,
                                     const char *prefix, const float *flat)
{
    dim found = 0;
    for (dim i = 0; i < whole->params.tensor_count; i++) {
        const struct params_tensor *tensor = &whole->params.tensors[i];
        char name[160];
        snprintf(name, sizeof name, "%s%s", prefix, tensor->name);
        const struct tensor *exact = whole_tensor(whole, name);
        assert_true(exact->type == TENSOR_F32 && tensor_elements(exact) == tensor->count);
        expect_norm(model, name, flat + tensor->start, exact->data, tensor->count, WHOLE_BOUND);
    }
    for (dim i = 0; i < whole->file.count; i++)
        found += strncmp(whole->file.tensors[i].name, prefix, strlen(prefix)) == 0;
    assert_int_equal(found, whole->params.tensor_count);  // the oracle knows no further one
}

#endif
