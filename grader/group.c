// group.c: requests to a process, its end to a verdict. See group.h.
#include "group.h"

#include "compare.h"
#include "fail.h"
#include "launch.h"
#include "show.h"
#include "todo.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MEMORY_MIB = 1024, STACK_KIB = 1024, TEXT_LIMIT = 1 << 18,
       ANSWER_SLACK = 1 << 16 };

static int group_seconds(const struct group *group)
{
    return group->limit_seconds > 0 ? group->limit_seconds : GROUP_SECONDS;
}

static void say(struct outcome *outcome, enum verdict verdict, const char *text)
{
    outcome->verdict = verdict;
    snprintf(outcome->detail, sizeof outcome->detail, "%s", text);
}

static void say_protocol(struct outcome *outcome, const char *operation, const char *why)
{
    outcome->verdict = VERDICT_PROTOCOL;
    snprintf(outcome->detail, sizeof outcome->detail,
             "what came back from %s is not what the grader's own code sends (%s): does it write "
             "to descriptor 4, or over memory that is not its own?", operation, why);
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

// The program ended by itself; its exit code says how.
static void judge_exit(struct outcome *outcome, const struct launched *end, const char *operation)
{
    char *text = outcome->detail;
    const size_t size = sizeof outcome->detail;
    outcome->verdict = VERDICT_PROTOCOL;
    if (end->code == TODO_EXIT) {
        outcome->verdict = VERDICT_NOT_WRITTEN_YET;
        snprintf(text, size, "%s is not written yet", operation);
    } else if (end->code == FRAME_BROKEN_EXIT) {
        outcome->verdict = VERDICT_GRADER_ERROR;
        show(text, size, end->text ? end->text : "", end->text_count);
    } else if (end->code == FRAME_CLOSED_EXIT) {
        snprintf(text, size, "%s used the grader's own descriptors (3 and 4): a lab leaves every "
                 "file alone", operation);
    } else if (end->code == FAIL_ENVIRONMENT) {
        outcome->verdict = VERDICT_MEMORY;
        snprintf(text, size, "%s asked for more memory than the %d MiB it may have", operation,
                 MEMORY_MIB);
    } else {
        snprintf(text, size, "the program ended by itself (exit code %d) before %s returned",
                 end->code, operation);
    }
}

// The process ended before it answered this case.
static void judge_end(struct outcome *outcome, const struct launched *end, const char *operation,
                      int seconds)
{
    char *text = outcome->detail;
    const size_t size = sizeof outcome->detail;
    switch (end->end) {
    case LAUNCH_EXITED: judge_exit(outcome, end, operation); break;
    case LAUNCH_SIGNALLED:
        outcome->verdict = VERDICT_CRASH;
        snprintf(text, size, "%s was ended by signal %d (%s)", operation, end->code,
                 strsignal(end->code));
        break;
    case LAUNCH_TIMEOUT:
        outcome->verdict = VERDICT_TIMEOUT;
        snprintf(text, size, "%s did not return within %d seconds: a loop without end, or far too "
                 "much work?", operation, seconds);
        break;
    case LAUNCH_FLOOD:
        outcome->verdict = VERDICT_OUTPUT_LIMIT;
        snprintf(text, size, "%s printed more than the grader takes (%d KiB); print less",
                 operation, TEXT_LIMIT >> 10);
        break;
    case LAUNCH_HUNG_UP:
        outcome->verdict = VERDICT_PROTOCOL;
        snprintf(text, size, "%s closed the descriptors it was given: a lab leaves every file "
                 "alone", operation);
        break;
    case LAUNCH_FAILED:
        outcome->verdict = VERDICT_GRADER_ERROR;
        snprintf(text, size, "the program could not be started: %s", strerror(end->code));
        break;
    }
}

// What a process may do: the reference anything but run for ever.
struct allowance {
    bool trusted;
    int seconds;
    bool judge;  // it is not judged itself: malloc may leave memory as it is
};

static void start(struct launched *end, const struct frame_buffer *input, size_t answer_bytes,
                  const char *program, struct allowance allowance, enum frame_run run)
{
    const char *const argv[] = {program, NULL};
    // malloc's memory differs between the runs too, so that reading it unset shows. It costs a
    // matrix product 16 MB of writing, which is its workspace. Cases are small: the reference's
    // threads would only wait for each other, on a busy machine past every limit.
    const char *const fill = run == FRAME_FIRST_RUN ? "MALLOC_PERTURB_=165" : "MALLOC_PERTURB_=90";
    const char *const environment[] = {"LC_ALL=C", "OMP_NUM_THREADS=1",
                                       allowance.judge ? NULL : fill, NULL};
    bool trusted = allowance.trusted;
    struct launch what = {.argv = argv, .environment = environment, .directory = "/",
                          .input = input->bytes, .input_count = input->count,
                          .answer_limit = answer_bytes, .text_limit = TEXT_LIMIT,
                          .wall_seconds = allowance.seconds,
                          .cpu_seconds = trusted ? 0 : allowance.seconds,
                          .memory = trusted ? 0 : (size_t)MEMORY_MIB << 20,
                          .stack = trusted ? 0 : (size_t)STACK_KIB << 10, .file_size = 1 << 20,
                          .box.kind = trusted ? BOX_TRUSTED : BOX_PROBE};
    launch(end, &what);
}

static struct frame numbered(const struct golden_case *one, dim index, enum frame_run run)
{
    struct frame request = one->request;
    request.run = run;
    request.nonce = UINT64_C(0x9E3779B97F4A7C15) * (uint64_t)(2 * index + run + 1);
    return request;
}

// The second run goes backwards: what a function keeps from call to call is another then.
static dim at_turn(const struct group *group, dim turn, enum frame_run run)
{
    if (run == FRAME_FIRST_RUN) return turn;
    return turn < group->both ? group->both - 1 - turn : group->once[FRAME_FIRST_RUN] + turn;
}

static dim turns(const struct group *group, enum frame_run run)
{
    return group->both + group->once[run];
}

// What was printed first; the other run prints the same again. What the box says when it cannot
// start a program (one that names a loader of its own) was not printed by it, and names a folder
// that is another one each time.
static void keep_text(struct group *group, const struct launched *end)
{
    static const char box[] = "bwrap: ";
    if (end->text && strncmp(end->text, box, strlen(box)) == 0) return;
    if (end->text && !group->printed[0])
        show(group->printed, PRINTED_MAX, end->text, end->text_count);
}

// Takes the answers that came, in order. Returns the index behind the last case that was answered
// or judged.
static dim take_answers(struct group *group, struct group_answers *done, dim from,
                        enum frame_run run, const struct launched *end)
{
    size_t at = 0;
    dim last = -1;
    for (dim turn = from; turn < turns(group, run); turn++) {
        dim i = at_turn(group, turn, run);
        struct outcome *outcome = &group->outcomes[i];
        const struct golden_case *one = group->cases[i];
        struct frame request = numbered(one, i, run);
        struct frame_fault fault;
        const char *why = "";
        if (outcome->verdict != VERDICT_PASS) continue;
        last = i;
        int got = frame_take_response(&done->frames[i], &fault, &why, &request, end->answer,
                                      end->answer_count, &at);
        if (got == 1) continue;
        if (got == 2) judge_fault(outcome, &fault, one);
        else if (got < 0) say_protocol(outcome, one->operation, why);
        else judge_end(outcome, end, one->operation, group_seconds(group));
        return turn + 1;
    }
    if (last >= 0 && at < end->answer_count)
        say_protocol(&group->outcomes[last], group->cases[last]->operation,
                     "more bytes than one answer for each call");
    return turns(group, run);
}

// Sends the cases that are still open from `from` on to one process, and judges what comes back.
static dim run_process(struct group *group, struct group_answers *done, dim from,
                       enum frame_run run, const char *program, bool trusted)
{
    struct frame_buffer input = {0};
    struct launched end;
    size_t answer_bytes = ANSWER_SLACK;
    for (dim turn = from; turn < turns(group, run); turn++) {
        dim i = at_turn(group, turn, run);
        struct frame request = numbered(group->cases[i], i, run);
        if (group->outcomes[i].verdict != VERDICT_PASS) continue;
        frame_append_request(&input, &request);
        answer_bytes += frame_response_bytes(&request);
    }
    if (input.count == 0) return turns(group, run);
    start(&end, &input, answer_bytes, program,
          (struct allowance){.trusted = trusted, .seconds = group_seconds(group)}, run);
    group->seconds += end.seconds;
    dim behind = take_answers(group, done, from, run, &end);
    keep_text(group, &end);
    done->buffers[done->buffer_count++] = end.answer;
    end.answer = NULL;
    launched_free(&end);
    free(input.bytes);
    return behind;
}

// After a hang or an unwritten function the other cases would only end the same way.
static bool hopeless(const struct outcome *outcome)
{
    return outcome->verdict == VERDICT_TIMEOUT || outcome->verdict == VERDICT_OUTPUT_LIMIT ||
           outcome->verdict == VERDICT_NOT_WRITTEN_YET || outcome->verdict == VERDICT_GRADER_ERROR;
}

// The other cases of the same function.
static void give_up(struct group *group, dim last)
{
    const struct outcome *ended = &group->outcomes[last];
    for (dim i = 0; i < group->count; i++) {
        struct outcome *outcome = &group->outcomes[i];
        if (outcome->verdict != VERDICT_PASS ||
            strcmp(group->cases[i]->operation, group->cases[last]->operation) != 0)
            continue;
        if (ended->verdict == VERDICT_NOT_WRITTEN_YET) *outcome = *ended;
        else say(outcome, VERDICT_SKIPPED, "not run after the case before it");
    }
}

void group_run_once(struct group *group, int run, const char *program, bool trusted)
{
    struct group_answers *done = &group->runs[run];
    for (dim at = 0; at < turns(group, run);) {
        at = run_process(group, done, at, run, program, trusted);
        const dim last = at_turn(group, at - 1, run);
        if (hopeless(&group->outcomes[last])) give_up(group, last);
    }
}

void group_begin(struct group *group, dim room)
{
    const size_t count = (size_t)room;
    group->printed[0] = 0;
    group->seconds = 0.0;
    group->both = group->count;
    group->once[FRAME_FIRST_RUN] = group->once[FRAME_SECOND_RUN] = 0;
    group->room = room;
    memset(group->outcomes, 0, count * sizeof *group->outcomes);  // all VERDICT_PASS
    for (int r = 0; r < GROUP_RUNS; r++) {
        group->runs[r] = (struct group_answers){calloc(count, sizeof(struct frame)),
                                                calloc(count + 1, sizeof(uint8_t *)), 0};
        if (!group->runs[r].frames || !group->runs[r].buffers)
            fail_environment("memory: no room for %td cases", room);
    }
}

void group_add(struct group *group, const struct golden_case *one, int run)
{
    if (group->count == group->room) fail("more than %td cases in a group", group->room);
    group->more[group->count++] = one;
    group->once[run]++;
}

void group_judge(struct group *group)
{
    for (dim i = 0; i < group->both; i++)
        if (group->outcomes[i].verdict == VERDICT_PASS)
            compare_case(&group->outcomes[i], group->cases[i],
                         &group->runs[FRAME_FIRST_RUN].frames[i],
                         &group->runs[FRAME_SECOND_RUN].frames[i]);
}

void group_run(struct group *group, const char *program, bool trusted)
{
    group_begin(group, group->count);
    for (int r = 0; r < GROUP_RUNS; r++) group_run_once(group, r, program, trusted);
    group_judge(group);
}

void group_free(struct group *group)
{
    for (int r = 0; r < GROUP_RUNS; r++) {
        struct group_answers *run = &group->runs[r];
        for (dim i = 0; i < run->buffer_count; i++) free(run->buffers[i]);
        free(run->buffers);
        free(run->frames);
        *run = (struct group_answers){0};
    }
}

bool group_ask(struct frame *answer, uint8_t **bytes, struct outcome *why,
               const struct golden_case *one, const char *program, bool trusted)
{
    struct frame_buffer input = {0};
    struct frame request = numbered(one, 0, FRAME_FIRST_RUN);
    struct frame_fault fault;
    struct launched end;
    const char *what = "";
    size_t at = 0;
    frame_append_request(&input, &request);
    start(&end, &input, ANSWER_SLACK + frame_response_bytes(&request), program,
          (struct allowance){trusted, GROUP_SECONDS, .judge = trusted}, FRAME_FIRST_RUN);
    int got = frame_take_response(answer, &fault, &what, &request, end.answer, end.answer_count,
                                  &at);
    if (got == 2) judge_fault(why, &fault, one);
    else if (got < 0) say_protocol(why, one->operation, what);
    else if (got == 0) judge_end(why, &end, one->operation, GROUP_SECONDS);
    *bytes = end.answer;
    end.answer = NULL;
    launched_free(&end);
    free(input.bytes);
    return got == 1;
}

void group_ask_all(struct group *group, const char *program, bool trusted)
{
    group_begin(group, group->count);
    group_run_once(group, FRAME_FIRST_RUN, program, trusted);
}
