// compare.h: what came back against what is right. Non-finite values are looked at before any
// difference is taken, so that no NaN can pass.
#ifndef CRUMB_COMPARE_H
#define CRUMB_COMPARE_H

#include "golden.h"
#include "verdict.h"

// first and second: the answers of the two runs (see frame.h, enum frame_run).
void compare_case(struct outcome *outcome, const struct golden_case *one, const struct frame *first,
                  const struct frame *second);

// "y[1,3]" for the element at a flat index.
void compare_place(char *text, size_t size, const char *name, int rank, const dim *shape,
                   dim index);
// The element as a number: floats as they are, integers exactly up to 2^53.
double compare_value(enum tensor_type type, const void *data, dim index);
// The element as text with enough digits to tell two of its type apart.
void compare_print(char *text, size_t size, enum tensor_type type, const void *data, dim index);

// Parts of the judgement, for those who look at what was wrong.
const struct frame_tensor *compare_find(const struct frame *frame, const char *name);  // or NULL
bool compare_same_shape(const struct frame_tensor *got, const struct tensor *exact);
double compare_largest(const struct tensor *exact);  // of the finite magnitudes; 0 when none
bool compare_within(double got, double exact, double allowed);

#endif
