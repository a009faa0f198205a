// whole_run.c: one run of a whole model, and the first difference between two. See whole_run.h.
#include "whole_run.h"

#include "fail.h"
#include "safetensors.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MEMORY_MIB = 1024, TEXT_LIMIT = 1 << 18, SLACK_SECONDS = 2,
       BUSY = 8 };  // so much slower than its processor time a process may be on a busy machine

// ---- records ----------------------------------------------------------------------------------

static bool plausible(const struct wire_head *head, uint64_t left)
{
    if (head->magic != WIRE_MAGIC || head->version != WIRE_VERSION || head->bytes > left ||
        head->kind > WIRE_TIMEOUT || head->type >= TENSOR_TYPES || head->rank > WIRE_RANK_MAX)
        return false;
    if (head->kind != WIRE_TENSOR) return head->bytes == 0;
    uint64_t bytes = (uint64_t)tensor_type_size((enum tensor_type)head->type);
    for (uint32_t axis = 0; axis < head->rank; axis++) {
        if (head->shape[axis] < 0 || head->shape[axis] > WIRE_ANSWER_LIMIT) return false;
        bytes *= (uint64_t)head->shape[axis];
        if (bytes > WIRE_ANSWER_LIMIT) return false;
    }
    return bytes == head->bytes;
}

static void add(struct whole_run *run, const struct wire_head *head, const uint8_t *values)
{
    if ((run->count & (run->count - 1)) == 0) {  // 0, 1, 2, 4, 8 ...: full
        const size_t room = run->count ? 2 * (size_t)run->count : 1;
        run->items = realloc(run->items, room * sizeof *run->items);
        if (!run->items) fail_environment("memory: no room for %zu tensors", room);
    }
    struct whole_item *item = &run->items[run->count++];
    *item = (struct whole_item){*head, values};
    item->head.name[WIRE_NAME_MAX - 1] = item->head.stage[WIRE_STAGE_MAX - 1] = 0;
    item->head.topic[sizeof head->topic - 1] = item->head.axes[sizeof head->axes - 1] = 0;
}

static void read_records(struct whole_run *run)
{
    const uint8_t *at = run->end.answer, *end = at ? at + run->end.answer_count : at;
    while (!run->told && at < end) {
        struct wire_head head;
        if ((size_t)(end - at) < sizeof head) return;  // it was ended while it wrote
        memcpy(&head, at, sizeof head);
        at += sizeof head;
        if (!plausible(&head, WIRE_ANSWER_LIMIT)) {
            run->broken = true;
            return;
        }
        if (head.bytes > (uint64_t)(end - at)) return;
        if (head.kind == WIRE_TENSOR) {
            add(run, &head, at);
            at += (head.bytes + WIRE_ALIGN - 1) / WIRE_ALIGN * WIRE_ALIGN;
        } else {
            run->told = true;
            run->last = head;
            run->last.name[WIRE_NAME_MAX - 1] = 0;
            run->last.topic[sizeof head.topic - 1] = 0;
        }
    }
    run->broken = run->broken || (run->told && at != end);
}

void whole_run(struct whole_run *run, const struct settings *settings, const char *program,
               bool trusted, int seconds)
{
    char model[4096], limit[16];
    snprintf(model, sizeof model, "%.4000s/datasets/models/starter", settings->root);
    snprintf(limit, sizeof limit, "%d", seconds);
    const char *const argv[] = {program, model, WHOLE_QUESTION, limit, NULL};
    const char *const environment[] = {"LC_ALL=C", "OMP_NUM_THREADS=1", NULL};
    const struct launch what = {
        .argv = argv, .environment = environment, .directory = "/",
        .answer_limit = WIRE_ANSWER_LIMIT, .text_limit = TEXT_LIMIT,
        .wall_seconds = BUSY * seconds + SLACK_SECONDS,
        .cpu_seconds = seconds + SLACK_SECONDS,
        .memory = trusted ? 0 : (size_t)MEMORY_MIB << 20, .stack = 8 << 20, .file_size = 1 << 20,
        .box.kind = trusted ? BOX_TRUSTED : BOX_CHECKED, .box.readable[0] = model};
    *run = (struct whole_run){.told = false};
    launch(&run->end, &what);
    read_records(run);
}

void whole_run_free(struct whole_run *run)
{
    free(run->items);
    launched_free(&run->end);
    *run = (struct whole_run){.told = false};
}

bool whole_run_done(const struct whole_run *run)
{
    return run->told && !run->broken && run->last.kind == WIRE_DONE;
}

static const char *how(const struct wire_head *last)
{
    if (last->stack) return "ran out of stack: does a function call itself without end, or is a "
                            "local array that large?";
    switch (last->signal) {
    case SIGABRT: return "stopped itself (a failed assert, or abort)";
    case SIGFPE: return "divided a whole number by zero";
    case SIGILL: return "reached an instruction that does not exist";
    default: return "touched memory that is not its own";
    }
}

static void judge_told(struct outcome *outcome, const struct wire_head *last, int seconds)
{
    char *text = outcome->detail;
    const size_t size = sizeof outcome->detail;
    if (last->kind == WIRE_NOT_WRITTEN) {
        outcome->verdict = VERDICT_NOT_WRITTEN_YET;
        snprintf(text, size, "%s is not written yet", last->name);
    } else if (last->kind == WIRE_TIMEOUT) {
        outcome->verdict = VERDICT_TIMEOUT;
        snprintf(text, size, "it did not end within %d second%s: a loop without end, or far too "
                 "much work?", seconds, seconds == 1 ? "" : "s");
    } else {
        outcome->verdict = last->stack ? VERDICT_STACK : VERDICT_CRASH;
        snprintf(text, size, "it %s", how(last));
    }
}

void whole_run_judge(struct outcome *outcome, const struct whole_run *run, int seconds)
{
    const struct launched *end = &run->end;
    char *text = outcome->detail;
    const size_t size = sizeof outcome->detail;
    *outcome = (struct outcome){.verdict = VERDICT_PASS};
    if (whole_run_done(run)) return;
    outcome->verdict = VERDICT_PROTOCOL;
    if (run->broken)
        snprintf(text, size, "what came back is not what the grader's own code sends: does it "
                 "write to descriptor 4, or over memory that is not its own?");
    else if (run->told) judge_told(outcome, &run->last, seconds);
    else if (end->end == LAUNCH_TIMEOUT)
        judge_told(outcome, &(struct wire_head){.kind = WIRE_TIMEOUT}, seconds);
    else if (end->end == LAUNCH_FLOOD) {
        outcome->verdict = VERDICT_OUTPUT_LIMIT;
        snprintf(text, size, "it printed more than the grader takes (%d KiB)", TEXT_LIMIT >> 10);
    } else if (end->end == LAUNCH_SIGNALLED) {
        outcome->verdict = VERDICT_CRASH;
        snprintf(text, size, "it was ended by signal %d (%s)", end->code, strsignal(end->code));
    } else if (end->end == LAUNCH_EXITED && end->code == FAIL_ENVIRONMENT) {
        outcome->verdict = VERDICT_MEMORY;
        snprintf(text, size, "it asked for more memory than the %d MiB it may have", MEMORY_MIB);
    } else if (end->end == LAUNCH_EXITED)
        snprintf(text, size, "the program ended by itself (exit code %d)", end->code);
    else snprintf(text, size, "the program could not go on");
}

// ---- comparison -------------------------------------------------------------------------------

dim whole_elements(const struct whole_item *item)
{
    dim count = 1;
    for (uint32_t axis = 0; axis < item->head.rank; axis++) count *= item->head.shape[axis];
    return count;
}

double whole_value(const struct whole_item *item, dim i)
{
    const uint8_t *values = item->values;
    switch ((enum tensor_type)item->head.type) {
    case TENSOR_F32: return (double)((const float *)(const void *)values)[i];
    case TENSOR_I32: return (double)((const int32_t *)(const void *)values)[i];
    case TENSOR_I64: return (double)((const int64_t *)(const void *)values)[i];
    case TENSOR_U8: return (double)values[i];
    default: return 0.0;
    }
}

static bool is_unwritten(const struct whole_item *item, dim i)
{
    uint32_t bits;
    if (item->head.type != TENSOR_F32) return false;
    memcpy(&bits, item->values + 4 * i, 4);
    return bits == WIRE_UNWRITTEN;
}

double whole_off(const struct whole_first *first, dim i)
{
    const double got = whole_value(first->own, i), expected = whole_value(first->item, i);
    if (!isfinite(got)) return got == expected ? 0.0 : (double)INFINITY;
    const double off = fabs(got - expected);
    if (first->item->head.type != TENSOR_F32) return off;  // ids and bytes are exact
    return first->largest > 0.0 ? off / first->largest : off;
}

static bool same_kind(const struct whole_item *a, const struct whole_item *b)
{
    return a->head.type == b->head.type && a->head.rank == b->head.rank &&
           memcmp(a->head.shape, b->head.shape, sizeof a->head.shape) == 0;
}

static double largest_of(const struct whole_item *item)
{
    double largest = 0.0;
    for (dim i = 0; i < whole_elements(item); i++)
        largest = fmax(largest, fabs(whole_value(item, i)));
    return largest;
}

// Looks at one tensor; true when all of it agrees.
static bool agrees(struct whole_first *first)
{
    const bool exact = first->item->head.type != TENSOR_F32;
    double worst = 0.0;
    first->count = whole_elements(first->item);
    first->largest = exact ? 0.0 : largest_of(first->item);
    first->off = 0;
    for (dim i = 0; i < first->count; i++) {
        const double off = whole_off(first, i);
        if (off <= (exact ? 0.0 : WHOLE_WITHIN)) {
            if (off > worst) worst = off;
        } else if (first->off++ == 0) first->at = i;
    }
    if (first->off > 0) return false;
    first->values += first->count;
    if (worst > first->worst) {
        first->worst = worst;
        first->where = first->item;
    }
    return true;
}

// Of a pass that was ended, the last tensor with anything in it may be half done.
static bool in_work(const struct whole_run *own, const struct whole_item *item)
{
    if (!item->head.unfinished) return false;
    if (item + 1 == own->items + own->count) return true;
    for (dim i = 0; i < whole_elements(item + 1); i++)
        if (!is_unwritten(item + 1, i)) return false;
    return true;
}

static void describe(struct whole_first *first, const struct whole_run *own)
{
    first->got = whole_value(first->own, first->at);
    first->expected = whole_value(first->item, first->at);
    first->unwritten = is_unwritten(first->own, first->at);
    first->in_work =
        first->own->head.unfinished && (first->unwritten || in_work(own, first->own));
    first->verdict = first->unwritten          ? VERDICT_UNWRITTEN
                     : !isfinite(first->got) ? VERDICT_NON_FINITE
                                               : VERDICT_WRONG_VALUE;
}

void whole_compare(struct whole_first *first, const struct whole_run *own,
                   const struct whole_run *trusted)
{
    *first = (struct whole_first){.verdict = VERDICT_PASS};
    for (dim i = 0; i < trusted->count; i++) {
        first->agreed = i;
        first->item = &trusted->items[i];
        first->own = i < own->count ? &own->items[i] : NULL;
        const bool there = first->own && strcmp(first->own->head.name, first->item->head.name) == 0;
        if (!there) {
            first->verdict = VERDICT_PROTOCOL;  // it went another way, or ended here
            return;
        }
        if (!same_kind(first->item, first->own)) {
            first->verdict = VERDICT_WRONG_SHAPE;
            return;
        }
        if (agrees(first)) continue;
        describe(first, own);
        return;
    }
    first->agreed = trusted->count;
    first->item = first->own = NULL;
}

const struct whole_item *whole_last(const struct whole_run *run, const char *name)
{
    for (dim i = run->count; i-- > 0;)
        if (strcmp(run->items[i].head.name, name) == 0) return &run->items[i];
    return NULL;
}
