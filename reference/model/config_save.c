// config_save.c: config.json and generation_config.json, as Hugging Face's loaders read them.
#include "config_save.h"

#include "fail.h"
#include "file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

// The shortest decimal that is the same float again: 1e-05, not 9.9999997473787516e-06.
static json_t *short_number(float value)
{
    char text[32];
    for (int digits = 6; digits <= 9; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, (double)value);
        if (strtof(text, NULL) == value) break;
    }
    return json_real(strtod(text, NULL));
}

static json_t *scaling_json(const struct model_config *config)
{
    switch (config->scaling) {
    case ROPE_PLAIN: break;
    case ROPE_LINEAR:
        return json_pack("{s:s, s:f}", "rope_type", "linear", "factor", config->scaling_factor);
    case ROPE_LLAMA3:
        return json_pack("{s:s, s:f, s:f, s:f, s:I}", "rope_type", "llama3", "factor",
                         config->scaling_factor, "low_freq_factor", config->low_frequency,
                         "high_freq_factor", config->high_frequency,
                         "original_max_position_embeddings",
                         (json_int_t)config->original_positions);
    case ROPE_YARN:
        return json_pack("{s:s, s:f, s:f, s:f, s:f, s:I}", "rope_type", "yarn", "factor",
                         config->scaling_factor, "beta_fast", config->beta_fast, "beta_slow",
                         config->beta_slow, "attention_factor", config->amplitude,
                         "original_max_position_embeddings",
                         (json_int_t)config->original_positions);
    }
    return json_null();
}

// The family whose loader expects these tensors. None has a bias of q, k and v beside norms of q
// and k: crumb_qkv_bias says so to our own loader.
static void family_json(json_t *root, const struct model_config *config)
{
    const bool qwen3 = config->qk_norm, qwen2 = config->qkv_bias && !config->qk_norm;
    const char *type = qwen3 ? "qwen3" : qwen2 ? "qwen2" : "llama";
    const char *class = qwen3   ? "Qwen3ForCausalLM"
                        : qwen2 ? "Qwen2ForCausalLM"
                                : "LlamaForCausalLM";
    json_object_set_new(root, "architectures", json_pack("[s]", class));
    json_object_set_new(root, "model_type", json_string(type));
    if (qwen3 && config->qkv_bias) {
        json_object_set_new(root, "crumb_qkv_bias", json_true());
        json_object_set_new(root, "attention_bias", json_true());
    }
}

json_t *config_json(const struct model_config *config, const char *type)
{
    json_t *root = json_object();
    family_json(root, config);
    const struct {
        const char *key;
        dim value;
    } sizes[] = {{"vocab_size", config->vocab},
                 {"hidden_size", config->width},
                 {"intermediate_size", config->hidden},
                 {"num_hidden_layers", config->layers},
                 {"num_attention_heads", config->heads},
                 {"num_key_value_heads", config->kv_heads},
                 {"head_dim", config->head},
                 {"max_position_embeddings", config->positions}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        json_object_set_new(root, sizes[i].key, json_integer((json_int_t)sizes[i].value));
    json_object_set_new(root, "rms_norm_eps", short_number(config->eps));
    json_object_set_new(root, "rope_theta", json_real(config->theta));
    json_object_set_new(root, "rope_scaling", scaling_json(config));
    json_object_set_new(root, "hidden_act", json_string("silu"));
    json_object_set_new(root, "tie_word_embeddings", json_boolean(config->tied));
    json_object_set_new(root, "torch_dtype", json_string(type));
    return root;
}

json_t *generation_json(const struct generation_config *generation)
{
    json_t *root = json_object(), *stops = json_array();
    for (dim i = 0; i < generation->stop_count; i++)
        json_array_append_new(stops, json_integer(generation->stops[i]));
    if (generation->bos >= 0)
        json_object_set_new(root, "bos_token_id", json_integer(generation->bos));
    if (generation->stop_count == 1)
        json_object_set(root, "eos_token_id", json_array_get(stops, 0));
    else if (generation->stop_count > 1)
        json_object_set(root, "eos_token_id", stops);
    json_decref(stops);
    json_object_set_new(root, "do_sample", json_boolean(generation->do_sample));
    json_object_set_new(root, "temperature", short_number(generation->temperature));
    json_object_set_new(root, "top_k", json_integer((json_int_t)generation->top_k));
    json_object_set_new(root, "top_p", short_number(generation->top_p));
    if (generation->min_p > 0.0f)
        json_object_set_new(root, "min_p", short_number(generation->min_p));
    json_object_set_new(root, "repetition_penalty", short_number(generation->penalty));
    return root;
}

void json_save(const char *path, json_t *root)
{
    struct file_writer writer;
    file_begin(&writer, path);
    const int failed = json_dumpf(root, writer.stream, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
    json_decref(root);
    if (!failed) fputc('\n', writer.stream);
    file_commit(&writer);
}
