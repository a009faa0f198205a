// loss.c: calls the contract of loss.h with the tensors of a request; a case that works in place
// sends dlogits as input and output.
#include "loss.h"
#include "probe.h"

static void forward(void)
{
    const dim rows = probe_size("rows"), vocab = probe_size("vocab");
    // who asks for lse alone gives no room for the losses
    float *losses = probe_has("losses") ? probe_f32("losses")
                                        : arena_array(probe_arena(), (size_t)rows, sizeof *losses);
    dim counted = -2;
    const double mean = loss_forward(losses, probe_f64("lse"), &counted, probe_f32("logits"),
                                     probe_i32("targets"), rows, vocab);
    probe_return("counted", counted);
    if (probe_has("mean")) *probe_f64("mean") = mean;
}

void probe_run(void)
{
    if (probe_is("loss_forward")) forward();
    if (probe_is("loss_backward"))
        loss_backward(probe_f32("dlogits"),
                      probe_has("logits") ? probe_f32("logits") : probe_f32("dlogits"),
                      probe_f64("lse"), probe_i32("targets"), probe_size("rows"),
                      probe_size("vocab"), (float)probe_scalar("scale"));
    if (probe_is("loss_perplexity")) *probe_f64("value") = loss_perplexity(probe_scalar("nats"));
    if (probe_is("loss_bits_per_byte"))
        *probe_f64("value") = loss_bits_per_byte(probe_scalar("nats"), probe_size("tokens"),
                                                 probe_size("bytes"));
}
