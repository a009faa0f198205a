// main.c: the grade program: flags, subcommands, exit codes.
//   0 graded, 1 below --fail-under, or a file that could not be read, 2 some grader-error,
//   3 environment, 4 usage
#include "fail.h"
#include "lab.h"
#include "replay.h"
#include "report.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char usage[] =
    "usage: grade [--lab NN|topic] [--part a] [--from labs|solutions|reference|DIR]\n"
    "             [--objects DIR] [--format text|json] [--seed N] [--seconds N]\n"
    "             [--fail-under PERCENT]\n"
    "       grade next [--from ...]        what to do now\n"
    "       grade replay ID [--from ...]   one case again, with its numbers\n"
    "--seconds: how long the calls of one function may take, 10 unless told; raise it where\n"
    "programs run slowly (an emulator, a checking tool)\n";

static unsigned long long whole(const char *flag, const char *value, unsigned long long most)
{
    char *end;
    unsigned long long number = strtoull(value, &end, 10);
    if (!*value || *end || *value == '-' || number > most)
        fail_usage("%s %s: wanted a whole number from 0 to %llu", flag, value, most);
    return number;
}

struct command {
    bool next, seeded;
    const char *replay;  // the id, or NULL
};

static void take_flag(struct settings *settings, struct command *command, const char *flag,
                      const char *value)
{
    if (strcmp(flag, "--lab") == 0) settings->lab = value;
    else if (strcmp(flag, "--part") == 0) settings->part = value;
    else if (strcmp(flag, "--from") == 0) settings->from = value;
    else if (strcmp(flag, "--objects") == 0) settings->objects = value;
    else if (strcmp(flag, "--fail-under") == 0) settings->fail_under = (int)whole(flag, value, 100);
    else if (strcmp(flag, "--seconds") == 0) settings->seconds = (int)whole(flag, value, 3600);
    else if (strcmp(flag, "--seed") == 0) {
        settings->seed = whole(flag, value, (1ull << 53) - 1);
        command->seeded = true;
    } else if (strcmp(flag, "--format") == 0) {
        settings->json = strcmp(value, "json") == 0;
        if (!settings->json && strcmp(value, "text") != 0)
            fail_usage("--format %s: wanted text or json", value);
    }
}

static bool is_flag(const char *text)
{
    const char *const known[] = {"--lab", "--part", "--from", "--objects", "--format", "--seed",
                                 "--seconds", "--fail-under"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(text, known[i]) == 0) return true;
    return false;
}

static void read_arguments(struct settings *settings, struct command *command, int argc,
                           char **argv)
{
    int i = 1;
    if (argc > 1 && strcmp(argv[1], "next") == 0) {
        command->next = true;
        i = 2;
    } else if (argc > 1 && strcmp(argv[1], "replay") == 0) {
        if (argc < 3 || argv[2][0] == '-')
            fail_usage("replay: wanted an ID such as rope:forward-far; grade prints it");
        command->replay = argv[2];
        i = 3;
    }
    for (; i < argc; i += 2) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            fputs(usage, stdout);
            exit(fflush(stdout) == 0 ? 0 : FAIL_ENVIRONMENT);
        }
        if (!is_flag(argv[i]))
            fail_usage("%s: no such flag or command; build/grade --help lists them", argv[i]);
        if (i + 1 == argc) fail_usage("%s: wanted a value behind it", argv[i]);
        take_flag(settings, command, argv[i], argv[i + 1]);
    }
    if (settings->part && !settings->lab)
        fail_usage("--part %s: wanted --lab beside it", settings->part);
}

// Upwards from here to the folder with labs/topics.txt, so that grade works inside labs/06-rope
// too.
static void find_root(struct settings *settings)
{
    static char here[SUBMISSION_PATH_MAX], list[SUBMISSION_PATH_MAX + 32];
    if (!getcwd(here, sizeof here)) fail_environment("the current folder cannot be read");
    for (;;) {
        snprintf(list, sizeof list, "%s/labs/topics.txt", here);
        if (access(list, R_OK) == 0) break;
        char *slash = strrchr(here, '/');
        if (!slash || slash == here)
            fail_usage("labs/topics.txt: not found here or above; run grade inside the repository");
        *slash = 0;
    }
    settings->root = here;
}

static const char *absolute(struct arena *arena, const char *path, const char *base)
{
    size_t bytes = strlen(path) + strlen(base) + 2;
    char *text = arena_alloc(arena, bytes);
    snprintf(text, bytes, "%s%s%s", path[0] == '/' ? "" : base, path[0] == '/' ? "" : "/", path);
    return text;
}

// Probes stand beside the program (build/grade, build/objects) unless --objects names them.
static const char *objects_of(struct arena *arena, const struct settings *settings,
                              const char *program, const char *here)
{
    static char beside[SUBMISSION_PATH_MAX];
    const char *slash = strrchr(program, '/');
    snprintf(beside, sizeof beside, "%.*s/objects", slash ? (int)(slash - program) : 5,
             slash ? program : "build");
    const char *objects =
        absolute(arena, settings->objects ? settings->objects : beside, here);
    if (access(objects, R_OK | X_OK) != 0)
        fail_environment("%s: no probes there; run make build, or name the folder with --objects",
                         objects);
    return objects;
}

static const char *from_of(struct arena *arena, const char *from, const char *here)
{
    const char *const own[] = {"labs", "solutions", "reference"};
    for (int i = 0; i < 3; i++)
        if (strcmp(from, own[i]) == 0) return own[i];
    const char *folder = absolute(arena, from, here);
    struct stat status;
    if (stat(folder, &status) != 0 || !S_ISDIR(status.st_mode))
        fail("%s: no such folder; wanted labs, solutions, reference, or a folder with "
             "NN-topic/topic.c or topic.c", folder);
    return folder;
}

static void settle(struct settings *settings, const struct command *command, const char *program,
                   struct arena *arena)
{
    char here[SUBMISSION_PATH_MAX];
    if (!getcwd(here, sizeof here)) fail_environment("the current folder cannot be read");
    settings->objects = objects_of(arena, settings, program, here);
    settings->from = from_of(arena, settings->from, here);
    find_root(settings);
    if (chdir(settings->root) != 0) fail_environment("%s: cannot be entered", settings->root);
    settings->golden = absolute(arena, "datasets/golden", settings->root);
    topics_load(&settings->topics, arena, "labs/topics.txt");
    if (!command->seeded)
        settings->seed = ((uint64_t)time(NULL) * 1000003 + (uint64_t)getpid()) & 0xFFFFFF;
}

// --lab and --part name something that is there.
static void check_names(const struct settings *settings)
{
    if (!settings->lab) return;
    const struct topics *topics = &settings->topics;
    const struct topic_part *first = topics_find(topics, settings->lab), *part = first;
    if (!first) fail_usage("--lab %s: no such lab; labs/topics.txt lists them", settings->lab);
    if (!settings->part) return;
    for (; part < topics->parts + topics->count && strcmp(part->topic, first->topic) == 0; part++)
        if (strcmp(part->part, settings->part) == 0) return;
    fail_usage("--part %s: %s has no such part; labs/topics.txt lists them", settings->part,
               first->topic);
}

// A closed descriptor 1 or 2 would be taken by a pipe, and a report would go down it.
static void check_output(void)
{
    bool closed = fcntl(1, F_GETFD) < 0;  // before open() takes its place
    while (fcntl(2, F_GETFD) < 0)
        if (open("/dev/null", O_RDWR) < 0) exit(FAIL_ENVIRONMENT);
    if (closed) fail_environment("the report could not be written: standard output is closed");
}

static void write_report(const struct settings *settings, const struct command *command,
                         const json_t *record)
{
    if (settings->json) {
        json_dumpf(record, stdout, JSON_INDENT(1));
        putchar('\n');
    } else {
        if (!command->next) report_text(stdout, record);
        report_next(stdout, settings, record);
    }
}

int main(int argc, char **argv)
{
    struct arena arena = {0};
    struct settings settings = {.from = "labs"};
    struct command command = {0};
    fail_program("grade");
    check_output();
    read_arguments(&settings, &command, argc, argv);
    settle(&settings, &command, argv[0], &arena);
    check_names(&settings);
    int code;
    if (command.replay) {
        code = replay(&settings, command.replay);
    } else {
        json_t *record = report_record(&settings, labs_grade(&settings));
        write_report(&settings, &command, record);
        code = report_code(&settings, record);
        json_decref(record);
    }
    if (fflush(stdout) != 0 || ferror(stdout))
        fail_environment("the report could not be written; is the disk full?");
    arena_free(&arena);
    return code;
}
