// unicode.c: calls the contract of unicode.h with the tensors of a request.
#include "unicode.h"
#include "probe.h"

void probe_run(void)
{
    const dim n = probe_size("n");
    if (probe_is("unicode_step"))
        probe_return("taken", unicode_step(probe_i32("point"), probe_u8("bytes"), n));
    if (probe_is("unicode_decode")) {
        const dim count = unicode_decode(probe_i32("points"), probe_u8("bytes"), n);
        probe_shorten("points", count);
        probe_return("count", count);
    }
    if (probe_is("unicode_encode")) {
        const dim count = unicode_encode(probe_u8("bytes"), probe_i32("points"), n);
        probe_shorten("bytes", count);
        probe_return("count", count);
    }
    if (probe_is("unicode_count")) probe_return("count", unicode_count(probe_u8("bytes"), n));
}
