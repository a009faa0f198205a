// whole_wire.h: what a program with a whole model in it (grader/whole/) tells grade on descriptor
// 4: every tensor of its work, in the order in which it came to be. Fixed-size little-endian
// records, each followed by its values and zeros up to a multiple of WIRE_ALIGN. The program knows
// no expected value; the same records of the trusted parts are what it is compared with.
#ifndef CRUMB_WHOLE_WIRE_H
#define CRUMB_WHOLE_WIRE_H

#include <stdint.h>

enum { WIRE_MAGIC = 0x4C4D5243, WIRE_VERSION = 1, WIRE_ALIGN = 8 };  // "CRML"
enum { WIRE_NAME_MAX = 80, WIRE_STAGE_MAX = 80, WIRE_RANK_MAX = 4 };
enum { WIRE_ANSWER_LIMIT = 128 << 20 };  // bytes of all records

// Values are filled with this NaN before a pass, so that what was never written shows.
#define WIRE_UNWRITTEN UINT32_C(0x7FF5A5A5)

// The last record says how it ended; without one the program was ended from outside.
enum wire_kind { WIRE_TENSOR, WIRE_DONE, WIRE_NOT_WRITTEN, WIRE_CRASH, WIRE_TIMEOUT };

struct wire_head {
    uint32_t magic, version, kind, type;  // type: enum tensor_type
    uint32_t rank;
    int32_t layer;                        // -1: none
    int32_t signal;                       // of WIRE_CRASH
    int32_t stack;                        // of WIRE_CRASH: the stack was full
    int32_t unfinished, reserved;         // the tensor is of a pass that did not come to its end
    int64_t past;                         // position of the first row of axis T
    int64_t shape[WIRE_RANK_MAX];
    uint64_t bytes;                       // of the values, without the zeros
    char name[WIRE_NAME_MAX];             // "layers.0.attention.q"; WIRE_NOT_WRITTEN: function
    char topic[24];                       // that computes it
    char axes[24];                        // "B T H d", letters of docs/shapes.md
    char stage[WIRE_STAGE_MAX];           // "the whole question in one pass"
};

#endif
