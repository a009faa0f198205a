// cmd_explain.c: crumb explain: one text on its way through the model, in sixteen steps, or one of
// them alone. Every number comes from the code that runs the model, a student's object included.
#include "app.h"
#include "explain.h"
#include "fail.h"
#include "sampling_flags.h"
#include "show.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "crumb explain [--model DIR] [TEXT | --prompt-ids 1,403,407]\n"
    "              [--attention LAYER.HEAD] [--lens] [--token TEXT] [--compare TEXT TEXT]\n"
    "  TEXT            what the model reads (default: " SHOW_SENTENCE ")\n"
    "  --attention L.H one head, large; layers and heads count from 0\n"
    "  --lens          the top tokens after each layer\n"
    "  --token TEXT    probability and rank of one token as the next\n"
    "  --compare A B   a token that stands in both texts: its cosine after each layer\n"
    "  --max-tokens N  how much of an answer the loop makes (32)\n"
    SAMPLING_FLAGS_HELP
    "  --json          the same numbers as JSON\n"
    "  --plain         ASCII without colour, as in a file or a pipe";

struct request {
    struct look_request look;
    struct sampling_flags sampling;
    const char *attention, *token, *compare[2];
    bool lens, json, plain;
    dim layer, head, most;
};

// "3.0": only its form; whether the model has such a head is seen when it is open.
static void parse_head(struct request *r)
{
    char *end = NULL;
    const long long layer = strtoll(r->attention, &end, 10);
    const char *dot = end;
    const bool first = end != r->attention && *dot == '.';
    const long long head = first ? strtoll(dot + 1, &end, 10) : 0;
    if (!first || end == dot + 1 || *end)
        fail_usage("--attention %s: expected LAYER.HEAD, as in 0.3", r->attention);
    r->layer = (dim)layer;
    r->head = (dim)head;
}

static struct request parse(int argc, char **argv)
{
    struct request r = {.look.model = app_starter(), .most = 32};
    for (int i = 1; i < argc; i++) {
        const char *flag = argv[i];
        if (!strcmp(flag, "--attention")) r.attention = app_value(argc, argv, &i);
        else if (!strcmp(flag, "--lens")) r.lens = true;
        else if (!strcmp(flag, "--token")) r.token = app_value(argc, argv, &i);
        else if (!strcmp(flag, "--compare")) {
            if (i + 2 >= argc) fail_usage("--compare needs two texts behind it");
            r.compare[0] = argv[++i];
            r.compare[1] = argv[++i];
        } else if (!strcmp(flag, "--max-tokens"))
            r.most = app_whole(flag, app_value(argc, argv, &i), 0, 100000);
        else if (!strcmp(flag, "--json")) r.json = true;
        else if (!strcmp(flag, "--plain")) r.plain = true;
        else if (!sampling_flag(&r.sampling, argc, argv, &i) &&
                 !look_flag(&r.look, argc, argv, &i))
            fail_usage("explain: %s: no such flag; crumb explain --help lists them", flag);
    }
    if (r.attention) parse_head(&r);
    if (!r.look.text && !r.look.ids) r.look.text = SHOW_SENTENCE;
    look_expect(&r.look);
    return r;
}

static void expect_head(const struct request *r, const struct model_config *config)
{
    if (r->attention && (r->layer < 0 || r->layer >= config->layers || r->head < 0 ||
                         r->head >= config->heads))
        fail("--attention %s: this model has layers 0 to %td, each with heads 0 to %td",
             r->attention, config->layers - 1, config->heads - 1);
}

struct views {
    const struct request *request;
    const struct explain *explain;     // NULL: only --compare was asked for
    const struct explain_pair *pair;   // NULL: not asked for
    const struct tokenizer *tokenizer;
    int32_t token;
};

static void print_text(const struct views *v)
{
    const struct request *r = v->request;
    if (r->attention) explain_text_attention(v->explain, r->layer, r->head);
    if (r->lens) explain_text_lens(v->explain);
    if (r->token) explain_text_token(v->explain, v->token);
    if (v->pair) explain_text_compare(v->pair, v->tokenizer);
    if (!r->attention && !r->lens && !r->token && !v->pair) explain_text(v->explain);
}

static void print_json(const struct views *v)
{
    const struct request *r = v->request;
    json_t *root;
    if (!r->attention && !r->lens && !r->token && !v->pair) root = explain_json(v->explain);
    else {
        root = json_object();
        json_object_set_new(root, "schema", json_string(EXPLAIN_SCHEMA));
    }
    if (r->attention)
        json_object_set_new(root, "attention",
                            explain_json_attention(v->explain, r->layer, r->head));
    if (r->lens) json_object_set_new(root, "lens", explain_json_lens(v->explain));
    if (r->token) json_object_set_new(root, "token", explain_json_token(v->explain, v->token));
    if (v->pair)
        json_object_set_new(root, "compare", explain_json_compare(v->pair, v->tokenizer));
    // A closed or full standard output is main's sentence.
    json_dumpf(root, stdout, JSON_COMPACT | JSON_REAL_PRECISION(9));
    putchar('\n');
    json_decref(root);
}

static void explain_request(const struct request *r, struct look *look)
{
    struct explain explain;
    struct explain_pair pair;
    struct views views = {.request = r, .tokenizer = look->words ? &look->tokenizer : NULL};
    expect_head(r, &look->model.config);
    if (r->token) views.token = explain_token(look, r->token);
    if (r->compare[0]) {
        explain_compare(&pair, look, r->compare[0], r->compare[1]);
        views.pair = &pair;
    }
    if (!views.pair || r->attention || r->lens || r->token) {
        const struct explain_input input = {
            &look->model, views.tokenizer, look_input(look, &r->look),
            sampling_options(&r->sampling, &look->model.generation), sampling_seed(&r->sampling),
            r->most};
        explain_open(&explain, &input);
        views.explain = &explain;
    }
    if (r->json) print_json(&views);
    else print_text(&views);
    if (views.explain) explain_close(&explain);
}

int cmd_explain(int argc, char **argv)
{
    if (argc > 1 && !strcmp(argv[argc - 1], "--help")) {
        puts(usage);
        return 0;
    }
    const struct request request = parse(argc, argv);
    struct look look;
    show_begin(request.plain);
    look_open(&look, request.look.model);
    explain_request(&request, &look);
    look_close(&look);
    return 0;
}
