// machine.c: the plainest loop that reads memory as fast as it comes. See machine.h.
// Each thread reads its share in four streams with sixteen sums each, so that no addition waits for
// the one before and several pages are on their way at once.
#include "machine.h"

#include "parallel.h"

enum { STREAMS = 4, LANES = 16 };

static float read_share(const float *from, dim count)
{
    float sums[STREAMS][LANES] = {{0}}, total = 0.0f;
    const dim each = count / STREAMS;
    for (dim i = 0; i + LANES <= each; i += LANES)
        for (int s = 0; s < STREAMS; s++)
            for (int lane = 0; lane < LANES; lane++) sums[s][lane] += from[s * each + i + lane];
    for (int s = 0; s < STREAMS; s++)
        for (int lane = 0; lane < LANES; lane++) total += sums[s][lane];
    return total;
}

float machine_read(const float *floats, dim count)
{
    const dim shares = parallel_threads();
    float total = 0.0f;
    #pragma omp parallel for schedule(static) reduction(+ : total)
    for (dim share = 0; share < shares; share++)
        total += read_share(floats + count / shares * share, count / shares);
    return total;
}
