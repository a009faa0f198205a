// checkpoint_test.c: laws of model folders: what is saved is loaded, in every type and in shards;
// what does not fit is named.
#include "checkpoint.h"

#include "file.h"
#include "half.h"
#include "sentence.h"

#include <sys/stat.h>

// Odd sizes, everything switched on.
static const struct model_config odd = {.vocab = 37, .width = 20, .layers = 3, .heads = 6,
                                        .kv_heads = 2, .head = 4, .hidden = 23, .positions = 48,
                                        .eps = 1e-5f, .qkv_bias = true, .qk_norm = true,
                                        .theta = 500000.0, .scaling = ROPE_YARN,
                                        .scaling_factor = 4.0, .beta_fast = 32.0, .beta_slow = 1.0,
                                        .amplitude = 1.25, .original_positions = 12};
static const struct generation_config sampled = {.bos = 3, .stops = {5, 36}, .stop_count = 2,
                                                 .temperature = 0.7f, .top_k = 40, .top_p = 0.9f,
                                                 .min_p = 0.05f, .penalty = 1.1f,
                                                 .do_sample = true};
static char folder[64];

static void save(const struct model_config *config, enum tensor_type type, struct params *params,
                 struct arena *arena)
{
    struct rng rng;
    rng_seed(&rng, 11, 7);
    params_plan(params, arena, config);
    params_init(params, config, &rng);
    for (dim i = 0; i < params->count; i++) params->flat[i] += 0.1f * rng_normal(&rng);
    checkpoint_save(folder, config, &sampled, params, type);
}

static void put(const char *name, const char *text)
{
    char path[256];
    struct file_writer writer;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    file_begin(&writer, path);
    fputs(text, writer.stream);
    file_commit(&writer);
}

static float as_stored(float value, enum tensor_type type)
{
    return type == TENSOR_F32    ? value
           : type == TENSOR_BF16 ? bf16_widen(bf16_narrow(value))
                                 : f16_widen(f16_narrow(value));
}

static void expect_same_config(const struct model_config *a, const struct model_config *b)
{
    assert_int_equal(a->vocab, b->vocab);
    assert_int_equal(a->width, b->width);
    assert_int_equal(a->layers, b->layers);
    assert_int_equal(a->heads, b->heads);
    assert_int_equal(a->kv_heads, b->kv_heads);
    assert_int_equal(a->head, b->head);
    assert_int_equal(a->hidden, b->hidden);
    assert_int_equal(a->positions, b->positions);
    assert_true(a->eps == b->eps && a->theta == b->theta);
    assert_int_equal(a->tied, b->tied);
    assert_int_equal(a->qkv_bias, b->qkv_bias);
    assert_int_equal(a->qk_norm, b->qk_norm);
    assert_int_equal(a->scaling, b->scaling);
    assert_true(a->scaling_factor == b->scaling_factor && a->amplitude == b->amplitude);
    assert_true(a->beta_fast == b->beta_fast && a->beta_slow == b->beta_slow);
    assert_int_equal(a->original_positions, b->original_positions);
}

static void what_is_saved_is_loaded_in_every_type_and_family(void **state)
{
    (void)state;
    const enum tensor_type types[] = {TENSOR_F32, TENSOR_BF16, TENSOR_F16};
    for (int kind = 0; kind < 8; kind++)
        for (int t = 0; t < 3; t++) {
            struct model_config config = odd;
            struct arena arena = {0};
            struct params params;
            struct checkpoint loaded;
            config.qkv_bias = kind & 1;
            config.qk_norm = kind & 2;
            config.tied = kind & 4;
            if (config.qkv_bias && config.tied) config.scaling = ROPE_LINEAR;
            save(&config, types[t], &params, &arena);
            checkpoint_load(&loaded, folder, t == 1);
            if (config.scaling == ROPE_LINEAR) {  // what linear has no use for is not kept
                config.beta_fast = config.beta_slow = 0.0;
                config.amplitude = 1.0;
                config.original_positions = 0;
            }
            expect_same_config(&loaded.config, &config);
            assert_int_equal(loaded.type, types[t]);
            assert_int_equal(loaded.params.count, params_count(&config));
            for (dim i = 0; i < params.tensor_count; i++)
                for (dim j = 0; j < params.tensors[i].count; j++)
                    assert_true((*loaded.params.tensors[i].where)[j] ==
                                as_stored((*params.tensors[i].where)[j], types[t]));
            assert_ptr_equal(loaded.params.model.head == loaded.params.model.embedding,
                             (void *)(intptr_t)config.tied);
            checkpoint_close(&loaded);
            arena_free(&arena);
        }
}

static void generation_options_come_back(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct params params;
    struct generation_config got;
    save(&odd, TENSOR_F32, &params, &arena);
    generation_load(&got, folder, odd.vocab);
    assert_int_equal(got.bos, 3);
    assert_int_equal(got.stop_count, 2);
    assert_int_equal(got.stops[0], 5);
    assert_int_equal(got.stops[1], 36);
    assert_true(got.temperature == 0.7f && got.top_k == 40 && got.top_p == 0.9f);
    assert_true(got.min_p == 0.05f && got.penalty == 1.1f && got.do_sample);
    arena_free(&arena);
}

// Two shards and an index hold the same model.
static void shards_hold_the_same_model(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct params params;
    struct checkpoint loaded;
    char index[8192] = "{\"metadata\":{}, \"weight_map\":{", path[2][256];
    struct tensor tensors[2][64];
    dim counts[2] = {0, 0};
    save(&odd, TENSOR_F32, &params, &arena);
    for (dim i = 0; i < params.tensor_count; i++) {
        const struct params_tensor *from = &params.tensors[i];
        const int shard = i % 3 == 0;
        tensors[shard][counts[shard]++] =
            (struct tensor){.name = from->name, .type = TENSOR_F32, .rank = from->shape[1] ? 2 : 1,
                            .shape = {from->shape[0], from->shape[1]}, .data = *from->where};
        snprintf(index + strlen(index), sizeof index - strlen(index), "%s\"%s\":\"%d.safetensors\"",
                 i ? "," : "", from->name, shard);
    }
    for (int shard = 0; shard < 2; shard++) {
        snprintf(path[shard], sizeof path[shard], "%s/%d.safetensors", folder, shard);
        safetensors_write(path[shard], tensors[shard], counts[shard], NULL, 0);
    }
    strcat(index, "}}");
    put("model.safetensors.index.json", index);
    snprintf(path[0], sizeof path[0], "%s/model.safetensors", folder);
    assert_int_equal(remove(path[0]), 0);
    checkpoint_load(&loaded, folder, false);
    for (dim i = 0; i < params.tensor_count; i++)
        assert_memory_equal(*loaded.params.tensors[i].where, *params.tensors[i].where,
                            (size_t)params.tensors[i].count * sizeof(float));
    checkpoint_close(&loaded);
    snprintf(path[0], sizeof path[0], "%s/model.safetensors.index.json", folder);
    remove(path[0]);
    arena_free(&arena);
}

// ---- what does not fit ----------------------------------------------------------------------

static void load(void *unused)
{
    (void)unused;
    struct checkpoint loaded;
    checkpoint_load(&loaded, folder, false);
    checkpoint_close(&loaded);
}

// Writes the weights of odd with tensor `which` changed; mode 0 missing, 1 extra, 2 other shape,
// 3 integers.
static void write_changed(const struct params *params, dim which, int mode)
{
    struct tensor tensors[64];
    char path[256];
    dim count = 0;
    for (dim i = 0; i < params->tensor_count; i++) {
        const struct params_tensor *from = &params->tensors[i];
        struct tensor tensor = {.name = from->name, .type = TENSOR_F32,
                                .rank = from->shape[1] ? 2 : 1,
                                .shape = {from->shape[0], from->shape[1]}, .data = *from->where};
        if (i == which && mode == 0) continue;
        if (i == which && mode == 2) tensor.shape[0]--;
        if (i == which && mode == 3) tensor.type = TENSOR_I32;
        tensors[count++] = tensor;
        tensor.name = "model.layers.9.mlp.gate_proj.weight";
        if (i == which && mode == 1) tensors[count++] = tensor;
    }
    snprintf(path, sizeof path, "%s/model.safetensors", folder);
    safetensors_write(path, tensors, count, NULL, 0);
}

static void a_tensor_that_does_not_fit_is_named(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct params params;
    save(&odd, TENSOR_F32, &params, &arena);
    write_changed(&params, 5, 0);
    expect_sentence(load, NULL, 1, "tensor model.layers.0.self_attn.q_proj.bias is missing");
    write_changed(&params, 5, 1);
    expect_sentence(load, NULL, 1, "tensor model.layers.9.mlp.gate_proj.weight is not part of");
    write_changed(&params, 2, 2);
    expect_sentence(load, NULL, 1, "self_attn.q_proj.weight has shape [23, 20], wanted [24, 20]");
    write_changed(&params, 1, 2);
    expect_sentence(load, NULL, 1, "input_layernorm.weight has shape [19], wanted [20]");
    write_changed(&params, 2, 3);
    expect_sentence(load, NULL, 1, "is of type I32, wanted F32, BF16 or F16");
    arena_free(&arena);
}

// ---- config.json ----------------------------------------------------------------------------

#define SIZES \
    "\"vocab_size\":50,\"hidden_size\":24,\"intermediate_size\":7,\"num_hidden_layers\":2," \
    "\"num_attention_heads\":4,\"num_key_value_heads\":2,\"max_position_embeddings\":99"
#define LLAMA "{\"model_type\":\"llama\"," SIZES

static const struct {
    const char *text, *words;  // words NULL: it is right
} configs[] = {
    {LLAMA "}", NULL},
    {"{\"model_type\":\"gpt2\"," SIZES "}", "\"model_type\" is \"gpt2\", wanted llama"},
    {"{" SIZES "}", "\"model_type\" is \"\""},
    {LLAMA ",\"hidden_act\":\"gelu\"}", "\"hidden_act\" is \"gelu\", wanted silu"},
    {LLAMA ",\"attention_bias\":true}", "\"attention_bias\" is true"},
    {LLAMA ",\"mlp_bias\":true}", "\"mlp_bias\" is true"},
    {LLAMA ",\"head_dim\":7}", "a head of 7 elements is odd"},
    {LLAMA ",\"head_dim\":\"8\"}", "\"head_dim\" is not a number"},
    {LLAMA ",\"rms_norm_eps\":0}", "epsilon"},
    {LLAMA ",\"rope_scaling\":null}", NULL},
    {LLAMA ",\"rope_scaling\":{\"type\":\"linear\",\"factor\":2}}", NULL},
    {LLAMA ",\"rope_scaling\":{\"type\":\"linear\"}}", "\"factor\" is missing"},
    {LLAMA ",\"rope_scaling\":{\"type\":\"linear\",\"factor\":0.5}}", "\"factor\" 0.5"},
    {LLAMA ",\"rope_scaling\":{\"rope_type\":\"longrope\",\"factor\":2}}",
     "rope scaling \"longrope\" is unknown"},
    {LLAMA ",\"rope_scaling\":{\"rope_type\":\"llama3\",\"factor\":8}}",
     "\"original_max_position_embeddings\" is missing"},
    {LLAMA ",\"rope_scaling\":{\"rope_type\":\"llama3\",\"factor\":8,\"low_freq_factor\":4,"
     "\"high_freq_factor\":1,\"original_max_position_embeddings\":8}}", "high_freq_factor"},
    {LLAMA ",\"rope_parameters\":{\"rope_type\":\"default\",\"rope_theta\":1e6}}", NULL},
    {LLAMA ",\"rope_theta\":-3}", "\"rope_theta\" is -3"},
    {LLAMA ",\"vocab_size\":1}", "line 1: duplicate object key"},
    {"{\"model_type\":\"llama\",\"vocab_size\":1}", "\"hidden_size\" is missing"},
    {"{\"model_type\":\"llama\",\"vocab_size\":2.5}", "\"vocab_size\" is 2.5"},
    {"{\"model_type\":\"llama\",\"vocab_size\":5,\"hidden_size\":9,\"num_hidden_layers\":1,"
     "\"num_attention_heads\":2,\"intermediate_size\":4,\"max_position_embeddings\":4}",
     "\"hidden_size\" 9 is not divisible by \"num_attention_heads\" 2"},
    {"{\"model_type\":\"llama\",\"vocab_size\":5,\"hidden_size\":12,\"num_hidden_layers\":1,"
     "\"num_attention_heads\":3,\"num_key_value_heads\":2,\"intermediate_size\":4,"
     "\"max_position_embeddings\":4}", "3 heads cannot share 2 key/value heads evenly"},
    {"[1]", "it is not a JSON object"},
    {"{\"model_type\":", "line 1"},
    {"", "line 1"},
};

static void a_config_is_right_or_its_fault_is_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof configs / sizeof *configs; i++) {
        struct arena arena = {0};
        struct model_config config;
        const char *wrong = config_parse(&config, &arena, configs[i].text, strlen(configs[i].text));
        if (!configs[i].words != !wrong || (wrong && !strstr(wrong, configs[i].words)))
            fail_msg("%s: %s", configs[i].text, wrong ? wrong : "(right)");
        arena_free(&arena);
    }
}

static void a_window_shorter_than_the_positions_cuts_them(void **state)
{
    (void)state;
    static const char on[] = "{\"model_type\":\"mistral\"," SIZES ",\"sliding_window\":32}";
    static const char off[] = "{\"model_type\":\"qwen2\"," SIZES
                              ",\"sliding_window\":32,\"use_sliding_window\":false}";
    struct arena arena = {0};
    struct model_config config;
    assert_null(config_parse(&config, &arena, on, sizeof on - 1));
    assert_int_equal(config.positions, 32);
    assert_null(config_parse(&config, &arena, off, sizeof off - 1));
    assert_int_equal(config.positions, 99);
    assert_true(config.qkv_bias && config.head == 6);
    arena_free(&arena);
}

static void generation_ids_lie_in_the_vocabulary(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct generation_config got = {0};
    static const char beyond[] = "{\"eos_token_id\":[1,50]}", hot[] = "{\"temperature\":-1}";
    assert_non_null(strstr(generation_parse(&got, &arena, beyond, sizeof beyond - 1, 50),
                           "\"eos_token_id\" is 50, wanted 0 to 49"));
    assert_non_null(strstr(generation_parse(&got, &arena, hot, sizeof hot - 1, 50),
                           "\"temperature\" is -1"));
    arena_free(&arena);
}

// ---- 16-bit floats --------------------------------------------------------------------------

static void every_half_survives_widening_and_narrowing(void **state)
{
    (void)state;
    for (uint32_t bits = 0; bits < 0x10000u; bits++) {
        const uint16_t half = (uint16_t)bits;
        if ((half & 0x7fffu) <= 0x7c00u) assert_int_equal(f16_narrow(f16_widen(half)), half);
        else assert_true(isnan(f16_widen(half)));
        if ((half & 0x7fffu) <= 0x7f80u) assert_int_equal(bf16_narrow(bf16_widen(half)), half);
        else assert_true(isnan(bf16_widen(half)));
    }
}

// Between two neighbours the nearer one, and in the middle the even one: for every finite f16.
static void narrowing_rounds_to_nearest_even(void **state)
{
    (void)state;
    for (uint16_t half = 0; half < 0x7bffu; half++) {
        const float low = f16_widen(half), high = f16_widen((uint16_t)(half + 1));
        const float middle = low + (high - low) / 2;
        assert_int_equal(f16_narrow(middle), half % 2 ? half + 1 : half);
        assert_int_equal(f16_narrow(nextafterf(middle, low)), half);
        assert_int_equal(f16_narrow(nextafterf(-middle, -INFINITY)), (half + 1) | 0x8000);
    }
    assert_int_equal(f16_narrow(65519.996f), 0x7bff);
    assert_int_equal(f16_narrow(65520.0f), 0x7c00);
    assert_int_equal(bf16_narrow(0x1.01p0f), 0x3f80);  // a tie: to the even one below
    assert_int_equal(bf16_narrow(0x1.03p0f), 0x3f82);  // a tie: to the even one above
    assert_true(isnan(f16_widen(f16_narrow(NAN))) && isnan(bf16_widen(bf16_narrow(NAN))));
}

int main(void)
{
    const char *temporary = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%.40s/crumb-XXXXXX", temporary ? temporary : "/tmp");
    if (!mkdtemp(folder)) return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_saved_is_loaded_in_every_type_and_family),
        cmocka_unit_test(generation_options_come_back),
        cmocka_unit_test(shards_hold_the_same_model),
        cmocka_unit_test(a_tensor_that_does_not_fit_is_named),
        cmocka_unit_test(a_config_is_right_or_its_fault_is_named),
        cmocka_unit_test(a_window_shorter_than_the_positions_cuts_them),
        cmocka_unit_test(generation_ids_lie_in_the_vocabulary),
        cmocka_unit_test(every_half_survives_widening_and_narrowing),
        cmocka_unit_test(narrowing_rounds_to_nearest_even),
    };
    const int failed = cmocka_run_group_tests_name("checkpoint", tests, NULL, NULL);
    char command[128];
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    return system(command) != 0 || failed;
}
