// attack.c: the command. See attack.h.
#include "attack/attack.h"

#include "arguments.h"
#include "attack/attempt.h"
#include "attack/canary.h"
#include "attack/judge.h"
#include "attack/table.h"
#include "box/box.h"
#include "converse.h"
#include "fail.h"
#include "flags.h"
#include "workers.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PROGRAM_BYTES = 4096 };

// tests/hostile/system.h has bare system calls for these machines.
#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
enum { SYSTEM_CALLS = 1 };
#else
enum { SYSTEM_CALLS = 0 };
#endif

struct asked {
    int tier;  // 0: all that are offered
    const char *junit, *corpus;
    bool list;
};

static char folder[CANARY_FOLDER];  // of all runs; "" when there is none

static void remove_folder(void)
{
    if (!folder[0]) return;
    const pid_t child = fork();
    if (child == 0) {
        execl("/bin/rm", "rm", "-rf", "--", folder, (char *)NULL);
        _exit(127);
    }
    if (child > 0) waitpid(child, NULL, 0);
    folder[0] = 0;
}

static void on_interrupt(int number)
{
    remove_folder();
    _exit(128 + number);
}

static void make_folder(void)
{
    const char *temporary = getenv("TMPDIR");
    const int length = snprintf(folder, sizeof folder, "%s/crumb-attack-XXXXXX",
                                temporary && *temporary ? temporary : "/tmp");
    if (length >= (int)sizeof folder || !mkdtemp(folder) || chmod(folder, 0755) != 0) {
        folder[0] = 0;
        fail_environment("%s: %s; set TMPDIR to a folder that can be written", folder,
                         strerror(errno));
    }
    const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        signal(signals[i], on_interrupt);
}

// This program, wherever it was started from.
static const char *own_program(struct arena *arena, const char *program)
{
    char *path = arena_alloc(arena, PROGRAM_BYTES);
    const ssize_t length = readlink("/proc/self/exe", path, PROGRAM_BYTES - 1);
    if (length > 0) return path;
    return flags_path(arena, program);
}

static bool is_asked(const struct attack *attack, int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        char *end;
        const long number = strtol(argv[i], &end, 10);
        if (strcmp(argv[i], attack->name) == 0) return true;
        for (int t = 0; !*end && t < attack->threat_count; t++)
            if (attack->threats[t] == number) return true;
    }
    return argc == 0;
}

static void check_asked(const struct corpus *corpus, int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        bool found = false;
        for (dim a = 0; a < corpus->count && !found; a++)
            found = is_asked(&corpus->attacks[a], 1, argv + i);
        if (!found)
            fail_usage("%s: no such attack or threat; grade attack --list names them", argv[i]);
    }
}

// Why an attack cannot be tried on this machine, NULL when it can.
static const char *why_not(const struct attack *attack)
{
    if (corpus_has(attack->needs, "system") && !SYSTEM_CALLS)
        return "there are no bare system calls for this machine";
    if (corpus_has(attack->needs, "root") && geteuid() != 0) return "it wants root";
    return NULL;
}

static void add(struct attempts *attempts, struct row *row, int tier)
{
    const char *why = why_not(row->attack);
    if (why) {
        row->tiers[tier].judged = JUDGED_SKIPPED;
        snprintf(row->tiers[tier].why, JUDGE_WHY, "%s", why);
        return;
    }
    attempts->list[attempts->count].attack = row->attack;
    attempts->list[attempts->count++].tier = tier;
}

// All of the list, side by side; each goes into its row.
static void run(struct arena *arena, struct attempts *attempts, struct row *rows, dim count)
{
    json_t **results = arena_array(arena, (size_t)attempts->count + 1, sizeof *results);
    char(*said)[WORKERS_SAID_MAX] = arena_array(arena, (size_t)attempts->count + 1, sizeof *said);
    char *inside = arena_alloc(arena, CANARY_FOLDER + 8);
    static int round;
    snprintf(inside, CANARY_FOLDER + 8, "%s/%d", folder, round++);
    if (mkdir(inside, 0755) != 0) fail_environment("%s: %s", inside, strerror(errno));
    attempts->folder = inside;
    workers_run(results, said, attempts->count, attempt, attempts);
    for (dim i = 0; i < attempts->count; i++)
        for (dim r = 0; r < count; r++)
            if (rows[r].attack == attempts->list[i].attack)
                judge(&rows[r], attempts->list[i].tier, results[i],
                      said[i][0] ? said[i] : "the process that tried it died");
    for (dim i = 0; i < attempts->count; i++) json_decref(results[i]);
}

// What shows only beside a grade: there is nothing to be seen of it without the grader.
static bool shows_bare(enum effect effect)
{
    return effect != EFFECT_NONE && effect != EFFECT_POINTS && effect != EFFECT_VERDICT &&
           effect != EFFECT_GRADER && effect != EFFECT_MIXED;
}

static void run_all(struct arena *arena, struct attempts *attempts, struct row *rows, dim count,
                    int first, int last)
{
    attempts->first = first;
    // What takes long comes first, so that it runs beside all the others.
    for (int slow = 1; slow >= 0; slow--)
        for (dim i = 0; i < count; i++)
            for (int tier = first; tier <= last; tier++)
                if ((rows[i].attack->seconds > 0) == slow) add(attempts, &rows[i], tier);
    run(arena, attempts, rows, count);
    attempts->count = 0;
    for (dim i = 0; i < count; i++) {
        const struct attack *attack = rows[i].attack;
        rows[i].seen_wanted = attack->effect != EFFECT_NONE && !attack->unseen &&
                              !why_not(attack) && (shows_bare(attack->effect) || first == 1);
        if (judge_unseen(&rows[i]) && shows_bare(attack->effect))
            add(attempts, &rows[i], ATTEMPT_BARE);
    }
    run(arena, attempts, rows, count);
}

static void write_junit(const struct table *table, const char *path)
{
    char temporary[PROGRAM_BYTES];
    snprintf(temporary, sizeof temporary, "%.4000s.tmp", path);
    FILE *out = fopen(temporary, "w");
    if (!out) fail_environment("%s: %s", temporary, strerror(errno));
    table_junit(out, table);
    const bool written = fflush(out) == 0 && fsync(fileno(out)) == 0 && !ferror(out);
    if (fclose(out) != 0 || !written || rename(temporary, path) != 0)
        fail_environment("%s: %s; is the disk full?", path, strerror(errno));
}

static int tiers_of(const struct settings *settings, int asked, int *first)
{
    const int offered = asked == 1 ? 1 : box_offered(settings->objects);
    *first = asked ? asked : 1;
    if (asked > offered)
        fail_environment("--tier %d: this machine offers tier %d: %s", asked, offered,
                         box_missing());
    return asked ? asked : offered;
}

static int attack_all(struct settings *settings, struct arena *arena, const struct corpus *corpus,
                      const struct asked *asked, const char *program, int argc, char **argv)
{
    struct row *rows = arena_array(arena, (size_t)corpus->count, sizeof *rows);
    dim count = 0;
    for (dim i = 0; i < corpus->count; i++)
        if (is_asked(&corpus->attacks[i], argc, argv))
            rows[count++] = (struct row){.attack = &corpus->attacks[i], .seen = JUDGE_NEVER};
    int first;
    const int last = tiers_of(settings, asked->tier, &first);
    const double start = converse_now();
    struct attempts attempts = {.settings = settings, .corpus = corpus, .program = program};
    attempts.list = arena_array(arena, (size_t)count * CORPUS_TIERS + 1, sizeof *attempts.list);
    make_folder();
    run_all(arena, &attempts, rows, count, first, last);
    remove_folder();
    const struct table table = {.corpus = corpus, .rows = rows, .count = count, .first = first,
                                .last = last, .seconds = converse_now() - start};
    table_write(stdout, &table);
    if (asked->junit) write_junit(&table, asked->junit);
    return judge_wrong(rows, count) ? FAIL_INPUT : 0;
}

int attack_command(struct settings *settings, struct arena *arena, const char *program, int argc,
                   char **argv)
{
    struct asked asked = {0};
    struct corpus corpus;
    const struct flag flags[] = {
        {"--tier", FLAG_INT, &asked.tier, CORPUS_TIERS, NULL},
        {"--junit", FLAG_PATH, &asked.junit, 0, NULL},
        {"--corpus", FLAG_PATH, &asked.corpus, 0, NULL},
        {"--list", FLAG_SET, &asked.list, 0, NULL},
        {"--objects", FLAG_PATH, &settings->objects, 0, NULL},
        {NULL, FLAG_SET, NULL, 0, NULL}};
    argc = flags_read(arena, "attack", flags, argc, argv);
    const char *own = own_program(arena, program);
    if (asked.junit && !table_has_junit())
        fail_environment("--junit: this grade was built without libxml2; install it (make deps "
                         "SET=course) and run make build again");
    arguments_settle(settings, arena, program, true);
    corpus_load(&corpus, arena, settings,
                asked.corpus ? asked.corpus
                             : arena_print(arena, "%s/tests/hostile", settings->root));
    if (asked.list) {
        table_list(stdout, &corpus);
        return 0;
    }
    check_asked(&corpus, argc, argv);
    return attack_all(settings, arena, &corpus, &asked, own, argc, argv);
}
