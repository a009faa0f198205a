// emit.c: the list of formats, and the way out: all of it or nothing. See emit.h.
#include "emit/emit.h"

#include "fail.h"
#include "file.h"

#include <stdlib.h>
#include <string.h>

const char *const emit_names[EMIT_FORMATS + 1] = {
    "gradescope", "classroom50", "junit", "tap", "sarif", "github", "autolab", "markdown",
    "badge", "shields", "check50", NULL};
static emitter *const emitters[EMIT_FORMATS] = {
    emit_gradescope, emit_classroom50, emit_junit, emit_tap, emit_sarif, emit_github, emit_autolab,
    emit_markdown, emit_badge, emit_shields, emit_check50};

emitter *emit_of(const char *name)
{
    for (int i = 0; i < EMIT_FORMATS; i++)
        if (strcmp(name, emit_names[i]) == 0) return emitters[i];
    return NULL;
}

// What came by a flag or the environment is text like any other; it stands on one line.
static const char *one_line(struct arena *arena, const char *text)
{
    if (!text) return NULL;
    json_t *value = json_stringn_nocheck(text, strlen(text)), *copy = emit_clean(value);
    char *kept = strcpy(arena_alloc(arena, json_string_length(copy) + 1), json_string_value(copy));
    for (char *c = kept; *c; c++)
        if (*c == '\n') *c = ' ';
    json_decref(value);
    json_decref(copy);
    return kept;
}

static struct emit_options cleaned(struct arena *arena, const struct emit_options *options)
{
    struct emit_options clean = *options;
    const char **const texts[] = {
        &clean.classroom, &clean.assignment, &clean.assignment_type, &clean.owner,
        &clean.submission, &clean.commit, &clean.release, &clean.review, &clean.datetime,
        &clean.graded_at, &clean.leaderboard, &clean.slug, &clean.label};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = one_line(arena, *texts[i]);
    return clean;
}

int emit_write(FILE *out, const char *name, const json_t *record,
               const struct emit_options *options, struct arena *arena, char why[EMIT_WHY])
{
    const struct emit_options clean = cleaned(arena, options);
    return emit_of(name)(out, record, &clean, arena, why);
}

// In memory: what cannot be written to its end is not begun. Freed by the caller.
static char *made(int *code, size_t *count, const char *name, const json_t *record,
                  const struct emit_options *options)
{
    struct arena arena = {0};
    char *text = NULL, why[EMIT_WHY] = "";
    FILE *out = open_memstream(&text, count);
    if (!out) fail_environment("memory: no room for %s", name);
    *code = emit_write(out, name, record, options, &arena, why);
    if (fclose(out) != 0) fail_environment("memory: no room for %s", name);
    arena_free(&arena);
    if (*code == FAIL_USAGE) fail_usage("%s", why);
    if (*code == FAIL_ENVIRONMENT) fail_environment("%s", why);
    if (*code) fprintf(stderr, "grade: %s\n", why);
    return text;
}

static void summarise(const json_t *record)
{
    struct arena arena = {0};
    const char *path = getenv("GITHUB_STEP_SUMMARY");
    const char *why = path && *path ? emit_summary(path, record, &arena) : NULL;
    if (!path || !*path)
        fputs("grade: GITHUB_STEP_SUMMARY is not set, so there is no summary, only annotations\n",
              stderr);
    if (why) fail_environment("%s: the summary was not appended (%s)", path, why);
    arena_free(&arena);
}

int emit_send(const char *name, const json_t *record, const struct emit_options *options,
              const char *out_path)
{
    int code;
    size_t count;
    struct file_writer writer;
    char *text = made(&code, &count, name, record, options);
    if (code == 0 && strcmp(name, "github") == 0) summarise(record);
    if (code == 0 && out_path) {
        file_begin(&writer, out_path);
        fwrite(text, 1, count, writer.stream);
        file_commit(&writer);
    } else if (code == 0) fwrite(text, 1, count, stdout);  // main looks whether it got there
    free(text);
    return code;
}

void emit_options_from_environment(struct emit_options *options)
{
    const struct {
        const char *name, **value;
    } all[] = {{"CLASSROOM", &options->classroom}, {"ASSIGNMENT", &options->assignment},
               {"SUBMISSION_TAG", &options->submission}, {"COMMIT_URL", &options->commit},
               {"RELEASE_URL", &options->release}, {"REVIEW_URL", &options->review},
               {"USERNAME", &options->owner}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const char *value = getenv(all[i].name);
        if (!*all[i].value && value && *value) *all[i].value = value;
    }
}

void emit_prepare(const char *name)
{
    int code;
    size_t count;
    struct emit_options options = {0};
    json_t *empty = json_pack("{s:s,s:i,s:i,s:[]}", "schema", "crumb/result/v1", "points", 0,
                              "earned", 0, "labs");
    emit_options_from_environment(&options);
    free(made(&code, &count, name, empty, &options));
    json_decref(empty);
}

int emit_graded(const char *name, const json_t *record)
{
    char why[EMIT_WHY];
    struct emit_options options = {0};
    json_t *checked = emit_record_of(record, why);
    if (!checked) fail_environment("the record of this grading is none: %s", why);
    emit_options_from_environment(&options);
    const int code = emit_send(name, checked, &options, NULL);
    json_decref(checked);
    return code;
}
