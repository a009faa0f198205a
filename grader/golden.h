// golden.h: the cases of one topic: what to send to a probe, and what must come back. File layout
// (datasets/golden/TOPIC.safetensors): tensors CASE/in/NAME and CASE/out/NAME; a name in both is
// changed in place. Metadata: a JSON text for each CASE, and recipes: live/NAME (live.h),
// law/NAME (law.h), work/NAME (work.h).
#ifndef CRUMB_GOLDEN_H
#define CRUMB_GOLDEN_H

#include "arena.h"
#include "dim.h"
#include "frame.h"

#include <jansson.h>

struct expected {
    struct tensor tensor;  // name without CASE/out/
    double tolerance;      // times the largest |exact|; 0: equal (0 and -0 are)
};

struct golden_case {
    const char *topic, *name;          // "norm", "forward-tiny"
    const char *part, *operation, *law;  // "a", "norm_forward", a sentence
    const char *hand;                  // the case worked out by hand, in lines; NULL: it is not
    struct frame request;
    struct expected expected[FRAME_TENSORS_MAX];
    int expected_count;
    bool live;  // made now, judged by the reference; not from the file
};

struct golden {
    struct safetensors file;
    struct golden_case *cases;  // [count] in the order of their names
    dim count;
};

// Reads folder/topic.safetensors and checks its hash against folder/manifest.txt. Whatever is off
// is one fail() sentence.
void golden_load(struct golden *golden, struct arena *arena, const char *folder,
                 const char *topic);
void golden_close(struct golden *golden);

// Parts that cases from a file and cases made now share.
void golden_add_tensor(struct golden_case *one, const struct tensor *tensor, const char *name,
                       enum frame_role role);
// What came back, kept in the arena: shape and values; name and type are tensor's own.
void golden_take(struct tensor *tensor, struct arena *arena, const struct frame_tensor *got);
// The tolerance that ["NAME_BOUND", n, k] stands for; fail() when it does not.
double golden_tolerance(const char *where, const json_t *bound, double n);

#endif
