// calls_thread.c: starts a thread
// threat: 23
// expect: forbidden-symbol / forbidden-symbol
#include "norm.h"

#include <stdbool.h>
#include <pthread.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    pthread_t thread;
    pthread_create(&thread, 0, 0, 0);
    return false;
}
