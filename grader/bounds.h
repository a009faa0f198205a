// bounds.h: the error bounds of the contracts, by the name of their macro.
#ifndef CRUMB_BOUNDS_H
#define CRUMB_BOUNDS_H

// NAME_BOUND(n) as its contract defines it, e.g. bound_of("NORM_BOUND", 7). Negative: there is no
// such macro.
double bound_of(const char *name, double n);

#endif
