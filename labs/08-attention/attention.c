// attention.c: your file. labs/08-attention/README.md explains the step,
// reference/include/attention.h says what each function gets and gives. Replace each LAB_TODO()
// and the (void) lines above it.
#include "attention.h"

#include "softmax.h"
#include "todo.h"

#include <assert.h>
#include <math.h>

// Parts a and b. For each batch row, head and query: the scores against the keys it may see,
// scaled; the softmax of them (call softmax_forward, one row at a time, with its length); the
// weighted sum of values. Part a is one head with as many keys as queries. Part b: query head
// h reads key head h / (H / Hkv), the last query sees the last key, and rows of k and v are C
// apart for each batch row, not Tk.
void attention_forward(float *restrict out, float *restrict weights, const float *restrict q,
                       const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                       dim C, dim H, dim Hkv, dim d)
{
    (void)out, (void)weights, (void)q, (void)k, (void)v, (void)B, (void)Tq, (void)Tk,
    (void)C, (void)H, (void)Hkv, (void)d;
    LAB_TODO();
}

// Part c. Walk forward backwards: from dout to the gradient of each weight (and dv), through
// softmax_backward to the gradient of each score, from there to dq and dk. Several queries and
// heads share a key: clear dk and dv first, then add.
void attention_backward(float *restrict dq, float *restrict dk, float *restrict dv,
                        float *restrict dscores, const float *restrict dout,
                        const float *restrict weights, const float *restrict q,
                        const float *restrict k, const float *restrict v, dim B, dim Tq, dim Tk,
                        dim C, dim H, dim Hkv, dim d)
{
    (void)dq, (void)dk, (void)dv, (void)dscores, (void)dout, (void)weights, (void)q,
    (void)k, (void)v, (void)B, (void)Tq, (void)Tk, (void)C, (void)H, (void)Hkv, (void)d;
    LAB_TODO();
}
