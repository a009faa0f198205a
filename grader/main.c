// main.c: the grade program: flags, subcommands, exit codes.
//   0 graded, 1 below --fail-under or a lab that could not be read, 2 some grader-error,
//   3 environment, 4 usage
#include "fail.h"
#include "lab.h"
#include "replay.h"
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char usage[] =
    "usage: grade [--lab NN|topic] [--part a] [--from labs|solutions|reference|DIR]\n"
    "             [--objects DIR] [--format text|json] [--seed N] [--fail-under PERCENT]\n"
    "       grade next [--from ...]        what to do now\n"
    "       grade replay ID [--from ...]   one case again, with its numbers\n";

static unsigned long long whole(const char *flag, const char *value, unsigned long long most)
{
    char *end;
    unsigned long long number = strtoull(value, &end, 10);
    if (!*value || *end || *value == '-' || number > most)
        fail_usage("%s %s: wanted a whole number from 0 to %llu", flag, value, most);
    return number;
}

struct command {
    bool next, replay;
    const char *id;
};

static void read_flags(struct settings *settings, struct command *command, int argc, char **argv)
{
    int i = 1;
    if (argc > 1 && strcmp(argv[1], "next") == 0) command->next = ++i;
    if (argc > 1 && strcmp(argv[1], "replay") == 0) {
        command->replay = true;
        if (argc < 3 || argv[2][0] == '-') fail_usage("replay: wanted an ID such as rope:forward-far; grade prints it");
        command->id = argv[2];
        i = 3;
    }
    for (; i < argc; i++) {
        const char *flag = argv[i];
        if (strcmp(flag, "--help") == 0 || strcmp(flag, "-h") == 0) {
            fputs(usage, stdout);
            exit(0);
        }
        const char *const known[] = {"--lab", "--part", "--from", "--objects", "--format", "--seed",
                                     "--fail-under"};
        size_t k = 0;
        while (k < sizeof known / sizeof *known && strcmp(flag, known[k]) != 0) k++;
        if (k == sizeof known / sizeof *known)
            fail_usage("%s: no such flag or command; build/grade --help lists them", flag);
        if (++i == argc) fail_usage("%s: wanted a value behind it", flag);
        const char *value = argv[i];
        if (k == 0) settings->lab = value;
        else if (k == 1) settings->part = value;
        else if (k == 2) settings->from = value;
        else if (k == 3) settings->objects = value;
        else if (k == 4 && strcmp(value, "json") == 0) settings->json = true;
        else if (k == 4 && strcmp(value, "text") == 0) settings->json = false;
        else if (k == 4) fail_usage("--format %s: wanted text or json", value);
        else if (k == 5) settings->seed = whole(flag, value, (1ull << 53) - 1);
        else settings->fail_under = (int)whole(flag, value, 100);
    }
}

// Upwards from here to the folder with labs/topics.txt, so that grade works inside labs/06-rope too.
static void find_root(struct settings *settings)
{
    static char here[SUBMISSION_PATH_MAX], list[SUBMISSION_PATH_MAX + 32];
    if (!getcwd(here, sizeof here)) fail_environment("the current folder cannot be read");
    for (;;) {
        snprintf(list, sizeof list, "%s/labs/topics.txt", here);
        if (access(list, R_OK) == 0) break;
        char *slash = strrchr(here, '/');
        if (!slash || slash == here) fail_usage("labs/topics.txt: not found here or above; run grade inside the repository");
        *slash = 0;
    }
    settings->root = here;
}

static const char *absolute(const char *path, const char *base)
{
    size_t bytes = strlen(path) + strlen(base) + 2;
    char *text = malloc(bytes);
    if (!text) fail_environment("memory: no room for a path");
    snprintf(text, bytes, "%s%s%s", path[0] == '/' ? "" : base, path[0] == '/' ? "" : "/", path);
    return text;
}

static void settle(struct settings *settings, const char *program, struct arena *arena)
{
    char here[SUBMISSION_PATH_MAX];
    if (!getcwd(here, sizeof here)) fail_environment("the current folder cannot be read");
    const char *slash = strrchr(program, '/');
    if (!settings->objects && slash) {
        static char beside[SUBMISSION_PATH_MAX];
        snprintf(beside, sizeof beside, "%.*s/objects", (int)(slash - program), program);
        settings->objects = beside;
    }
    if (!settings->objects) settings->objects = "build/objects";
    settings->objects = absolute(settings->objects, here);
    if (access(settings->objects, R_OK) != 0)
        fail_environment("%s: no probes there; run make build, or name the folder with --objects", settings->objects);
    find_root(settings);
    const char *const own[] = {"labs", "solutions", "reference"};
    bool named = false;
    for (int i = 0; i < 3; i++) named = named || strcmp(settings->from, own[i]) == 0;
    if (!named) {
        settings->from = absolute(settings->from, here);
        if (access(settings->from, R_OK) != 0)
            fail("%s: no such folder; wanted labs, solutions, reference, or a folder with NN-topic/topic.c", settings->from);
    }
    if (chdir(settings->root) != 0) fail_environment("%s: cannot be entered", settings->root);
    settings->golden = absolute("datasets/golden", settings->root);
    topics_load(&settings->topics, arena, "labs/topics.txt");
    if (!settings->seed) settings->seed = ((uint64_t)time(NULL) * 1000003 + (uint64_t)getpid()) & 0xFFFFFF;
}

static json_t *grade(const struct settings *settings)
{
    if (!settings->lab) return labs_grade(settings);
    const struct topic_part *first = topics_find(&settings->topics, settings->lab);
    if (!first) fail_usage("--lab %s: no such lab; labs/topics.txt lists them", settings->lab);
    json_t *labs = json_array();
    json_t *lab = lab_grade(settings, first);
    if (json_array_size(json_object_get(lab, "parts")) == 0)
        fail_usage("--part %s: %s has no such part; labs/topics.txt lists them", settings->part, first->topic);
    json_array_append_new(labs, lab);
    return labs;
}

static bool unreadable(const json_t *record)
{
    size_t i;
    json_t *lab;
    json_array_foreach(json_object_get(record, "labs"), i, lab)
        if (strcmp(json_string_value(json_object_get(lab, "build")), "skipped") == 0) return true;
    return false;
}

int main(int argc, char **argv)
{
    struct arena arena = {0};
    struct settings settings = {.from = "labs"};
    struct command command = {0};
    fail_program("grade");
    read_flags(&settings, &command, argc, argv);
    if (settings.part && !settings.lab) fail_usage("--part %s: wanted --lab beside it", settings.part);
    settle(&settings, argv[0], &arena);
    if (command.replay) return replay(&settings, command.id);
    json_t *record = report_record(&settings, grade(&settings));
    if (settings.json) {
        json_dumpf(record, stdout, JSON_INDENT(1));
        putchar('\n');
    } else {
        if (!command.next) report_text(stdout, record);
        report_next(stdout, &settings, record);
    }
    if (fflush(stdout) != 0 || ferror(stdout)) fail_environment("the report could not be written; is the disk full?");
    int code = report_has_grader_error(record) ? 2
               : unreadable(record) || report_percent(record) < settings.fail_under ? 1 : 0;
    json_decref(record);
    arena_free(&arena);
    return code;
}
