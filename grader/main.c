// main.c: the grade program: its commands and exit codes.
//   0 graded, 1 below --fail-under, or a file that could not be read, 2 some grader-error,
//   3 environment, 4 usage
#include "arguments.h"
#include "emit/emit.h"
#include "fail.h"
#include "hint.h"
#include "hunt.h"
#include "lab.h"
#include "list.h"
#include "next.h"
#include "progress.h"
#include "quiz_lab.h"
#include "replay.h"
#include "report.h"
#include "watch.h"
#include "whole.h"
#include "work.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: grade [--lab NN|topic] [--part a] [--from labs|solutions|reference|DIR]\n"
    "             [--objects DIR] [--format text|json|...] [--seed N] [--seconds N]\n"
    "             [--fail-under PERCENT] [--quiz] [--checked auto|always|never]\n"
    "       grade --watch [--lab ...]      grade each save, on one screen, with keys\n"
    "       grade next [--from ...]        what to do now\n"
    "       grade list                     every lab and part, and how far you are\n"
    "       grade hint TOPIC [--rung N]    a question; asked again, the formula; then numbers\n"
    "       grade quiz TOPIC [--id NAME]   five questions of size; the answers are kept\n"
    "       grade hunt TOPIC [--from ...]  which wrong implementations do your inputs expose?\n"
    "       grade model [--from ...]       the whole model on your parts: what is off first\n"
    "       grade replay ID [--from ...]   one case again, with its numbers\n"
    "       grade work TOPIC [--from ...]  how many steps its functions take\n"
    "       grade emit FORMAT RECORD.json|- [--out FILE]   the record of --format json as\n"
    "             gradescope, classroom50, junit, tap, sarif, github, autolab, markdown,\n"
    "             badge, shields or check50; grade --format takes these words too\n"
    "--seconds: how long the calls of one function may take, 10 unless told; raise it where\n"
    "programs run slowly (an emulator, a checking tool)\n"
    "--checked: a second build, by the compiler's sanitizers, whose findings are advice and cost\n"
    "no points; auto: for one lab, and where memory was touched that is not one's own\n";

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
} own_commands[] = {{"emit", emit_command}, {NULL, NULL}};

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

static int grade(const struct settings *settings)
{
    struct progress progress;
    if (settings->emit) emit_prepare(settings->emit);
    json_t *record = report_record(settings, labs_grade(settings));
    progress_record(&progress, settings, record);
    int unsaid = 0;
    if (settings->emit) unsaid = emit_graded(settings->emit, record);
    else if (settings->json) {
        json_dumpf(record, stdout, JSON_INDENT(1));
        putchar('\n');
    } else {
        report_text(stdout, record);
        progress_say_lost(stdout, &progress);
        next_write(stdout, settings, &progress, record);
    }
    progress_say(&progress);
    const int code = unsaid ? unsaid : report_code(settings, record);
    progress_free(&progress);
    json_decref(record);
    return code;
}

static int run(const struct settings *settings, const struct command *command)
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
            fputs(usage, stdout);
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
