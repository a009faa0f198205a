// swiglu.c: calls the contract of swiglu.h with the tensors of a request.
#include "swiglu.h"
#include "probe.h"

void probe_run(void)
{
    const dim rows = probe_size("rows"), width = probe_size("width"), hidden = probe_size("hidden");
    const struct swiglu_params params = {probe_f32("w_gate"), probe_f32("w_up"),
                                         probe_f32("w_down")};
    const struct swiglu_state state = {probe_f32("gate"), probe_f32("up"), probe_f32("inner")};
    if (probe_is("swiglu_forward"))
        swiglu_forward(probe_f32("y"), &state, probe_f32("x"), &params, rows, width, hidden);
    if (probe_is("swiglu_backward")) {
        const struct swiglu_params dparams = {probe_f32("dw_gate"), probe_f32("dw_up"),
                                              probe_f32("dw_down")};
        const struct swiglu_state dstate = {probe_f32("dgate"), probe_f32("dup"),
                                            probe_f32("dinner")};
        swiglu_backward(probe_f32("dx"), probe_f32("dx_up"), &dstate, &dparams, probe_f32("dy"),
                        probe_f32("x"), &state, &params, rows, width, hidden);
    }
}
