// hunt.c: the command, and its two reports. See hunt.h.
#include "hunt.h"

#include "fail.h"
#include "fields.h"
#include "file.h"
#include "hunt_golden.h"
#include "hunt_judge.h"
#include "paint.h"
#include "show.h"
#include "submission.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TOLD_MOST = 4000 };

// from/NN-topic/hunt.txt, or from/topic-hunt.txt where there is no such folder.
static void find_file(char path[SUBMISSION_PATH_MAX], const struct settings *settings,
                      const struct topic_part *first)
{
    struct stat status;
    if (strcmp(settings->from, "reference") == 0)
        fail_usage("hunt --from reference: cases stand in labs/%s-%s/hunt.txt; wanted labs or a "
                   "folder", first->number, first->topic);
    snprintf(path, SUBMISSION_PATH_MAX, "%.4000s/%s-%s", settings->from, first->number,
             first->topic);
    const bool own = stat(path, &status) == 0 && S_ISDIR(status.st_mode);
    snprintf(path, SUBMISSION_PATH_MAX, own ? "%.4000s/%s-%s/hunt.txt" : "%.4000s/%s%s-hunt.txt",
             settings->from, own ? first->number : "", first->topic);
}

static void read_cases(struct hunt_cases *cases, struct arena *arena, const char *path,
                       const struct hunt_functions *known)
{
    size_t bytes;
    dim line;
    char shown[SUBMISSION_PATH_MAX];
    char *written = file_text(arena, path, HUNT_BYTES_MOST, &bytes);
    const char *why = hunt_parse(cases, &line, arena, known, written, bytes);
    if (why) fail("%s:%td: %s", show(shown, sizeof shown, path, strlen(path)), line, why);
}

// ---- the report --------------------------------------------------------------------------------

static void write_implementation(FILE *out, const json_t *one)
{
    char told[TOLD_MOST];
    if (!json_is_true(json_object_get(one, "exposed"))) {
        fprintf(out, "   wrong implementation %td: not exposed\n", field_count(one, "number"));
        return;
    }
    snprintf(told, sizeof told, "wrong implementation %td: exposed by case %td (%s)",
             field_count(one, "number"), field_count(one, "case"), field_text(one, "difference"));
    paint_wrapped(out, "   ", told);
    snprintf(told, sizeof told, "%s: %s", field_text(one, "function"), field_text(one, "says"));
    paint_wrapped(out, "      ", told);
}

static void write_illegal(FILE *out, const json_t *one, const char *path)
{
    char told[TOLD_MOST];
    if (json_is_true(json_object_get(one, "legal"))) return;
    snprintf(told, sizeof told, "case %td (%s:%td) is no legal input and does not count: %s",
             field_count(one, "case"), path, field_count(one, "line"), field_text(one, "why"));
    fputc('\n', out);
    paint_wrapped(out, " ", told);
}

static void write_left(FILE *out, const json_t *record)
{
    size_t i;
    json_t *one;
    char told[TOLD_MOST];
    size_t used = (size_t)snprintf(told, sizeof told, "%td of %td exposed",
                                   field_count(record, "exposed"), field_count(record, "of"));
    const char *before = "; left: ";
    json_array_foreach(json_object_get(record, "implementations"), i, one) {
        if (json_is_true(json_object_get(one, "exposed")) || used + 40 > sizeof told) continue;
        used += (size_t)snprintf(told + used, sizeof told - used, "%s%td", before,
                                 field_count(one, "number"));
        before = ", ";
    }
    fputc('\n', out);
    paint_wrapped(out, " ", told);
}

static void write_report(FILE *out, const json_t *record)
{
    size_t i;
    json_t *one;
    char path[SUBMISSION_PATH_MAX], told[SUBMISSION_PATH_MAX + 200];
    const size_t cases = json_array_size(json_object_get(record, "cases"));
    show(path, sizeof path, field_text(record, "file"), strlen(field_text(record, "file")));
    snprintf(told, sizeof told, "bug hunt: %s, %zu case%s of %s",
             field_text(record, "topic"), cases,
             cases == 1 ? "" : "s", path);
    paint_wrapped(out, " ", told);
    if (json_is_true(json_object_get(record, "written")))
        paint_wrapped(out, " ", "there was no such file: now it holds a first case of each "
                      "function, to change and to add to");
    fputc('\n', out);
    json_array_foreach(json_object_get(record, "implementations"), i, one)
        write_implementation(out, one);
    json_array_foreach(json_object_get(record, "cases"), i, one) write_illegal(out, one, path);
    write_left(out, record);
}

// ---- the command -------------------------------------------------------------------------------

static json_t *hunt(const struct settings *settings, struct arena *arena,
                    const struct topic_part *first, struct golden *golden)
{
    struct hunt_functions known;
    struct hunt_cases cases;
    char path[SUBMISSION_PATH_MAX], shown[SUBMISSION_PATH_MAX];
    golden_load(golden, arena, settings->golden, first->topic);
    hunt_functions_of(&known, arena, golden, first->topic);
    find_file(path, settings, first);
    const bool written = access(path, F_OK) != 0;
    if (written) hunt_template(path, &known, golden);
    read_cases(&cases, arena, path, &known);
    json_t *record = hunt_judge(settings, arena, first->topic, &cases);
    json_object_set_new(record, "schema", json_string("crumb/hunt/v1"));
    json_object_set_new(record, "topic", json_string(first->topic));
    json_object_set_new(record, "file", json_string(show(shown, sizeof shown, path, strlen(path))));
    json_object_set_new(record, "written", json_boolean(written));
    return record;
}

int hunt_command(const struct settings *settings, const char *topic)
{
    struct arena arena = {0};
    struct golden golden;
    const struct topic_part *first = topics_find(&settings->topics, topic);
    if (!first)
        fail_usage("hunt %s: no topic named %s; labs/topics.txt lists them", topic, topic);
    json_t *record = hunt(settings, &arena, first, &golden);
    if (settings->json) {
        json_dumpf(record, stdout, JSON_INDENT(1) | JSON_SORT_KEYS);
        putchar('\n');
    } else {
        write_report(stdout, record);
    }
    json_decref(record);
    golden_close(&golden);
    arena_free(&arena);
    return 0;
}
