// main.c: the kitchen program: reads the options, loads the world, calls the subcommand.
#include "fail.h"
#include "kitchen.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    int (*run)(struct kitchen *kitchen, const struct options *options);
    const char *takes;  // options beside those of all, see option()
    const char *help;
} commands[] = {
    {"chat", kitchen_chat, "--count", "conversations to learn from"},
    {"preferences", kitchen_preferences, "--count", "pairs of a better and a worse answer"},
    {"documents", kitchen_documents, "--count", "small documents, and questions about them"},
    {"tools", kitchen_tools, "--count", "conversations with a call of a tool"},
    {"questions", kitchen_questions, "--answers",
     "the questions of the evaluation; with --answers FILE the right answers, too"},
    {"judge", kitchen_judge, "--questions --answers --verbose", "which answers are right"},
    {"text", kitchen_text, "--bytes --marked", "documents in simple English to learn from"},
    {"copying", kitchen_copying, "--bytes", "lists and messages that are repeated"},
    {"few-shot", kitchen_few_shot, "--count --evaluation", "small tasks with examples"},
    {"statistics", kitchen_statistics, "FILE", "how varied the sentences of texts are"},
    {"check", kitchen_check, "", "whether the world makes sense"},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static int help(void)
{
    puts("usage: kitchen COMMAND [--seed N] [--split train|held-out] [--kitchen DIR] [--out FILE]");
    puts("");
    for (size_t i = 0; i < COMMANDS; i++)
        printf("  %-12s %s%s%s\n", commands[i].name, commands[i].help,
               *commands[i].takes ? "; takes " : "", commands[i].takes);
    puts("\nThe same seed gives the same bytes on every machine. Without --out: standard output.");
    return 0;
}

static uint64_t number(const char *flag, const char *text)
{
    uint64_t value = 0;
    const char *c = text;
    for (; *c >= '0' && *c <= '9' && value < (uint64_t)1 << 40; c++)
        value = value * 10 + (uint64_t)(*c - '0');
    if (c == text || *c)
        fail_usage("%s \"%s\": wanted a whole number below 2^40", flag, text);
    return value;
}

static uint64_t positive(const char *flag, const char *text)
{
    const uint64_t value = number(flag, text);
    if (value == 0) fail_usage("%s 0: wanted 1 at least", flag);
    return value;
}

// Is flag one of those that the command takes?
static bool takes(const char *list, const char *flag)
{
    const char *found = strstr(list, flag);
    const size_t n = strlen(flag);
    return found && (found[n] == 0 || found[n] == ' ');
}

static bool switched(struct options *options, const char *flag)
{
    if (strcmp(flag, "--verbose") == 0) return options->verbose = true;
    if (strcmp(flag, "--marked") == 0) return options->marked = true;
    if (strcmp(flag, "--evaluation") == 0) return options->evaluation = true;
    return false;
}

static void option(struct options *options, const char *flag, const char *value)
{
    if (strcmp(flag, "--seed") == 0) options->seed = number(flag, value);
    else if (strcmp(flag, "--bytes") == 0) options->bytes = (dim)positive(flag, value);
    else if (strcmp(flag, "--count") == 0) options->count = (dim)positive(flag, value);
    else if (strcmp(flag, "--kitchen") == 0) options->kitchen = value;
    else if (strcmp(flag, "--out") == 0) options->out = value;
    else if (strcmp(flag, "--questions") == 0) options->questions = value;
    else if (strcmp(flag, "--answers") == 0) options->answers = value;
    else if (strcmp(flag, "--split") == 0) {
        options->held_out = strcmp(value, "held-out") == 0;
        if (!options->held_out && strcmp(value, "train") != 0)
            fail_usage("--split \"%s\": no such split; wanted train or held-out", value);
    }
}

static void read_options(struct options *options, const char *own, int argc, char **argv)
{
    static const char all[] = "--seed --kitchen --out --split";
    int i = 0;
    for (; i < argc && strncmp(argv[i], "--", 2) == 0; i++) {
        const char *flag = argv[i];
        if (!takes(all, flag) && !takes(own, flag))
            fail_usage("%s: %s takes no such option; kitchen --help lists them", flag,
                       options->command);
        if (switched(options, flag)) continue;
        if (i + 1 >= argc) fail_usage("%s: a value is wanted behind it", flag);
        option(options, flag, argv[++i]);
    }
    options->files = argv + i;
    options->file_count = argc - i;
    if (options->file_count && !takes(own, "FILE"))
        fail_usage("%s: %s takes no file; kitchen --help lists what it takes", argv[i],
                   options->command);
}

int main(int argc, char **argv)
{
    fail_program("kitchen");
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) return help();
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(argv[1], commands[i].name) != 0) continue;
        if (argc > 2 && strcmp(argv[2], "--help") == 0) return help();
        struct options options = {.command = argv[1], .kitchen = "datasets/kitchen", .seed = 1};
        read_options(&options, commands[i].takes, argc - 2, argv + 2);
        struct arena arena = {0};
        struct kitchen kitchen;
        kitchen_load(&kitchen, &arena, options.kitchen);
        const int code = commands[i].run(&kitchen, &options);
        arena_free(&arena);
        return code;
    }
    fail_usage("%s: no such command; kitchen --help lists them", argv[1]);
}
