// work_show.c: what is counted, for a person: a row for each call. See work.h.
#include "work.h"

#include "fail.h"
#include "paint.h"

#include <stdio.h>
#include <string.h>

// Everything that counting needs, outside of a grading.
struct bench {
    struct arena arena;
    struct golden golden;
    struct works works;
    struct submission submission;
};

static void open_bench(struct bench *bench, const struct settings *settings,
                       const struct topic_part *first)
{
    golden_load(&bench->golden, &bench->arena, settings->golden, first->topic);
    works_read(&bench->works, &bench->arena, &bench->golden, first->topic, settings);
}

static void close_bench(struct bench *bench)
{
    works_close(&bench->works);
    golden_close(&bench->golden);
    arena_free(&bench->arena);
}

static void print_call(const char *label, const struct cost *cost, const struct cost *plain)
{
    char steps[WORK_NUMBER_MAX], supplied[WORK_NUMBER_MAX], enough[WORK_NUMBER_MAX];
    printf("  %-6s %13s steps, %13s of them supplied; plain solution %13s\n", label,
           work_number(steps, cost->steps), work_number(supplied, cost->supplied),
           work_number(enough, plain->steps));
}

// " 4.0 times, at most 5.3": nothing when the recipe does not ask.
static void print_limit(const struct work *work, const char *key, const char *label,
                        const struct cost *cost, const struct cost *base)
{
    const json_t *limit = json_object_get(work->recipe, key);
    if (!limit || !base->known || !base->steps) return;
    printf("  %s %.2f, at most %.2f\n", label, (double)cost->steps / (double)base->steps,
           json_number_value(json_object_get(limit, "most")));
}

static void print_work(const struct work *work)
{
    const struct cost *costs = work->costs, *plain = work->plain;
    printf("%s:%s  %s: %s\n", work->about.topic, work->about.name, work->about.operation,
           work->about.law);
    if (!work->judged) {
        printf("  not counted: it did not return\n");
        return;
    }
    if (costs[WORK_SMALL].known)
        print_call("small", &costs[WORK_SMALL], &plain[WORK_SMALL]);
    print_call("large", &costs[WORK_LARGE], &plain[WORK_LARGE]);
    print_limit(work, "growth", "large / small", &costs[WORK_LARGE], &costs[WORK_SMALL]);
    print_limit(work, "budget", "large / plain", &costs[WORK_LARGE], &plain[WORK_LARGE]);
    printf("  %s%s", verdict_name(work->outcome.verdict), *work->outcome.detail ? "\n" : "");
    paint_wrapped(stdout, "  ", work->outcome.detail);
    if (!*work->outcome.detail) putchar('\n');
}

// Those named so, all when name is NULL. Returns how many were printed; *bad: how many failed.
static int count_and_print(int *bad, const struct settings *settings,
                           const struct topic_part *first, const char *name)
{
    struct bench bench = {0};
    int printed = 0;
    open_bench(&bench, settings, first);
    for (dim i = 0; i < bench.works.count; i++)
        printed += !name || strcmp(bench.works.all[i].about.name, name) == 0;
    if (printed) submission_build(&bench.submission, settings, first->number, first->topic);
    if (bench.submission.outcome.verdict != VERDICT_PASS)
        fail("%s", bench.submission.outcome.detail);
    *bad = 0;
    for (dim i = 0; printed && i < bench.works.count; i++) {
        struct work *work = &bench.works.all[i];
        if (name && strcmp(work->about.name, name) != 0) continue;
        if (!work->judged)
            works_run(&bench.works, bench.submission.program, work->about.part,
                      work->about.operation);
        if (!bench.works.plain)
            fail_environment("%s: work cannot be counted here: the compiler has no "
                             "-fsanitize-coverage=trace-pc, or make build was not run",
                             first->topic);
        print_work(work);
        *bad += work->judged && work->outcome.verdict != VERDICT_PASS;
    }
    submission_remove(&bench.submission);
    close_bench(&bench);
    return printed;
}

static void refuse_reference(const struct settings *settings)
{
    if (strcmp(settings->from, "reference") == 0)
        fail_usage("--from reference: the reference is not compiled to count; name labs, solutions "
                   "or a folder");
}

int work_command(const struct settings *settings, const char *topic)
{
    const struct topic_part *first = topics_find(&settings->topics, topic);
    int bad;
    refuse_reference(settings);
    if (!first) fail_usage("work %s: no such topic; labs/topics.txt lists them", topic);
    if (!count_and_print(&bad, settings, first, NULL))
        printf("%s: nothing is counted\n", first->topic);
    return 0;
}

bool work_replay(int *code, const struct settings *settings, const char *topic, const char *name)
{
    const struct topic_part *first = topics_find(&settings->topics, topic);
    int bad = 0;
    if (strncmp(name, "work-", 5) != 0 || !first) return false;
    refuse_reference(settings);
    if (!count_and_print(&bad, settings, first, name)) return false;
    *code = bad ? 1 : 0;
    return true;
}
