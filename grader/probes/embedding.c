// embedding.c: calls the contract of embedding.h with the tensors of a request.
#include "embedding.h"
#include "probe.h"

void probe_run(void)
{
    const dim vocab = probe_has("vocab") ? probe_size("vocab") : 0, width = probe_size("width");
    if (probe_is("embedding_forward"))
        embedding_forward(probe_f32("out"), probe_i32("ids"), probe_f32("table"),
                          probe_size("rows"), vocab, width);
    if (probe_is("embedding_backward"))
        embedding_backward(probe_f32("dtable"), probe_f32("dout"), probe_i32("ids"),
                           probe_size("rows"), vocab, width);
    if (probe_is("embedding_cosine"))
        probe_return_f32("cosine", embedding_cosine(probe_f32("a"), probe_f32("b"), width));
    if (probe_is("embedding_nearest"))
        embedding_nearest(probe_i32("ids"), probe_f32("scores"), probe_f32("query"),
                          probe_i32("skip"), probe_size("skips"), probe_f32("table"), vocab, width,
                          probe_size("k"));
    if (probe_is("embedding_analogy"))
        embedding_analogy(probe_f32("query"), (int32_t)probe_size("a"), (int32_t)probe_size("b"),
                          (int32_t)probe_size("c"), probe_f32("table"), vocab, width);
}
