// training_test.c: the laws of windows, of the order of a step, and of a run that is saved and
// taken up again.
#include "training.h"

#include "arrays.h"
#include "check.h"
#include "loss.h"
#include "sha256.h"

#include <stdlib.h>

// ---- windows -----------------------------------------------------------------------------------

static struct training_tokens some_tokens(dim count, dim width)
{
    uint8_t *bytes = arena_alloc(&arrays, (size_t)(count * width));
    for (dim i = 0; i < count * width; i++) bytes[i] = (uint8_t)rng_below(&draws, 128);
    return (struct training_tokens){bytes, count, width};
}

static int32_t token(const struct training_tokens *tokens, dim at)
{
    uint32_t id = 0;
    for (dim i = tokens->token_bytes - 1; i >= 0; i--)
        id = id << 8 | tokens->bytes[at * tokens->token_bytes + i];
    return (int32_t)id;
}

static void a_target_is_the_token_after_its_input(void **state)
{
    (void)state;
    int32_t inputs[31], targets[31];
    for (dim width = 1; width <= 4; width *= 2)
        for (dim context = 1; context <= 31; context += 6) {
            const struct training_tokens tokens = some_tokens(32, width);
            for (dim start = 0; start <= 32 - context - 1; start++) {
                training_window(inputs, targets, &tokens, start, context);
                for (dim t = 0; t < context; t++) {
                    assert_int_equal(inputs[t], token(&tokens, start + t));
                    assert_int_equal(targets[t], token(&tokens, start + t + 1));
                }
            }
        }
}

static void every_start_is_equally_likely(void **state)
{
    (void)state;
    enum { STARTS = 7, CONTEXT = 4, DRAWS = 70000 };
    uint8_t bytes[STARTS + CONTEXT];
    for (int i = 0; i < STARTS + CONTEXT; i++) bytes[i] = (uint8_t)i;
    const struct training_tokens tokens = {bytes, STARTS + CONTEXT, 1};
    struct training training = {.cursor = 5};
    int32_t *inputs = arena_array(&arrays, DRAWS * CONTEXT, sizeof *inputs);
    int32_t *targets = arena_array(&arrays, DRAWS * CONTEXT, sizeof *targets);
    dim seen[STARTS] = {0};
    rng_seed(&training.rng, 1, 2);
    training_batch(inputs, targets, &training, &tokens, DRAWS, CONTEXT);
    assert_int_equal(training.cursor, DRAWS + 5);
    for (int i = 0; i < DRAWS; i++) seen[inputs[i * CONTEXT]]++;
    for (int i = 0; i < STARTS; i++)  // 10000 each; five standard deviations are 463
        assert_true(seen[i] > 9500 && seen[i] < 10500);
}

static void a_window_costs_one_draw(void **state)
{
    (void)state;
    const struct training_tokens tokens = some_tokens(50, 2);
    struct training training = {0};
    struct rng same;
    int32_t inputs[12], targets[12];
    rng_seed(&training.rng, 3, 4);
    same = training.rng;
    training_batch(inputs, targets, &training, &tokens, 3, 4);
    for (int b = 0; b < 3; b++)
        assert_int_equal(inputs[4 * b], token(&tokens, (dim)rng_below(&same, 46)));
    training_batch(inputs, targets, &training, &tokens, 1, 12);
    rng_below(&same, 38);
    const struct training_tokens fit = {tokens.bytes, 13, 2};
    training_batch(inputs, targets, &training, &fit, 1, 12);  // one start, drawn all the same
    assert_int_equal(inputs[0], token(&fit, (dim)rng_below(&same, 1)));
    assert_true(training.rng.state == same.state && training.rng.stream == same.stream);
}

// ---- a model of pairs: the logits of what follows are the row of the token before --------------

enum { V = 11, PAIRS = V * V, BATCH = 3, CONTEXT = 8, ROWS = BATCH * CONTEXT };

struct run {
    struct training training;
    struct training_tensor tensors[2];
    float params[PAIRS], grads[PAIRS], m[PAIRS], v[PAIRS];
    float *pointers[2];
    dim counts[2];
    int32_t inputs[ROWS], targets[ROWS];
    struct training_report report;
};

static double pairs(void *model, const int32_t *inputs, const int32_t *targets, dim batch,
                    dim context, float scale)
{
    struct training *training = model;
    const dim rows = batch * context;
    float logits[ROWS * V] = {0}, losses[ROWS];
    double lse[ROWS];
    dim counted;
    for (dim r = 0; r < rows; r++)
        memcpy(logits + r * V, training->params + inputs[r] * V, V * sizeof *logits);
    const double loss = loss_forward(losses, lse, &counted, logits, targets, rows, V);
    loss_backward(logits, logits, lse, targets, rows, V, scale / (float)counted);
    for (dim r = 0; r < rows; r++)
        for (dim c = 0; c < V; c++) training->grads[inputs[r] * V + c] += logits[r * V + c];
    return loss;
}

static struct run *begin(uint64_t seed)
{
    struct run *run = arena_alloc(&arrays, sizeof *run);
    run->tensors[0] = (struct training_tensor){0, 5 * V, true};
    run->tensors[1] = (struct training_tensor){5 * V, PAIRS - 5 * V, false};
    run->training = (struct training){run->params, run->grads, run->m, run->v, PAIRS,
                                      run->tensors, 2, 0, 0, {0, 0}};
    memset(run->m, 0, sizeof run->m);
    memset(run->v, 0, sizeof run->v);
    rng_seed(&run->training.rng, seed, 1);
    for (int i = 0; i < PAIRS; i++) {
        run->params[i] = 0.1f * rng_normal(&run->training.rng);
        run->grads[i] = 1e3f;  // left over from somewhere
    }
    return run;
}

static struct training_tokens rhyme(void)  // 0 1 2 ... 10, with a slip now and then
{
    enum { COUNT = 500 };
    uint8_t *bytes = arena_alloc(&arrays, COUNT);
    for (int i = 0; i < COUNT; i++) bytes[i] = (uint8_t)(i * i % 97 == 0 ? 3 : i % V);
    return (struct training_tokens){bytes, COUNT, 1};
}

static const struct training_plan plan = {
    BATCH, CONTEXT, 2, 4, 40, 0.1, 0.01, 0.25, {0.0, 0.9, 0.99, 1e-8, 0.1}};

static double steps(struct run *run, const struct training_tokens *tokens, int count)
{
    for (int i = 0; i < count; i++)
        training_step(&run->report, &run->training, run->inputs, run->targets, run->pointers,
                      run->counts, tokens, &plan, pairs, &run->training);
    return run->report.loss;
}

static void expect_same_run(const struct run *a, const struct run *b)
{
    assert_memory_equal(a->params, b->params, sizeof a->params);
    assert_memory_equal(a->m, b->m, sizeof a->m);
    assert_memory_equal(a->v, b->v, sizeof a->v);
    assert_true(a->training.step == b->training.step && a->training.cursor == b->training.cursor);
    assert_true(a->training.rng.state == b->training.rng.state);
    assert_true(a->training.rng.stream == b->training.rng.stream);
}

static void a_run_learns(void **state)
{
    (void)state;
    const struct training_tokens tokens = rhyme();
    struct run *run = begin(1);
    const double first = steps(run, &tokens, 1), last = steps(run, &tokens, 39);
    assert_true(first > 2.0 && last < 0.5);
    assert_int_equal(run->training.step, 40);
    assert_int_equal(run->training.cursor, 40 * 2 * BATCH);
    assert_true(run->report.rate < 0.011);
}

// The same step, written out from the parts that other tests hold.
static void a_step_is_clear_add_clip_rate_adamw(void **state)
{
    (void)state;
    const struct training_tokens tokens = rhyme();
    struct run *run = begin(2), *wanted = begin(2);
    struct training *w = &wanted->training;
    steps(run, &tokens, 3);
    for (int step = 0; step < 3; step++) {
        float *grads[1] = {wanted->grads};
        const dim counts[1] = {PAIRS};
        double loss = 0.0;
        memset(wanted->grads, 0, sizeof wanted->grads);
        for (int i = 0; i < 2; i++) {
            training_batch(wanted->inputs, wanted->targets, w, &tokens, BATCH, CONTEXT);
            loss += pairs(w, wanted->inputs, wanted->targets, BATCH, CONTEXT, 0.5f) / 2.0;
        }
        const double norm = adamw_clip(grads, counts, 1, plan.clip);
        struct adamw_options options = plan.adamw;
        options.rate = adamw_rate(step, plan.warmup, plan.total, plan.rate, plan.floor);
        w->step++;
        for (int t = 0; t < 2; t++) {
            const dim start = wanted->tensors[t].start;
            if (t == 1) options.decay = 0.0;
            adamw_step(w->params + start, w->m + start, w->v + start, w->grads + start,
                       wanted->tensors[t].count, step + 1, &options);
        }
        wanted->report = (struct training_report){loss, norm, options.rate};
    }
    assert_true(fabs(run->report.loss - wanted->report.loss) < 1e-12);
    assert_true(fabs(run->report.grad_norm - wanted->report.grad_norm) < 1e-9);
    assert_true(run->report.rate == wanted->report.rate);
    for (int i = 0; i < PAIRS; i++)
        assert_true(fabsf(run->params[i] - wanted->params[i]) <= 1e-6f);
    memcpy(run->params, wanted->params, sizeof run->params);
    memcpy(run->m, wanted->m, sizeof run->m);
    memcpy(run->v, wanted->v, sizeof run->v);
    expect_same_run(run, wanted);
}

static void two_half_batches_equal_one_batch(void **state)
{
    (void)state;
    const struct training_tokens tokens = rhyme();
    struct run *halves = begin(3), *whole = begin(3);
    struct training_plan one = plan, two = plan;
    double exact[PAIRS];
    one.batch = 2, one.accumulate = 1;
    two.batch = 1, two.accumulate = 2;
    training_step(&halves->report, &halves->training, halves->inputs, halves->targets,
                  halves->pointers, halves->counts, &tokens, &two, pairs, &halves->training);
    training_step(&whole->report, &whole->training, whole->inputs, whole->targets, whole->pointers,
                  whole->counts, &tokens, &one, pairs, &whole->training);
    for (int i = 0; i < PAIRS; i++) exact[i] = (double)whole->m[i];
    expect_close("m", halves->m, exact, PAIRS, 16 * FLT_EPSILON);
    assert_true(fabs(halves->report.loss - whole->report.loss) < 1e-6);
    assert_true(halves->training.rng.state == whole->training.rng.state);
}

static double no_number(void *model, const int32_t *inputs, const int32_t *targets, dim batch,
                        dim context, float scale)
{
    pairs(model, inputs, targets, batch, context, scale);
    return (double)NAN;
}

static double no_gradient(void *model, const int32_t *inputs, const int32_t *targets, dim batch,
                          dim context, float scale)
{
    struct training *training = model;
    const double loss = pairs(model, inputs, targets, batch, context, scale);
    training->grads[7] = INFINITY;
    return loss;
}

static void what_is_not_finite_teaches_nothing(void **state)
{
    (void)state;
    const struct training_tokens tokens = rhyme();
    training_gradients *const broken[2] = {no_number, no_gradient};
    for (int kind = 0; kind < 2; kind++) {
        struct run *run = begin(4), *before = begin(4);
        steps(run, &tokens, 2);
        steps(before, &tokens, 2);
        training_step(&run->report, &run->training, run->inputs, run->targets, run->pointers,
                      run->counts, &tokens, &plan, broken[kind], &run->training);
        assert_false(isfinite(run->report.loss) && isfinite(run->report.grad_norm));
        assert_int_equal(run->training.cursor, before->training.cursor + 2 * BATCH);
        run->training.cursor = before->training.cursor;
        run->training.rng = before->training.rng;
        expect_same_run(run, before);
    }
}

// ---- save and load -----------------------------------------------------------------------------

static uint8_t *save(dim *count, const struct run *run)
{
    *count = training_saved_bytes(&run->training);
    uint8_t *bytes = malloc((size_t)*count);  // exactly so many: sanitizers see the next one
    assert_non_null(bytes);
    training_save(bytes, &run->training);
    return bytes;
}

static void twenty_steps_are_ten_and_save_and_load_and_ten(void **state)
{
    (void)state;
    const struct training_tokens tokens = rhyme();
    struct run *straight = begin(5), *first = begin(5), *second = begin(99);
    dim count;
    steps(straight, &tokens, 20);
    steps(first, &tokens, 10);
    uint8_t *bytes = save(&count, first);
    steps(second, &tokens, 3);  // something else was going on
    assert_null(training_load(&second->training, bytes, count));
    expect_same_run(first, second);
    steps(second, &tokens, 10);
    expect_same_run(straight, second);
    assert_true(straight->report.loss == second->report.loss);
    free(bytes);
}

static void expect_refused(const struct run *before, struct run *run, const uint8_t *bytes,
                           dim count)
{
    uint8_t *exactly_so_many = malloc(count ? (size_t)count : 1);
    assert_non_null(exactly_so_many);
    memcpy(exactly_so_many, bytes, (size_t)count);
    const char *wrong = training_load(&run->training, exactly_so_many, count);
    assert_non_null(wrong);
    assert_true(strlen(wrong) > 10 && !strchr(wrong, '\n'));
    expect_same_run(run, before);
    free(exactly_so_many);
}

static void a_state_of_another_length_is_refused(void **state)
{
    (void)state;
    struct run *saved = begin(6), *run = begin(7), *before = begin(7);
    dim count;
    uint8_t *bytes = save(&count, saved), *more = arena_alloc(&arrays, (size_t)count + 1);
    memcpy(more, bytes, (size_t)count);
    more[count] = 0;
    expect_refused(before, run, more, count + 1);
    for (dim keep = 0; keep < count; keep++) expect_refused(before, run, bytes, keep);
    assert_null(training_load(&run->training, bytes, count));
    expect_same_run(run, saved);
    free(bytes);
}

static void a_state_with_any_bit_flipped_is_refused(void **state)
{
    (void)state;
    struct run *saved = begin(8), *run = begin(9), *before = begin(9);
    dim count;
    uint8_t *bytes = save(&count, saved);
    for (dim bit = 0; bit < 8 * count; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        expect_refused(before, run, bytes, count);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    assert_null(training_load(&run->training, bytes, count));
    free(bytes);
}

static void a_state_of_another_kind_is_refused_though_its_digest_fits(void **state)
{
    (void)state;
    struct run *saved = begin(10), *run = begin(11), *before = begin(11);
    char digest[TRAINING_DIGEST + 1];
    dim count;
    uint8_t *bytes = save(&count, saved);
    const dim places[3] = {7, 8, 15};  // version; lowest and highest byte of count
    for (int i = 0; i < 3; i++) {
        bytes[places[i]] ^= 1;
        sha256_hex(digest, bytes, (size_t)(count - TRAINING_DIGEST));
        memcpy(bytes + count - TRAINING_DIGEST, digest, TRAINING_DIGEST);
        expect_refused(before, run, bytes, count);
        bytes[places[i]] ^= 1;
    }
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        law(a_target_is_the_token_after_its_input),
        law(every_start_is_equally_likely),
        law(a_window_costs_one_draw),
        law(a_run_learns),
        law(a_step_is_clear_add_clip_rate_adamw),
        law(two_half_batches_equal_one_batch),
        law(what_is_not_finite_teaches_nothing),
        law(twenty_steps_are_ten_and_save_and_load_and_ten),
        law(a_state_of_another_length_is_refused),
        law(a_state_with_any_bit_flipped_is_refused),
        law(a_state_of_another_kind_is_refused_though_its_digest_fits),
    };
    return cmocka_run_group_tests_name("training", tests, NULL, NULL);
}
