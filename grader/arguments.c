// arguments.c: flags, and where things are. See arguments.h.
#include "arguments.h"

#include "box/box.h"
#include "emit/emit.h"
#include "course/feedback.h"
#include "fail.h"
#include "flags.h"
#include "quiz.h"
#include "quiz_lab.h"
#include "submission.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static unsigned long long whole(const char *flag, const char *value, unsigned long long most)
{
    char *end;
    unsigned long long number = strtoull(value, &end, 10);
    if (!*value || *end || *value == '-' || number > most)
        fail_usage("%s %s: wanted a whole number from 0 to %llu", flag, value, most);
    return number;
}

// One of the words; the index of it.
static int choice(const char *flag, const char *value, const char *const *words, const char *wanted)
{
    for (int i = 0; words[i]; i++)
        if (strcmp(value, words[i]) == 0) return i;
    fail_usage("%s %s: wanted %s", flag, value, wanted);
}

enum { FROM, LAB, PART, OBJECTS, FORMAT, SEED, SECONDS, FAIL_UNDER, RUNG, ID, CHECKED, WATCH,
       TIER, REQUIRE_TIER, TERM_KEY, FEEDBACK, FLAGS };
static const char *const flags[FLAGS] = {
    [FROM] = "--from", [LAB] = "--lab", [PART] = "--part", [OBJECTS] = "--objects",
    [FORMAT] = "--format", [SEED] = "--seed", [SECONDS] = "--seconds",
    [FAIL_UNDER] = "--fail-under", [RUNG] = "--rung", [ID] = "--id",
    [CHECKED] = "--checked", [WATCH] = "--watch", [TIER] = "--tier",
    [REQUIRE_TIER] = "--require-tier", [TERM_KEY] = "--term-key",
    [FEEDBACK] = "--feedback"};

static int flag_of(const char *text)
{
    for (int i = 0; i < FLAGS; i++)
        if (strcmp(text, flags[i]) == 0) return i;
    fail_usage("%s: no such flag or command; build/grade --help lists them", text);
}

static void take_flag(struct settings *settings, bool *seeded, int flag, const char *value)
{
    static const char *const checks[] = {"auto", "always", "never", NULL};  // of settings.h
    static const char *const rungs[] = {"1", "2", "3", NULL};  // of hint.h
    switch (flag) {
    case FROM: settings->from = value; break;
    case LAB: settings->lab = value; break;
    case PART: settings->part = value; break;
    case OBJECTS: settings->objects = value; break;
    case SECONDS: settings->seconds = (int)whole(flags[flag], value, 3600); break;
    case RUNG: settings->rung = 1 + choice(flags[flag], value, rungs, "1, 2 or 3"); break;
    case ID: settings->id = value; break;
    case TERM_KEY: settings->term_key = value; break;
    case FAIL_UNDER: settings->fail_under = (int)whole(flags[flag], value, 100); break;
    case CHECKED:
        settings->checked = choice(flags[flag], value, checks, "auto, always or never");
        break;
    case TIER:
        settings->tier_asked = choice(flags[flag], value, box_words, "1, 2, 3, 4 or auto");
        break;
    case REQUIRE_TIER:
        settings->tier_required = (int)whole(flags[flag], value, BOX_GROUPED);
        break;
    case FEEDBACK:
        settings->feedback = 1 + choice(flags[flag], value, feedback_names,
                                        "points, verdict, index or full");
        break;
    case FORMAT:
        settings->json = strcmp(value, "json") == 0;
        settings->emit = emit_of(value) ? value : NULL;
        if (!settings->json && !settings->emit && strcmp(value, "text") != 0)
            fail_usage("%s %s: wanted text, json, or a format that build/grade --help lists",
                       flags[flag], value);
        break;
    case SEED:
        settings->seed = whole(flags[flag], value, (1ull << 53) - 1);
        *seeded = true;
        break;
    default: break;
    }
}

// The word that stands first, if it is one, with what it wants. Returns how many arguments it took.
static int take_word(struct command *command, const struct command_word *words, int argc,
                     char **argv)
{
    for (; argc > 1 && words->name; words++) {
        if (strcmp(argv[1], words->name) != 0) continue;
        command->name = words->name;
        if (!words->wants) return 1;
        if (argc < 3 || argv[2][0] == '-') fail_usage("%s: wanted %s", words->name, words->wants);
        command->argument = argv[2];
        return 2;
    }
    return 0;
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

static const char *id_of(struct arena *arena, const char *id)
{
    if (!id) return NULL;
    char *copy = quiz_trim(strcpy(arena_alloc(arena, strlen(id) + 1), id));
    const char *wrong = quiz_id_wrong(copy);
    if (wrong) fail_usage("--id: this id %s; wanted a name of at most %d bytes", wrong, QUIZ_ID);
    return copy;
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

// A folder of the course is told as one sees it from its root, where everything else is told from.
static const char *from_root(const char *path, const char *root)
{
    const size_t length = strlen(root);
    return strncmp(path, root, length) == 0 && path[length] == '/' && path[length + 1]
               ? path + length + 1 : path;
}

// --lab and --part name something that is there.
static void check_names(const struct settings *settings)
{
    if (!settings->lab) return;
    const struct topics *topics = &settings->topics;
    const struct topic_part *first = topics_find(topics, settings->lab), *part = first;
    if (!first) fail_usage("--lab %s: no such lab; labs/topics.txt lists them", settings->lab);
    if (!settings->part || strcmp(settings->part, QUIZ_PART) == 0) return;
    for (; part < topics->parts + topics->count && strcmp(part->topic, first->topic) == 0; part++)
        if (strcmp(part->part, settings->part) == 0) return;
    fail_usage("--part %s: %s has no such part; labs/topics.txt lists them", settings->part,
               first->topic);
}

void arguments_settle(struct settings *settings, struct arena *arena, const char *program,
                      bool seeded)
{
    char here[SUBMISSION_PATH_MAX];
    if (!getcwd(here, sizeof here)) fail_environment("the current folder cannot be read");
    settings->objects = objects_of(arena, settings, program, here);
    settings->from = from_of(arena, settings->from, here);
    find_root(settings);
    settings->from = from_root(settings->from, settings->root);
    if (chdir(settings->root) != 0) fail_environment("%s: cannot be entered", settings->root);
    if (strcmp(settings->from, "solutions") == 0 && access("solutions", F_OK) != 0)  // a handout
        fail("solutions: no such folder here; wanted labs, reference, or a folder with your files");
    settings->golden = absolute(arena, "datasets/golden", settings->root);
    topics_load(&settings->topics, arena, "labs/topics.txt");
    settings->id = id_of(arena, settings->id);
    if (!seeded)
        settings->seed = ((uint64_t)time(NULL) * 1000003 + (uint64_t)getpid()) & 0xFFFFFF;
    check_names(settings);
    box_choose(settings);
}

// The hidden seed is for a record: neither asked for by number, nor for trying things out.
static void check_term_key(struct settings *settings, const struct command *command,
                           struct arena *arena, bool seeded)
{
    if (!settings->term_key) return;
    if (seeded) fail_usage("--seed: follows from --term-key; leave one of them out");
    if (command->name || settings->watch)
        fail_usage("--term-key: is for grading alone; leave %s out",
                   settings->watch ? "--watch" : command->name);
    settings->term_key = flags_path(arena, settings->term_key);
}

void arguments_read(struct settings *settings, struct command *command, struct arena *arena,
                    const struct command_word *words, int argc, char **argv)
{
    bool seeded = false;
    for (int i = 1 + take_word(command, words, argc, argv); i < argc; i++) {
        if (strcmp(argv[i], "--quiz") == 0) {  // the only one without a value
            settings->quiz = true;
            continue;
        }
        const int flag = flag_of(argv[i]);
        if (flag == WATCH) {
            settings->watch = true;
            continue;
        }
        if (i + 1 == argc) fail_usage("%s: wanted a value behind it", argv[i]);
        take_flag(settings, &seeded, flag, argv[++i]);
    }
    if (settings->part && !settings->lab && strcmp(settings->part, QUIZ_PART) != 0)
        fail_usage("--part %s: wanted --lab beside it", settings->part);
    if (settings->watch && command->name)
        fail_usage("%s: --watch stands alone; leave one of them out", command->name);
    check_term_key(settings, command, arena, seeded);
    if (settings->emit && (command->name || settings->watch))
        fail_usage("--format %s: is for grading alone; here wanted text or json", settings->emit);
    if (settings->feedback && (settings->watch || command->name))
        fail_usage("--feedback: wanted without %s; it is about a grading",
                   command->name ? command->name : "--watch");
    arguments_settle(settings, arena, argv[0], seeded);
}
