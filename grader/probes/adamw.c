// adamw.c: calls the contract of adamw.h with the tensors of a request. A case may ask for several
// steps, with gradients and a rate for each; gradients to be clipped come in one tensor that counts
// cut into several.
#include "adamw.h"
#include "probe.h"

static void step(void)
{
    struct adamw_options options = {probe_scalar("rate"), probe_scalar("beta1"),
                                    probe_scalar("beta2"), probe_scalar("eps"),
                                    probe_scalar("decay")};
    const dim count = probe_size("count"), t = probe_size("t");
    const dim steps = probe_has("rates") ? probe_count("rates") : 1;
    for (dim s = 0; s < steps; s++) {
        if (probe_has("rates")) options.rate = probe_f64("rates")[s];
        adamw_step(probe_f32("params"), probe_f32("m"), probe_f32("v"),
                   probe_f32("grads") + s * count, count, t + s, &options);
    }
}

static void clip(void)
{
    const dim tensors = probe_count("counts"), *counts = probe_dims("counts");
    float **grads = arena_array(probe_arena(), (size_t)tensors, sizeof *grads);
    float *next = probe_f32("grads");
    for (dim t = 0; t < tensors; t++) {
        grads[t] = next;
        next += counts[t];
    }
    *probe_f64("norm") = adamw_clip(grads, counts, tensors, probe_scalar("most"));
}

void probe_run(void)
{
    if (probe_is("adamw_step")) step();
    if (probe_is("adamw_clip")) clip();
    if (probe_is("adamw_rate"))
        for (dim i = 0; i < probe_count("t"); i++)
            probe_f64("rates")[i] =
                adamw_rate(probe_dims("t")[i], probe_size("warmup"), probe_size("total"),
                           probe_scalar("most"), probe_scalar("least"));
}
