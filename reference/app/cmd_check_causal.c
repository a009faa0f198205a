// cmd_check_causal.c: crumb check-causal: the past must not see the future. At each position of a
// text all later tokens are replaced by random ones; then every tensor of the pass, at this
// position and before it, must be what it was, bit for bit. Where it is not, the first one that
// moved is named: attention without its mask moves layers.0.attention.weights.
#include "app.h"
#include "fail.h"
#include "look.h"
#include "rng.h"
#include "show.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
    "crumb check-causal [--model DIR] [--text TEXT | --prompt-ids 1,403,407] [--draws N]\n"
    "                   [--seed N]\n"
    "  --text TEXT     what the model reads (default: " SHOW_SENTENCE ")\n"
    "  --draws N       how many random futures at each position (3)\n"
    "  --seed N        of these draws (1)\n"
    "Exit 1 when the past moved; the first tensor that did is named.";

struct request {
    struct look_request look;
    dim draws, seed;
};

static struct request parse(int argc, char **argv)
{
    struct request r = {.look.model = app_starter(), .draws = 3, .seed = 1};
    for (int i = 1; i < argc; i++) {
        const char *flag = argv[i];
        if (!strcmp(flag, "--text")) r.look.text = app_value(argc, argv, &i);
        else if (!strcmp(flag, "--draws"))
            r.draws = app_whole(flag, app_value(argc, argv, &i), 1, 1000);
        else if (!strcmp(flag, "--seed"))
            r.seed = app_whole(flag, app_value(argc, argv, &i), 0, INT32_MAX);
        else if (!look_flag(&r.look, argc, argv, &i))
            fail_usage("check-causal: %s: no such flag; --help lists them", flag);
    }
    if (!r.look.text && !r.look.ids) r.look.text = SHOW_SENTENCE;
    look_expect(&r.look);
    return r;
}

// The same ids up to position at, other ones behind it: every one differs from what stood there.
static void another_future(int32_t *ids, const struct look_text *text, dim at, dim vocab,
                           struct rng *rng)
{
    memcpy(ids, text->ids, (size_t)text->count * sizeof *ids);
    for (dim t = at + 1; t < text->count; t++)
        ids[t] = (int32_t)((ids[t] + 1 + (dim)rng_below(rng, (uint32_t)(vocab - 1))) % vocab);
}

static void moved(const struct trace_compare *compare, const struct look *look,
                  const struct look_text *text, dim at)
{
    const struct tokenizer *tokenizer = look->words ? &look->tokenizer : NULL;
    char place[2 * TRACE_NAME_MAX];
    trace_place(place, sizeof place, &compare->item.tensor, compare->at);
    printf("the past moved: %s was %.9g and is %.9g\n  when only the tokens after position %td ",
           place, compare->there, compare->here, at);
    putchar('(');
    look_label(tokenizer, text->ids[at], 0);
    printf(") were replaced.\n  No tensor before it moved; topic %s computes it (axes %s).\n",
           trace_topic(compare->item.event), trace_axes(compare->item.event));
    if (compare->item.event == TRACE_WEIGHTS || compare->item.event == TRACE_ATTENDED)
        puts("  Look at the causal mask: query t may see keys 0 .. t only.");
}

// Returns whether the past of every position stood still.
static bool check(const struct look *look, const struct look_text *text, const struct request *r)
{
    struct runner runner;
    struct trace_copy before = {0};
    struct rng rng;
    dim values = 0;
    rng_seed(&rng, (uint64_t)r->seed, 11);
    float *logits = look_run(&runner, &look->model, text->ids, text->count);
    look_expect_numbers(&runner, &look->model);
    look_trace(&(struct trace_sink){trace_keep, &before}, &runner);
    int32_t *ids = arena_array(&runner.arena, (size_t)text->count, sizeof *ids);
    bool still = true;
    for (dim at = 0; at + 1 < text->count && still; at++)
        for (dim draw = 0; draw < r->draws && still; draw++) {
            struct trace_compare compare = {.other = &before, .upto = at + 1};
            another_future(ids, text, at, look->model.config.vocab, &rng);
            runner_forward(&runner, logits, ids, text->count, 0);
            look_trace(&(struct trace_sink){trace_compare, &compare}, &runner);
            values += compare.values;
            still = compare.verdict == TRACE_SAME;
            if (!still) moved(&compare, look, text, at);
        }
    if (still)
        printf("causal: %td positions, %td random futures each, %td tensors a pass:\n  all %td "
               "values of the past are the same, bit for bit\n", text->count - 1, r->draws,
               before.count, values);
    trace_drop(&before);
    runner_close(&runner);
    return still;
}

int cmd_check_causal(int argc, char **argv)
{
    if (argc > 1 && !strcmp(argv[argc - 1], "--help")) {
        puts(usage);
        return 0;
    }
    const struct request r = parse(argc, argv);
    struct look look;
    show_begin(false);
    look_open(&look, r.look.model);
    const struct look_text text = look_input(&look, &r.look);
    if (text.count < 2) fail("check-causal: one token has no future; give a longer text");
    if (look.model.config.vocab < 2) fail("check-causal: a vocabulary of one has no other token");
    const bool still = check(&look, &text, &r);
    look_close(&look);
    return still ? 0 : 1;
}
