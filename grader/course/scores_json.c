// scores_json.c: the sheet as crumb/scores/v1, and as a table. See scores.h.
#include "course/scores.h"

#include "course/csv.h"
#include "course/moment.h"
#include "fields.h"

#include <stdlib.h>
#include <string.h>

static bool is_told(const struct sheet *sheet, const struct course_lab *lab)
{
    return !sheet->only || strcmp(sheet->only, lab->topic) == 0;
}

static json_t *moment_json(bool known, int64_t seconds)
{
    char text[MOMENT_TEXT];
    if (!known) return json_null();
    moment_print(text, seconds);
    return json_string(text);
}

// ---- one lab of one student --------------------------------------------------------------------

struct asked {
    const struct sheet *sheet;
    const struct course_lab *lab;
    int tries;
};

static enum feedback_level level_of(const char *part, const void *context)
{
    const struct asked *asked = context;
    return course_level(asked->sheet->course, asked->lab, part, asked->tries, asked->sheet->now);
}

// The record's path is of the machine that graded: its last two names say enough.
static void shorten_source(json_t *lab)
{
    const char *source = field_text(lab, "source"), *at = source + strlen(source);
    for (int slashes = 0; at > source; at--)
        if (at[-1] == '/' && ++slashes == 2) break;
    if (at > source) json_object_set_new(lab, "source", json_string(at));
}

static json_t *cell_json(const struct sheet *sheet, const struct course_lab *lab,
                         const struct cell *cell)
{
    if (cell->state != CELL_SCORED) return json_null();
    const struct asked asked = {sheet, lab, cell->tries};
    json_t *record = feedback_reduce_lab(cell->lab, level_of, &asked);
    shorten_source(record);
    return json_pack("{s:i,s:i,s:f,s:I,s:f,s:s,s:s,s:o,s:i,s:o}", "earned", cell->earned, "points",
                     lab->points, "score", cell->score, "late_hours",
                     (json_int_t)((cell->late + MOMENT_HOUR - 1) / MOMENT_HOUR), "penalty",
                     cell->penalty, "why", cell->why, "submission", cell->submission, "when",
                     moment_json(cell->timed, cell->when), "tries", cell->tries, "record", record);
}

static json_t *student_json(const struct sheet *sheet, dim index)
{
    const struct course *course = sheet->course;
    const struct course_student *student = &course->roster[index];
    json_t *labs = json_object(), *empty = json_object();
    for (dim i = 0; i < course->lab_count; i++) {
        const struct course_lab *lab = &course->labs[i];
        const struct cell *cell = scores_cell(sheet, index, i);
        if (!is_told(sheet, lab)) continue;
        json_object_set_new(labs, lab->number, cell_json(sheet, lab, cell));
        if (cell->state != CELL_SCORED)
            json_object_set_new(empty, lab->number, json_string(cell->why));
    }
    const bool total = !sheet->only && sheet->totals[index] >= 0.0;
    return json_pack("{s:s,s:s,s:s,s:o,s:o,s:o}", "id", student->id, "account", student->account,
                     "name", student->name, "labs", labs, "empty", empty, "total",
                     total ? json_real(sheet->totals[index]) : json_null());
}

// ---- the leaderboard ---------------------------------------------------------------------------

struct place {
    const char *name;
    double value;
};

static int by_value(const void *a, const void *b)
{
    const struct place *one = a, *other = b;
    if (one->value < other->value) return 1;
    if (one->value > other->value) return -1;
    return strcmp(one->name, other->name);
}

// Who asked for it, by the name they asked for.
static json_t *leaderboard(const struct sheet *sheet, struct arena *arena)
{
    const struct course *course = sheet->course;
    if (!course->leaderboard || sheet->only) return json_null();
    struct place *places = arena_array(arena, (size_t)course->roster_count, sizeof *places);
    size_t count = 0;
    for (dim i = 0; i < course->roster_count; i++)
        if (*course->roster[i].board && sheet->totals[i] >= 0.0)
            places[count++] = (struct place){course->roster[i].board, sheet->totals[i]};
    qsort(places, count, sizeof *places, by_value);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_pack("{s:s,s:f}", "name", places[i].name, "value",
                                              places[i].value));
    return list;
}

// ---- all ---------------------------------------------------------------------------------------

json_t *scores_json(const struct sheet *sheet, struct arena *arena)
{
    const struct course *course = sheet->course;
    json_t *labs = json_array(), *students = json_array();
    for (dim i = 0; i < course->lab_count; i++) {
        const struct course_lab *lab = &course->labs[i];
        if (!is_told(sheet, lab)) continue;
        json_array_append_new(labs, json_pack("{s:s,s:s,s:s,s:i,s:f,s:o}", "lab", lab->number,
                                              "topic", lab->topic, "title", lab->title, "points",
                                              lab->points, "weight", lab->weight, "due",
                                              moment_json(lab->has_due, lab->due)));
    }
    for (dim i = 0; i < course->roster_count; i++)
        json_array_append_new(students, student_json(sheet, i));
    return json_pack("{s:s,s:s,s:o,s:s,s:o,s:o,s:o,s:O,s:O}", "schema", "crumb/scores/v1", "title",
                     course->title, "when", moment_json(true, sheet->now), "kind",
                     sheet->previews ? "preview" : "official", "labs", labs, "students", students,
                     "leaderboard", leaderboard(sheet, arena), "unmatched", sheet->unmatched,
                     "warnings", sheet->warnings);
}

void scores_csv(FILE *out, const struct sheet *sheet, struct arena *arena)
{
    const struct course *course = sheet->course;
    fputs("id,account,name", out);
    for (dim i = 0; i < course->lab_count; i++)
        if (is_told(sheet, &course->labs[i]))
            fprintf(out, ",%s %s (%d)", course->labs[i].number, course->labs[i].topic,
                    course->labs[i].points);
    fputs(sheet->only ? "\r\n" : ",total\r\n", out);
    for (dim i = 0; i < course->roster_count; i++) {
        const struct course_student *student = &course->roster[i];
        fprintf(out, "%s,%s,%s", csv_text(arena, student->id), csv_text(arena, student->account),
                csv_text(arena, student->name));
        for (dim j = 0; j < course->lab_count; j++) {
            const struct cell *cell = scores_cell(sheet, i, j);
            if (!is_told(sheet, &course->labs[j])) continue;
            if (cell->state == CELL_SCORED) fprintf(out, ",%.10g", cell->score);
            else fputc(',', out);
        }
        if (!sheet->only && sheet->totals[i] >= 0.0) fprintf(out, ",%.10g", sheet->totals[i]);
        else if (!sheet->only) fputc(',', out);
        fputs("\r\n", out);
    }
}
