// random_model.c: random_model DIR KEY=NUMBER...: writes a model folder with random weights, for
// tests of programs that read one. Keys: vocab width layers heads kv_heads head hidden positions
// tied qk_norm bias bos seed scale (what the usual deviation of 0.02 is multiplied by); generation:
// temperature top_k top_p min_p penalty.
#include "checkpoint.h"
#include "fail.h"
#include "params.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The number of KEY=NUMBER among the words, or what it is without.
static double value(int argc, char **argv, const char *key, double otherwise)
{
    const size_t length = strlen(key);
    for (int i = 2; i < argc; i++)
        if (strncmp(argv[i], key, length) == 0 && argv[i][length] == '=')
            return atof(argv[i] + length + 1);
    return otherwise;
}

int main(int argc, char **argv)
{
    fail_program("random_model");
    if (argc < 2) fail_usage("give a folder");
#define WHOLE(key, otherwise) ((dim)value(argc, argv, #key, otherwise))
#define REAL(key, otherwise) ((float)value(argc, argv, #key, otherwise))
    const struct model_config config = {
        .vocab = WHOLE(vocab, 256), .width = WHOLE(width, 24), .layers = WHOLE(layers, 3),
        .heads = WHOLE(heads, 4), .kv_heads = WHOLE(kv_heads, 2), .head = WHOLE(head, 6),
        .hidden = WHOLE(hidden, 40), .positions = WHOLE(positions, 64), .eps = 1e-5f,
        .tied = WHOLE(tied, 1) != 0, .qk_norm = WHOLE(qk_norm, 0) != 0,
        .qkv_bias = WHOLE(bias, 0) != 0, .theta = 10000.0, .scaling_factor = 1.0, .amplitude = 1.0};
    const struct generation_config generation = {
        .bos = (int32_t)WHOLE(bos, -1), .temperature = REAL(temperature, 1),
        .top_k = WHOLE(top_k, 0), .top_p = REAL(top_p, 1),
        .min_p = REAL(min_p, 0), .penalty = REAL(penalty, 1),
        .do_sample = true};
    struct arena arena = {0};
    struct params params = {0};
    struct rng rng;
    const char *problem = config_problem(&config);
    if (problem) fail("%s", problem);
    rng_seed(&rng, (uint64_t)WHOLE(seed, 1), 5);
    params_plan(&params, &arena, &config);
    params_init(&params, &config, &rng);
    const float scale = REAL(scale, 8);
    for (dim i = 0; i < params.tensor_count; i++)
        for (dim j = 0; j < params.tensors[i].count && params.tensors[i].shape[1]; j++)
            params.flat[params.tensors[i].start + j] *= scale;
    checkpoint_save(argv[1], &config, &generation, &params, TENSOR_F32);
    arena_free(&arena);
    return 0;
}
