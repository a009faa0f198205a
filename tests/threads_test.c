// threads_test.c: one law of all ops: the number of threads does not change a bit of a result.
#include "attention.h"
#include "embedding.h"
#include "linear.h"
#include "loss.h"
#include "norm.h"
#include "rope.h"
#include "softmax.h"
#include "swiglu.h"

#include "arrays.h"
#include "check.h"
#include "parallel.h"

enum { INPUTS = 300000, OUTPUTS = 300000, MOST = 5 };  // floats; teams

// Runs an op with the same inputs under teams of 1 to MOST: what it writes must stay the same.
static void check(void (*op)(float *out, const float *in))
{
    const float *in = normal(INPUTS, 1.0f);
    float *one = unwritten(OUTPUTS), *more = unwritten(OUTPUTS);
    const int threads = parallel_threads();
    for (int team = 1; team <= MOST; team++) {
        float *out = team == 1 ? one : more;
        memset(out, 0, OUTPUTS * sizeof *out);  // parameter gradients are added to what is there
        parallel_limit(team);
        op(out, in);
        if (team > 1) assert_memory_equal(more, one, OUTPUTS * sizeof *one);
    }
    parallel_limit(threads);
}

static void embed(float *out, const float *in)
{
    enum { ROWS = 401, VOCAB = 97, WIDTH = 61 };
    int32_t ids[ROWS];
    for (dim r = 0; r < ROWS; r++) ids[r] = (int32_t)(r * r % VOCAB);
    embedding_forward(out, ids, in, ROWS, VOCAB, WIDTH);
    embedding_backward(out + ROWS * WIDTH, in, ids, ROWS, VOCAB, WIDTH);
}

static void project(float *out, const float *in)
{
    enum { R = 211, I = 129, O = 197 };
    const float *x = in, *w = x + R * I, *bias = w + O * I, *dy = bias + O;
    float *y = out, *dx = y + R * O, *dw = dx + R * I, *dbias = dw + O * I;
    linear_forward(y, x, w, bias, R, I, O);
    linear_backward(dx, dw, dbias, dy, x, w, R, I, O);
    linear_forward(y, x, w, bias, 1, I, O);  // one row goes another way
}

static void normalise(float *out, const float *in)
{
    enum { R = 203, C = 307 };
    const float *x = in, *gain = x + R * C, *dy = gain + C;
    float *y = out, *rstd = y + R * C, *dx = rstd + R, *dgain = dx + R * C;
    norm_forward(y, rstd, x, gain, R, C, 1e-5f);
    norm_backward(dx, dgain, dy, x, rstd, gain, R, C);
}

static void turn(float *out, const float *in)
{
    enum { R = 301, H = 5, D = 26, POSITIONS = 1401 };
    static float cosines[POSITIONS * D / 2], sines[POSITIONS * D / 2];
    double frequencies[D / 2];
    dim where[R];
    for (dim r = 0; r < R; r++) where[r] = r * 37 % POSITIONS;
    rope_frequencies(frequencies, D, 10000.0);
    rope_table(cosines, sines, frequencies, 3, POSITIONS, D);
    memcpy(out, in, R * H * D * sizeof *out);
    memcpy(out + R * H * D, cosines, sizeof cosines);
    memcpy(out + R * H * D + POSITIONS * D / 2, sines, sizeof sines);
    rope_forward(out, cosines, sines, where, R, H, D, POSITIONS);
}

static void to_probabilities(float *out, const float *in)
{
    enum { R = 103, C = 209 };
    softmax_forward(out, in, NULL, R, C);
    softmax_backward(out + R * C, in + R * C, out, NULL, R, C);
}

static void attend(float *out, const float *in)
{
    enum { B = 2, TQ = 71, TK = 75, C = 79, H = 4, HKV = 2, D = 17 };
    enum { QUERIES = B * TQ * H * D, KEYS = B * C * HKV * D, WEIGHTS = B * H * TQ * TK };
    const float *q = in, *k = q + QUERIES, *v = k + KEYS, *dout = v + KEYS;
    float *y = out, *weights = y + QUERIES, *dq = weights + WEIGHTS, *dk = dq + QUERIES;
    float *dv = dk + KEYS, *dscores = dv + KEYS;
    attention_forward(y, weights, q, k, v, B, TQ, TK, C, H, HKV, D);
    attention_backward(dq, dk, dv, dscores, dout, weights, q, k, v, B, TQ, TK, C, H, HKV, D);
}

static void feed_forward(float *out, const float *in)
{
    enum { R = 61, W = 67, H = 181, RH = R * H, RW = R * W, WH = W * H };
    float weights[3][WH], *p = out;  // the contract's parameters are not const
    memcpy(weights, in, sizeof weights);
    const struct swiglu_params params = {weights[0], weights[1], weights[2]};
    const struct swiglu_params dparams = {p, p + WH, p + 2 * WH};
    const struct swiglu_state state = {p + 3 * WH, p + 3 * WH + RH, p + 3 * WH + 2 * RH};
    const struct swiglu_state dstate = {p + 3 * WH + 3 * RH, p + 3 * WH + 4 * RH,
                                        p + 3 * WH + 5 * RH};
    float *y = p + 3 * WH + 6 * RH;
    const float *x = in + 3 * WH, *dy = x + RW;
    swiglu_forward(y, &state, x, &params, R, W, H);
    swiglu_backward(y + RW, y + 2 * RW, &dstate, &dparams, dy, x, &state, &params, R, W, H);
}

static void be_surprised(float *out, const float *in)
{
    enum { R = 103, V = 1009 };
    int32_t targets[R];
    double lse[R];
    dim counted;
    for (dim r = 0; r < R; r++) targets[r] = r % 7 ? (int32_t)(r * r % V) : LOSS_IGNORED;
    loss_forward(out, lse, &counted, in, targets, R, V);
    loss_backward(out + R, in, lse, targets, R, V, 0.25f);
}

static void the_number_of_threads_does_not_change_a_bit(void **state)
{
    (void)state;
    check(embed);
    check(project);
    check(normalise);
    check(turn);
    check(to_probabilities);
    check(attend);
    check(feed_forward);
    check(be_surprised);
}

int main(void)
{
    const struct CMUnitTest tests[] = {law(the_number_of_threads_does_not_change_a_bit)};
    return cmocka_run_group_tests_name("threads", tests, NULL, NULL);
}
