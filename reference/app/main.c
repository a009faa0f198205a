// main.c: the crumb program: finds the subcommand and calls it.
#include "app.h"
#include "fail.h"
#include "line.h"
#include "matmul.h"
#include "parallel.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *help;
} commands[] = {
    {"tokenizer", cmd_tokenizer, "learn a vocabulary from text"},
    {"tokenize", cmd_tokenize, "text to tokens, and back"},
    {"inspect", cmd_inspect, "a model's sizes, tensors, memory and operations"},
    {"pretrain", cmd_pretrain, "a model from nothing but text"},
    {"finetune", cmd_finetune, "a model that continues text learns to answer"},
    {"chat", cmd_chat, "talk to a model"},
    {"generate", cmd_generate, "a model continues a text"},
    {"eval", cmd_eval, "how well a model predicts a text"},
    {"words", cmd_words, "vectors of words: learnt from text, neighbours, analogies"},
    {"rate", cmd_rate, "two answers beside each other: which one is better?"},
    {"report", cmd_report, "training as one page: curves, samples, results, recipe"},
    {"show", cmd_show, "one topic at work, drawn"},
    {"explain", cmd_explain, "one text on its way through the model, step by step"},
    {"trace", cmd_trace, "every tensor of a pass: shown, measured, written, compared"},
    {"check-causal", cmd_check_causal, "proves that the past does not see the future"},
    {"heads", cmd_heads, "which heads look back, and which at what comes again"},
    {"bench", cmd_bench, "error and speed of every op, against this machine's own limits"},
};

static int help(void)
{
    puts("usage: crumb COMMAND ...   (crumb COMMAND --help says more)\n");
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        printf("  %-12s %s\n", commands[i].name, commands[i].help);
    return 0;
}

static int version(void)
{
    printf("crumb 0.1, matrix products: %s, threads: %s, %d, lines: %s\n", matmul_name(),
           parallel_name(), parallel_threads(), line_name());
    return 0;
}

int main(int argc, char **argv)
{
    parallel_sleep_soon(argv);
    fail_program("crumb");
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) return help();
    if (strcmp(argv[1], "--version") == 0) return version();
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(argv[1], commands[i].name) == 0) {
            int code = commands[i].run(argc - 1, argv + 1);
            if (fflush(stdout) != 0 || ferror(stdout))
                fail_environment("standard output: it could not be written; is the disk full?");
            return code;
        }
    fail_usage("%s: no such command; crumb --help lists them", argv[1]);
}
