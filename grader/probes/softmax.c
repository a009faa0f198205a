// softmax.c: calls the contract of softmax.h with the tensors of a request; a case without lengths
// sends none, and one that works in place sends y (or dx) as input and output.
#include "softmax.h"
#include "probe.h"

#include <stddef.h>

void probe_run(void)
{
    const dim rows = probe_size("rows"), cols = probe_size("cols");
    const dim *lengths = probe_has("lengths") ? probe_dims("lengths") : NULL;
    if (probe_is("softmax_forward"))
        softmax_forward(probe_f32("y"), probe_has("x") ? probe_f32("x") : probe_f32("y"), lengths,
                        rows, cols);
    if (probe_is("softmax_backward"))
        softmax_backward(probe_f32("dx"), probe_has("dy") ? probe_f32("dy") : probe_f32("dx"),
                         probe_f32("y"), lengths, rows, cols);
}
