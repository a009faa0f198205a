// probe_memory.h: where the tensors of a request lie in a probe. Two makes of it; the one that is
// linked decides what finds a step over their ends:
//   probe_guarded.c  inaccessible pages on both sides: a fault whose address names tensor and index
//   probe_checked.c  memory that the address sanitizer watches: a report that names the line
#ifndef CRUMB_PROBE_MEMORY_H
#define CRUMB_PROBE_MEMORY_H

#include "frame.h"

struct block {
    uint8_t *data;
    uint64_t bytes;
    uint8_t *mapping, *pages;  // all that is mapped; the part of it that holds the tensor
    size_t mapped, usable;     // bytes of both
};

void memory_begin(void);  // once, before the first request
bool memory_take(struct block *block, uint64_t bytes, enum frame_run run);
void memory_seal(struct block *block);  // only read from now on
// The first byte beside the tensor, on pages of its own, that was written to; NULL for none.
const uint8_t *memory_touched(const struct block *block);
void memory_give_back(struct block *block);

// What probe.c knows, for both.
const struct frame *probe_request(void);
const struct block *probe_block(int tensor);
// Tells the grader of the fault and ends the probe. Only async-signal-safe calls.
_Noreturn void probe_fault(int number, const void *address, bool stack);

#endif
