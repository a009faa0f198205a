// main.c: the grade program: its commands and exit codes.
//   0 graded, 1 below --fail-under, or a file that could not be read, 2 some grader-error,
//   3 environment, 4 usage
#include "arguments.h"
#include "attack/attack.h"
#include "batch/batch.h"
#include "box/tiers.h"
#include "course/course.h"
#include "course/feedback.h"
#include "course/publish.h"
#include "emit/emit.h"
#include "fail.h"
#include "hint.h"
#include "hunt.h"
#include "lab.h"
#include "list.h"
#include "next.h"
#include "page/page.h"
#include "progress.h"
#include "proof/commands.h"
#include "proof/provenance.h"
#include "quiz_lab.h"
#include "replay.h"
#include "report.h"
#include "usage.h"
#include "watch.h"
#include "whole.h"
#include "work.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
    struct command_word word;
    int (*run)(const struct settings *settings, const char *argument);
} commands[] = {{{"next", NULL}, next_command},
                {{"list", NULL}, list_command},
                {{"hint", "a topic such as rope; labs/topics.txt lists them"}, hint_command},
                {{"quiz", "a topic such as rope; labs/topics.txt lists them"}, quiz_command},
                {{"hunt", "a topic such as rope; labs/topics.txt lists them"}, hunt_command},
                {{"model", NULL}, whole_command},
                {{"replay", "an ID such as rope:forward-far; grade prints it"}, replay},
                {{"work", "a topic such as bpe; labs/topics.txt lists them"}, work_command}};
enum { COMMANDS = sizeof commands / sizeof *commands };

// Commands with flags of their own (flags.h): argv [argc] is what stands behind the word.
static const struct {
    const char *name;
    int (*run)(struct settings *settings, struct arena *arena, const char *program, int argc,
               char **argv);
} own_commands[] = {{"tiers", tiers_command},       {"attack", attack_command},
                    {"batch", batch_command},       {"merge", merge_command},
                    {"regrade", regrade_command},   {"course", course_command},
                    {"publish", publish_command},   {"page", page_command},
                    {"emit", emit_command},         {"keygen", keygen_command},
                    {"seeds", seeds_command},       {"sign", sign_command},
                    {"verify", verify_command},     {"compare", compare_command},
                    {"similarity", similarity_command}, {"viva", viva_command},
                    {NULL, NULL}};

// A closed descriptor 1 or 2 would be taken by a pipe, and a report would go down it.
static void check_output(void)
{
    bool closed = fcntl(1, F_GETFD) < 0;  // before open() takes its place
    while (fcntl(2, F_GETFD) < 0)
        if (open("/dev/null", O_RDWR) < 0) exit(FAIL_ENVIRONMENT);
    if (closed) fail_environment("the report could not be written: standard output is closed");
}

static void finish_output(void)
{
    if (fflush(stdout) != 0 || ferror(stdout))
        fail_environment("the report could not be written; is the disk full?");
}

// What is hidden is not there from here on.
static json_t *as_told(const struct settings *settings, json_t *record)
{
    if (!settings->feedback) return record;
    json_t *told = feedback_reduce(record, (enum feedback_level)(settings->feedback - 1));
    json_decref(record);
    return told;
}

// Returns an exit code when it could not be written, else 0.
static int tell(const struct settings *settings, const struct progress *progress,
                const json_t *record)
{
    if (settings->emit) return emit_graded(settings->emit, record);
    if (settings->json) {
        json_dumpf(record, stdout, JSON_INDENT(1));
        putchar('\n');
        return 0;
    }
    report_text(stdout, record);
    progress_say_lost(stdout, progress);
    if (!settings->feedback) next_write(stdout, settings, progress, record);
    return 0;
}

static int grade(struct settings *settings)
{
    struct progress progress;
    struct provenance provenance = {.list = NULL};
    // More than a look at one's own work.
    const bool kept = settings->json || settings->emit || settings->term_key;
    if (settings->emit) emit_prepare(settings->emit);
    if (kept) provenance_begin(&provenance, settings);
    json_t *record = report_record(settings, labs_grade(settings));
    if (kept) provenance_write(record, &provenance, settings);
    progress_record(&progress, settings, record);
    const int code = report_code(settings, record);
    record = as_told(settings, record);
    const int unsaid = tell(settings, &progress, record);
    progress_say(&progress);
    progress_free(&progress);
    provenance_free(&provenance);
    json_decref(record);
    return unsaid ? unsaid : code;
}

static int run(struct settings *settings, const struct command *command)
{
    if (!command->name) return settings->watch ? watch(settings) : grade(settings);
    for (int i = 0; i < COMMANDS; i++)
        if (commands[i].word.name == command->name)
            return commands[i].run(settings, command->argument);
    return FAIL_ENVIRONMENT;  // not reached: arguments_read knows the same words
}

static int own_command(const char *word)
{
    for (int i = 0; own_commands[i].name; i++)
        if (strcmp(word, own_commands[i].name) == 0) return i;
    return -1;
}

int main(int argc, char **argv)
{
    struct arena arena = {0};
    struct settings settings = {.from = "labs"};
    struct command command = {0};
    struct command_word words[COMMANDS + 1] = {0};
    for (int i = 0; i < COMMANDS; i++) words[i] = commands[i].word;
    fail_program("grade");
    check_output();
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            fputs(usage_text, stdout);
            finish_output();
            return 0;
        }
    const int own = own_command(argc > 1 ? argv[1] : "");
    int code;
    if (own >= 0) {
        code = own_commands[own].run(&settings, &arena, argv[0], argc - 2, argv + 2);
    } else {
        arguments_read(&settings, &command, &arena, words, argc, argv);
        code = run(&settings, &command);
    }
    finish_output();
    arena_free(&arena);
    return code;
}
