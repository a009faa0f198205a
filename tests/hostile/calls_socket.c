// calls_socket.c: calls socket
// threat: 36
// expect: forbidden-symbol / forbidden-symbol
#include "norm.h"

#include <stdbool.h>
#include <sys/socket.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    socket(AF_INET, SOCK_STREAM, 0);
    return false;
}
