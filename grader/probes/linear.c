// linear.c: calls the contract of linear.h with the tensors of a request; a case without a bias
// sends none.
#include "linear.h"
#include "probe.h"

#include <stddef.h>

void probe_run(void)
{
    const dim rows = probe_size("rows"), inputs = probe_size("inputs");
    const dim outputs = probe_size("outputs");
    if (probe_is("linear_forward"))
        linear_forward(probe_f32("y"), probe_f32("x"), probe_f32("w"),
                       probe_has("bias") ? probe_f32("bias") : NULL, rows, inputs, outputs);
    if (probe_is("linear_backward"))
        linear_backward(probe_f32("dx"), probe_f32("dw"),
                        probe_has("dbias") ? probe_f32("dbias") : NULL, probe_f32("dy"),
                        probe_f32("x"), probe_f32("w"), rows, inputs, outputs);
}
