// cells.c: a cell, a column. See cells.h.
#include "page/cells.h"

#include "fail.h"
#include "fields.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool has_fault(const json_t *record)
{
    size_t i;
    json_t *part;
    json_array_foreach(json_object_get(record, "parts"), i, part)
        if (field_is(part, "verdict", "grader-error")) return true;
    return false;
}

struct page_cell page_cell(const json_t *student, const json_t *lab)
{
    struct page_cell cell = {.points = json_number_value(json_object_get(lab, "points"))};
    const json_t *labs = json_object_get(student, "labs");
    const json_t *object = json_object_get(labs, field_text(lab, "lab"));
    cell.why = field_text(json_object_get(student, "empty"), field_text(lab, "lab"));
    if (!json_is_object(object)) return cell;
    const json_t *score = json_object_get(object, "score");
    const json_t *points = json_object_get(object, "points");
    cell.object = object;
    cell.record = json_object_get(object, "record");
    cell.why = field_text(object, "why");
    cell.scored = json_is_number(score);
    cell.score = json_number_value(score);
    cell.earned = json_number_value(json_object_get(object, "earned"));
    if (json_is_number(points)) cell.points = json_number_value(points);
    cell.fault = has_fault(cell.record);
    return cell;
}

static int rising(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void count_in(struct spread *spread, double value)
{
    const double share = spread->points > 0 ? value / spread->points : 1;
    const double bin = floor(share * SPREAD_TENTHS + 1e-9);
    const int at = share >= 1 - 1e-9 ? SPREAD_TENTHS : bin < 0 ? 0 : (int)bin;
    spread->bins[at]++;
}

// values [count], of students who have a score; sorts them.
static void measure(struct spread *spread, double *values)
{
    const dim count = spread->count;
    if (count == 0) return;
    qsort(values, (size_t)count, sizeof *values, rising);
    spread->least = values[0];
    spread->most = values[count - 1];
    spread->median = (values[(count - 1) / 2] + values[count / 2]) / 2;
    for (dim i = 0; i < count; i++) count_in(spread, values[i]);
}

struct spread page_spread(const json_t *scores, const json_t *lab)
{
    struct spread spread = {.points = 100};
    const json_t *students = json_object_get(scores, "students");
    double *values = calloc(json_array_size(students) + 1, sizeof *values);
    size_t i;
    json_t *student;
    if (!values) fail_environment("no memory for %zu scores", json_array_size(students));
    if (lab) spread.points = json_number_value(json_object_get(lab, "points"));
    json_array_foreach(students, i, student) {
        const json_t *total = json_object_get(student, "total");
        const struct page_cell cell = lab ? page_cell(student, lab)
                                     : (struct page_cell){.scored = json_is_number(total),
                                                     .score = json_number_value(total)};
        if (cell.scored) values[spread.count++] = cell.score;
        else spread.missing++;
        if (!lab) spread.points = fmax(spread.points, cell.score);
    }
    measure(&spread, values);
    free(values);
    return spread;
}

const char *page_kind(const json_t *scores)
{
    return field_is(scores, "kind", "official") ? "official" : "preview";
}
