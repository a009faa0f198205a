// parallel.c: the size of the OpenMP team, or one thread where there is no OpenMP. See parallel.h.
#include "parallel.h"

#include <assert.h>
#include <stdlib.h>
#include <unistd.h>

#ifdef _OPENMP
#include <omp.h>

int parallel_threads(void)
{
    return omp_in_parallel() ? 1 : omp_get_max_threads();
}

void parallel_limit(int threads)
{
    assert(threads >= 1);
    omp_set_num_threads(threads);
}

void parallel_sleep_soon(char **argv)
{
    if (getenv("GOMP_SPINCOUNT") || getenv("OMP_WAIT_POLICY")) return;
    setenv("GOMP_SPINCOUNT", "1000", 1);  // about 20 microseconds
    execv("/proc/self/exe", argv);        // where there is none: all stays as it is
}

const char *parallel_name(void)
{
    return "OpenMP";
}

#else

int parallel_threads(void)
{
    return 1;
}

void parallel_limit(int threads)
{
    assert(threads >= 1);
    (void)threads;
}

void parallel_sleep_soon(char **argv)
{
    (void)argv;
}

const char *parallel_name(void)
{
    return "one thread (no OpenMP)";
}

#endif
