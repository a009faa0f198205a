// evaluate.c: the loss over a whole text, in windows. See evaluate.h.
#include "evaluate.h"

#include "data.h"
#include "loss.h"

#include <assert.h>

void evaluate_plan(struct evaluate *evaluate, struct arena *arena,
                   const struct model_config *config, const struct model_params *params, dim B,
                   dim T)
{
    const size_t rows = (size_t)(B * T), part = rows * (size_t)(config->kv_heads * config->head);
    *evaluate = (struct evaluate){.config = config, .params = params, .B = B, .T = T};
    activations_plan(&evaluate->activations, arena, config, B, T, T, T, ACTIVATIONS_LEAN);
    // No layer reads the keys of another, so one memory serves all.
    float **k = arena_array(arena, (size_t)config->layers, sizeof *k);
    float **v = arena_array(arena, (size_t)config->layers, sizeof *v);
    k[0] = arena_array(arena, part, sizeof **k);
    v[0] = arena_array(arena, part, sizeof **v);
    for (dim i = 1; i < config->layers; i++) k[i] = k[0], v[i] = v[0];
    evaluate->keys = (struct model_keys){.k = k, .v = v, .past = 0, .C = T};
    evaluate->losses = arena_array(arena, rows, sizeof(float));
    evaluate->lse = arena_array(arena, rows, sizeof(double));
    evaluate->inputs = arena_array(arena, rows, sizeof(int32_t));
    evaluate->targets = arena_array(arena, rows, sizeof(int32_t));
}

static void run_batch(struct evaluate_result *result, struct evaluate *e, dim B, dim T)
{
    dim counted;
    e->keys.C = T;
    activations_at(&e->activations, B, T, 0);
    model_forward(e->activations.logits, &e->activations.state, &e->keys, e->inputs, e->params,
                  &e->activations.rope, e->config, B, T, T);
    const double mean = loss_forward(e->losses, e->lse, &counted, e->activations.logits, e->targets,
                                     B * T, e->config->vocab);
    result->nats += mean * (double)counted;
    result->tokens += counted;
}

void evaluate_run(struct evaluate_result *result, struct evaluate *e,
                  const struct training_tokens *tokens, const struct tokenizer *tokenizer,
                  dim most)
{
    assert(tokens->count >= 2);
    const dim T = e->T, all = (tokens->count - 1 + T - 1) / T;
    const dim wanted = most > 0 ? (most + T - 1) / T : all, count = wanted < all ? wanted : all;
    dim waiting = 0;
    *result = (struct evaluate_result){0};
    for (dim i = 0; i < count; i++) {
        const dim start = (dim)((double)i * (double)all / (double)count) * T;
        const dim left = tokens->count - 1 - start, length = left < T ? left : T;
        if (length < T && waiting > 0) {  // the short last window goes alone
            run_batch(result, e, waiting, T);
            waiting = 0;
        }
        training_window(e->inputs + waiting * T, e->targets + waiting * T, tokens, start, length);
        result->bytes += data_bytes(tokens, start + 1, start + 1 + length, tokenizer);
        waiting++;
        if (waiting == e->B || i == count - 1) {  // only the last can be short
            run_batch(result, e, waiting, length);
            waiting = 0;
        }
    }
}
