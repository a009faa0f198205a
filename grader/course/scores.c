// scores.c: late rule, best or last, totals. See scores.h.
#include "course/scores.h"

#include "course/moment.h"
#include "course/tries.h"
#include "fields.h"
#include "show.h"

#include <math.h>
#include <string.h>

enum { SHOWN = 200 };

const struct cell *scores_cell(const struct sheet *sheet, dim student, dim lab)
{
    return &sheet->cells[student * sheet->course->lab_count + lab];
}

void scores_unmatched(struct sheet *sheet, const char *account, const char *why)
{
    char shown[SHOWN];
    show(shown, sizeof shown, account, strlen(account));
    json_array_append_new(sheet->unmatched,
                          json_pack("{s:s,s:s}", "account", shown, "why", why));
}

static void warn(struct sheet *sheet, const char *sentence)
{
    json_array_append_new(sheet->warnings, json_string(sentence));
}

static double rounded(double value)  // to a hundredth
{
    return floor(value * 100.0 + 0.5 + 1e-9) / 100.0;
}

// ---- late --------------------------------------------------------------------------------------

static const char *days(struct arena *arena, int count)
{
    return arena_print(arena, "%d day%s", count, count == 1 ? "" : "s");
}

static const char *why_late(struct arena *arena, const struct cell *cell, int begun)
{
    const char *late = arena_print(arena, "%s late", days(arena, begun));
    const char *free_days = cell->free_days
        ? arena_print(arena, ", %d of them free", cell->free_days) : "";
    return cell->penalty > 0.0
        ? arena_print(arena, "%s%s: %.4g %% off", late, free_days, 100.0 * cell->penalty)
        : arena_print(arena, "%s%s: nothing off", late, free_days);
}

static double penalty_of(const struct course_late *rule, int late_days)
{
    return fmin(rule->percent_per_day * late_days, 100.0 - rule->floor) / 100.0;
}

static double after(const struct cell *cell, const struct course_late *rule, int late_days)
{
    return rounded(cell->earned * (1.0 - penalty_of(rule, late_days)));
}

// What is left of a try with so many free days.
static void judge_time(struct cell *cell, const struct sheet *sheet, struct arena *arena,
                       const struct course_student *student, const struct course_lab *lab,
                       int free_days)
{
    const struct course_late *rule = &sheet->course->late;
    cell->score = cell->earned;
    if (!lab->has_due) cell->why = "no due date";
    else if (!cell->timed) cell->why = "time of submission unknown: no late rule";
    if (!lab->has_due || !cell->timed) return;
    const int64_t late = cell->when - course_due(sheet->course, student, lab);
    cell->late = late > 0 ? late : 0;
    cell->why = late <= 0 ? "in time" : "late, within the grace";
    if (late <= rule->grace) return;
    const int64_t begun = (late + MOMENT_DAY - 1) / MOMENT_DAY;
    const int most = begun < 10000 ? (int)begun : 10000;
    const double best = after(cell, rule, most - (free_days < most ? free_days : most));
    while (after(cell, rule, most - cell->free_days) < best) cell->free_days++;  // none for nothing
    cell->late_days = most - cell->free_days;
    cell->penalty = penalty_of(rule, cell->late_days);
    cell->score = after(cell, rule, cell->late_days);
    cell->why = why_late(arena, cell, most);
}

// ---- one student -------------------------------------------------------------------------------

// Is a to be taken rather than b, which came before it?
static bool is_better(const struct sheet *sheet, const struct cell *a, const struct cell *b)
{
    if (b->state != CELL_SCORED) return true;
    if (!sheet->course->last) return a->score > b->score;
    return !a->timed || !b->timed || a->when >= b->when;
}

// The latest try: what the grader could not judge there leaves the lab open.
static const struct cell *latest(const struct cell *tries, int count)
{
    const struct cell *last = &tries[0];
    for (int i = 1; i < count; i++)
        if (!tries[i].timed || !last->timed || tries[i].when >= last->when) last = &tries[i];
    return last;
}

static void note_broken(struct sheet *sheet, struct arena *arena, const char *account,
                        const struct course_lab *lab, const struct cell *one)
{
    sheet->broken++;
    warn(sheet, arena_print(arena, "%s, lab %s: grader-error in submission %.12s; %s", account,
                            lab->number, *one->submission ? one->submission : "(no hash)",
                            one->why));
}

static void note(struct sheet *sheet, struct arena *arena, const char *account,
                 const struct course_lab *lab, const struct cell *one)
{
    if (one->state == CELL_NONE && strncmp(one->why, "part ", 5) == 0)
        warn(sheet, arena_print(arena, "%s, lab %s: %s", account, lab->number, one->why));
    if (one->state != CELL_SCORED) return;
    sheet->previews += one->preview;
    if (lab->has_due && !one->timed)
        warn(sheet, arena_print(arena, "%s, lab %s: no time of submission, so no late rule was "
                                "applied (--times)", account, lab->number));
}

static struct cell take(struct sheet *sheet, struct arena *arena, const struct results *results,
                        const struct course_student *student, const struct course_lab *lab,
                        int *free_days)
{
    static struct cell tries[TRIES_MAX];
    struct cell best = {.why = "nothing was handed in"};
    const int count = tries_read(tries, sheet, arena, results, student->account, lab);
    int real = 0;  // something was written
    for (int i = 0; i < count; i++) real += tries[i].state != CELL_NONE;
    for (int i = 0; i < count; i++) {
        struct cell *one = &tries[i];
        one->tries = real;
        if (one->state == CELL_BROKEN) note_broken(sheet, arena, student->account, lab, one);
        if (one->state == CELL_SCORED)
            judge_time(one, sheet, arena, student, lab, *free_days);
        if (one->state == CELL_SCORED ? is_better(sheet, one, &best) : best.state != CELL_SCORED)
            best = *one;
    }
    if (count && latest(tries, count)->state == CELL_BROKEN) best = *latest(tries, count);
    *free_days -= best.free_days;
    note(sheet, arena, student->account, lab, &best);
    return best;
}

// Free days are spent in the order in which labs are due for this student; labs without a date
// come last, where it does not matter.
static void order_of(dim *order, const struct course *course, const struct course_student *student)
{
    for (dim i = 0; i < course->lab_count; i++) {
        dim at = i;
        const struct course_lab *lab = &course->labs[i];
        for (; at > 0 && lab->has_due; at--) {
            const struct course_lab *before = &course->labs[order[at - 1]];
            if (before->has_due &&
                course_due(course, student, before) <= course_due(course, student, lab)) break;
            order[at] = order[at - 1];
        }
        order[at] = i;
    }
}

// Percent of the points of all labs that count, each by its weight.
static double total_of(const struct sheet *sheet, dim student)
{
    double sum = 0.0, weights = 0.0;
    const struct course *course = sheet->course;
    for (dim i = 0; i < course->lab_count; i++) {
        const struct course_lab *lab = &course->labs[i];
        const struct cell *cell = scores_cell(sheet, student, i);
        const bool closed = course->missing_is_zero && cell->state == CELL_NONE && lab->has_due &&
                            sheet->now > course_due(course, &course->roster[student], lab);
        if (cell->state != CELL_SCORED && !closed) continue;
        sum += lab->weight * cell->score / lab->points;
        weights += lab->weight;
    }
    return weights > 0.0 ? rounded(100.0 * sum / weights) : -1.0;
}

// ---- all ---------------------------------------------------------------------------------------

static void match_accounts(struct sheet *sheet, struct arena *arena,
                           const struct results *results)
{
    const struct course *course = sheet->course;
    bool *met = arena_array(arena, (size_t)course->roster_count, sizeof *met);
    for (dim i = 0; i < results->count; i++) {
        const char *account = results->all[i].account;
        const struct course_student *student = course_student(course, account);
        bool told = false;
        if (student) met[student - course->roster] = true;
        for (dim j = 0; j < i && !student && !told; j++)
            told = strcmp(results->all[j].account, account) == 0;
        if (!student && !told)
            scores_unmatched(sheet, account, "a result; no row of the roster has this account");
    }
    for (dim i = 0; i < course->roster_count; i++)
        if (!met[i])
            scores_unmatched(sheet, course->roster[i].account, "in the roster; there is no result");
}

void scores_make(struct sheet *sheet, struct arena *arena, const struct results *results)
{
    const struct course *course = sheet->course;
    dim order[COURSE_LABS_MAX];
    sheet->cells = arena_array(arena, (size_t)(course->roster_count * course->lab_count),
                               sizeof *sheet->cells);
    sheet->totals = arena_array(arena, (size_t)course->roster_count, sizeof *sheet->totals);
    match_accounts(sheet, arena, results);
    for (dim i = 0; i < course->roster_count; i++) {
        int free_days = course->late.free_days;
        order_of(order, course, &course->roster[i]);
        for (dim j = 0; j < course->lab_count; j++)
            sheet->cells[i * course->lab_count + order[j]] =
                take(sheet, arena, results, &course->roster[i], &course->labs[order[j]],
                     &free_days);
        sheet->totals[i] = total_of(sheet, i);
    }
    if (sheet->previews)
        warn(sheet, arena_print(arena, "%td score%s from results that are not of kind official: "
                                "these scores are a preview", sheet->previews,
                                sheet->previews == 1 ? " is" : "s are"));
}
