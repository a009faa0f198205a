// fuzz_unicode.c: any bytes: decoding, counting and stepping agree, and what is encoded again
// decodes to the same code points.
#include "unicode.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const dim n = (dim)size;
    int32_t *points = malloc(size * sizeof *points + 1);
    int32_t *again = malloc(4 * size * sizeof *again + 1);
    uint8_t *bytes = malloc(4 * size + 1);
    if (!points || !again || !bytes) abort();
    const dim count = unicode_decode(points, data, n);
    if (count > n || unicode_count(data, n) != count) abort();
    for (dim at = 0, i = 0; at < n; i++) {
        int32_t point;
        const dim taken = unicode_step(&point, data + at, n - at);
        if (taken < 1 || taken > 4 || taken > n - at || i >= count || point != points[i]) abort();
        at += taken;
    }
    const dim length = unicode_encode(bytes, points, count);
    if (unicode_decode(again, bytes, length) != count) abort();
    if (count > 0 && memcmp(again, points, (size_t)count * sizeof *points) != 0) abort();
    free(points);
    free(again);
    free(bytes);
    return 0;
}
