// rope.c: calls the contract of rope.h with the tensors of a request.
#include "rope.h"
#include "probe.h"

void probe_run(void)
{
    if (probe_is("rope_frequencies"))
        rope_frequencies(probe_f64("frequencies"), probe_size("d"), probe_scalar("theta"));
    if (probe_is("rope_table"))
        rope_table(probe_f32("cosines"), probe_f32("sines"), probe_f64("frequencies"),
                   probe_size("first"), probe_size("positions"), probe_size("d"));
    if (probe_is("rope_forward"))
        rope_forward(probe_f32("x"), probe_f32("cosines"), probe_f32("sines"), probe_dims("where"),
                     probe_size("rows"), probe_size("heads"), probe_size("d"),
                     probe_size("positions"));
    if (probe_is("rope_backward"))
        rope_backward(probe_f32("dx"), probe_f32("cosines"), probe_f32("sines"),
                      probe_dims("where"), probe_size("rows"), probe_size("heads"),
                      probe_size("d"), probe_size("positions"));
}
