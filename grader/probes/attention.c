// attention.c: calls the contract of attention.h with the tensors of a request.
#include "attention.h"
#include "probe.h"

void probe_run(void)
{
    const dim B = probe_size("B"), Tq = probe_size("Tq"), Tk = probe_size("Tk"),
              C = probe_size("C");
    const dim H = probe_size("H"), Hkv = probe_size("Hkv"), d = probe_size("d");
    if (probe_is("attention_forward"))
        attention_forward(probe_f32("out"), probe_f32("weights"), probe_f32("q"), probe_f32("k"),
                          probe_f32("v"), B, Tq, Tk, C, H, Hkv, d);
    if (probe_is("attention_backward"))
        attention_backward(probe_f32("dq"), probe_f32("dk"), probe_f32("dv"), probe_f32("dscores"),
                           probe_f32("dout"), probe_f32("weights"), probe_f32("q"), probe_f32("k"),
                           probe_f32("v"), B, Tq, Tk, C, H, Hkv, d);
}
