// report.c: the record as a table and sentences. See report.h.
#include "report.h"

#include "todo.h"

#include <string.h>

static const char *text(const json_t *object, const char *key)
{
    const char *value = json_string_value(json_object_get(object, key));
    return value ? value : "";
}

static int number(const json_t *object, const char *key)
{
    return (int)json_integer_value(json_object_get(object, key));
}

json_t *report_record(const struct settings *settings, json_t *labs)
{
    int points = 0, earned = 0;
    size_t i, j;
    json_t *lab, *part;
    json_array_foreach(labs, i, lab)
        json_array_foreach(json_object_get(lab, "parts"), j, part) {
            points += number(part, "points");
            earned += number(part, "earned");
        }
    return json_pack("{s:s,s:s,s:I,s:i,s:i,s:i,s:o}", "schema", "crumb/result/v1", "from", settings->from,
                     "seed", (json_int_t)settings->seed, "tier", 1, "points", points, "earned", earned,
                     "labs", labs);
}

int report_percent(const json_t *record)
{
    int points = number(record, "points");
    return points ? 100 * number(record, "earned") / points : 0;
}

bool report_has_grader_error(const json_t *record)
{
    size_t i, j;
    json_t *lab, *part;
    json_array_foreach(json_object_get(record, "labs"), i, lab)
        json_array_foreach(json_object_get(lab, "parts"), j, part)
            if (strcmp(text(part, "verdict"), "grader-error") == 0) return true;
    return false;
}

static void indented(FILE *out, const char *lines, const char *before)
{
    for (const char *line = lines; *line;) {
        const char *end = strchr(line, '\n');
        int count = end ? (int)(end - line) : (int)strlen(line);
        fprintf(out, "%s%.*s\n", before, count, line);
        line += count + (end != NULL);
    }
}

static void write_check(FILE *out, const json_t *record, const json_t *part, const json_t *check)
{
    const char *printed = text(json_object_get(part, "printed"), text(check, "operation"));
    fprintf(out, "       %s  (%s: %s)\n", text(check, "verdict"), text(check, "operation"), text(check, "law"));
    indented(out, text(check, "detail"), "         ");
    if (*printed) {
        fprintf(out, "         your program printed:\n");
        indented(out, printed, "         | ");
    }
    fprintf(out, "         again: build/grade replay %s --from %s --seed %lld\n", text(check, "id"), text(record, "from"),
            (long long)json_integer_value(json_object_get(record, "seed")));
}

// The first failed check of each function; the others often say the same again.
static void write_failures(FILE *out, const json_t *record, const json_t *part)
{
    const char *last = "";
    int more = 0;
    size_t i;
    json_t *check;
    json_array_foreach(json_object_get(part, "checks"), i, check) {
        const char *verdict = text(check, "verdict");
        if (strcmp(verdict, "pass") == 0) continue;
        if (strcmp(text(check, "operation"), last) == 0) { more++; continue; }
        if (more) fprintf(out, "         (%d more checks of %s failed)\n", more, last);
        more = 0;
        last = text(check, "operation");
        if (strcmp(verdict, "not-written-yet") == 0) fprintf(out, "       %s is not written yet\n", last);
        else write_check(out, record, part, check);
        if (strcmp(verdict, "not-written-yet") == 0) more = -1000;
    }
    if (more > 0) fprintf(out, "         (%d more checks of %s failed)\n", more, last);
}

static void write_lab(FILE *out, const json_t *record, const json_t *lab)
{
    size_t i;
    json_t *part;
    bool finished = true, built = strcmp(text(lab, "build"), "pass") == 0;
    fprintf(out, "\n %s %s\n", text(lab, "number"), text(lab, "topic"));
    json_array_foreach(json_object_get(lab, "parts"), i, part) {
        const char *verdict = text(part, "verdict");
        bool unwritten = strcmp(verdict, "not-written-yet") == 0;
        if (strcmp(verdict, "pass") != 0) finished = false;
        fprintf(out, "    %s  %-42s %2d/%-2d  %s\n", text(part, "part"), text(part, "title"), number(part, "earned"),
                number(part, "points"), unwritten ? "not written yet" : verdict);
        if (built && !(unwritten && number(part, "earned") == 0)) write_failures(out, record, part);
    }
    if (*text(lab, "message")) indented(out, text(lab, "message"), "       ");
    if (*text(lab, "notes")) {
        fprintf(out, "       the compiler notes:\n");
        indented(out, text(lab, "notes"), "       | ");
    }
    if (finished) {
        const char *from = text(record, "from");
        bool reference = strcmp(from, "reference") == 0;
        fprintf(out, "    see it: make show T=%s%s%s%s%s\n", text(lab, "topic"), reference ? "" : " FROM_", reference ? "" : text(lab, "topic"), reference ? "" : "=", reference ? "" : from);
    }
}

void report_text(FILE *out, const json_t *record)
{
    size_t i;
    json_t *lab;
    const char *fresh = "";
    json_array_foreach(json_object_get(record, "labs"), i, lab) {
        write_lab(out, record, lab);
        if (*text(lab, "fresh")) fresh = text(lab, "fresh");
    }
    fprintf(out, "\n %d of %d points, from %s, seed %lld\n", number(record, "earned"), number(record, "points"),
            text(record, "from"), (long long)json_integer_value(json_object_get(record, "seed")));
    if (*fresh) fprintf(out, " fresh sizes: not run (%s)\n", fresh);
}

static const json_t *part_of(const json_t *record, const struct topic_part *wanted)
{
    size_t i, j;
    json_t *lab, *part;
    json_array_foreach(json_object_get(record, "labs"), i, lab)
        if (strcmp(text(lab, "topic"), wanted->topic) == 0)
            json_array_foreach(json_object_get(lab, "parts"), j, part)
                if (strcmp(text(part, "part"), wanted->part) == 0) return part;
    return NULL;
}

void report_next(FILE *out, const struct settings *settings, const json_t *record)
{
    const struct topics *topics = &settings->topics;
    for (int track = TRACK_SPEAK; track <= TRACK_LEARN; track++)
        for (dim i = 0; i < topics->count; i++) {
            const struct topic_part *part = &topics->parts[i];
            const json_t *result = part_of(record, part);
            if (part->track != track || !result || strcmp(text(result, "verdict"), "pass") == 0) continue;
            fprintf(out, " next: part %s of %s, %s (about %d minutes)\n", part->part, part->topic, part->title, part->minutes);
            fprintf(out, "       read labs/%s-%s/README.md, edit %s/%s-%s/%s.c, then make grade T=%s\n", part->number,
                    part->topic, settings->from, part->number, part->topic, part->topic, part->topic);
            return;
        }
    fprintf(out, " done: every part that was graded is complete\n");
}
