// cmd_heads.c: crumb heads: which heads look at the token before, which at what came behind the
// last place where the token of now stood (induction.h), and what the model loses without the best
// of these.
#include "app.h"
#include "checkpoint.h"
#include "fail.h"
#include "induction.h"
#include "loss.h"
#include "runner.h"
#include "show.h"
#include "tokenizer.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SEQUENCES_MOST = 1000, STREAM = 21 };

static const char usage[] =
    "crumb heads [--model DIR] [flags]\n"
    "  --sequences N   texts of random tokens that repeat themselves (16)\n"
    "  --tokens N      the length of each (96, or what the model has)\n"
    "  --least N       the shortest period (6); each text draws its own\n"
    "  --most N        the longest period (24)\n"
    "  --seed N        of the draws (1)\n"
    "  --json          a JSON object in place of the table\n"
    "  --all           every head, not the best five of each kind";

struct request {
    const char *model;
    dim sequences, tokens, least, most, seed;
    bool json, all;
};

static struct request parse(int argc, char **argv)
{
    struct request r = {.model = app_starter(), .sequences = 16, .tokens = 96, .least = 6,
                        .most = 24, .seed = 1};
    for (int i = 1; i < argc; i++) {
        const char *flag = argv[i];
        if (!strcmp(flag, "--json")) r.json = true;
        else if (!strcmp(flag, "--all")) r.all = true;
        else if (!strcmp(flag, "--model")) r.model = app_value(argc, argv, &i);
        else if (!strcmp(flag, "--sequences"))
            r.sequences = app_whole(flag, app_value(argc, argv, &i), 1, SEQUENCES_MOST);
        else if (!strcmp(flag, "--tokens"))
            r.tokens = app_whole(flag, app_value(argc, argv, &i), 4, 1 << 16);
        else if (!strcmp(flag, "--least"))
            r.least = app_whole(flag, app_value(argc, argv, &i), 2, 1 << 16);
        else if (!strcmp(flag, "--most"))
            r.most = app_whole(flag, app_value(argc, argv, &i), 2, 1 << 16);
        else if (!strcmp(flag, "--seed"))
            r.seed = app_whole(flag, app_value(argc, argv, &i), 0, INT32_MAX);
        else fail_usage("heads: %s: no such flag; --help lists them", flag);
    }
    if (r.least > r.most) fail_usage("--least %td is more than --most %td", r.least, r.most);
    return r;
}

struct heads {
    struct checkpoint model;
    struct arena arena;
    struct runner runner;
    int32_t *ids, *targets, *choice;
    dim choices, T;
    float *logits, *losses;
    double *lse, *previous, *induction;  // scores: [layers * heads], sums over sequences
    double *row;                         // [2 * heads]
    double first, again;                 // losses, sums over sequences
};

// What may be drawn: tokens of a text, no special ones.
static void choose(struct heads *h, const char *folder)
{
    char path[4096];
    struct tokenizer tokenizer = {0};
    snprintf(path, sizeof path, "%s/tokenizer.json", folder);
    const bool words = access(path, F_OK) == 0;
    if (words) tokenizer_load(&tokenizer, folder);
    h->choice = arena_array(&h->arena, (size_t)h->model.config.vocab, sizeof *h->choice);
    for (dim id = 0; id < h->model.config.vocab; id++) {
        bool special = words && id >= tokenizer.bpe.vocab;
        for (dim i = 0; words && i < tokenizer.bpe.special_count; i++)
            special = special || tokenizer.bpe.specials[i] == id;
        if (!special) h->choice[h->choices++] = (int32_t)id;
    }
    if (words) tokenizer_close(&tokenizer);
    if (h->choices < 2) fail("%s: fewer than two tokens that are not special", folder);
}

static void open_heads(struct heads *h, const struct request *r)
{
    checkpoint_load(&h->model, r->model, true);
    const struct model_config *config = &h->model.config;
    h->T = r->tokens < config->positions ? r->tokens : config->positions;
    if (h->T < r->most + 2)
        fail_usage("%td tokens hold no period of %td and what repeats it; wanted --most %td or "
                   "less", h->T, r->most, h->T - 2);
    choose(h, r->model);
    runner_open(&h->runner, config, &h->model.params, h->T, h->T, true);
    const size_t T = (size_t)h->T, all = (size_t)(config->layers * config->heads);
    h->ids = arena_array(&h->arena, T, sizeof *h->ids);
    h->targets = arena_array(&h->arena, T, sizeof *h->targets);
    h->losses = arena_array(&h->arena, T, sizeof *h->losses);
    h->lse = arena_array(&h->arena, T, sizeof *h->lse);
    h->logits = arena_array(&h->arena, (size_t)config->vocab, sizeof *h->logits);
    h->previous = arena_array(&h->arena, all, sizeof *h->previous);
    h->induction = arena_array(&h->arena, all, sizeof *h->induction);
    h->row = arena_array(&h->arena, 2 * (size_t)config->heads, sizeof *h->row);
}

static void close_heads(struct heads *h)
{
    runner_close(&h->runner);
    checkpoint_close(&h->model);
    arena_free(&h->arena);
}

// One text: adds to scores (when scored) and losses.
static void run_text(struct heads *h, dim period, bool scored)
{
    const struct model_config *config = &h->model.config;
    const struct model_state *state = &h->runner.activations.state;
    double first, again;
    dim counted;
    runner_forward(&h->runner, h->logits, h->ids, h->T, 0);
    for (dim t = 0; t + 1 < h->T; t++) h->targets[t] = h->ids[t + 1];
    loss_forward(h->losses, h->lse, &counted, h->runner.activations.logits, h->targets, h->T - 1,
                 config->vocab);
    induction_losses(&first, &again, h->losses, h->T, period);
    h->first += first;
    h->again += again;
    for (dim layer = 0; scored && layer < config->layers; layer++) {
        double *previous = h->row, *induction = h->row + config->heads;
        induction_scores(previous, induction, state->blocks[layer].weights, config->heads, h->T,
                         h->T, period);
        for (dim head = 0; head < config->heads; head++) {
            h->previous[layer * config->heads + head] += previous[head];
            h->induction[layer * config->heads + head] += induction[head];
        }
    }
}

// The same texts each time: the seed says which.
static void run_all(struct heads *h, const struct request *r, bool scored)
{
    struct rng rng;
    const double n = (double)r->sequences;
    const dim all = h->model.config.layers * h->model.config.heads;
    rng_seed(&rng, (uint64_t)r->seed, STREAM);
    h->first = h->again = 0.0;
    for (dim i = 0; i < r->sequences; i++) {
        const dim period = r->least + (dim)rng_below(&rng, (uint32_t)(r->most - r->least + 1));
        induction_draw(h->ids, h->T, period, h->choice, h->choices, &rng);
        run_text(h, period, scored);
    }
    h->first /= n;
    h->again /= n;
    for (dim i = 0; scored && i < all; i++) {
        h->previous[i] /= n;
        h->induction[i] /= n;
    }
    if (!isfinite(h->first) || !isfinite(h->again))
        fail("%s: its loss is no number; crumb check-causal names the first tensor that is not "
             "finite", r->model);
}

static dim best_of(const double *scores, dim count)
{
    dim best = 0;
    for (dim i = 1; i < count; i++)
        if (scores[i] > scores[best]) best = i;
    return best;
}

// What a head adds to the stream goes through its columns of o: without them it adds nothing.
static void take_away(struct heads *h, dim which)
{
    const struct model_config *config = &h->model.config;
    const dim width = config->heads * config->head, head = which % config->heads;
    float *o = h->model.params.model.blocks[which / config->heads].o;
    for (dim row = 0; row < config->width; row++)
        memset(o + row * width + head * config->head, 0,
               (size_t)config->head * sizeof *o);
}

struct found {
    dim previous, induction;             // the best heads
    double first, again, without;        // losses: as it is, and on what repeats without that head
};

// ---- output ------------------------------------------------------------------------------------

static void print_head(const struct heads *h, dim which)
{
    printf("  %2td.%-2td         %6.3f              %6.3f   ", which / h->model.config.heads,
           which % h->model.config.heads, h->previous[which], h->induction[which]);
    show_bar(h->induction[which], 1.0, 24);
    puts("");
}

enum { SHOWN = 5 };

static int rank_of(const double *scores, dim count, dim which)
{
    int rank = 0;
    for (dim i = 0; i < count; i++)
        rank += scores[i] > scores[which] || (scores[i] == scores[which] && i < which);
    return rank;
}

static void print_table(const struct heads *h, const struct request *r, const struct found *found)
{
    const dim heads = h->model.config.heads, all = h->model.config.layers * heads;
    printf("%td texts of %td random tokens, each repeating itself with a period of its own from "
           "%td to %td\n\n", r->sequences, h->T, r->least, r->most);
    puts(" layer.head  to the token before   to what came behind it last time");
    for (dim i = 0; i < all; i++)
        if (r->all || rank_of(h->previous, all, i) < SHOWN || rank_of(h->induction, all, i) < SHOWN)
            print_head(h, i);
    printf("\n the best previous-token head: %td.%td, %.3f;", found->previous / heads,
           found->previous % heads, h->previous[found->previous]);
    printf(" the best induction head: %td.%td, %.3f\n", found->induction / heads,
           found->induction % heads, h->induction[found->induction]);
    printf(" loss where all is new: %.3f nats (a blind guess: %.3f); where it repeats: %.3f;\n"
           " without that induction head: %.3f\n", found->first, log((double)h->choices),
           found->again, found->without);
}

static void print_json(const struct heads *h, const struct request *r, const struct found *found)
{
    const dim heads = h->model.config.heads, all = h->model.config.layers * heads;
    json_t *rows = json_array();
    for (dim i = 0; i < all; i++)
        json_array_append_new(rows, json_pack("{s:I,s:I,s:f,s:f}", "layer", (json_int_t)(i / heads),
                                              "head", (json_int_t)(i % heads), "previous",
                                              h->previous[i], "induction", h->induction[i]));
    json_t *root = json_pack(
        "{s:I,s:I,s:I,s:I,s:o,s:f,s:f,s:f,s:f,s:f}", "sequences", (json_int_t)r->sequences,
        "tokens", (json_int_t)h->T, "least", (json_int_t)r->least, "most", (json_int_t)r->most,
        "heads", rows, "previous_token_score", h->previous[found->previous], "induction_score",
        h->induction[found->induction], "loss_new", found->first, "loss_repeated", found->again,
        "loss_repeated_without_head", found->without);
    if (!root) fail_environment("memory: no room for the record");
    json_dumpf(root, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(6));
    puts("");
    json_decref(root);
}

int cmd_heads(int argc, char **argv)
{
    if (argc > 1 && !strcmp(argv[argc - 1], "--help")) {
        puts(usage);
        return 0;
    }
    const struct request r = parse(argc, argv);
    struct heads h = {.choices = 0};
    struct found found;
    show_begin(false);
    open_heads(&h, &r);
    const dim all = h.model.config.layers * h.model.config.heads;
    run_all(&h, &r, true);
    found = (struct found){.previous = best_of(h.previous, all),
                           .induction = best_of(h.induction, all), .first = h.first,
                           .again = h.again};
    take_away(&h, found.induction);
    run_all(&h, &r, false);
    found.without = h.again;
    if (r.json) print_json(&h, &r, &found);
    else print_table(&h, &r, &found);
    close_heads(&h);
    return 0;
}
