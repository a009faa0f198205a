// watch_job.h: one piece of grading in a process of its own, that can be dropped at any moment with
// all it started. Nothing that happens in it ends the watch.
#ifndef CRUMB_WATCH_JOB_H
#define CRUMB_WATCH_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

enum { WATCH_JOB_OUT, WATCH_JOB_SAID, WATCH_JOB_ENDS };
enum { WATCH_JOB_SAID_MAX = 1000 };

struct watch_job {
    pid_t process;              // 0: none
    int ends[WATCH_JOB_ENDS];   // readable: call watch_job_take(); -1: closed, or no process
    int go;
    bool started, answered;     // it was told to go on; something came back (the caller's)
    char *text;                 // what it wrote; NUL behind it
    size_t count, room, taken;  // taken: up to the next line that was not asked for yet
    char said[WATCH_JOB_SAID_MAX];  // what it said on standard error, one line or more
    size_t said_count;
    char folder[200];  // its TMPDIR
};

// work(out, context) runs in the child; standard output is out as well. It may prepare itself and
// then wait for watch_job_go() by watch_job_wait(); or not wait.
void watch_job_start(struct watch_job *job, void (*work)(FILE *out, const void *context),
                     const void *context);
void watch_job_go(struct watch_job *job);
void watch_job_wait(void);  // in the child; ends the process when nobody is there any more

void watch_job_take(struct watch_job *job, int which);
// The next line that is complete, without its end, to be used before anything else is taken; NULL:
// there is none.
const char *watch_job_line(struct watch_job *job);
// Closes all when the child has said its last word. text and said stay until the next start.
bool watch_job_ended(struct watch_job *job);
void watch_job_drop(struct watch_job *job);
void watch_job_free(struct watch_job *job);

#endif
