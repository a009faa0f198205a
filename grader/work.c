// work.c: counts the steps of calls, and compares them. See work.h.
#include "work.h"

#include "counter.h"
#include "fail.h"
#include "group.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Steps are limited, so the seconds are for a machine that stands still; nothing is judged by them.
enum { WORK_SEED = 17, WORKS_MAX = 32, SECONDS_MAX = 120 };

static const json_t *needed(const struct work *work, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (!value) fail("%s: no \"%s\"; see grader/work.h", work->where, key);
    return value;
}

static const char *text(const struct work *work, const json_t *object, const char *key)
{
    const char *value = json_string_value(needed(work, object, key));
    return value ? value : "";
}

static void read_work(struct work *work, struct arena *arena, const struct golden *golden,
                      const char *topic, const struct tensor_metadata *metadata)
{
    work->where = arena_print(arena, "%.300s: %.100s", golden->file.path, metadata->key);
    work->recipe = json_loads(metadata->value, 0, NULL);
    work->about.topic = topic;
    work->about.name = arena_print(arena, "work-%s", metadata->key + strlen("work/"));
    work->about.part = text(work, work->recipe, "part");
    work->about.operation = text(work, work->recipe, "op");
    work->about.law = text(work, work->recipe, "law");
    work->about.live = true;
    if (strlen(work->about.operation) >= FRAME_OPERATION_MAX)
        fail("%s: op is too long", work->where);
    for (dim i = 0; i < golden->count; i++)
        if (strcmp(golden->cases[i].operation, work->about.operation) == 0 &&
            strcmp(golden->cases[i].part, work->about.part) == 0)
            return;
    fail("%s: part %s has no case of %s, whose points it could cost", work->where,
         work->about.part, work->about.operation);
}

void works_read(struct works *works, struct arena *arena, const struct golden *golden,
                const char *topic, const struct settings *settings)
{
    const struct safetensors *file = &golden->file;
    *works = (struct works){.arena = arena};
    works->all = arena_array(arena, (size_t)file->metadata_count + 1, sizeof *works->all);
    for (dim i = 0; i < file->metadata_count; i++) {
        if (strncmp(file->metadata[i].key, "work/", 5) != 0) continue;
        if (works->count == WORKS_MAX)
            fail("%s: more than %d recipes of work", file->path, WORKS_MAX);
        read_work(&works->all[works->count++], arena, golden, topic, &file->metadata[i]);
    }
    snprintf(works->trusted, sizeof works->trusted, "%.3900s/%.80s.counted", settings->objects,
             topic);
}

void works_close(struct works *works)
{
    for (dim i = 0; i < works->count; i++) json_decref(works->all[i].recipe);
    works->count = 0;
}

// ---- calls -------------------------------------------------------------------------------------

static void add_output(struct golden_case *one, const struct tensor *tensor)
{
    for (int i = 0; i < one->request.count; i++)
        if (strcmp(one->request.tensors[i].name, tensor->name) == 0) {
            one->request.tensors[i].role = FRAME_INOUT;
            return;
        }
    golden_add_tensor(one, tensor, tensor->name, FRAME_OUT);
}

// The request of one of the two calls; NULL when the recipe has no such call.
static const struct golden_case *make_call(const struct work *work, struct arena *arena, int which)
{
    json_t *sizes = json_object_get(work->recipe, which == WORK_SMALL ? "small" : "large");
    struct drawing drawing = {.arena = arena, .where = work->where};
    struct golden_case *one;
    const char *name;
    json_t *about;
    if (!sizes) return NULL;
    one = arena_alloc(arena, sizeof *one);
    *one = work->about;
    strcpy(one->request.operation, work->about.operation);
    rng_seed(&drawing.rng, WORK_SEED, drawing_stream(work->about.name));
    drawing_sizes(&drawing, sizes);
    drawing_sizes(&drawing, json_object_get(work->recipe, "sizes"));
    json_object_foreach(json_object_get(work->recipe, "in"), name, about) {
        struct tensor tensor = drawing_tensor(&drawing, name, about);
        drawing_values(&drawing, &tensor, json_object_get(about, "draw"));
        golden_add_tensor(one, &tensor, name, FRAME_IN);
    }
    json_object_foreach(json_object_get(work->recipe, "out"), name, about) {
        const struct tensor tensor = drawing_tensor(&drawing, name, about);
        add_output(one, &tensor);
    }
    const struct tensor counted = {.name = COUNTER_TENSOR, .type = TENSOR_I64, .rank = 1,
                                   .shape = {COUNTER_NUMBERS}};
    add_output(one, &counted);
    return one;
}

static void take_cost(struct cost *cost, const struct frame *answer)
{
    for (int i = 0; i < answer->count; i++) {
        const struct frame_tensor *got = &answer->tensors[i];
        if (strcmp(got->name, COUNTER_TENSOR) != 0 || !got->data) continue;
        if (got->type != TENSOR_I64 || frame_elements(got) != COUNTER_NUMBERS) return;
        int64_t numbers[COUNTER_NUMBERS];
        memcpy(numbers, got->data, sizeof numbers);
        *cost = (struct cost){.steps = numbers[COUNTER_OWN] + numbers[COUNTER_SUPPLIED],
                              .supplied = numbers[COUNTER_SUPPLIED],
                              .calls = numbers[COUNTER_CALLS], .bytes = numbers[COUNTER_BYTES],
                              .stopped = numbers[COUNTER_STOPPED] != 0};
        cost->known = true;
    }
}

// The calls of a list of works, and where their costs belong: of the plain solution, or of a
// submission.
struct calls {
    const struct golden_case **cases;  // [WORKS_MAX * WORK_CALLS]
    struct cost *costs[WORKS_MAX * WORK_CALLS];
    dim count;
};

static void make_calls(struct calls *calls, struct work *const *list, dim count,
                       struct arena *arena, bool plain)
{
    calls->count = 0;
    for (dim i = 0; i < WORK_CALLS * count; i++) {
        struct work *work = list[i / WORK_CALLS];
        const int which = (int)(i % WORK_CALLS);
        const struct golden_case *one = make_call(work, arena, which);
        if (!one) continue;
        calls->costs[calls->count] = plain ? &work->plain[which] : &work->costs[which];
        calls->cases[calls->count++] = one;
    }
}

static void take_costs(const struct calls *calls, const struct outcome *outcomes,
                       const struct frame *answers)
{
    for (dim i = 0; i < calls->count; i++)
        if (outcomes[i].verdict == VERDICT_PASS) take_cost(calls->costs[i], &answers[i]);
}

// All of them in one process; trusted: of the plain solution.
static void count_all(struct work *const *list, dim count, struct arena *arena,
                      const char *program, bool trusted)
{
    const struct golden_case *cases[WORKS_MAX * WORK_CALLS];
    struct calls calls = {.cases = cases};
    make_calls(&calls, list, count, arena, trusted);
    struct group group = {.cases = cases, .count = calls.count, .limit_seconds = SECONDS_MAX};
    group.outcomes = arena_array(arena, WORKS_MAX * WORK_CALLS, sizeof *group.outcomes);
    group_ask_all(&group, program, trusted);
    take_costs(&calls, group.outcomes, group.runs[FRAME_FIRST_RUN].frames);
    group_free(&group);
}

// ---- judgement ---------------------------------------------------------------------------------

const char *work_number(char *buffer, int64_t number)
{
    char digits[WORK_NUMBER_MAX];
    const int count = snprintf(digits, sizeof digits, "%lld", (long long)number);
    char *to = buffer;
    for (int i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0) *to++ = ',';
        *to++ = digits[i];
    }
    *to = 0;
    return buffer;
}

// " (12,000 of them in the functions that it calls)"
static const char *elsewhere(char *buffer, size_t size, const struct cost *cost)
{
    char number[WORK_NUMBER_MAX];
    buffer[0] = 0;
    if (cost->supplied > 0)
        snprintf(buffer, size, " (%s of them in the functions that it calls)",
                 work_number(number, cost->supplied));
    return buffer;
}

static bool grows_too_fast(struct work *work, const struct cost *small, const struct cost *large)
{
    char low[WORK_NUMBER_MAX], high[WORK_NUMBER_MAX], where[120];
    const json_t *growth = json_object_get(work->recipe, "growth");
    if (!growth) return false;
    const double most = json_number_value(needed(work, growth, "most"));
    const double times = (double)large->steps / (double)(small->steps ? small->steps : 1);
    if (times <= most) return false;
    snprintf(work->outcome.detail, DETAIL_MAX, "%s: %s took %.1f times the steps (%s -> %s)%s; %s",
             work->about.operation, text(work, growth, "what"), times,
             work_number(low, small->steps), work_number(high, large->steps),
             elsewhere(where, sizeof where, large),
             text(work, growth, "enough"));
    return true;
}

static bool costs_too_much(struct work *work, const struct cost *large, const struct cost *plain)
{
    char own[WORK_NUMBER_MAX], enough[WORK_NUMBER_MAX], where[120];
    const json_t *budget = json_object_get(work->recipe, "budget");
    if (!budget || !plain->known) return false;
    const double most = json_number_value(needed(work, budget, "most"));
    const double times = (double)large->steps / (double)(plain->steps ? plain->steps : 1);
    if (times <= most) return false;
    snprintf(work->outcome.detail, DETAIL_MAX,
             "%s took %s steps%s, %.1f times the %s of a plain solution; %s",
             work->about.operation, work_number(own, large->steps),
             elsewhere(where, sizeof where, large), times, work_number(enough, plain->steps),
             text(work, budget, "enough"));
    return true;
}

static bool was_stopped(struct work *work, const struct cost *cost, const struct cost *plain)
{
    char limit[WORK_NUMBER_MAX], enough[WORK_NUMBER_MAX];
    if (!cost->stopped) return false;
    snprintf(work->outcome.detail, DETAIL_MAX,
             "%s was left after %s steps, where a plain solution is done after %s",
             work->about.operation, work_number(limit, cost->steps),
             work_number(enough, plain->steps));
    return true;
}

static bool takes_memory(struct work *work, const struct cost *large)
{
    char calls[WORK_NUMBER_MAX], bytes[WORK_NUMBER_MAX];
    if (json_is_true(json_object_get(work->recipe, "allocates")) ||
        !large->calls)
        return false;
    snprintf(work->outcome.detail, DETAIL_MAX,
             "%s took memory from an arena (%s calls, %s bytes); its contract hands over all it "
             "needs", work->about.operation, work_number(calls, large->calls),
             work_number(bytes, large->bytes));
    return true;
}

static void judge(struct work *work)
{
    const struct cost *small = &work->costs[WORK_SMALL], *large = &work->costs[WORK_LARGE];
    const struct cost *plain = &work->plain[WORK_LARGE];
    const bool alone = !json_object_get(work->recipe, "small");
    work->judged = large->known && (alone || small->known);
    if (!work->judged) return;
    work->outcome = (struct outcome){.verdict = VERDICT_PASS};
    if (was_stopped(work, large, plain) || grows_too_fast(work, small, large) ||
        costs_too_much(work, large, plain) || takes_memory(work, large))
        work->outcome.verdict = VERDICT_TOO_MUCH_WORK;
}

void works_count_plain(struct works *works)
{
    struct work *list[WORKS_MAX];
    if (works->plain || works->count == 0 || access(works->trusted, X_OK) != 0) return;
    for (dim i = 0; i < works->count; i++) list[i] = &works->all[i];
    count_all(list, works->count, works->arena, works->trusted, true);
    works->plain = true;
}

static bool is_of(const struct work *work, const char *part, const char *operation)
{
    return strcmp(work->about.part, part) == 0 && strcmp(work->about.operation, operation) == 0;
}

static void run(struct works *works, struct work *const *list, dim count, const char *program)
{
    works_count_plain(works);
    if (count == 0 || !works->plain) return;  // this compiler cannot count
    count_all(list, count, works->arena, program, false);
    for (dim i = 0; i < count; i++) judge(list[i]);
}

void works_run(struct works *works, const char *program, const char *part, const char *operation)
{
    struct work *list[WORKS_MAX];
    dim count = 0;
    for (dim i = 0; i < works->count; i++) {
        struct work *work = &works->all[i];
        if (!is_of(work, part, operation)) continue;
        if (!(work->wanted && work->judged && work->outcome.verdict == VERDICT_PASS))
            list[count++] = work;
    }
    run(works, list, count, program);
}

void works_want(struct works *works, const char *part, const char *operation)
{
    for (dim i = 0; i < works->count; i++)
        works->all[i].wanted |= is_of(&works->all[i], part, operation);
}

static dim wanted(struct work **list, struct works *works)
{
    dim count = 0;
    if (!works->plain) return 0;
    for (dim i = 0; i < works->count; i++)
        if (works->all[i].wanted) list[count++] = &works->all[i];
    return count;
}

dim works_ask(const struct golden_case **cases, struct works *works)
{
    struct work *list[WORKS_MAX] = {NULL};
    works_count_plain(works);
    struct calls calls = {.cases = cases};
    make_calls(&calls, list, wanted(list, works), works->arena, false);
    return calls.count;
}

void works_take(struct works *works, const struct outcome *outcomes, const struct frame *answers)
{
    struct work *list[WORKS_MAX] = {NULL};
    const struct golden_case *cases[WORKS_MAX * WORK_CALLS];
    struct calls calls = {.cases = cases};
    const dim count = wanted(list, works);
    make_calls(&calls, list, count, works->arena, false);
    take_costs(&calls, outcomes, answers);
    for (dim i = 0; i < count; i++) judge(list[i]);
}

dim works_room(const struct works *works)
{
    return works->count * WORK_CALLS;
}
