// lms.c: Canvas's gradebook, Moodle's gradebook and Moodle's worksheet. See lms.h.
#include "course/lms.h"

#include "fail.h"
#include "file.h"
#include "show.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { HEAD_ROWS = 4, SHOWN = 200 };

struct filler {
    struct lms_filled *filled;
    struct sheet *sheet;
    struct arena *arena;
    enum lms_kind kind;
    const struct course_lms *rule;
    const char *path, *name;  // name: without its folders
    dim key, first, points;   // column of the key; first row of a student; row of the maxima, -1
    dim maximum, open;        // columns of a worksheet, else -1
    dim *rows;                // [roster] the row of each student; -1: none, -2: several
    bool comma;               // numbers are written 7,5
};

static struct csv *table(const struct filler *filler)
{
    return &filler->filled->csv;
}

static const char *trimmed(struct arena *arena, const char *text)
{
    text += strspn(text, " \t\r\n");
    size_t count = strlen(text);
    while (count && strchr(" \t\r\n", text[count - 1])) count--;
    char *copy = arena_alloc(arena, count + 1);
    return memcpy(copy, text, count);
}

static const char *cell(const struct filler *filler, dim row, dim column)
{
    return trimmed(filler->arena, table(filler)->rows[row].cells[column].text);
}

static const char *shown(const struct filler *filler, const char *text)
{
    return show(arena_alloc(filler->arena, SHOWN), SHOWN, text, strlen(text));
}

// A number as either locale writes it; false: it is none.
static bool number_of(double *number, const char *text)
{
    char copy[40], *end;
    if (strlen(text) >= sizeof copy || !*text || text[strspn(text, "0123456789.,")]) return false;
    strcpy(copy, text);
    for (char *at = copy; *at; at++)
        if (*at == ',') *at = '.';
    *number = strtod(copy, &end);
    return !*end && isfinite(*number);
}

// ---- columns -----------------------------------------------------------------------------------

// The column with this name; -1: none, and a sentence where there are two.
static dim column_of(const struct filler *filler, const char *name)
{
    dim found = -1;
    for (dim i = 0; i < table(filler)->rows[0].count; i++) {
        if (strcmp(cell(filler, 0, i), name) != 0) continue;
        if (found >= 0) fail("%s: two columns are called %s", filler->path, shown(filler, name));
        found = i;
    }
    return found;
}

static dim needed_column(const struct filler *filler, const char *name, const char *next)
{
    const dim column = column_of(filler, name);
    if (column < 0)
        fail("%s: no column is called %s; %s", filler->path, shown(filler, name), next);
    return column;
}

// "06 rope (4711)" is "06 rope", "Assignment: 06 rope (Real)" too.
static bool is_name_of(const struct filler *filler, const char *head, const struct course_lab *lab)
{
    const char *prefix = filler->kind == LMS_MOODLE ? "Assignment: " : "";
    if (strncmp(head, prefix, strlen(prefix)) == 0) head += strlen(prefix);
    const char *open = strrchr(head, '(');
    const size_t count = open && open > head && open[-1] == ' ' ? (size_t)(open - head) - 1
                                                                : strlen(head);
    const char *names[] = {lab->topic,
                           arena_print(filler->arena, "%s %s", lab->number, lab->topic),
                           arena_print(filler->arena, "%s-%s", lab->number, lab->topic)};
    for (int i = 0; i < 3; i++)
        if (strlen(names[i]) == count && strncasecmp(head, names[i], count) == 0) return true;
    return false;
}

static dim lab_column(const struct filler *filler, const struct course_lab *lab)
{
    const bool canvas = filler->kind == LMS_CANVAS;
    const char *name = canvas ? lab->canvas : lab->moodle;
    dim found = -1;
    if (filler->kind == LMS_WORKSHEET) return needed_column(filler, "Grade", "wanted Moodle's "
                                                            "offline grading worksheet");
    if (*name)
        return needed_column(filler, name, "\"canvas\" and \"moodle\" of a lab are the names of "
                             "its columns, letter by letter");
    for (dim i = 0; i < table(filler)->rows[0].count; i++) {
        if (!is_name_of(filler, cell(filler, 0, i), lab)) continue;
        if (found >= 0)
            fail("%s: two columns may be lab %s, %s and %s; name one in course.json, as \"%s\" of "
                 "the lab", filler->path, lab->number, shown(filler, cell(filler, 0, found)),
                 shown(filler, cell(filler, 0, i)), canvas ? "canvas" : "moodle");
        found = i;
    }
    return found;
}

// What 100 % are in this column, for this row.
static double maximum_of(const struct filler *filler, const struct course_lab *lab, dim column,
                         dim row)
{
    double most = lab->moodle_points > 0.0 ? lab->moodle_points : lab->points;
    const bool canvas = filler->kind == LMS_CANVAS;
    if (!canvas && filler->maximum < 0) return most;
    const char *text = canvas ? cell(filler, filler->points, column)
                              : cell(filler, row, filler->maximum);
    if (!number_of(&most, text) || most <= 0.0)
        fail("%s:%td: the points possible of lab %s are \"%s\"; wanted a number, in a column that "
             "can be written", filler->path,
             table(filler)->rows[canvas ? filler->points : row].line, lab->number,
             shown(filler, text));
    return most;
}

// ---- rows --------------------------------------------------------------------------------------

static const char *key_of(const struct filler *filler, const struct course_student *student)
{
    switch (filler->rule->by) {
    case BY_ID: return student->id;
    case BY_ACCOUNT: return student->account;
    case BY_EMAIL: return student->email;
    default: return student->name;
    }
}

static bool same_key(const struct filler *filler, const char *a, const char *b)
{
    return *a && (filler->rule->by == BY_EMAIL ? strcasecmp(a, b) : strcmp(a, b)) == 0;
}

static const char *why(const struct filler *filler, dim row, const char *what)
{
    return arena_print(filler->arena, "%s:%td: %s", filler->name, table(filler)->rows[row].line,
                       what);
}

static void unmatched_row(const struct filler *filler, dim row, const char *key)
{
    const char *name = cell(filler, row, 0);
    const char *who = *key && strcmp(key, name) != 0
        ? arena_print(filler->arena, "%.200s (%.200s)", key, name) : name;
    scores_unmatched(filler->sheet, who, why(filler, row, *key
        ? arena_print(filler->arena, "no student of the roster has this %s",
                      shown(filler, filler->rule->column))
        : arena_print(filler->arena, "nothing stands under %s",
                      shown(filler, filler->rule->column))));
}

// The row of one student, and of nobody else; several of either stay empty, and are told.
static void match_row(const struct filler *filler, dim row, const char *key)
{
    const struct course *course = filler->sheet->course;
    dim who = -1, count = 0;
    for (dim i = 0; i < course->roster_count; i++)
        if (same_key(filler, key_of(filler, &course->roster[i]), key)) {
            who = i;
            count++;
        }
    if (count == 0) {
        unmatched_row(filler, row, key);
    } else if (count == 1 && filler->rows[who] == -1) {
        filler->rows[who] = row;
    } else {
        for (dim i = 0; i < course->roster_count; i++)
            if (same_key(filler, key_of(filler, &course->roster[i]), key)) filler->rows[i] = -2;
        scores_unmatched(filler->sheet, key,
                         why(filler, row, count > 1 ? "several students of the roster; none is "
                             "filled" : "a second row of this student; neither is filled"));
    }
}

static void match_rows(struct filler *filler)
{
    const struct course *course = filler->sheet->course;
    filler->rows = arena_array(filler->arena, (size_t)course->roster_count, sizeof(dim));
    for (dim i = 0; i < course->roster_count; i++) filler->rows[i] = -1;
    for (dim row = filler->first; row < table(filler)->count; row++)
        if (!csv_is_empty(&table(filler)->rows[row]))
            match_row(filler, row, cell(filler, row, filler->key));
    for (dim i = 0; i < course->roster_count; i++)
        if (filler->rows[i] == -1)
            scores_unmatched(filler->sheet, course->roster[i].account,
                             arena_print(filler->arena, "%s has no row whose %s is that of this "
                                         "student", filler->name,
                                         shown(filler, filler->rule->column)));
}

// ---- cells -------------------------------------------------------------------------------------

static bool is_locked(const struct filler *filler, dim row, dim column)
{
    if (filler->open >= 0 && strcasecmp(cell(filler, row, filler->open), "Yes") != 0) return true;
    return strcasecmp(cell(filler, row, column), "EX") == 0;  // Canvas: excused
}

static void fill_cell(const struct filler *filler, dim row, dim column, double value)
{
    char text[40];
    double old;
    struct lms_filled *filled = filler->filled;
    if (number_of(&old, cell(filler, row, column)) && fabs(old - value) < 0.005) {
        filled->same++;
        return;
    }
    snprintf(text, sizeof text, "%.10g", value);
    char *point = strchr(text, '.');
    if (point && filler->comma) *point = ',';
    csv_set_plain(&filled->csv, row, column, arena_print(filler->arena, "%s", text));
    filled->filled++;
}

static void fill_lab(struct filler *filler, dim index)
{
    struct sheet *sheet = filler->sheet;
    const struct course_lab *lab = &sheet->course->labs[index];
    const dim column = lab_column(filler, lab);
    if (column < 0) {
        scores_unmatched(sheet, lab->number,
                         arena_print(filler->arena, "a lab; %s has no column for it",
                                     filler->name));
        return;
    }
    filler->filled->columns++;
    for (dim i = 0; i < sheet->course->roster_count; i++) {
        const struct cell *one = scores_cell(sheet, i, index);
        const dim row = filler->rows[i];
        if (row < 0 || one->state != CELL_SCORED) continue;
        if (is_locked(filler, row, column)) {
            filler->filled->kept++;
            scores_unmatched(sheet, sheet->course->roster[i].account,
                             why(filler, row, "excused or locked there; the cell is left as it "
                                 "is"));
            continue;
        }
        const double most = maximum_of(filler, lab, column, row);
        fill_cell(filler, row, column, floor(100.0 * one->score * most / lab->points + 0.5) / 100);
    }
}

// ---- all ---------------------------------------------------------------------------------------

// Canvas puts rows of its own under the header; the last of them is "Points Possible".
static void find_head(struct filler *filler)
{
    filler->first = 1;
    filler->points = filler->maximum = filler->open = -1;
    if (filler->kind == LMS_WORKSHEET) {
        const char *next = "wanted Moodle's offline grading worksheet, in English";
        needed_column(filler, "Identifier", next);
        filler->maximum = needed_column(filler, "Maximum Grade", next);
        filler->open = column_of(filler, "Grade can be changed");
    }
    if (filler->kind != LMS_CANVAS) return;
    for (dim row = 1; row < HEAD_ROWS && row < table(filler)->count; row++)
        if (strcmp(cell(filler, row, 0), "Points Possible") == 0) filler->points = row;
    if (filler->points < 0)
        fail("%s: no row \"Points Possible\" under the header; wanted the file that Canvas "
             "exports (Grades, Export)", filler->path);
    filler->first = filler->points + 1;
}

// "8,00" somewhere in a file with semicolons.
static bool writes_comma(const struct filler *filler)
{
    double number;
    if (table(filler)->separator == ',') return false;
    for (dim row = 1; row < table(filler)->count; row++)
        for (dim i = 0; i < table(filler)->rows[row].count; i++) {
            const char *text = table(filler)->rows[row].cells[i].text;
            if (strchr(text, ',') && number_of(&number, text)) return true;
        }
    return false;
}

void lms_fill(struct lms_filled *filled, struct sheet *sheet, struct arena *arena,
              enum lms_kind kind, const char *path)
{
    size_t count;
    const char *slash = strrchr(path, '/');
    struct filler filler = {.filled = filled, .sheet = sheet, .arena = arena, .kind = kind,
                            .path = path, .name = slash ? slash + 1 : path};
    filler.rule = kind == LMS_CANVAS ? &sheet->course->canvas : &sheet->course->moodle;
    *filled = (struct lms_filled){0};
    const char *bytes = file_text(arena, path, CSV_BYTES_MAX, &count);
    const char *wrong = csv_parse(&filled->csv, arena, path, bytes, count);
    if (!wrong) wrong = csv_even(&filled->csv, path);
    if (wrong) fail("%s", wrong);
    if (filled->csv.count == 0) fail("%s: it is empty; wanted a platform's export", path);
    filler.key = needed_column(&filler, filler.rule->column, "name the column that tells who is "
                               "who in course.json, under \"canvas\" or \"moodle\"");
    find_head(&filler);
    filler.comma = writes_comma(&filler);
    match_rows(&filler);
    for (dim i = 0; i < sheet->course->lab_count; i++)
        if (!sheet->only || strcmp(sheet->only, sheet->course->labs[i].topic) == 0)
            fill_lab(&filler, i);
    if (filled->columns == 0)
        fail("%s: no column is one of the labs; name it in course.json, as \"%s\" of the lab",
             path, kind == LMS_CANVAS ? "canvas" : "moodle");
}
