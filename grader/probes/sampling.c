// sampling.c: calls the contract of sampling.h with the tensors of a request. The filters take an
// order that the case gives, so that a wrong sort costs once.
#include "sampling.h"
#include "probe.h"

void probe_run(void)
{
    const dim vocab = probe_size("vocab");
    if (probe_is("sampling_greedy"))
        probe_return("id", sampling_greedy(probe_f32("logits"), vocab));
    if (probe_is("sampling_temperature"))
        sampling_temperature(probe_f32("probabilities"), probe_f32("logits"), vocab,
                             (float)probe_scalar("temperature"));
    if (probe_is("sampling_draw"))
        probe_return("id",
                     sampling_draw(probe_f32("probabilities"), vocab, (float)probe_scalar("u")));
    if (probe_is("sampling_repetition"))
        sampling_repetition(probe_f32("logits"), probe_i32("recent"), probe_size("count"), vocab,
                            (float)probe_scalar("penalty"));
    if (probe_is("sampling_order"))
        sampling_order(probe_i32("order"), probe_f32("probabilities"), vocab);
    if (probe_is("sampling_top_k"))
        probe_return("left", sampling_top_k(probe_f32("probabilities"), probe_i32("order"), vocab,
                                            probe_size("k")));
    if (probe_is("sampling_top_p"))
        probe_return("left", sampling_top_p(probe_f32("probabilities"), probe_i32("order"), vocab,
                                            (float)probe_scalar("p")));
    if (probe_is("sampling_min_p"))
        probe_return("left", sampling_min_p(probe_f32("probabilities"), probe_i32("order"), vocab,
                                            (float)probe_scalar("min_p")));
}
