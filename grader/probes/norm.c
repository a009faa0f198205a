// norm.c: calls the contract of norm.h with the tensors of a request.
#include "norm.h"
#include "probe.h"

void probe_run(void)
{
    if (probe_is("norm_forward"))
        norm_forward(probe_f32("y"), probe_f32("rstd"), probe_f32("x"), probe_f32("gain"),
                     probe_size("rows"), probe_size("cols"), (float)probe_scalar("eps"));
    if (probe_is("norm_backward"))
        norm_backward(probe_f32("dx"), probe_f32("dgain"), probe_f32("dy"), probe_f32("x"),
                      probe_f32("rstd"), probe_f32("gain"), probe_size("rows"), probe_size("cols"));
}
