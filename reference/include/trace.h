// trace.h: every tensor of a forward pass, by name, in the order in which they come to be, handed
// to a sink. The table below is the only list of them: enum, names and help are made from it.
// Topics know nothing of this: given code reads what they left (trace_forward.h).
#ifndef CRUMB_TRACE_H
#define CRUMB_TRACE_H

#include "arena.h"
#include "dim.h"
#include "safetensors.h"

#include <stdbool.h>
#include <stddef.h>

// event, name (N: the layer, from 0), axes (docs/shapes.md; K: all keys; t: the last rows, for
// which there are logits), topic that computes it. v stands before q and k: it is projected like
// them but not turned, so if v agrees and q does not, look at rope.
#define TRACE_EVENTS(X) \
    X(IDS,        "ids",                         "B T",        "bpe") \
    X(EMBEDDED,   "embedding",                   "B T D",      "embedding") \
    X(COSINES,    "rope.cosines",                "T d/2",      "rope") \
    X(SINES,      "rope.sines",                  "T d/2",      "rope") \
    X(RSTD,       "layers.N.attention.rstd",     "B T",        "norm") \
    X(NORMED,     "layers.N.attention.normed",   "B T D",      "norm") \
    X(V,          "layers.N.attention.v",        "B K Hkv d",  "linear") \
    X(Q_PLAIN,    "layers.N.attention.q_plain",  "B T H d",    "linear") \
    X(K_PLAIN,    "layers.N.attention.k_plain",  "B T Hkv d",  "linear") \
    X(Q,          "layers.N.attention.q",        "B T H d",    "rope") \
    X(K,          "layers.N.attention.k",        "B K Hkv d",  "rope") \
    X(WEIGHTS,    "layers.N.attention.weights",  "B H T K",    "attention") \
    X(ATTENDED,   "layers.N.attention.attended", "B T H d",    "attention") \
    X(PROJECTED,  "layers.N.attention.out",      "B T D",      "linear") \
    X(MIDDLE,     "layers.N.middle",             "B T D",      "block") \
    X(FFN_RSTD,   "layers.N.ffn.rstd",           "B T",        "norm") \
    X(FFN_NORMED, "layers.N.ffn.normed",         "B T D",      "norm") \
    X(GATE,       "layers.N.ffn.gate",           "B T hidden", "swiglu") \
    X(UP,         "layers.N.ffn.up",             "B T hidden", "swiglu") \
    X(HIDDEN,     "layers.N.ffn.hidden",         "B T hidden", "swiglu") \
    X(FFN_OUT,    "layers.N.ffn.out",            "B T D",      "swiglu") \
    X(STREAM,     "layers.N.stream",             "B T D",      "block") \
    X(LAST_RSTD,  "norm.rstd",                   "B t",        "norm") \
    X(LAST,       "norm.normed",                 "B t D",      "norm") \
    X(LOGITS,     "logits",                      "B t V",      "model")

enum trace_event {
#define TRACE_ENUM(event, name, axes, topic) TRACE_##event,
    TRACE_EVENTS(TRACE_ENUM)
#undef TRACE_ENUM
    TRACE_EVENT_COUNT
};

enum { TRACE_NAME_MAX = 80 };

const char *trace_name(enum trace_event event);   // with N in it
const char *trace_axes(enum trace_event event);
const char *trace_topic(enum trace_event event);
int trace_rank(enum trace_event event);           // how many axes
// The place of an axis, by its letter ("T"), or -1.
int trace_axis(enum trace_event event, const char *letter);
void trace_help(void);  // the table, on stdout

// One event. tensor.name is complete (layers.3.stream); it and the values may be gone or
// overwritten once the sink has returned, unless the activations keep them.
struct trace_item {
    enum trace_event event;
    dim layer;  // 0 where there is none
    struct tensor tensor;
};

struct trace_sink {
    void (*event)(void *context, const struct trace_item *item);
    void *context;
};

// Hands one event on: shape [as many as the event has axes].
void trace_emit(const struct trace_sink *sink, enum trace_event event, dim layer,
                enum tensor_type type, const void *values, const dim *shape);

// ---- what one tensor holds ------------------------------------------------------------------

struct trace_stats {
    dim count, bad, first_bad;    // values; those that are nan or infinite; -1: none
    double least, greatest, rms;  // of the finite ones; 0 when there are none
};

double trace_value(const struct tensor *tensor, dim i);  // F32 and I32
void trace_measure(struct trace_stats *stats, const struct tensor *tensor);
// "name[1,3,2]" for element i.
void trace_place(char *text, size_t room, const struct tensor *tensor, dim i);

// ---- sinks ------------------------------------------------------------------------------------

// Each event on stdout: name, shape, first values.
void trace_text(void *context, const struct trace_item *item);
// Each event on stdout: name, least, greatest, root mean square, and the first value that is none.
void trace_stats_text(void *context, const struct trace_item *item);

// The first event with a value that is not finite; context is a struct trace_bad, all zero before.
struct trace_bad {
    bool found;
    char place[2 * TRACE_NAME_MAX];  // "layers.3.ffn.gate[0,5,17]"
    double value;
    dim bad, count;                  // so many of so many
};
void trace_first_bad(void *context, const struct trace_item *item);

// Copies of all events, in order; context is a struct trace_copy. It can be written as a file of
// safetensors (metadata: format, and the order of the names), and read back.
struct trace_copy {
    struct arena arena;
    struct trace_item *items;  // [room]
    dim count, room;
};
void trace_keep(void *context, const struct trace_item *item);
const struct tensor *trace_find(const struct trace_copy *copy, const char *name);  // or NULL
void trace_write(const struct trace_copy *copy, const char *path);
// Any file of safetensors in which names of the table stand is a trace; fail() otherwise.
void trace_read(struct trace_copy *copy, const char *path);
void trace_drop(struct trace_copy *copy);

// Compares each event with the one of that name in another trace and remembers the first that is
// off; context is a struct trace_compare. A value agrees when it is off by at most `within` times
// the largest of its tensor; 0 is bit for bit.
enum trace_verdict { TRACE_SAME, TRACE_ABSENT, TRACE_OTHER_SHAPE, TRACE_OTHER_VALUE };
struct trace_compare {
    const struct trace_copy *other;
    double within;
    dim upto;  // only positions (axis T or t) 0 .. upto - 1; 0: all
    enum trace_verdict verdict;
    struct trace_item item;       // the first that is off, its name in `name`
    char name[TRACE_NAME_MAX];
    dim at, off;                  // first value that is off, and how many are, in this event
    double here, there, largest;  // that value in both; the largest there
    dim agreed, values;           // events that agree before it; values compared in all
    double worst;                 // of those: off by this part of the largest
};
void trace_compare(void *context, const struct trace_item *item);

#endif
