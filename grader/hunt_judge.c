// hunt_judge.c: right answers, wrong answers, and the first difference. See hunt_judge.h.
#include "hunt_judge.h"

#include "compare.h"
#include "fail.h"
#include "file.h"
#include "golden.h"
#include "group.h"
#include "hunt_told.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PROGRAM_MOST = 4200, DIFFERENCE_MOST = 300 };

static bool is_number_type(enum tensor_type type)
{
    return type == TENSOR_F32 || type == TENSOR_F64;
}

// ---- is it a legal input? The right implementation knows ----------------------------------------

static bool inputs_finite(const struct frame *request)
{
    for (int i = 0; i < request->count; i++) {
        const struct frame_tensor *tensor = &request->tensors[i];
        if (!tensor->data || !is_number_type(tensor->type)) continue;
        for (dim k = 0; k < frame_elements(tensor); k++)
            if (!isfinite(compare_value(tensor->type, tensor->data, k))) return false;
    }
    return true;
}

// The name of the first output with a value that is not finite; NULL for none.
static const char *non_finite(const struct golden_case *one)
{
    for (int e = 0; e < one->expected_count; e++) {
        const struct tensor *tensor = &one->expected[e].tensor;
        if (!is_number_type(tensor->type)) continue;
        for (dim k = 0; k < tensor_elements(tensor); k++)
            if (!isfinite(compare_value(tensor->type, tensor->data, k))) return tensor->name;
    }
    return NULL;
}

// What the right implementation answered becomes what is expected.
static void take_right(struct golden_case *one, struct arena *arena,
                       const struct hunt_function *function, const struct frame *answer)
{
    for (int i = 0; i < answer->count; i++) {
        const struct frame_tensor *sent = &one->request.tensors[i];
        if (sent->role == FRAME_IN) continue;
        struct expected *expected = &one->expected[one->expected_count++];
        expected->tensor = (struct tensor){.name = sent->name, .type = sent->type};
        golden_take(&expected->tensor, arena, &answer->tensors[i]);
        expected->tolerance = HUNT_BOUNDS * hunt_tensor_find(function, sent->name)->tolerance;
    }
}

static void ask(struct group *group, const struct golden_case *const *cases, dim count,
                struct outcome *outcomes, int seconds, const char *program, bool trusted)
{
    *group = (struct group){.cases = cases, .count = count, .outcomes = outcomes};
    group->limit_seconds = seconds;
    group_run(group, program, trusted);
}

// A case, and what the right implementation made of it.
struct asked {
    const struct hunt_function *function;
    struct golden_case one;
    struct outcome outcome;  // pass: one.expected holds its answer
    bool two;                // another right implementation answers it differently
};

// Sends cases to the right implementation. Returns the seconds that it took.
static double ask_right(struct asked *const *asked, dim count, struct arena *arena, int seconds,
                        const char *program)
{
    struct group group;
    struct outcome outcomes[HUNT_CASES_MOST];
    const struct golden_case *cases[HUNT_CASES_MOST];
    for (dim i = 0; i < count; i++) cases[i] = &asked[i]->one;
    ask(&group, cases, count, outcomes, seconds, program, false);
    for (dim i = 0; i < count; i++) {
        struct asked *at = asked[i];
        at->outcome = outcomes[i];
        if (outcomes[i].verdict != VERDICT_PASS) continue;
        const struct frame *first = &group.runs[FRAME_FIRST_RUN].frames[i];
        take_right(&at->one, arena, at->function, first);
        compare_case(&at->outcome, &at->one, first, &group.runs[FRAME_SECOND_RUN].frames[i]);
    }
    group_free(&group);
    return group.seconds;
}

// All together, then alone those that another may have taken the time from.
static double ask_each_right(struct asked *const *asked, dim count, struct arena *arena,
                             int seconds, const char *program)
{
    double took = count ? ask_right(asked, count, arena, seconds, program) : 0.0;
    for (dim i = 0; i < count && count > 1; i++) {
        const enum verdict verdict = asked[i]->outcome.verdict;
        if (verdict == VERDICT_SKIPPED || verdict == VERDICT_TIMEOUT)
            took += ask_right(asked + i, 1, arena, seconds, program);
    }
    return took;
}

// ---- the first difference ----------------------------------------------------------------------

// Six digits, unless two different numbers would look the same.
static void print_two(char wrong[40], char right[40], const struct frame_tensor *got,
                      const struct tensor *exact, dim index)
{
    snprintf(wrong, 40, "%.6g", compare_value(got->type, got->data, index));
    snprintf(right, 40, "%.6g", compare_value(exact->type, exact->data, index));
    if (is_number_type(exact->type) && strcmp(wrong, right) != 0) return;
    compare_print(wrong, 40, got->type, got->data, index);
    compare_print(right, 40, exact->type, exact->data, index);
}

static bool differs(char *text, const struct expected *expected, const struct frame_tensor *got)
{
    const struct tensor *exact = &expected->tensor;
    char place[128], wrong[40], right[40];
    if (!got || !compare_same_shape(got, exact)) return false;
    const double allowed = expected->tolerance * compare_largest(exact);
    for (dim i = 0; i < tensor_elements(exact); i++) {
        if (compare_within(compare_value(got->type, got->data, i),
                           compare_value(exact->type, exact->data, i), allowed))
            continue;
        compare_place(place, sizeof place, exact->name, exact->rank, exact->shape, i);
        print_two(wrong, right, got, exact, i);
        snprintf(text, DIFFERENCE_MOST, "%s = %s, right %s", place, wrong, right);
        return true;
    }
    return false;
}

// In numbers where there are some; else how it ended, up to the advice for whoever wrote it.
static void say_difference(char text[DIFFERENCE_MOST], const struct golden_case *one,
                           const struct outcome *outcome, const struct frame *answer)
{
    const bool numbers = outcome->verdict == VERDICT_WRONG_VALUE ||
                         outcome->verdict == VERDICT_NON_FINITE;
    for (int pass = 0; pass < 2 && numbers; pass++)  // single numbers first, as compare_case
        for (int e = 0; e < one->expected_count; e++) {
            const struct expected *expected = &one->expected[e];
            if ((expected->tensor.rank == 0) != (pass == 0)) continue;
            if (differs(text, expected, compare_find(answer, expected->tensor.name))) return;
        }
    snprintf(text, DIFFERENCE_MOST, "%.*s", (int)strcspn(outcome->detail, ";\n"), outcome->detail);
}

// ---- a second right implementation -----------------------------------------------------------

// What the contract leaves open, or forbids without an assert, right implementations may answer
// differently: such a case exposes nobody. The reference is another one, where it is there.
static void ask_second(struct asked *const *asked, dim count, int seconds, const char *program)
{
    struct group group = {.count = 0};
    struct outcome outcomes[HUNT_CASES_MOST];
    const struct golden_case *cases[HUNT_CASES_MOST];
    struct asked *sent[HUNT_CASES_MOST];
    char difference[DIFFERENCE_MOST];
    dim total = 0;
    for (dim i = 0; i < count; i++) {
        if (asked[i]->outcome.verdict != VERDICT_PASS) continue;
        sent[total] = asked[i];
        cases[total++] = &asked[i]->one;
    }
    if (total == 0 || access(program, X_OK) != 0) return;
    ask(&group, cases, total, outcomes, seconds, program, true);
    for (dim i = 0; i < total; i++) {
        struct outcome *first = &sent[i]->outcome;
        if (outcomes[i].verdict == VERDICT_PASS || outcomes[i].verdict == VERDICT_SKIPPED) continue;
        say_difference(difference, cases[i], &outcomes[i], &group.runs[FRAME_FIRST_RUN].frames[i]);
        first->verdict = outcomes[i].verdict;
        sent[i]->two = true;
        snprintf(first->detail, DETAIL_MAX, "two right implementations answer it differently (%s)",
                 difference);
    }
    group_free(&group);
}

// Is it a legal input? If not, why is the sentence that says so.
static bool is_legal(char why[DETAIL_MAX], const struct asked *asked)
{
    const bool right = asked->outcome.verdict == VERDICT_PASS;
    const char *name =
        right && inputs_finite(&asked->one.request) ? non_finite(&asked->one) : NULL;
    const char *before = asked->two ? "" : "with the right implementation ";
    if (name) snprintf(why, DETAIL_MAX, "%s%s is not finite, though every input is", before, name);
    else snprintf(why, DETAIL_MAX, "%s%.1100s", before, asked->outcome.detail);
    return right && !name;
}

// ---- the wrong implementations -----------------------------------------------------------------

struct hunted {
    char program[PROGRAM_MOST];
    const char *function, *says;
};

// The legal cases, and which of the hunt's each is.
struct settled {
    const struct golden_case *cases[HUNT_CASES_MOST];
    dim indices[HUNT_CASES_MOST], count;
    int seconds;  // for all of them
};

// A row "3 | norm_forward | The tutor's sentence." of build/objects/hunt/TOPIC.txt, cut up.
static void read_row(struct hunted *hunted, const char *path, char *row, dim number)
{
    char *function = strstr(row, " | "), *says = function ? strstr(function + 3, " | ") : NULL;
    if (!says || strtol(row, NULL, 10) != number)
        fail_environment("%s:%td: wanted \"%td | function | sentence\"; run make hunt", path,
                         number, number);
    *says = 0;
    hunted->function = function + 3;
    hunted->says = says + 3;
}

static void tell(json_t *into, const struct hunted *hunted, const struct hunt_cases *cases,
                 dim index, const char *difference)
{
    json_object_set_new(into, "case", json_integer(index + 1));
    json_object_set_new(into, "line", json_integer(cases->list[index].line));
    json_object_set_new(into, "difference", json_string(difference));
    json_object_set_new(into, "function", json_string(hunted->function));
    json_object_set_new(into, "says", json_string(hunted->says));
}

// All cases go to one process. A hang ends it: the cases behind are skipped and expose nothing.
static bool expose(json_t *into, const struct hunted *hunted, const struct settled *settled,
                   const struct hunt_cases *cases)
{
    struct group group;
    struct outcome outcomes[HUNT_CASES_MOST];
    char difference[DIFFERENCE_MOST];
    dim first = 0;
    if (settled->count > 0)
        ask(&group, settled->cases, settled->count, outcomes, settled->seconds, hunted->program,
            false);
    while (first < settled->count && (outcomes[first].verdict == VERDICT_PASS ||
                                      outcomes[first].verdict == VERDICT_SKIPPED))
        first++;
    const bool exposed = first < settled->count;
    json_object_set_new(into, "exposed", json_boolean(exposed));
    if (exposed && outcomes[first].verdict == VERDICT_GRADER_ERROR)
        fail_environment("%s: %s; run make hunt", hunted->program, outcomes[first].detail);
    if (exposed) {
        say_difference(difference, settled->cases[first], &outcomes[first],
                       &group.runs[FRAME_FIRST_RUN].frames[first]);
        tell(into, hunted, cases, settled->indices[first], difference);
    }
    if (settled->count > 0) group_free(&group);
    return exposed;
}

static json_t *judge_wrong(dim *exposed, const struct settings *settings, struct arena *arena,
                           const char *topic, const struct hunt_cases *cases,
                           const struct settled *settled)
{
    struct hunted hunted;
    char path[PROGRAM_MOST];
    json_t *all = json_array();
    snprintf(path, sizeof path, "%s/hunt/%s.txt", settings->objects, topic);
    dim number = 0;
    char *row = file_text(arena, path, 1 << 20, NULL), *next;
    const char *why = hunt_told_read(row);
    if (why) fail_environment("%s: %s; run make hunt T=%s", path, why, topic);
    for (; *row; row = next) {
        next = row + strcspn(row, "\n");
        if (*next) *next++ = 0;
        json_t *one = json_pack("{s:I}", "number", (json_int_t)++number);
        read_row(&hunted, path, row, number);
        snprintf(hunted.program, PROGRAM_MOST, "%s/hunt/%s-%td", settings->objects, topic, number);
        if (access(hunted.program, X_OK) != 0)
            fail_environment("%s: not there; run make hunt", hunted.program);
        *exposed += expose(one, &hunted, settled, cases);
        json_array_append_new(all, one);
    }
    return all;
}

// ---- the record --------------------------------------------------------------------------------

static json_t *exposes(const json_t *implementations, dim number)
{
    json_t *list = json_array();
    size_t i;
    json_t *one;
    json_array_foreach(implementations, i, one)
        if (json_integer_value(json_object_get(one, "case")) == number)
            json_array_append(list, json_object_get(one, "number"));
    return list;
}

// Which cases are legal, into settled and into the list that is returned.
static json_t *settle(struct settled *settled, struct arena *arena,
                      const struct settings *settings, const char *topic,
                      const struct hunt_cases *cases)
{
    char right[PROGRAM_MOST], why[DETAIL_MAX];
    struct asked *asked[HUNT_CASES_MOST];
    json_t *told = json_array();
    const int seconds = settings->seconds ? settings->seconds : HUNT_SECONDS;
    snprintf(right, sizeof right, "%s/hunt/%s-right", settings->objects, topic);
    if (access(right, X_OK) != 0)
        fail_environment("%s: not there; run make hunt T=%s", right, topic);
    for (dim i = 0; i < cases->count; i++) {
        const struct hunt_case *from = &cases->list[i];
        asked[i] = arena_alloc(arena, sizeof *asked[i]);
        asked[i]->function = from->function;
        asked[i]->one = (struct golden_case){.topic = topic, .name = "", .request = from->request,
                                             .operation = from->function->name};
    }
    const double took = ask_each_right(asked, cases->count, arena, seconds, right);
    settled->seconds = seconds + (int)took;
    snprintf(right, sizeof right, "%s/%s.reference", settings->objects, topic);
    ask_second(asked, cases->count, settled->seconds, right);
    for (dim i = 0; i < cases->count; i++) {
        const bool legal = is_legal(why, asked[i]);
        settled->cases[settled->count] = &asked[i]->one;
        settled->indices[settled->count] = i;
        settled->count += legal;
        json_array_append_new(told, json_pack(
            "{s:I, s:I, s:s, s:b, s:s}", "case", (json_int_t)(i + 1), "line",
            (json_int_t)cases->list[i].line, "function", cases->list[i].function->name, "legal",
            legal, "why", legal ? "" : why));
    }
    return told;
}

json_t *hunt_judge(const struct settings *settings, struct arena *arena, const char *topic,
                   const struct hunt_cases *cases)
{
    struct settled settled = {.count = 0};
    json_t *told = settle(&settled, arena, settings, topic, cases);
    dim exposed = 0;
    json_t *all = judge_wrong(&exposed, settings, arena, topic, cases, &settled);
    size_t i;
    json_t *one;
    json_array_foreach(told, i, one)
        json_object_set_new(one, "exposes", exposes(all, (dim)i + 1));
    return json_pack("{s:I, s:I, s:o, s:o}", "exposed", (json_int_t)exposed, "of",
                     (json_int_t)json_array_size(all), "implementations", all, "cases", told);
}
