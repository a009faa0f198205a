// inspect_print.c: crumb inspect in words and tables, 80 columns. See inspect.h.
#include "costs.h"
#include "fail.h"
#include "inspect.h"
#include "show.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const scalings[] = {"no scaling", "linear", "llama3", "yarn"};

static void config(const struct inspection *in)
{
    const struct model_config *c = in->config;
    char a[32], b[32];
    puts("");
    show_title("config");
    printf("  vocab      %-14s layers     %td\n", inspect_whole(a, c->vocab), c->layers);
    printf("  width      %-14s heads      %td of %td", inspect_whole(a, c->width), c->heads,
           c->head);
    if (c->kv_heads != c->heads) printf(", %td for keys and values", c->kv_heads);
    printf("\n  hidden     %-14s positions  %s\n", inspect_whole(a, c->hidden),
           inspect_whole(b, c->positions));
    printf("  LM head    %-14s norm eps   %g\n", c->tied ? "the embedding" : "its own", c->eps);
    printf("  q, k, v    %s%s%s\n", c->qkv_bias ? "with bias" : "without bias",
           c->qk_norm ? ", heads of q and k normalised" : "",
           c->head * c->heads != c->width ? ", heads wider or narrower than the stream" : "");
    printf("  rope       theta %g, %s", c->theta, scalings[c->scaling]);
    if (c->scaling != ROPE_PLAIN) printf(" by %g", c->scaling_factor);
    if (c->scaling == ROPE_LLAMA3 || c->scaling == ROPE_YARN)
        printf(" from %s positions", inspect_whole(a, c->original_positions));
    puts("");
}

// ---- tensors --------------------------------------------------------------------------------

// The table is: embedding, the tensors of each layer, final norm, head unless tied (params.c).
static dim each_layer(const struct inspection *in)
{
    return (in->params.tensor_count - (in->config->tied ? 2 : 3)) / in->config->layers;
}

// All layers are stored alike: the first stands for all.
static bool alike(const struct inspection *in)
{
    const dim each = each_layer(in);
    const char *type, *above;
    for (dim i = 1 + each; i < 1 + each * in->config->layers; i++) {
        inspect_stored(&type, in, i);
        inspect_stored(&above, in, i - each);
        if (strcmp(type, above) != 0) return false;
    }
    return true;
}

static void tensor_line(const struct inspection *in, dim i, const char *indent, const char *name)
{
    const struct params_tensor *tensor = &in->params.tensors[i];
    const char *type;
    char shape[64], size[32];
    const dim bytes = inspect_stored(&type, in, i) * tensor->count;
    if (tensor->shape[1])
        snprintf(shape, sizeof shape, "%td x %td", tensor->shape[0], tensor->shape[1]);
    else
        snprintf(shape, sizeof shape, "%td", tensor->shape[0]);
    printf("  %s%-*s %14s %-4s %9s\n", indent, (int)(46 - strlen(indent)), name, shape, type,
           inspect_size(size, (double)bytes));
}

static void tensors(const struct inspection *in)
{
    const dim each = each_layer(in), layers = in->config->layers;
    const bool fold = !in->all && layers > 1 && alike(in);
    static const char first[] = "model.layers.0.";
    puts("");
    show_title("tensors                                         shape [out x in]  type     bytes");
    for (dim i = 0; i < in->params.tensor_count; i++) {
        const char *name = in->params.tensors[i].name;
        if (!fold || i < 1 || i > each * layers) {
            tensor_line(in, i, "", name);
        } else if (i <= each) {
            if (i == 1) printf("  model.layers.0 to %td, each:\n", layers - 1);
            tensor_line(in, i, "  ", name + sizeof first - 1);
        }
    }
}

// ---- memory ---------------------------------------------------------------------------------

static void size_line(double bytes, const char *format, ...) FAIL_PRINTF(2, 3);
static void size_line(double bytes, const char *format, ...)
{
    char label[96], size[32];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(label, sizeof label, format, arguments);
    va_end(arguments);
    printf("  %-62s %12s\n", label, inspect_size(size, bytes));
}

static void memory(const struct inspection *in)
{
    const struct model_config *c = in->config;
    const struct inspect_memory m = inspect_memory(in);
    const char *type = inspect_type_names[in->type];
    const int bytes = (int)inspect_type_bytes[in->type];
    char whole[32];
    puts("");
    show_title("memory");
    size_line(m.stored, "weights, as stored");
    size_line(m.weights, "weights, in memory as %s%s", type,
              in->type == INSPECT_INT8 ? " (without their scales)" : "");
    size_line(m.cache, "KV cache of %td x %td positions as %s", in->batch, in->context, type);
    puts("    2 * layers * kv_heads * positions * d_head * bytes, for each sequence");
    printf("    2 * %td * %td * %td * %td * %d = %s\n", c->layers, c->kv_heads, in->context,
           c->head, bytes, inspect_whole(whole, (dim)costs_cache(c, in->context, (double)bytes)));
    size_line(m.token, "decoding: activations of one new token");
    size_line(m.chunk, "prompt: activations of a chunk of %td", m.chunk_rows);
    size_line(m.learned, "training: weights, gradients and two moments, f32");
    size_line(m.learner, "training: activations of a batch of %td x %td, f32", in->batch,
              in->context);
}

// ---- operations -----------------------------------------------------------------------------

static void training(const struct inspection *in)
{
    const double total = costs_training(in->config) * in->tokens;
    puts("");
    show_title("training");
    printf("  6 N tokens = %.4g FLOP for %.4g tokens\n", total, in->tokens);
    if (in->preset && in->preset->trained && in->tokens == in->preset->tokens)
        printf("  (published: %s)\n", in->preset->trained);
    if (in->devices > 0.0 && in->rate > 0.0) {
        const double seconds = costs_seconds(in->config, in->tokens, in->devices, in->rate);
        printf("  %.10g devices at %.4g FLOP/s each: %.4g s = %.1f days\n", in->devices, in->rate,
               seconds, seconds / 86400.0);
    } else if (in->days <= 0.0) {
        puts("  how long: --devices N and --rate FLOP/s, or --days N");
    }
    if (in->days > 0.0 && in->devices > 0.0)
        printf("  in %.4g days on %.10g devices: %.4g FLOP/s each\n", in->days, in->devices,
               total / (in->days * 86400.0 * in->devices));
    else if (in->days > 0.0)
        printf("  in %.4g days: %.4g FLOP/s in all\n", in->days, total / (in->days * 86400.0));
}

static void operations(const struct inspection *in)
{
    const struct model_config *c = in->config;
    const double weights = costs_weights(c), attention = costs_attention(c, in->context);
    char a[32];
    puts("");
    show_title("operations for each token (N parameters, 2 FLOP to multiply and add)");
    printf("  N = %s\n", inspect_whole(a, in->params.count));
    printf("  inference  2 N + 4 * layers * heads * d_head * keys, here with %td keys:\n",
           in->context);
    printf("             %.4g + %.4g = %.4g FLOP\n", weights, attention, weights + attention);
    printf("  training   6 N = %.4g FLOP (forward 2 N, backward 4 N)\n", costs_training(c));
    if (in->tokens > 0.0) training(in);
}

static void tokenizer(const struct inspection *in)
{
    struct arena arena = {0};
    const struct inspect_tokenizer found = inspect_tokenizer(&arena, in->checkpoint->folder);
    const dim vocab = in->config->vocab;
    puts("");
    show_title("tokenizer");
    if (found.problem) {
        printf("  %s\n", found.problem);
    } else {
        printf("  %td tokens, %td of them special; config.json has a vocab of %td\n", found.vocab,
               found.specials, vocab);
        if (found.vocab > vocab)
            printf("  they do not belong together: ids from %td on have no row\n", vocab);
        else if (found.vocab < vocab)
            printf("  rows from %td on are never read: room, or another tokenizer's\n",
                   found.vocab);
    }
    arena_free(&arena);
}

void inspect_print(const struct inspection *in)
{
    char a[32];
    show_title(in->name);
    if (in->preset)
        printf("  sizes as published at %s; no weights here\n", in->preset->source);
    config(in);
    tensors(in);
    printf("  parameters: %s%s\n", inspect_whole(a, in->params.count),
           in->preset && in->preset->params == in->params.count ? ", as published" : "");
    memory(in);
    operations(in);
    if (in->checkpoint) tokenizer(in);
}
