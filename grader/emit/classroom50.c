// classroom50.c: result.json of Classroom 50, schema classroom50/result/v1. Scores are whole
// numbers, so that there is no way to say "no score": a record with a grader-error gives no file
// and exit code 2, which is its infrastructure error.
#include "emit/emit.h"

#include "emit/tests.h"
#include "fail.h"
#include "fields.h"

#include <time.h>

static const char *now(struct arena *arena)
{
    const time_t seconds = time(NULL);
    char *text = arena_alloc(arena, 32);
    struct tm utc;
    if (!gmtime_r(&seconds, &utc)) return "";
    strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text;
}

static json_t *one_test(struct arena *arena, const json_t *lab, const json_t *part)
{
    const char *verdict = field_text(part, "verdict");
    json_t *test =
        json_pack("{s:s,s:b,s:O,s:O}", "test-name", emit_part_name(arena, lab, part), "passed",
                  emit_class_part(part) == EMIT_PASS, "score", json_object_get(part, "earned"),
                  "max-score", json_object_get(part, "points"));
    if (*verdict) json_object_set_new(test, "verdict", json_string(verdict));
    return test;
}

static const char *missing(const struct emit_options *options)
{
    if (!options->classroom) return "--classroom (or CLASSROOM";
    if (!options->assignment) return "--assignment (or ASSIGNMENT";
    if (!options->submission) return "--submission (or SUBMISSION_TAG";
    if (!options->commit) return "--commit (or COMMIT_URL";
    if (!options->release) return "--release (or RELEASE_URL";
    return NULL;
}

// Emitted anew, the instant of submission stays what the record or the caller says.
static json_t *head(struct arena *arena, const json_t *record, const struct emit_options *options)
{
    const char *when = field_text(record, "when"), *said = *when ? when : now(arena);
    json_t *file = json_pack(
        "{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s}", "schema", "classroom50/result/v1", "classroom",
        options->classroom, "assignment", options->assignment, "submission", options->submission,
        "commit", options->commit, "release", options->release, "review",
        options->review ? options->review : options->commit, "datetime",
        options->datetime ? options->datetime : said, "graded_at",
        options->graded_at ? options->graded_at : said);
    if (options->assignment_type)
        json_object_set_new(file, "assignment_type", json_string(options->assignment_type));
    if (options->owner) json_object_set_new(file, "owner", json_string(options->owner));
    return file;
}

int emit_classroom50(FILE *out, const json_t *record, const struct emit_options *options,
                     struct arena *arena, char why[EMIT_WHY])
{
    const char *lacks = missing(options);
    json_t *tests = json_array(), *lab, *part;
    size_t i, j;
    if (lacks || emit_any_broken(record)) {
        json_decref(tests);
        if (lacks) snprintf(why, EMIT_WHY, "classroom50: %s in the environment) is not given; "
                            "wanted what the file must name", lacks);
        else snprintf(why, EMIT_WHY, "classroom50: the record has a grader-error, and this format "
                      "has no way to say that there is no score; nothing is written");
        return lacks ? FAIL_USAGE : EMIT_NO_SCORE;
    }
    json_t *file = head(arena, record, options);
    json_array_foreach(json_object_get(record, "labs"), i, lab)
        json_array_foreach(json_object_get(lab, "parts"), j, part)
            json_array_append_new(tests, one_test(arena, lab, part));
    json_object_set(file, "score", json_object_get(record, "earned"));
    json_object_set(file, "max-score", json_object_get(record, "points"));
    json_object_set_new(file, "tests", tests);
    json_dumpf(file, out, JSON_INDENT(1));
    fputc('\n', out);
    json_decref(file);
    return 0;
}
