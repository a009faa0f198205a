// checked.h: the checking build: the student's file once more, with the compiler's address and
// undefined-behaviour sanitizers, run with every case. What they find is advice: a line, and what
// happens there. It changes no point and no verdict, and costs the grading no time: a process of
// its own does it meanwhile.
#ifndef CRUMB_CHECKED_H
#define CRUMB_CHECKED_H

#include "golden.h"
#include "settings.h"
#include "submission.h"

#include <jansson.h>
#include <sys/types.h>

struct checked {
    pid_t process;  // 0: there is none
    int go, record;  // pipes: what may be run goes in, a JSON object comes out
    const char *why;  // there is no process because ...
};

// What to do about settings->checked before anything is known of the file: CHECKED_AUTO starts for
// one lab. submission: opened, not built yet. list [count]: the lab's cases. The process compiles
// at once and then waits.
void checked_start(struct checked *checked, const struct settings *settings,
                   const struct submission *submission, const char *topic,
                   const struct golden_case *list, dim count);
// When the file has been built and judged by its symbols: whether what was compiled may run.
void checked_allow(struct checked *checked, const struct submission *submission);
// With CHECKED_AUTO and all labs: start and allow now if a verdict in lab asks for it.
void checked_after(struct checked *checked, const struct settings *settings,
                   const struct submission *submission, const char *topic,
                   const struct golden_case *list, dim count, const json_t *lab);
// Readable when checked_finish would not wait; -1 when it never waits.
int checked_descriptor(const struct checked *checked);
// Waits and puts "checked" and "advice" into lab (docs/result.md). Before submission_remove.
void checked_finish(struct checked *checked, json_t *lab);

// ---- checked_run.c: what the process does once it may run ---------------------------------------
// program with all cases, as far as it goes; {"checked": ..., "advice": [...]}.
struct checked_run {
    const struct settings *settings;
    const struct golden_case *list;  // [count]
    dim count;
    const char *program, *folder, *topic;
    bool leaks;  // look for memory that is never freed
};
json_t *checked_run(const struct checked_run *what);
json_t *checked_not_run(const char *why);

#endif
