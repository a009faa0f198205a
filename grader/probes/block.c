// block.c: calls the contract of block.h with the tensors of a request.
#include "block.h"

#include "blocks.h"

void probe_run(void)
{
    const struct blocks a = blocks_read();
    const struct block_params params = blocks_params(&a, "");
    const struct block_state state = blocks_state(&a, "");
    const float *x = probe_f32("x");
    float *k = blocks_keys(&a, "k"), *v = blocks_keys(&a, "v");
    if (probe_is("block_forward"))
        block_forward(probe_f32("y"), &state, k, v, x, &params, &a.rope, &a.config, a.B, a.T,
                      a.past, a.C);
    if (probe_is("block_backward")) {
        const struct block_params dparams = blocks_params(&a, "d");
        const struct block_state dstate = blocks_dstate(&a);
        float *sum = blocks_room(&a, "", "sum", a.rows * a.config.width);
        block_backward(probe_f32("dx"), &dstate, probe_f32("dk"), probe_f32("dv"), sum, &dparams,
                       probe_f32("dy"), x, k, v, &state, &params, &a.rope, &a.config, a.B, a.T);
    }
}
