// replay.c: runs exactly one case and prints its numbers. See replay.h.
#include "replay.h"

#include "compare.h"
#include "fail.h"
#include "group.h"
#include "lab.h"
#include "law.h"
#include "paint.h"
#include "work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VALUES_SHOWN = 64, VALUES_A_LINE = 6 };

static void print_values(enum tensor_type type, const void *data, dim count, dim columns)
{
    for (dim i = 0; i < count && i < VALUES_SHOWN; i++) {
        char value[40];
        compare_print(value, sizeof value, type, data, i);
        printf("%s%s", i % columns % VALUES_A_LINE == 0 ? "\n     " : " ", value);
    }
    printf("%s\n", count > VALUES_SHOWN ? " ..." : "");
}

static void print_tensor(const char *label, const char *name, enum tensor_type type, int rank,
                         const dim *shape, const void *data)
{
    struct tensor tensor = {.rank = rank};
    memcpy(tensor.shape, shape, sizeof tensor.shape);
    dim columns = rank && shape[rank - 1] ? shape[rank - 1] : 1;
    printf("  %s %s %s", label, name, tensor_type_name(type));
    for (int axis = 0; axis < rank; axis++)
        printf("%s%td%s", axis ? " x " : " [", shape[axis], axis + 1 == rank ? "]" : "");
    if (data) print_values(type, data, tensor_elements(&tensor), columns);
    else printf("\n");
}

static void print_side_by_side(const struct golden_case *one, const struct frame *answer)
{
    for (int e = 0; e < one->expected_count; e++) {
        const struct tensor *exact = &one->expected[e].tensor;
        print_tensor("expected", exact->name, exact->type, exact->rank, exact->shape, exact->data);
        for (int i = 0; i < answer->count; i++) {
            const struct frame_tensor *got = &answer->tensors[i];
            if (strcmp(got->name, exact->name) == 0)
                print_tensor("got", got->name, got->type, got->rank, got->shape, got->data);
        }
    }
}

static void print_request(const struct golden_case *one)
{
    static const char *const roles[] = {"", "in", "out", "in and out"};
    printf("%s:%s  %s: %s\n", one->topic, one->name, one->operation, one->law);
    for (int i = 0; i < one->request.count; i++) {
        const struct frame_tensor *tensor = &one->request.tensors[i];
        print_tensor(roles[tensor->role], tensor->name, tensor->type, tensor->rank, tensor->shape,
                     tensor->data);
    }
    if (one->hand) {
        printf("  by hand\n");
        paint_indented(stdout, "     ", one->hand);
    }
}

static int code_of(enum verdict verdict)
{
    return verdict == VERDICT_PASS ? 0 : verdict == VERDICT_GRADER_ERROR ? 2 : 1;
}

static int run(const struct settings *settings, const struct golden_case *one,
               const struct topic_part *first)
{
    struct submission submission;
    struct outcome outcome = {0}, why;
    struct group group = {.cases = &one, .count = 1, .outcomes = &outcome,
                          .limit_seconds = settings->seconds};
    bool trusted = strcmp(settings->from, "reference") == 0;
    print_request(one);
    submission_build(&submission, settings, first->number, first->topic);
    if (submission.outcome.verdict == VERDICT_PASS)
        group_run(&group, submission.program, trusted);
    else
        outcome = submission.outcome;
    if (verdict_has_numbers(outcome.verdict)) {
        struct frame answer;
        uint8_t *bytes;
        if (group_ask(&answer, &bytes, &why, one, submission.program, trusted))
            print_side_by_side(one, &answer);
        free(bytes);
    }
    const char *colon = outcome.detail[0] ? ": " : "";
    printf("%s%s%s\n", verdict_name(outcome.verdict), colon, outcome.detail);
    if (group.printed[0]) printf("your program printed:\n%s\n", group.printed);
    group_free(&group);
    submission_remove(&submission);
    return code_of(outcome.verdict);
}

// ---- laws --------------------------------------------------------------------------------------

// Whatever was drawn, made, asked for and came back, in the order in which it was.
static void print_law(const struct law *law)
{
    const struct sizes *sizes = &law->drawing.sizes;
    printf("%s:%s  %s: %s\n", law->about.topic, law->about.name, law->about.operation,
           law->about.law);
    for (int i = 0; i < sizes->count; i++)
        printf("%s%s = %td", i == 0 ? "  sizes " : ", ", sizes->all[i].name, sizes->all[i].value);
    if (sizes->count) putchar('\n');
    for (dim i = 0; i < law->count; i++) {
        const struct tensor *tensor = &law->tensors[i].tensor;
        const bool came_back = strchr(tensor->name, '.') != NULL;
        print_tensor(law->tensors[i].draw ? "drawn" : came_back ? "came back" : "made",
                     tensor->name, tensor->type, tensor->rank, tensor->shape, tensor->data);
    }
}

static int run_law(const struct settings *settings, struct law *law,
                   const struct topic_part *first)
{
    struct submission submission;
    const struct outcome *outcome = &submission.outcome;
    submission_build(&submission, settings, first->number, first->topic);
    if (outcome->verdict == VERDICT_PASS) {
        laws_run_one(law, submission.program, strcmp(settings->from, "reference") == 0,
                     settings->seconds);
        outcome = &law->outcome;
        print_law(law);
    }
    const char *colon = outcome->detail[0] ? ": " : "";
    printf("%s%s%s\n", verdict_name(outcome->verdict), colon, outcome->detail);
    const int code = code_of(outcome->verdict);
    submission_remove(&submission);
    return code;
}

// -1: there is no law of that name.
static int replay_law(const struct settings *settings, struct arena *arena,
                      const struct golden *golden, const struct topic_part *first,
                      const char *name)
{
    struct laws laws;
    int code = -1;
    laws_read(&laws, arena, golden, first->topic, settings->seed);
    for (dim i = 0; i < laws.count && code < 0; i++)
        if (strcmp(laws.all[i].about.name, name) == 0)
            code = run_law(settings, &laws.all[i], first);
    laws_close(&laws);
    return code;
}

int replay(const struct settings *settings, const char *id)
{
    char topic[80];
    const char *colon = strchr(id, ':');
    if (!colon || (size_t)(colon - id) >= sizeof topic)
        fail_usage("replay %s: wanted topic:case, e.g. rope:forward-far; grade prints it", id);
    snprintf(topic, sizeof topic, "%.*s", (int)(colon - id), id);
    const struct topic_part *first = topics_find(&settings->topics, topic);
    if (!first) fail_usage("replay %s: no topic named %s; labs/topics.txt lists them", id, topic);
    struct arena arena = {0};
    struct lab_cases cases;
    int code = -1;
    if (work_replay(&code, settings, first->topic, colon + 1)) return code;
    lab_cases_load(&cases, &arena, settings, first->topic);
    for (dim i = 0; i < cases.count && code < 0; i++)
        if (strcmp(cases.list[i].name, colon + 1) == 0) code = run(settings, &cases.list[i], first);
    if (code < 0) code = replay_law(settings, &arena, &cases.golden, first, colon + 1);
    if (code < 0)
        fail_usage("replay %s: %s has no case named %s; grade --format json lists them", id,
                   first->topic, colon + 1);
    lab_cases_close(&cases);
    arena_free(&arena);
    return code;
}
