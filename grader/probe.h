// probe.h: what a probe (grader/probes/TOPIC.c) sees. A probe defines probe_run(): it asks which
// contract function is wanted and calls it with the tensors of the request, by name. Everything
// else (pipes, guarded memory, faults) is probe.c. A probe holds no expected value and judges
// nothing.
#ifndef CRUMB_PROBE_H
#define CRUMB_PROBE_H

#include "arena.h"
#include "dim.h"

#include <stdbool.h>
#include <stdint.h>

void probe_run(void);  // defined by each probe, called once for each request

bool probe_is(const char *operation);  // is this the contract function asked for?
bool probe_has(const char *name);      // was a tensor of this name sent?

// The tensor's first element. Each is in memory of its own between two inaccessible pages; inputs
// cannot be written. A name or type that the request does not have ends the probe: a maker's
// mistake.
float *probe_f32(const char *name);
double *probe_f64(const char *name);
int32_t *probe_i32(const char *name);
dim *probe_dims(const char *name);  // I64
uint8_t *probe_u8(const char *name);

dim probe_count(const char *name);      // how long the tensor's first axis is
dim probe_size(const char *name);       // a rank-0 I64 input
double probe_scalar(const char *name);  // a rank-0 F64 input

// Results that are numbers, and results shorter than the room they were given.
void probe_return(const char *name, int64_t value);    // into a rank-0 I64 output
void probe_return_f32(const char *name, float value);  // into a rank-0 F32 output
void probe_shorten(const char *name, dim count);       // the output's first axis is count long now

struct arena *probe_arena(void);  // for what a probe must prepare; emptied after each request

#endif
