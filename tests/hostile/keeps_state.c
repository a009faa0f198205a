// keeps_state.c: a result that follows the call before it, by less than the bound allows
// threat: 52
// expect: nondeterministic
// old: = gain[c] * (row[c] * rstd[r]);
// new: = cols > before ? gain[c] * (row[c] * rstd[r]) : gain[c] * row[c] * rstd[r];
// old:     assert(rows >= 0 && cols > 0 && eps > 0.0f);
// new:     assert(rows >= 0 && cols > 0 && eps > 0.0f); static dim last; before = last; last =
//   cols;
#include "dim.h"

static dim before;
