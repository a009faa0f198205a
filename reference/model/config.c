// config.c: config.json in Hugging Face's words, for Llama and what differs from it by a bias, a
// norm of q and k, or a name: Mistral, Qwen2, Qwen3. See checkpoint.h.
// What would change the numbers and is not supported is refused; what does not touch them (dropout
// of training, names, versions) is not read.
#include "checkpoint.h"

#include "config_json.h"
#include "fail.h"
#include "file.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const double largest_size = 1 << 30;  // of any one number in config.json

// A number, or fallback when the key is missing or null; NaN fallback: the key is needed.
double config_number(const struct config_reader *reader, const json_t *object, const char *key,
                     double fallback, const char **wrong)
{
    const json_t *value = json_object_get(object, key);
    if (*wrong) return fallback;
    if (!value || json_is_null(value)) {
        if (isnan(fallback)) *wrong = arena_print(reader->arena, "\"%s\" is missing", key);
        return fallback;
    }
    const double number = json_number_value(value);
    if (json_is_number(value) && isfinite(number)) return number;
    *wrong = arena_print(reader->arena, "\"%s\" is not a number", key);
    return fallback;
}

dim config_size(const struct config_reader *reader, const json_t *object, const char *key,
                double fallback, const char **wrong)
{
    const double number = config_number(reader, object, key, fallback, wrong);
    if (*wrong) return 1;
    if (number >= 1.0 && number <= largest_size && floor(number) == number) return (dim)number;
    *wrong = arena_print(reader->arena, "\"%s\" is %g, wanted a whole number from 1 to %.0f", key,
                         number, largest_size);
    return 1;
}

static bool truth(const json_t *object, const char *key, bool fallback)
{
    const json_t *value = json_object_get(object, key);
    return json_is_boolean(value) ? json_is_true(value) : fallback;
}

// ---- the family -----------------------------------------------------------------------------

static const struct {
    const char *model_type;
    bool qkv_bias, qk_norm;
} families[] = {{"llama", false, false},
                {"mistral", false, false},
                {"qwen2", true, false},
                {"qwen3", false, true}};

static void read_family(struct model_config *config, const struct config_reader *reader,
                        const char **wrong)
{
    const json_t *root = reader->root;
    const char *type = json_string_value(json_object_get(root, "model_type"));
    const char *act = json_string_value(json_object_get(root, "hidden_act"));
    const size_t count = sizeof families / sizeof *families;
    size_t family = 0;
    while (family < count && strcmp(type ? type : "", families[family].model_type) != 0) family++;
    if (family == count) {
        *wrong = arena_print(reader->arena,
                             "\"model_type\" is \"%.40s\", wanted llama, mistral, "
                             "qwen2 or qwen3",
                             type ? type : "");
        return;
    }
    config->qkv_bias = families[family].qkv_bias;
    config->qk_norm = families[family].qk_norm;
    if (act && strcmp(act, "silu") != 0)
        *wrong = arena_print(reader->arena, "\"hidden_act\" is \"%.40s\", wanted silu", act);
    if (truth(root, "mlp_bias", false))
        *wrong = "\"mlp_bias\" is true: biases of the feed-forward layer are not supported";
    if (truth(root, "attention_bias", false) && !truth(root, "crumb_qkv_bias", false))
        *wrong = "\"attention_bias\" is true: a bias of o_proj is not supported (those of q, k and "
                 "v are, as in qwen2)";
    if (truth(root, "crumb_qkv_bias", false)) config->qkv_bias = true;
}

// ---- rotary embedding -----------------------------------------------------------------------

static void read_yarn(struct model_config *config, const struct config_reader *reader,
                      const json_t *scaling, const char **wrong)
{
    const double factor = config->scaling_factor;
    const double usual = factor > 1.0 ? 0.1 * log(factor) + 1.0 : 1.0;  // Peng et al. 2023, eq. 22
    config->beta_fast = config_number(reader, scaling, "beta_fast", 32.0, wrong);
    config->beta_slow = config_number(reader, scaling, "beta_slow", 1.0, wrong);
    config->amplitude = config_number(reader, scaling, "attention_factor", usual, wrong);
    if (*wrong) return;
    if (!(config->beta_fast > config->beta_slow && config->beta_slow > 0.0))
        *wrong = "yarn wants beta_fast > beta_slow > 0";
    else if (json_object_get(scaling, "mscale") || json_object_get(scaling, "mscale_all_dim"))
        *wrong = "yarn with \"mscale\" is not supported";
    else if (!truth(scaling, "truncate", true))
        *wrong = "yarn with \"truncate\": false is not supported";
}

static void read_scaling(struct model_config *config, const struct config_reader *reader,
                         const json_t *scaling, const char **wrong)
{
    const char *type = json_string_value(json_object_get(scaling, "rope_type"));
    if (!type) type = json_string_value(json_object_get(scaling, "type"));
    config->amplitude = 1.0;
    if (!json_is_object(scaling) || !type || !strcmp(type, "default")) return;
    if (!strcmp(type, "linear")) config->scaling = ROPE_LINEAR;
    else if (!strcmp(type, "llama3")) config->scaling = ROPE_LLAMA3;
    else if (!strcmp(type, "yarn")) config->scaling = ROPE_YARN;
    else {
        *wrong = arena_print(reader->arena,
                             "rope scaling \"%.40s\" is unknown, wanted linear, "
                             "llama3, yarn or default",
                             type);
        return;
    }
    config->scaling_factor = config_number(reader, scaling, "factor", (double)NAN, wrong);
    if (!*wrong && !(config->scaling_factor >= 1.0))
        *wrong = arena_print(reader->arena, "rope scaling has \"factor\" %g, wanted at least 1",
                             config->scaling_factor);
    if (config->scaling == ROPE_LINEAR) return;
    config->original_positions =
        config_size(reader, scaling, "original_max_position_embeddings",
                    config->scaling == ROPE_YARN ? (double)config->positions : (double)NAN, wrong);
    if (config->scaling == ROPE_YARN) {
        read_yarn(config, reader, scaling, wrong);
        return;
    }
    config->low_frequency = config_number(reader, scaling, "low_freq_factor", (double)NAN, wrong);
    config->high_frequency = config_number(reader, scaling, "high_freq_factor", (double)NAN, wrong);
    if (!*wrong && !(config->high_frequency > config->low_frequency && config->low_frequency > 0.0))
        *wrong = "llama3 rope scaling wants high_freq_factor > low_freq_factor > 0";
}

static void read_rope(struct model_config *config, const struct config_reader *reader,
                      const char **wrong)
{
    // rope_parameters: where newer files keep what was rope_theta and rope_scaling
    const json_t *parameters = json_object_get(reader->root, "rope_parameters");
    const json_t *scaling = json_object_get(reader->root, "rope_scaling");
    const double theta = config_number(reader, parameters, "rope_theta", 10000.0, wrong);
    config->theta = config_number(reader, reader->root, "rope_theta", theta, wrong);
    if (!*wrong && !(config->theta > 1.0))
        *wrong =
            arena_print(reader->arena, "\"rope_theta\" is %g, wanted more than 1", config->theta);
    if (!*wrong && config_number(reader, reader->root, "partial_rotary_factor", 1.0, wrong) != 1.0)
        *wrong = "\"partial_rotary_factor\" is not 1: turning a part of a head is not supported";
    if (!*wrong) read_scaling(config, reader, parameters ? parameters : scaling, wrong);
}

// ---- sizes ----------------------------------------------------------------------------------

static void read_sizes(struct model_config *config, const struct config_reader *reader,
                       const char **wrong)
{
    const json_t *root = reader->root;
    const double needed = (double)NAN;
    config->vocab = config_size(reader, root, "vocab_size", needed, wrong);
    config->width = config_size(reader, root, "hidden_size", needed, wrong);
    config->layers = config_size(reader, root, "num_hidden_layers", needed, wrong);
    config->heads = config_size(reader, root, "num_attention_heads", needed, wrong);
    config->kv_heads =
        config_size(reader, root, "num_key_value_heads", (double)config->heads, wrong);
    config->hidden = config_size(reader, root, "intermediate_size", needed, wrong);
    config->positions = config_size(reader, root, "max_position_embeddings", needed, wrong);
    if (*wrong) return;
    if (!json_is_integer(json_object_get(root, "head_dim")) && config->width % config->heads != 0) {
        *wrong = arena_print(reader->arena,
                             "\"hidden_size\" %td is not divisible by "
                             "\"num_attention_heads\" %td, and there is no \"head_dim\"",
                             config->width, config->heads);
        return;
    }
    config->head = config_size(reader, root, "head_dim", (double)(config->width / config->heads),
                               wrong);
    config->eps = (float)config_number(reader, root, "rms_norm_eps", 1e-6, wrong);
    config->tied = truth(root, "tie_word_embeddings", false);
    // a window as long as the context is none: longer contexts would see less, so they are cut
    if (truth(root, "use_sliding_window", true)) {
        const dim window = config_size(reader, root, "sliding_window", (double)config->positions,
                                       wrong);
        if (window < config->positions) config->positions = window;
    }
}

const char *config_parse(struct model_config *config, struct arena *arena, const char *text,
                         size_t n)
{
    json_error_t error;
    json_t *root = json_loadb(text, n, JSON_REJECT_DUPLICATES, &error);
    const struct config_reader reader = {arena, root};
    const char *wrong = NULL;
    *config = (struct model_config){0};
    if (!root) return arena_print(arena, "line %d: %s", error.line, error.text);
    if (!json_is_object(root)) wrong = "it is not a JSON object";
    if (!wrong) read_family(config, &reader, &wrong);
    if (!wrong) read_sizes(config, &reader, &wrong);
    if (!wrong) read_rope(config, &reader, &wrong);
    if (!wrong) wrong = config_problem(config);
    if (wrong) wrong = arena_print(arena, "%s", wrong);  // its words may lie in the JSON
    json_decref(root);
    return wrong;
}

const char *config_problem(const struct model_config *config)
{
    static _Thread_local char text[160];
    const dim sizes[] = {config->vocab, config->width, config->layers, config->heads,
                         config->kv_heads, config->head, config->hidden, config->positions};
    static const char *const names[] = {"vocab", "width", "layers", "heads", "kv-heads", "head",
                                        "hidden", "positions"};
    double largest = 0.0;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        if (sizes[i] >= 1 && (double)sizes[i] <= largest_size) continue;
        snprintf(text, sizeof text, "%s is %td, wanted 1 to %.0f", names[i], sizes[i],
                 largest_size);
        return text;
    }
    if (config->heads % config->kv_heads != 0) {
        snprintf(text, sizeof text, "%td heads cannot share %td key/value heads evenly",
                 config->heads, config->kv_heads);
        return text;
    }
    if (config->head % 2 != 0) {
        snprintf(text, sizeof text, "a head of %td elements is odd, and cannot turn in pairs",
                 config->head);
        return text;
    }
    if (!(config->eps > 0.0f)) return "the epsilon of the norms is not above 0";
    const double width = (double)config->width, heads = (double)(config->heads * config->head);
    largest = (double)config->layers * width * (4.0 * heads + 3.0 * (double)config->hidden) +
              2.0 * (double)config->vocab * width;
    if (largest > 0x1p45) return "the sizes ask for more than 2^45 parameters";
    return NULL;
}

void config_load(struct model_config *config, const char *folder)
{
    struct arena arena = {0};
    char path[4096];
    size_t count;
    snprintf(path, sizeof path, "%s/config.json", folder);
    const char *text = file_text(&arena, path, 1 << 24, &count);
    const char *wrong = config_parse(config, &arena, text, count);
    if (wrong) fail("%s: %s", path, wrong);
    arena_free(&arena);
}
