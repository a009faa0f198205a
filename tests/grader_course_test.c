// grader_course_test.c: from results to a score: tries, dates, free days, what is never a zero.
#include "check.h"

#include "course/scores.h"

#include <string.h>

static struct arena arena;

static int clear(void **unused)
{
    (void)unused;
    arena_free(&arena);
    return 0;
}

static struct course_student student = {.id = "1", .account = "ada", .name = "Ada", .email = "",
                                        .board = ""};
static struct course_extension extensions[2];
static struct course_lab all_labs[2];
static struct course course;
enum { HOUR = 3600, DUE = 1000000 };

static int set_up(void **unused)
{
    all_labs[0] = (struct course_lab){.number = "05", .topic = "norm", .title = "", .canvas = "",
                                  .moodle = "", .parts = {{"a", 10}}, .part_count = 1,
                                  .points = 10, .weight = 1.0, .has_due = true, .due = DUE};
    all_labs[1] = all_labs[0];
    all_labs[1].number = "06";
    all_labs[1].topic = "rope";
    all_labs[1].due = DUE + 10 * 24 * HOUR;
    all_labs[1].weight = 3.0;
    memset(extensions, 0, sizeof extensions);
    student.extensions = extensions;
    course = (struct course){.title = "t", .roster = &student, .labs = all_labs, .roster_count = 1,
                             .lab_count = 2, .late = {.percent_per_day = 10, .floor = 50}};
    return clear(unused);
}

static json_t *record_of(const char *topic, const char *hash, int earned, const char *verdict)
{
    return json_pack("{s:s,s:s,s:[{s:s,s:s,s:s,s:[{s:s,s:i,s:i,s:s}]}]}", "schema",
                     "crumb/result/v1", "kind", "official", "labs", "number", "00", "topic", topic,
                     "sha256", hash, "parts", "part", "a", "points", 10, "earned", earned,
                     "verdict", verdict);
}

struct given {
    const char *topic, *hash;
    int earned;
    const char *verdict;
    int64_t when;  // 0: unknown
};

// scores of what was given, in order; the sheet is of the arena.
static struct sheet scored(const struct given *given, int count)
{
    static struct result all[8];
    struct results results = {.all = all, .count = count};
    struct sheet sheet = {.course = &course, .now = DUE + 40 * 24 * HOUR,
                          .warnings = json_array(), .unmatched = json_array()};
    for (int i = 0; i < count; i++)
        all[i] = (struct result){.account = "ada", .submission = given[i].hash,
                                 .record = record_of(given[i].topic, given[i].hash,
                                                     given[i].earned, given[i].verdict),
                                 .timed = given[i].when != 0, .when = given[i].when};
    scores_make(&sheet, &arena, &results);
    return sheet;
}

static void expect_score(const struct given *given, int count, double score, double total)
{
    const struct sheet sheet = scored(given, count);
    const struct cell *cell = scores_cell(&sheet, 0, 0);
    if (fabs(cell->score - score) > 1e-9 || fabs(sheet.totals[0] - total) > 1e-9)
        fail_msg("score %g, total %g; wanted %g, %g (%s)", cell->score, sheet.totals[0], score,
                 total, cell->why);
}

static void a_day_begun_costs_and_the_floor_holds(void **unused)
{
    (void)unused;
    static const struct {
        int64_t late;
        double score;
    } cases[] = {{-1, 10}, {0, 10}, {1, 9}, {24 * HOUR, 9}, {24 * HOUR + 1, 8}, {72 * HOUR, 7},
                 {5 * 24 * HOUR, 5}, {6 * 24 * HOUR, 5}, {1000 * 24 * HOUR, 5}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_score(&(struct given){"norm", "h", 10, "pass", DUE + cases[i].late}, 1,
                     cases[i].score, 10 * cases[i].score);
}

static void grace_is_free_and_then_the_day_counts_from_the_date(void **unused)
{
    (void)unused;
    course.late.grace = 2 * HOUR;
    expect_score(&(struct given){"norm", "h", 10, "pass", DUE + 2 * HOUR}, 1, 10, 100);
    expect_score(&(struct given){"norm", "h", 10, "pass", DUE + 2 * HOUR + 1}, 1, 9, 90);
    expect_score(&(struct given){"norm", "h", 10, "pass", DUE + 25 * HOUR}, 1, 8, 80);
}

static void extensions_move_the_date(void **unused)
{
    (void)unused;
    extensions[0] = (struct course_extension){EXTENSION_BY, 48 * HOUR};
    expect_score(&(struct given){"norm", "h", 10, "pass", DUE + 48 * HOUR}, 1, 10, 100);
    expect_score(&(struct given){"norm", "h", 10, "pass", DUE + 49 * HOUR}, 1, 9, 90);
    extensions[0] = (struct course_extension){EXTENSION_UNTIL, DUE + 7};
    expect_score(&(struct given){"norm", "h", 10, "pass", DUE + 7}, 1, 10, 100);
    expect_score(&(struct given){"norm", "h", 10, "pass", DUE + 8}, 1, 9, 90);
}

static void without_a_time_or_a_date_nothing_is_late(void **unused)
{
    (void)unused;
    const struct sheet sheet = scored(&(struct given){"norm", "h", 10, "pass", 0}, 1);
    assert_true(fabs(scores_cell(&sheet, 0, 0)->score - 10) < 1e-9);
    assert_int_equal(json_array_size(sheet.warnings), 1);
    all_labs[0].has_due = false;
    const struct sheet other = scored(&(struct given){"norm", "h", 10, "pass", DUE + 999999}, 1);
    assert_true(fabs(scores_cell(&other, 0, 0)->score - 10) < 1e-9);
    assert_int_equal(json_array_size(other.warnings), 0);
}

static void free_days_are_spent_once_in_the_order_of_the_dates(void **unused)
{
    (void)unused;
    course.late.free_days = 3;
    const int64_t second = DUE + 10 * 24 * HOUR;
    // 2 of 3 for norm, which leaves 1 of the 2 days of rope: (10 + 3 * 9) / 4
    const struct given both[] = {{"rope", "r", 10, "pass", second + 30 * HOUR},
                                 {"norm", "n", 10, "pass", DUE + 30 * HOUR}};
    expect_score(both, 2, 10, 92.5);
    // none is spent where it saves nothing: behind the floor, or where nothing was earned
    const struct given lost[] = {{"rope", "r", 10, "pass", second + 70 * HOUR},
                                 {"norm", "n", 10, "pass", DUE + 999 * HOUR}};
    expect_score(lost, 2, 5, 87.5);
    const struct given nothing[] = {{"rope", "r", 10, "pass", second + 70 * HOUR},
                                    {"norm", "n", 0, "wrong-value", DUE + 30 * HOUR}};
    expect_score(nothing, 2, 0, 75);
    // norm is due last, so rope is served first: 2 of 3, and 1 of the 2 days of norm
    all_labs[0].due = second + 100 * 24 * HOUR;
    const struct given turned[] = {{"norm", "n", 10, "pass", all_labs[0].due + 30 * HOUR},
                                   {"rope", "r", 10, "pass", second + 30 * HOUR}};
    expect_score(turned, 2, 9, 97.5);
}

static void the_best_or_the_last_try_counts(void **unused)
{
    (void)unused;
    const struct given tries[] = {{"norm", "1", 4, "pass", DUE - 30},
                                  {"norm", "2", 10, "pass", DUE + 24 * HOUR},
                                  {"norm", "3", 6, "pass", DUE + 48 * HOUR},
                                  {"norm", "4", 7, "pass", DUE - 10}};
    expect_score(tries, 4, 9, 90);
    const struct given dear[] = {{"norm", "1", 8, "pass", DUE - 30},
                                 {"norm", "2", 10, "pass", DUE + 72 * HOUR}};
    expect_score(dear, 2, 8, 80);  // by what is left of it
    course.last = true;
    expect_score(tries, 4, 4.8, 48);  // the last by its time
    const struct given untimed[] = {{"norm", "1", 9, "pass", 0}, {"norm", "2", 3, "pass", 0}};
    expect_score(untimed, 2, 3, 30);  // the last of the files
}

static void the_same_file_again_is_the_same_try_at_its_first_time(void **unused)
{
    (void)unused;
    course.last = true;
    const struct given again[] = {{"norm", "1", 6, "pass", DUE - 5},
                                  {"norm", "1", 8, "pass", DUE + 99 * HOUR}};  // graded anew
    const struct sheet sheet = scored(again, 2);
    const struct cell *cell = scores_cell(&sheet, 0, 0);
    assert_int_equal(cell->tries, 1);
    assert_true(fabs(cell->score - 8) < 1e-9);
}

static void nothing_graded_is_never_a_zero(void **unused)
{
    (void)unused;
    expect_score(NULL, 0, 0, -1);
    const struct sheet none = scored(NULL, 0);
    assert_int_equal(scores_cell(&none, 0, 0)->state, CELL_NONE);
    const struct given stub = {"norm", "1", 0, "not-written-yet", DUE};
    const struct sheet unwritten = scored(&stub, 1);
    assert_int_equal(scores_cell(&unwritten, 0, 0)->state, CELL_NONE);
    const struct given wrong = {"norm", "1", 0, "wrong-value", DUE};
    const struct sheet zero = scored(&wrong, 1);
    assert_int_equal(scores_cell(&zero, 0, 0)->state, CELL_SCORED);
    course.missing_is_zero = true;  // in the total, and there only
    expect_score(NULL, 0, 0, 0);
    const struct sheet missing = scored(NULL, 0);
    assert_int_equal(scores_cell(&missing, 0, 0)->state, CELL_NONE);
}

static void a_grader_error_is_never_a_zero(void **unused)
{
    (void)unused;
    course.missing_is_zero = true;
    const struct given tries[] = {{"norm", "1", 10, "pass", DUE - 9},
                                  {"norm", "2", 0, "grader-error", DUE - 5}};
    const struct sheet last = scored(tries, 2), first = scored(tries + 1, 1);
    assert_int_equal(scores_cell(&last, 0, 0)->state, CELL_BROKEN);
    assert_int_equal(scores_cell(&first, 0, 0)->state, CELL_BROKEN);
    assert_int_equal(last.broken, 1);
    const struct given earlier[] = {tries[1], {"norm", "3", 10, "pass", DUE - 1}};
    expect_score(earlier, 2, 10, 25);  // rope is missing, with three times the weight
    const struct given other[] = {tries[1], {"rope", "4", 10, "pass", DUE}};
    expect_score(other, 2, 0, 100);  // norm is in no total
}

static void another_version_of_a_lab_is_not_counted(void **unused)
{
    (void)unused;
    all_labs[0].parts[0].points = 12;
    const struct sheet sheet = scored(&(struct given){"norm", "1", 10, "pass", DUE}, 1);
    assert_int_equal(scores_cell(&sheet, 0, 0)->state, CELL_NONE);
    assert_int_equal(json_array_size(sheet.warnings), 1);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, set_up, clear)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LAW(a_day_begun_costs_and_the_floor_holds),
        LAW(grace_is_free_and_then_the_day_counts_from_the_date),
        LAW(extensions_move_the_date),
        LAW(without_a_time_or_a_date_nothing_is_late),
        LAW(free_days_are_spent_once_in_the_order_of_the_dates),
        LAW(the_best_or_the_last_try_counts),
        LAW(the_same_file_again_is_the_same_try_at_its_first_time),
        LAW(nothing_graded_is_never_a_zero),
        LAW(a_grader_error_is_never_a_zero),
        LAW(another_version_of_a_lab_is_not_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
