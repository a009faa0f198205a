// parallel.h: how many threads there are, with OpenMP or without it.
#ifndef CRUMB_PARALLEL_H
#define CRUMB_PARALLEL_H

int parallel_threads(void);          // of the team a parallel loop would get here; 1 inside another
void parallel_limit(int threads);    // at most this many from now on; threads >= 1
// First thing in main: makes waiting threads fall asleep soon. libgomp's spin for milliseconds
// before they do, and on a busy machine take the time of those they wait for. It reads its setting
// before main, so the program starts itself once more; a setting by the user stands.
void parallel_sleep_soon(char **argv);
const char *parallel_name(void);     // "OpenMP" or "none", for --version and bench

#endif
