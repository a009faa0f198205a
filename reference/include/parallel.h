// parallel.h: how many threads there are, with OpenMP or without it.
#ifndef CRUMB_PARALLEL_H
#define CRUMB_PARALLEL_H

int parallel_threads(void);          // of the team a parallel loop would get here; 1 inside another
void parallel_limit(int threads);    // at most this many from now on; threads >= 1
const char *parallel_name(void);     // "OpenMP" or "none", for --version and bench

#endif
