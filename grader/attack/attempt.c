// attempt.c: plant, compose, grade, look. See attempt.h.
#include "attack/attempt.h"

#include "attack/compose.h"
#include "attack/judge.h"
#include "attack/start.h"
#include "fail.h"
#include "report.h"
#include "sha256.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { REPORT_KEPT = 1500, BARE_SECONDS = 3, SECONDS = 1, SECONDS_AGAIN = 5 };

struct scene {
    const struct attempts *all;
    const struct attack *attack;
    int tier;
    struct canary canary;
    struct arena arena;
    char root[CANARY_PATH];  // where grade is started; "": here
    bool only_a;             // the other part is not asked for
    uint32_t effects;
    int verdicts[2];
    double seconds;
    bool says;
    char *report;
};

// Does the report say what it must? It is looked through with its spaces squeezed.
static bool matches(const char *pattern, const char *report)
{
    regex_t compiled;
    if (!pattern) return true;
    if (regcomp(&compiled, pattern, REG_NOSUB) != 0)
        fail("says: %s: no basic regular expression", pattern);
    char *squeezed = malloc(strlen(report) + 1);
    if (!squeezed) fail_environment("memory: no room for a report");
    size_t count = 0;
    for (const char *at = report; *at; at++) {
        const bool space = *at == ' ' || *at == '\n';
        if (!space) squeezed[count++] = *at;
        else if (!count || squeezed[count - 1] != ' ') squeezed[count++] = ' ';
    }
    squeezed[count] = 0;
    const bool found = regexec(&compiled, squeezed, 0, NULL, 0) == 0;
    free(squeezed);
    regfree(&compiled);
    return found;
}

static char *as_text(const json_t *record)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out) fail_environment("memory: no room for a report");
    report_text(out, record);
    fclose(out);
    return text;
}

static const json_t *first_lab(const json_t *record)
{
    return json_array_get(json_object_get(record, "labs"), 0);
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

// Verdicts and points out of the record; none where there is none.
static void take_record(struct scene *scene, const json_t *record)
{
    const json_t *parts = json_object_get(first_lab(record), "parts");
    for (size_t part = 0; part < 2; part++) {
        const json_t *one = json_array_get(parts, part);
        const enum verdict verdict = verdict_of(text_of(one, "verdict"));
        scene->verdicts[part] = one && verdict < VERDICTS ? (int)verdict : CORPUS_NO_RECORD;
        if (verdict == VERDICT_GRADER_ERROR) scene->effects |= EFFECT_BIT(EFFECT_GRADER);
        if (part == 1 && scene->only_a) scene->verdicts[part] = CORPUS_NOT_ASKED;
        if (part == 0 && verdict != VERDICT_PASS) scene->effects |= EFFECT_BIT(EFFECT_VERDICT);
        if (part == 0 && json_integer_value(json_object_get(one, "earned")) > 0)
            scene->effects |= EFFECT_BIT(EFFECT_POINTS);
    }
}

// The hash in the record says which file was graded: the plain one passes, the other does not.
static void check_mixed(struct scene *scene, const json_t *record, const char *plain)
{
    const bool was_plain = strcmp(text_of(first_lab(record), "sha256"), plain) == 0;
    if (was_plain != (scene->verdicts[0] == VERDICT_PASS))
        scene->effects |= EFFECT_BIT(EFFECT_MIXED);
}

static void look_at(struct scene *scene, const struct started *started, const char *plain)
{
    json_t *record = json_loads(started->out, 0, NULL);
    char *report = as_text(record);
    const size_t size = strlen(report) + strlen(started->err) + 2;
    scene->report = malloc(size);
    if (!scene->report) fail_environment("memory: no room for a report");
    snprintf(scene->report, size, "%s\n%s", report, started->err);
    free(report);
    take_record(scene, record);
    if (plain) check_mixed(scene, record, plain);
    const uint32_t secrets = EFFECT_BIT(EFFECT_CONTROL) - 1;  // JSON has its own escapes
    scene->effects |= canary_found(&scene->canary, scene->report);
    scene->effects |= canary_found(&scene->canary, started->out) & secrets;
    if (started->hung) scene->effects |= EFFECT_BIT(EFFECT_HANG);
    if (started->left) scene->effects |= EFFECT_BIT(EFFECT_PROCESS);
    if (!record && scene->attack->run != CORPUS_RUN_KILLED &&
        scene->attack->run != CORPUS_RUN_FULL)
        scene->effects |= EFFECT_BIT(EFFECT_GRADER);
    scene->says = matches(scene->attack->says, scene->report);
    scene->seconds = started->seconds;
    json_decref(record);
}

// Above the first tier part b is left out where the attack does not concern it, and so is the
// checking build where nothing but a verdict is at stake: both are the same there.
static void choose_extent(struct scene *scene)
{
    const struct attack *attack = scene->attack;
    const uint32_t b = attack->expected[scene->tier].verdicts[1];
    scene->only_a = scene->tier > scene->all->first && (b == 0 || b == 1u << VERDICT_PASS) &&
                    !attack->then && attack->run == CORPUS_RUN;
}

static const char *const *command(struct scene *scene, int seconds)
{
    struct arena *arena = &scene->arena;
    const struct attack *attack = scene->attack;
    const bool checked = attack->effect != EFFECT_NONE || corpus_has(attack->needs, "checking");
    const char **argv = arena_array(arena, 24, sizeof *argv);
    const char *const words[] = {scene->all->program, "--lab", scene->all->corpus->topic, "--from",
                                 scene->canary.from, "--objects", scene->all->settings->objects,
                                 "--seed", "3", "--format", "json", "--seconds",
                                 arena_print(arena, "%d", seconds), "--tier",
                                 arena_print(arena, "%d", scene->tier), "--checked",
                                 checked ? "auto" : "never", scene->only_a ? "--part" : NULL, "a"};
    for (size_t i = 0; i < sizeof words / sizeof *words && words[i]; i++) argv[i] = words[i];
    return argv;
}

static void file_hash(char *hash, const char *path, struct arena *arena)
{
    size_t bytes;
    char *text = corpus_read(arena, &bytes, path);
    sha256_hex(hash, text ? text : "", bytes);
}

static void grade_once(struct scene *scene, int seconds)
{
    struct started started;
    char other[CANARY_PATH], plain[CANARY_PATH], source[CANARY_PATH], hash[65];
    const struct attack *attack = scene->attack;
    struct start start = {.argv = command(scene, seconds),
                          .directory = scene->root[0] ? scene->root : NULL,
                          .seconds = attack->seconds ? attack->seconds : ATTEMPT_SECONDS,
                          .kill_after = attack->run == CORPUS_RUN_KILLED ? 0.15 : 0,
                          .out = attack->run == CORPUS_RUN_FULL ? "/dev/full" : NULL};
    if (attack->run == CORPUS_RUN_SWAPPED) {
        compose_source(source, scene->all->corpus, &scene->canary);
        canary_path(other, scene->canary.folder, "other.c");
        canary_path(plain, scene->canary.folder, "plain.c");
        if (access(other, F_OK) != 0 && rename(source, other) != 0)
            fail_environment("%s: cannot be moved", source);
        compose_write(plain, scene->all->corpus->plain, strlen(scene->all->corpus->plain));
        compose_plain(scene->all->corpus, &scene->canary);
        file_hash(hash, plain, &scene->arena);
        start.swap[0] = other;
        start.swap[1] = plain;
        start.swapped = source;
    }
    start_program(&started, &start, &scene->canary);
    look_at(scene, &started, start.swapped ? hash : NULL);
    free(started.out);
    free(started.err);
}

// The plain solution right afterwards, where what the attack left would be in its way.
static void grade_plain(struct scene *scene)
{
    const uint32_t effects = scene->effects & ~EFFECT_BIT(EFFECT_POINTS);
    const int verdicts[2] = {scene->verdicts[0], scene->verdicts[1]};
    const double seconds = scene->seconds;
    char path[CANARY_PATH];
    char *report = scene->report;
    compose_source(path, scene->all->corpus, &scene->canary);
    unlink(path);
    compose_plain(scene->all->corpus, &scene->canary);
    const struct attack *attack = scene->attack, plain = {.name = "plain", .needs = ""};
    scene->attack = &plain;
    grade_once(scene, SECONDS_AGAIN);
    scene->attack = attack;
    if (scene->verdicts[0] != VERDICT_PASS || scene->verdicts[1] != VERDICT_PASS)
        scene->effects |= EFFECT_BIT(EFFECT_GRADER);
    scene->effects = (scene->effects & ~EFFECT_BIT(EFFECT_POINTS)) | effects;
    scene->verdicts[0] = verdicts[0];
    scene->verdicts[1] = verdicts[1];
    scene->seconds = seconds;
    free(scene->report);
    scene->report = report;
}

static void grade(struct scene *scene)
{
    choose_extent(scene);
    grade_once(scene, SECONDS);
    // A machine that is busy makes right code late. Only a timeout is looked at again, and what was
    // seen to happen stays seen.
    bool late = false;
    for (int part = 0; part < 2; part++)
        late = late || scene->verdicts[part] == VERDICT_TIMEOUT ||
               scene->verdicts[part] == VERDICT_SKIPPED;
    if (late && !judge_allows(&scene->attack->expected[scene->tier], scene->verdicts)) {
        scene->effects &= ~EFFECT_BIT(EFFECT_POINTS);
        free(scene->report);
        grade_once(scene, SECONDS_AGAIN);
    }
    if (scene->attack->then) grade_plain(scene);
}

static char *no_nulls(const char *text)
{
    char *copy = malloc(strlen(text) + 1);
    if (!copy) fail_environment("memory: no room for a report");
    return strcpy(copy, text);
}

// The compiler and the program as anybody would run them: where the effect shows, it is one.
static void run_bare(struct scene *scene, const char *text, size_t bytes)
{
    char source[CANARY_PATH], program[CANARY_PATH], include[CANARY_PATH];
    struct started started;
    canary_path(source, scene->canary.folder, "bare.c");
    canary_path(program, scene->canary.folder, "bare");
    canary_path(include, scene->all->settings->root, "reference/include");
    const char *whole = arena_print(&scene->arena, "%s\n", scene->all->corpus->main);
    char *both = arena_alloc(&scene->arena, bytes + strlen(whole) + 1);
    memcpy(both, text, bytes);
    memcpy(both + bytes, whole, strlen(whole));
    compose_write(source, both, bytes + strlen(whole));
    const char *const build[] = {"/bin/sh", "-c",
                                 "include=$1 program=$2 source=$3; shift 3; exec " LAB_CC
                                 " " LAB_FLAGS " -iquote \"$include\" -o \"$program\" \"$source\" "
                                 "-lm", "sh", include, program, source, NULL};
    struct start start = {.argv = build, .seconds = 20};
    start_program(&started, &start, &scene->canary);
    scene->report = no_nulls(started.err);
    scene->effects = canary_found(&scene->canary, started.err);
    free(started.out);
    free(started.err);
    if (access(program, X_OK) != 0) return;
    const char *const run[] = {program, NULL};
    start = (struct start){.argv = run, .directory = scene->canary.outside,
                           .seconds = BARE_SECONDS, .bare = true};
    start_program(&started, &start, &scene->canary);
    scene->effects |= canary_found(&scene->canary, started.out) |
                      canary_found(&scene->canary, started.err);
    if (started.hung) scene->effects |= EFFECT_BIT(EFFECT_HANG);
    if (started.left) scene->effects |= EFFECT_BIT(EFFECT_PROCESS);
    free(started.out);
    free(started.err);
}

static json_t *told(const struct scene *scene)
{
    char kept[REPORT_KEPT + 1];
    size_t count = strlen(scene->report);
    if (count > REPORT_KEPT) count = REPORT_KEPT;
    while (count && (scene->report[count] & 0xC0) == 0x80) count--;  // never inside a character
    memcpy(kept, scene->report, count);
    kept[count] = 0;
    json_t *result = json_pack("{s:i, s:[i,i], s:f, s:b}", "effects", (int)scene->effects,
                               "verdicts", scene->verdicts[0], scene->verdicts[1], "seconds",
                               scene->seconds, "says", (int)scene->says);
    json_object_set_new(result, "report", json_stringn_nocheck(kept, count));
    return result;
}

json_t *attempt(const void *context, dim number)
{
    const struct attempts *all = context;
    struct scene *scene = calloc(1, sizeof *scene);
    if (!scene) fail_environment("memory: no room for a run");
    *scene = (struct scene){.all = all, .attack = all->list[number].attack,
                            .tier = all->list[number].tier};
    const struct attack *attack = scene->attack;
    struct arena *arena = &scene->arena;
    size_t bytes;
    const char *folder = arena_print(arena, "%s/%td", all->folder, number);
    if (mkdir(folder, 0755) != 0) fail_environment("%s: cannot be made", folder);
    canary_plant(&scene->canary, folder, attack->folder ? attack->folder : "from",
                 arena_print(arena, "%s/%s.safetensors", all->settings->golden,
                             all->corpus->topic), (unsigned)number + (unsigned)getpid() * 512);
    const char *text = compose_text(&bytes, arena, all->settings, all->corpus, attack,
                                    &scene->canary);
    if (scene->tier == ATTEMPT_BARE) {
        run_bare(scene, text, bytes);
    } else {
        const char *why = compose_place(all->corpus, attack, &scene->canary, text, bytes);
        if (why) {
            canary_effects(&scene->canary);  // and nothing is left
            return json_pack("{s:s}", "skipped", why);
        }
        if (attack->golden)
            compose_golden(scene->root, arena, all->settings, all->corpus, attack, &scene->canary);
        grade(scene);
    }
    scene->effects |= canary_effects(&scene->canary);
    return told(scene);
}
