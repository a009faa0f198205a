// generate.c: runs the loop of generate.h around a model that is a table: the logits after an id
// are its row. Every call of the model and of show is written down: how many ids, behind how many,
// which ids, what was shown; and how often the random stream was drawn from. A case asks for some
// of that: all operations run the same function.
#include "generate.h"
#include "probe.h"

#include <string.h>

static struct {
    const float *table;
    dim vocab, calls, given, shown, ends_after;
} seen;

static void forward(void *context, float *logits, const int32_t *ids, dim count, dim past)
{
    (void)context;
    if (probe_has("calls") && seen.calls < probe_count("calls")) {
        probe_dims("calls")[2 * seen.calls] = count;
        probe_dims("calls")[2 * seen.calls + 1] = past;
    }
    seen.calls++;
    int32_t last = 0;
    for (dim i = 0; i < count; i++) {
        last = ids[i];
        if (probe_has("given") && seen.given < probe_count("given"))
            probe_i32("given")[seen.given] = last;
        seen.given++;
    }
    if (last < 0 || last >= seen.vocab) last = 0;
    memcpy(logits, seen.table + last * seen.vocab, (size_t)seen.vocab * sizeof *logits);
}

static bool show(void *context, int32_t id)
{
    (void)context;
    if (probe_has("shown") && seen.shown < probe_count("shown"))
        probe_i32("shown")[seen.shown] = id;
    return ++seen.shown != seen.ends_after;
}

// How many numbers lie between two states of one stream; -1: more than anybody needs.
static dim drawn_between(struct rng from, const struct rng *to)
{
    for (dim steps = 0; steps < 10000; steps++) {
        if (from.state == to->state) return steps;
        rng_next(&from);
    }
    return -1;
}

void probe_run(void)
{
    const dim vocab = probe_size("vocab");
    float *logits = arena_array(probe_arena(), (size_t)vocab, sizeof *logits);
    float *probabilities = arena_array(probe_arena(), (size_t)vocab, sizeof *probabilities);
    int32_t *order = arena_array(probe_arena(), (size_t)vocab, sizeof *order);
    const struct generate_model model = {.forward = forward, .vocab = vocab,
                                         .positions = probe_size("positions"),
                                         .chunk = probe_size("chunk")};
    const struct generate_options options = {.temperature = (float)probe_scalar("temperature"),
                                             .top_k = probe_size("top_k"),
                                             .top_p = (float)probe_scalar("top_p"),
                                             .min_p = (float)probe_scalar("min_p"),
                                             .penalty = (float)probe_scalar("penalty"),
                                             .penalty_span = probe_size("penalty_span"),
                                             .stops = probe_i32("stops"),
                                             .stop_count = probe_size("stop_count")};
    seen.table = probe_f32("table");
    seen.vocab = vocab;
    seen.calls = seen.given = seen.shown = 0;
    seen.ends_after = probe_size("ends_after");
    struct rng rng, before;
    rng_seed(&rng, (uint64_t)probe_size("seed"), 1);
    before = rng;
    enum generate_end end = GENERATE_STOP;
    const dim count =
        generate_run(probe_i32("ids"), &end, logits, probabilities, order, probe_size("prompt"),
                     probe_size("past"), probe_size("most"), &model, &options, &rng, show, NULL);
    if (probe_has("calls")) probe_shorten("calls", seen.calls);
    if (probe_has("given")) probe_shorten("given", seen.given);
    if (probe_has("shown")) probe_shorten("shown", seen.shown);
    if (probe_has("count")) probe_return("count", count);
    if (probe_has("end")) probe_return("end", (int64_t)end);
    if (probe_has("drawn")) probe_return("drawn", drawn_between(before, &rng));
}
