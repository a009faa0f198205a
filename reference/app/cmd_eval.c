// cmd_eval.c: crumb eval: how well a model predicts a text; with --chat how it answers, which is
// eval_chat.c.
#include "app.h"
#include "app_eval.h"
#include "checkpoint.h"
#include "data.h"
#include "evaluate.h"
#include "fail.h"
#include "loss.h"
#include "parallel.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "crumb eval --model DIR --text FILE... [--documents whole|marked|jsonl] [--context N]\n"
    "  --model DIR      config.json, model.safetensors, tokenizer.json\n"
    "  --text FILE...   what to predict\n"
    "  --documents ...  what ends a document in it, as crumb pretrain has it (whole)\n"
    "  --last SHARE     only the last part of the tokens: 0.1 is what pretrain held out\n"
    "  --context N      tokens in a window (what the model can take, at most 1024)\n"
    "  --batch N        windows at once (8)\n"
    "  --free-running   the loss when the model reads its own tokens instead of the true ones\n"
    "  --windows N      of --free-running, spread over the text (256); --seed N draws (1)\n"
    "  --threads N      all that the machine has\n"
    EVAL_CHAT_USAGE;

enum { FILES = 4096, CONTEXT_LARGEST = 1024 };

struct request {
    const char *model, *files[FILES], *last;
    int file_count;
    enum data_documents documents;
    dim context, batch, threads, windows, seed;
    bool free_running;
};

static enum data_documents documents(const char *value)
{
    static const char *const names[] = {"whole", "marked", "jsonl"};
    for (int i = 0; i < 3; i++)
        if (!strcmp(value, names[i])) return (enum data_documents)i;
    fail_usage("--documents %s: expected one of whole|marked|jsonl", value);
}

static void parse(struct request *r, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const char *flag = argv[i];
        if (!strcmp(flag, "--model")) r->model = app_value(argc, argv, &i);
        else if (!strcmp(flag, "--last")) r->last = app_value(argc, argv, &i);
        else if (!strcmp(flag, "--documents")) r->documents = documents(app_value(argc, argv, &i));
        else if (!strcmp(flag, "--context"))
            r->context = app_whole(flag, app_value(argc, argv, &i), 1, 1 << 20);
        else if (!strcmp(flag, "--batch"))
            r->batch = app_whole(flag, app_value(argc, argv, &i), 1, 1 << 16);
        else if (!strcmp(flag, "--threads"))
            r->threads = app_whole(flag, app_value(argc, argv, &i), 1, 1024);
        else if (!strcmp(flag, "--free-running")) r->free_running = true;
        else if (!strcmp(flag, "--windows"))
            r->windows = app_whole(flag, app_value(argc, argv, &i), 1, 1 << 20);
        else if (!strcmp(flag, "--seed"))
            r->seed = app_whole(flag, app_value(argc, argv, &i), 0, 1 << 30);
        else if (!strcmp(flag, "--text")) {
            do {
                if (r->file_count == FILES) fail_usage("at most %d files; join some", FILES);
                r->files[r->file_count++] = app_value(argc, argv, &i);
            } while (i + 1 < argc && strncmp(argv[i + 1], "--", 2) != 0);
        } else fail_usage("%s: no such flag; crumb eval --help lists them", flag);
    }
    if (!r->model || r->file_count == 0) fail_usage("eval needs --model DIR and --text FILE");
}

static double share(const char *text)
{
    char *end;
    const double value = text ? strtod(text, &end) : 1.0;
    if (text && (end == text || *end || !(value > 0.0 && value <= 1.0)))
        fail_usage("--last %s: expected a number above 0, at most 1", text);
    return value;
}

// The tokens, through a cache that is gone before anybody sees it.
static void read_tokens(struct data *data, const struct tokenizer *tokenizer,
                        const struct request *r)
{
    char path[] = "/tmp/crumb-eval-XXXXXX";
    const int descriptor = mkstemp(path);
    if (descriptor < 0) fail_environment("%s: no temporary file can be made", path);
    close(descriptor);
    unlink(path);
    const struct data_request request = {r->files, r->file_count, r->documents, tokenizer, path,
                                         NULL};
    data_open(data, &request);
    unlink(path);
}

static void report(const struct evaluate_result *result)
{
    const double nats = result->nats / (double)result->tokens;
    printf("tokens predicted  %td, which stand for %td bytes\n", result->tokens, result->bytes);
    printf("nats per token    %.4f\n", nats);
    printf("perplexity        %.4f per token\n", loss_perplexity(nats));
    if (result->bytes == 0) return;
    printf("nats per byte     %.4f\n", result->nats / (double)result->bytes);
    printf("bits per byte     %.4f\n", loss_bits_per_byte(nats, result->tokens, result->bytes));
}

static void mean_loss(const struct checkpoint *checkpoint, const struct tokenizer *tokenizer,
                      const struct training_tokens *tokens, dim batch, dim context)
{
    struct arena arena = {0};
    struct evaluate evaluate;
    struct evaluate_result result;
    evaluate_plan(&evaluate, &arena, &checkpoint->config, &checkpoint->params.model, batch,
                  context < tokens->count ? context : tokens->count - 1);
    evaluate_run(&result, &evaluate, tokens, tokenizer, 0);
    report(&result);
    arena_free(&arena);
}

int cmd_eval(int argc, char **argv)
{
    if (argc < 2 || !strcmp(argv[argc - 1], "--help")) {
        puts(usage);
        return 0;
    }
    for (int i = 1; i < argc; i++)
        if (!strcmp(argv[i], "--chat")) return eval_chat(argc, argv);
    static struct request r = {.batch = 8, .windows = 256, .seed = 1};
    static struct checkpoint checkpoint;
    struct tokenizer tokenizer;
    struct data data;
    parse(&r, argc, argv);
    const double last = share(r.last);
    if (r.threads) parallel_limit((int)r.threads);
    checkpoint_load(&checkpoint, r.model, false);
    tokenizer_load(&tokenizer, r.model);
    if (tokenizer.bpe.vocab > checkpoint.config.vocab)
        fail("%s: the tokenizer has %td tokens and the model %td; they do not belong together",
             r.model, tokenizer.bpe.vocab, checkpoint.config.vocab);
    const dim positions = checkpoint.config.positions;
    if (!r.context) r.context = positions < CONTEXT_LARGEST ? positions : CONTEXT_LARGEST;
    if (r.context > positions)
        fail("--context %td: this model takes at most %td tokens", r.context, positions);
    read_tokens(&data, &tokenizer, &r);
    struct training_tokens tokens = data.all;
    tokens.count = (dim)((double)tokens.count * last);
    tokens.bytes += (data.all.count - tokens.count) * tokens.token_bytes;
    if (tokens.count < 2)
        fail("%s: %td tokens; there is nothing to predict with less than 2", r.files[0],
             tokens.count);
    if (r.free_running)
        eval_free_running(&checkpoint, &tokens, r.context, r.windows, r.seed);
    else
        mean_loss(&checkpoint, &tokenizer, &tokens, r.batch, r.context);
    data_close(&data);
    tokenizer_close(&tokenizer);
    checkpoint_close(&checkpoint);
    return 0;
}
