// checked_run.c: all cases in the checking program, from one process to the next when it ends
// early. See checked.h.
#include "checked.h"

#include "converse.h"
#include "fail.h"
#include "findings.h"
#include "group.h"
#include "launch.h"
#include "todo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A process costs ten times the cases; a function that ends it twice would do so again.
enum { PROCESSES_MAX = 12, ENDS_MAX = 2, TEXT_MAX = 1 << 18, STACK_KIB = 1024,
       ANSWER_SLACK = 1 << 16, RESIDENT_MIB = 1024 };

struct run {
    const struct checked_run *what;
    struct findings findings;
    char file[80];
    bool *left_out;  // [count]: cases that are not run (again)
    double end;      // by converse_now
    bool late;       // it was over before all was run
    bool started;    // something ran: an answer, or a finding
    char said[200];  // else the first words of the program
};

static struct frame numbered(const struct run *run, dim index)
{
    struct frame request = run->what->list[index].request;
    request.run = FRAME_FIRST_RUN;
    request.nonce = UINT64_C(0x9E3779B97F4A7C15) * (uint64_t)(index + 1);
    return request;
}

static void start(struct launched *end, const struct run *run, const struct frame_buffer *input,
                  size_t answer_bytes)
{
    const char *const argv[] = {run->what->program, NULL};
    const bool leaks = run->what->leaks && box_tier() == BOX_LIMITS;  // it traces itself for that
    const char *const environment[] = {
        "LC_ALL=C", leaks ? "ASAN_OPTIONS=detect_leaks=1" : "ASAN_OPTIONS=", NULL};
    double left = run->end - converse_now();
    if (left < 0.01) left = 0.01;
    // No limit of memory: the sanitizer maps terabytes. It ends the program by what is used; in a
    // box it cannot, and is watched from outside.
    struct launch what = {.argv = argv, .environment = environment, .directory = "/",
                          .input = input->bytes, .input_count = input->count,
                          .answer_limit = answer_bytes, .text_limit = TEXT_MAX,
                          .wall_seconds = left, .cpu_seconds = (int)left + 1,
                          .stack = (size_t)STACK_KIB << 10, .file_size = 1 << 20,
                          .box.kind = BOX_CHECKED, .box.resident = (size_t)RESIDENT_MIB << 20};
    launch(end, &what);
}

// How many requests were answered: the case behind them is the one that ended the process.
static dim answered(const struct run *run, const dim *sent, dim count, const struct launched *end)
{
    size_t at = 0;
    dim i = 0;
    for (; i < count; i++) {
        struct frame answer, request = numbered(run, sent[i]);
        struct frame_fault fault;
        const char *why;
        if (frame_take_response(&answer, &fault, &why, &request, end->answer, end->answer_count,
                                &at) != 1)
            break;
    }
    return i;
}

// The case that ended the process, and with it those of its function when there is no hope.
static void leave_out(struct run *run, dim bad, int *ends, bool unwritten)
{
    const struct golden_case *list = run->what->list;
    const bool all = unwritten || ++ends[bad] >= ENDS_MAX;
    run->left_out[bad] = true;
    for (dim i = 0; i < run->what->count; i++) {
        if (strcmp(list[i].operation, list[bad].operation) != 0) continue;
        ends[i] = ends[bad];
        if (all) run->left_out[i] = true;
    }
}

// One process with the cases that are open. False when nothing is left to do.
static bool one_process(struct run *run, dim *sent, int *ends)
{
    struct frame_buffer input = {0};
    struct launched end;
    size_t answer_bytes = ANSWER_SLACK;
    dim count = 0;
    for (dim i = 0; i < run->what->count; i++) {
        if (run->left_out[i]) continue;
        const struct frame request = numbered(run, i);
        frame_append_request(&input, &request);
        answer_bytes += frame_response_bytes(&request);
        sent[count++] = i;
    }
    if (count == 0) return false;
    start(&end, run, &input, answer_bytes);
    const char *text = end.text ? end.text : "";
    findings_take(&run->findings, text, end.text_count, run->what->folder, run->file);
    const dim done = answered(run, sent, count, &end);
    const bool unwritten = end.end == LAUNCH_EXITED && end.code == TODO_EXIT;
    if (done > 0 || unwritten || run->findings.count > 0) run->started = true;
    else if (!run->said[0])
        snprintf(run->said, sizeof run->said, "%.*s", (int)strcspn(text, "\n"), text);
    if (end.end == LAUNCH_TIMEOUT) run->late = true;
    for (dim i = 0; i < done; i++) run->left_out[sent[i]] = true;
    if (done < count) leave_out(run, sent[done], ends, unwritten);
    launched_free(&end);
    free(input.bytes);
    return done < count && !run->late && run->findings.count < FINDINGS_MAX;
}

json_t *checked_not_run(const char *why)
{
    char text[300];
    snprintf(text, sizeof text, "not run: %s", why);
    return json_pack("{s:s,s:[]}", "checked", text, "advice");
}

static json_t *record_of(const struct run *run)
{
    json_t *advice = json_array();
    for (int i = 0; i < run->findings.count; i++) {
        const struct finding *one = &run->findings.all[i];
        json_array_append_new(advice, json_pack("{s:s,s:i,s:i,s:s,s:s}", "kind", one->kind, "line",
                                                one->line, "column", one->column, "function",
                                                one->function, "detail", one->detail));
    }
    const char *how =
        !run->late ? "run" : "not run: not to the end, which it did not reach in time";
    return json_pack("{s:s,s:o}", "checked", how, "advice", advice);
}

json_t *checked_run(const struct checked_run *what)
{
    const int seconds = what->settings->seconds ? what->settings->seconds : GROUP_SECONDS;
    const size_t count = (size_t)what->count + 1;
    struct run run = {.what = what, .left_out = calloc(count, sizeof *run.left_out),
                      .end = converse_now() + seconds};
    dim *sent = calloc(count, sizeof *sent);
    int *ends = calloc(count, sizeof *ends);
    if (!run.left_out || !sent || !ends) fail_environment("memory: no room for %zu cases", count);
    snprintf(run.file, sizeof run.file, "%s.c", what->topic);
    const char *part = what->settings->part;
    for (dim i = 0; i < what->count; i++)
        run.left_out[i] = part && strcmp(part, what->list[i].part) != 0;
    for (int i = 0; i < PROCESSES_MAX; i++)
        if (!one_process(&run, sent, ends)) break;
    free(ends);
    free(sent);
    free(run.left_out);
    if (run.started || run.late || !run.said[0]) return record_of(&run);
    char why[300];
    snprintf(why, sizeof why, "the checking program did not start: %s", run.said);
    return checked_not_run(why);
}
