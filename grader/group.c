// group.c: requests to a process, its end to a verdict. See group.h.
#include "group.h"

#include "compare.h"
#include "fail.h"
#include "launch.h"
#include "todo.h"

#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROBE_BROKEN = 87, RUNS = 2, MEMORY_MIB = 1024, STACK_KIB = 1024, WALL_SECONDS = 10,
       CPU_SECONDS = 8 };

struct run {
    struct frame *answers;  // [count]; operation[0] == 0: none
    uint8_t **buffers;      // [count] every buffer that answers point into
    dim buffer_count;
};

void group_show(char *shown, size_t size, const char *text, size_t count)
{
    size_t used = 0;
    for (size_t i = 0; i < count && used + 8 < size; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte == '\n' || (byte >= 32 && byte < 127)) shown[used++] = (char)byte;
        else if (byte == '\t') shown[used++] = ' ';
        else used += (size_t)snprintf(shown + used, size - used, "\\x%02x", byte);
    }
    if (used + 8 >= size && count) used += (size_t)snprintf(shown + used, size - used, "...");
    shown[used] = 0;
}

static void say(struct outcome *outcome, enum verdict verdict, const char *text)
{
    outcome->verdict = verdict;
    snprintf(outcome->detail, sizeof outcome->detail, "%s", text);
}

static void say_touched(struct outcome *outcome, const struct frame_fault *fault,
                        const struct golden_case *one)
{
    const struct frame_tensor *tensor = &one->request.tensors[fault->tensor];
    uint64_t bytes = 0;
    frame_bytes(&bytes, tensor->type, tensor->rank, tensor->shape);
    long long size = (long long)tensor_type_size(tensor->type);
    long long count = (long long)bytes / size;
    long long index = fault->offset >= 0 ? fault->offset / size : (fault->offset - size + 1) / size;
    if (tensor->role == FRAME_IN && fault->offset >= 0 && (uint64_t)fault->offset < bytes) {
        outcome->verdict = VERDICT_CHANGED_INPUT;
        snprintf(outcome->detail, sizeof outcome->detail,
                 "%s wrote to its input %s (element %lld of %lld); inputs are only read",
                 one->operation, tensor->name, index, count);
        return;
    }
    outcome->verdict = VERDICT_CRASH;
    snprintf(outcome->detail, sizeof outcome->detail,
             "%s touched %s[%lld], which has %lld value%s (index 0 to %lld): out of bounds",
             one->operation, tensor->name, index, count, count == 1 ? "" : "s", count - 1);
}

static void judge_fault(struct outcome *outcome, const struct frame_fault *fault,
                        const struct golden_case *one)
{
    if (fault->tensor >= 0) {
        say_touched(outcome, fault, one);
    } else if (fault->stack) {
        outcome->verdict = VERDICT_STACK;
        snprintf(outcome->detail, sizeof outcome->detail,
                 "%s ran out of stack (%d KiB): does a function call itself without end, or is a "
                 "local array that large?", one->operation, STACK_KIB);
    } else {
        const char *how = fault->signal == SIGABRT ? "stopped itself (a failed assert, or abort)"
                          : fault->signal == SIGFPE ? "divided a whole number by zero"
                          : fault->signal == SIGILL ? "reached an instruction that does not exist"
                                                    : "touched memory that belongs to no tensor";
        outcome->verdict = VERDICT_CRASH;
        snprintf(outcome->detail, sizeof outcome->detail, "%s %s", one->operation, how);
    }
}

// The process ended before it answered this case.
static void judge_end(struct outcome *outcome, const struct launched *end,
                      const struct golden_case *one)
{
    char text[DETAIL_MAX];
    const char *operation = one->operation;
    outcome->verdict = VERDICT_PROTOCOL;
    snprintf(text, sizeof text, "the program ended by itself (exit code %d) before %s returned",
             end->code, operation);
    if (end->end == LAUNCH_TIMEOUT) {
        outcome->verdict = VERDICT_TIMEOUT;
        snprintf(text, sizeof text, "%s did not return within %d seconds: a loop without end, or "
                 "far too much work?", operation, WALL_SECONDS);
    } else if (end->end == LAUNCH_FLOOD) {
        outcome->verdict = VERDICT_OUTPUT_LIMIT;
        snprintf(text, sizeof text, "%s printed more than the grader takes; print less", operation);
    } else if (end->end == LAUNCH_SIGNALLED) {
        outcome->verdict = VERDICT_CRASH;
        snprintf(text, sizeof text, "%s was ended by signal %d", operation, end->code);
    } else if (end->end == LAUNCH_FAILED) {
        outcome->verdict = VERDICT_GRADER_ERROR;
        snprintf(text, sizeof text, "the program could not be started: %s", strerror(end->code));
    } else if (end->code == TODO_EXIT) {
        outcome->verdict = VERDICT_NOT_WRITTEN_YET;
        snprintf(text, sizeof text, "%s is not written yet", operation);
    } else if (end->code == PROBE_BROKEN) {
        outcome->verdict = VERDICT_GRADER_ERROR;
        snprintf(text, sizeof text, "%.300s", end->text ? end->text : "the probe stopped");
    } else if (end->code == FAIL_ENVIRONMENT) {
        outcome->verdict = VERDICT_MEMORY;
        snprintf(text, sizeof text, "%s asked for more memory than the %d MiB it may have",
                 operation, MEMORY_MIB);
    }
    say(outcome, outcome->verdict, text);
}

static void start(struct launched *end, const struct frame_buffer *input, const char *program,
                  bool trusted, enum frame_run run)
{
    const char *const argv[] = {program, NULL};
    // malloc's memory differs between the runs too, so that reading it unset shows
    const char *const environment[] = {
        "LC_ALL=C", run == FRAME_FIRST_RUN ? "MALLOC_PERTURB_=165" : "MALLOC_PERTURB_=90", NULL};
    struct launch what = {.argv = argv, .environment = environment, .directory = "/",
                          .input = input->bytes, .input_count = input->count,
                          .answer_limit = (size_t)1 << 28, .text_limit = 1 << 18,
                          .wall_seconds = WALL_SECONDS, .cpu_seconds = trusted ? 0 : CPU_SECONDS,
                          .memory = trusted ? 0 : (size_t)MEMORY_MIB << 20,
                          .stack = trusted ? 0 : (size_t)STACK_KIB << 10, .file_size = 1 << 20};
    launch(end, &what);
}

static struct frame numbered(const struct golden_case *one, dim index, enum frame_run run)
{
    struct frame request = one->request;
    request.run = run;
    request.nonce = UINT64_C(0x9E3779B97F4A7C15) * (uint64_t)(2 * index + run + 1);
    return request;
}

static void keep_text(struct group *group, const struct launched *end)
{
    size_t count = end->text_count;
    if (end->text && !group->printed[0]) group_show(group->printed, PRINTED_MAX, end->text, count);
}

// Sends the cases that are still open from `from` on to one process. Returns the index behind the last
// one that was answered or judged.
static dim run_process(struct group *group, struct run *done, dim from, enum frame_run run,
                       const char *program, bool trusted)
{
    struct frame_buffer input = {0};
    struct launched end;
    size_t at = 0;
    dim i = from;
    for (dim j = from; j < group->count; j++) {
        struct frame request = numbered(group->cases[j], j, run);
        if (group->outcomes[j].verdict == VERDICT_PASS) frame_append_request(&input, &request);
    }
    start(&end, &input, program, trusted, run);
    group->seconds += end.seconds;
    for (; i < group->count; i++) {
        struct frame request = numbered(group->cases[i], i, run);
        struct frame_fault fault;
        const char *why = "";
        if (group->outcomes[i].verdict != VERDICT_PASS) continue;
        int got = frame_take_response(&done->answers[i], &fault, &why, &request, end.answer,
                                      end.answer_count, &at);
        if (got == 1) continue;
        done->answers[i].operation[0] = 0;
        if (got == 2) judge_fault(&group->outcomes[i], &fault, group->cases[i]);
        else if (got < 0) say(&group->outcomes[i], VERDICT_PROTOCOL, why);
        else judge_end(&group->outcomes[i], &end, group->cases[i]);
        i++;
        break;
    }
    keep_text(group, &end);
    done->buffers[done->buffer_count++] = end.answer;
    end.answer = NULL;
    launched_free(&end);
    free(input.bytes);
    return i;
}

// After a hang or an unwritten function the other cases would only end the same way.
static bool hopeless(const struct outcome *outcome)
{
    return outcome->verdict == VERDICT_TIMEOUT || outcome->verdict == VERDICT_OUTPUT_LIMIT ||
           outcome->verdict == VERDICT_NOT_WRITTEN_YET || outcome->verdict == VERDICT_GRADER_ERROR;
}

static void run_all(struct group *group, struct run *done, enum frame_run run, const char *program,
                    bool trusted)
{
    for (dim at = 0; at < group->count;) {
        at = run_process(group, done, at, run, program, trusted);
        const struct outcome *last = &group->outcomes[at - 1];
        if (!hopeless(last)) continue;
        for (; at < group->count; at++) {
            bool unwritten = last->verdict == VERDICT_NOT_WRITTEN_YET;
            if (unwritten) group->outcomes[at] = *last;
            else say(&group->outcomes[at], VERDICT_SKIPPED, "not run after the case before it");
        }
    }
}

void group_run(struct group *group, const char *program, bool trusted)
{
    struct run runs[RUNS];
    size_t count = (size_t)group->count;
    group->printed[0] = 0;
    group->seconds = 0.0;
    memset(group->outcomes, 0, count * sizeof *group->outcomes);  // all VERDICT_PASS
    for (int r = 0; r < RUNS; r++) {
        runs[r] = (struct run){calloc(count, sizeof(struct frame)), calloc(count + 1, sizeof(void *)), 0};
        if (!runs[r].answers || !runs[r].buffers) fail_environment("memory: no room for %td cases", group->count);
        run_all(group, &runs[r], (enum frame_run)r, program, trusted);
    }
    for (dim i = 0; i < group->count; i++)
        if (group->outcomes[i].verdict == VERDICT_PASS)
            compare_case(&group->outcomes[i], group->cases[i], &runs[0].answers[i], &runs[1].answers[i]);
    for (int r = 0; r < RUNS; r++) {
        for (dim i = 0; i < runs[r].buffer_count; i++) free(runs[r].buffers[i]);
        free(runs[r].buffers);
        free(runs[r].answers);
    }
}

bool group_ask(struct frame *answer, uint8_t **bytes, struct outcome *why,
               const struct golden_case *one, const char *program)
{
    struct frame_buffer input = {0};
    struct frame request = numbered(one, 0, FRAME_FIRST_RUN);
    struct frame_fault fault;
    struct launched end;
    const char *what = "";
    size_t at = 0;
    frame_append_request(&input, &request);
    start(&end, &input, program, true, FRAME_FIRST_RUN);
    int got = frame_take_response(answer, &fault, &what, &request, end.answer, end.answer_count, &at);
    if (got == 2) judge_fault(why, &fault, one);
    else if (got < 0) say(why, VERDICT_PROTOCOL, what);
    else if (got == 0) judge_end(why, &end, one);
    *bytes = end.answer;
    end.answer = NULL;
    launched_free(&end);
    free(input.bytes);
    return got == 1;
}
