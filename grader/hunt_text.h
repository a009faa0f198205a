// hunt_text.h: the cases that a student writes for a bug hunt, as text (docs/hunt.md):
//     call norm_forward
//     rows = 2
//     x [2,3] = 1 -2 3  1e-20 0 5
//     bytes = "caf\xC3\xA9"
//     out y [2,3]
// Types and names are those of the recorded cases: the text says sizes and values only.
#ifndef CRUMB_HUNT_TEXT_H
#define CRUMB_HUNT_TEXT_H

#include "arena.h"
#include "dim.h"
#include "frame.h"

#include <stdbool.h>

enum { HUNT_CASES_MOST = 10, HUNT_VALUES_MOST = 4096, HUNT_BYTES_MOST = 1 << 20 };

// What is known of a tensor of a function.
struct hunt_tensor {
    const char *name;
    enum tensor_type type;
    unsigned ranks;                 // bit r: rank r is known
    bool given, written, changed;   // known as input, as output, as changed in place
    bool always;                    // no call goes without it
    double tolerance;               // the largest of the recorded cases; 0: equal
};

struct hunt_function {
    const char *name;
    struct hunt_tensor tensors[FRAME_TENSORS_MAX];
    int count;
};

struct hunt_functions {
    const char *topic;
    struct hunt_function *list;  // [count]
    dim count;
};

struct hunt_case {
    dim line;  // of its call
    const struct hunt_function *function;
    struct frame request;
};

struct hunt_cases {
    struct hunt_case *list;  // [count]
    dim count;
};

// Reads text [bytes], which has a NUL behind it and is cut up. Returns NULL, or a sentence (in the
// arena) that says what is wrong in *line. Never fails otherwise, whatever the bytes are.
const char *hunt_parse(struct hunt_cases *cases, dim *line, struct arena *arena,
                       const struct hunt_functions *known, char *text, size_t bytes);

// Of a function; NULL when there is none.
const struct hunt_tensor *hunt_tensor_find(const struct hunt_function *function, const char *name);

#endif
