// grader_feedback_test.c: what a level of feedback hides is nowhere in what is left.
#include "check.h"

#include "arena.h"
#include "course/feedback.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena arena;

static int clear(void **unused)
{
    (void)unused;
    arena_free(&arena);
    return 0;
}

// A record in which each member that a level may hide has a number of its own.
static json_t *marked_record(void)
{
    static const char text[] =
        "{'schema':'crumb/result/v1','kind':'official','from':'/srv/90001','seed':90002,"
        "'tier':3,'points':6,'earned':4,'unknown':'90003','labs':[{"
        "'number':'06','topic':'rope','source':'/srv/90004/rope.c','sha256':'abc','build':'pass',"
        "'message':'m 90005','notes':'n 90006','fresh':'','checked':'run','unknown':'90007',"
        "'advice':[{'kind':'leak','line':7,'column':9,'function':'f','detail':'d 90008'}],"
        "'parts':[{'part':'a','title':'t','track':'speak','minutes':1,'points':6,'earned':4,"
        "'verdict':'wrong-value','fresh':'run','unknown':['90009'],"
        "'printed':{'f':'p 90010'},'recognised':{'f':{'sure':'sure','says':'s 90011','place':"
        "'x[0]','got':'90012','expected':'90013','mistake':'90014','pattern':'90015'}},"
        "'checks':["
        "{'id':'rope:a','operation':'f','law':'l','verdict':'wrong-value','live':true,"
        "'detail':'dx[0,3] = 90016, expected 90017; 3 of 4 values (90018) are wrong, the worst by "
        "12345.678 times the bound','times':12345.678},"
        "{'id':'rope:b','operation':'f','law':'l','verdict':'non-finite','live':true,"
        "'detail':'loss = 90019, expected 90020','times':0.0},"
        "{'id':'rope:c','operation':'f','law':'l','verdict':'wrong-value','live':true,"
        "'detail':'90021 is wrong. So is 90022','times':0.0,'unknown':90023},"
        "{'id':'rope:d','operation':'f','law':'l','verdict':'crash','live':false,"
        "'detail':'f touched k[35], which has 35 values','times':0.0},"
        "{'id':'rope:e','operation':'f','law':'l','verdict':'wrong-value','live':true,"
        "'detail':'x90024 was 3','times':0.0},"
        "{'id':'rope:g','operation':'f','law':'l','verdict':'of the future','live':true,"
        "'detail':'y[4]: 90025','times':0.0}]}]}]}";
    char *quoted = arena_alloc(&arena, sizeof text);
    for (size_t i = 0; i < sizeof text; i++) quoted[i] = text[i] == '\'' ? '"' : text[i];
    json_error_t error;
    json_t *record = json_loads(quoted, 0, &error);
    if (!record) fail_msg("%s", error.text);
    return record;
}

static const char *dumped(json_t *value)
{
    char *text = json_dumps(value, JSON_ENCODE_ANY);
    char *kept = arena_alloc(&arena, strlen(text) + 1);
    strcpy(kept, text);
    free(text);
    return kept;
}

// Which of 90001 to 90025 a level tells.
static void expect_told(enum feedback_level level, const char *told)
{
    json_t *record = marked_record(), *left = feedback_reduce(record, level);
    const char *text = dumped(left);
    for (int number = 90001; number <= 90025; number++) {
        char wanted[8];
        snprintf(wanted, sizeof wanted, "%d", number);
        if (!strstr(text, wanted) == !strstr(told, wanted)) continue;
        fail_msg("%s: %s %s", feedback_names[level], wanted,
                 strstr(told, wanted) ? "is not told" : "is told");
    }
    json_decref(record);
    json_decref(left);
}

static void nothing_that_a_level_hides_is_left_in_the_record(void **unused)
{
    (void)unused;
    char all[400] = "";
    for (int number = 90001; number <= 90025; number++)
        snprintf(all + strlen(all), sizeof all - strlen(all), "%d ", number);
    expect_told(FEEDBACK_POINTS, "");
    expect_told(FEEDBACK_VERDICT, "");
    expect_told(FEEDBACK_INDEX, "90004 90005 90006");  // the path, and what the compiler says
    expect_told(FEEDBACK_FULL, all);
}

static const json_t *check_at(const json_t *record, size_t index)
{
    const json_t *lab = json_array_get(json_object_get(record, "labs"), 0);
    const json_t *part = json_array_get(json_object_get(lab, "parts"), 0);
    return json_array_get(json_object_get(part, "checks"), index);
}

static const char *detail_at(const json_t *record, size_t index)
{
    return json_string_value(json_object_get(check_at(record, index), "detail"));
}

static void at_index_the_place_and_the_size_are_told(void **unused)
{
    (void)unused;
    json_t *record = marked_record(), *left = feedback_reduce(record, FEEDBACK_INDEX);
    assert_string_equal(detail_at(left, 0), "dx[0,3] is the first that is wrong; the worst by "
                                            "1.2e+04 times the bound");
    assert_string_equal(detail_at(left, 1), "loss is the first that is wrong");
    assert_string_equal(detail_at(left, 2), "");
    assert_string_equal(detail_at(left, 3), "f touched k[35], which has 35 values");
    assert_null(strstr(dumped(left), "12345"));
    json_decref(left);
    left = feedback_reduce(record, FEEDBACK_VERDICT);
    assert_null(detail_at(left, 0));
    assert_string_equal(json_string_value(json_object_get(check_at(left, 0), "verdict")),
                        "wrong-value");
    json_decref(left);
    left = feedback_reduce(record, FEEDBACK_POINTS);
    assert_null(check_at(left, 0));
    assert_null(strstr(dumped(left), "wrong-value"));
    assert_non_null(strstr(dumped(left), "\"earned\": 4"));
    json_decref(left);
    json_decref(record);
}

static void a_full_record_is_the_record(void **unused)
{
    (void)unused;
    json_t *record = marked_record(), *left = feedback_reduce(record, FEEDBACK_FULL);
    const json_t *lab = json_array_get(json_object_get(left, "labs"), 0);
    json_object_del(left, "feedback");
    json_object_del(json_array_get(json_object_get(lab, "parts"), 0), "feedback");
    assert_true(json_equal(record, left));
    json_decref(record);
    json_decref(left);
}

static enum feedback_level by_part(const char *part, const void *context)
{
    (void)context;
    return strcmp(part, "a") == 0 ? FEEDBACK_FULL : FEEDBACK_VERDICT;
}

static void a_lab_is_told_at_the_lowest_level_of_its_parts(void **unused)
{
    (void)unused;
    json_t *record = marked_record();
    json_t *lab = json_array_get(json_object_get(record, "labs"), 0);
    json_t *parts = json_object_get(lab, "parts");
    json_t *other = json_deep_copy(json_array_get(parts, 0));
    json_object_set_new(other, "part", json_string("b"));
    json_array_append_new(parts, other);
    json_t *left = feedback_reduce_lab(lab, by_part, NULL);
    const char *text = dumped(left);
    assert_non_null(strstr(text, "90016"));  // part a
    assert_null(strstr(text, "90005"));      // the message of the lab
    assert_null(strstr(text, "90008"));      // advice
    json_decref(left);
    json_decref(record);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, clear, clear)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LAW(nothing_that_a_level_hides_is_left_in_the_record),
        LAW(at_index_the_place_and_the_size_are_told),
        LAW(a_full_record_is_the_record),
        LAW(a_lab_is_told_at_the_lowest_level_of_its_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
