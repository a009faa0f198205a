// launch.h: runs one program that is not trusted: a session of its own, in a box (box/box.h),
// resource limits, a clean environment, closed descriptors, one deadline, capped outputs, SIGKILL
// at the end whatever happened. What it leaves behind is described, never interpreted.
#ifndef CRUMB_LAUNCH_H
#define CRUMB_LAUNCH_H

#include "box/box.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct launch {
    const char *const *argv;         // argv[0] is a path, or a name to be found in PATH
    const char *const *environment;  // NAME=VALUE ..., NULL at the end
    const char *directory;           // working directory
    const uint8_t *input;            // goes to descriptor 3
    size_t input_count;
    size_t answer_limit, text_limit;  // bytes taken from descriptor 4, and from stdout and stderr
    double wall_seconds;
    int cpu_seconds;
    size_t memory, stack, file_size;  // bytes; 0: no limit
    struct box box;                   // what it may see and do from tier 2 on
};

enum launch_end {
    LAUNCH_EXITED,    // .code is the exit code
    LAUNCH_SIGNALLED, // .code is the signal
    LAUNCH_TIMEOUT,   // the deadline or the CPU limit passed; killed
    LAUNCH_FLOOD,     // more output than allowed; killed
    LAUNCH_HUNG_UP,   // it closed its outputs and went on; killed
    LAUNCH_FAILED     // it could not be started; .code is the errno
};

struct launched {
    enum launch_end end;
    int code;
    double seconds;
    uint8_t *answer;  // what came out of descriptor 4
    size_t answer_count;
    char *text;  // stdout and stderr in the order they came, NUL behind
    size_t text_count;
};

void launch(struct launched *result, const struct launch *what);
// For a signal handler that ends this process: what was launched ends first.
void launch_stop(void);
void launched_free(struct launched *result);

#endif
