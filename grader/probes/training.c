// training.c: calls the contract of training.h with the tensors of a request. position is step,
// cursor and the two numbers of the rng; tensors is start, count and decays of each. The model of a
// step is made here: its gradient is pulls [call, count] + slope * params, its loss is given; it
// writes down what it was called with.
#include "training.h"
#include "probe.h"

#include <string.h>

enum { POSITION = 4, REPORT = 3, TENSOR = 3 };

struct notes {
    struct training *training;
    const float *pulls;
    const double *losses;
    float slope;
    dim calls, room, window;  // window: tokens of a batch
};

static double note(void *model, const int32_t *inputs, const int32_t *targets, dim batch,
                   dim context, float scale)
{
    struct notes *notes = model;
    const struct training *training = notes->training;
    const dim call = notes->calls++, count = training->count;
    if (call >= notes->room || batch * context != notes->window) return 0.0;
    const size_t bytes = (size_t)notes->window * sizeof *inputs;
    memcpy(probe_i32("inputs") + call * notes->window, inputs, bytes);
    memcpy(probe_i32("targets") + call * notes->window, targets, bytes);
    memcpy(probe_f32("entry") + call * count, training->grads, (size_t)count * sizeof(float));
    probe_f32("scales")[call] = scale;
    for (dim i = 0; i < count; i++)
        training->grads[i] +=
            scale * (notes->pulls[call * count + i] + notes->slope * training->params[i]);
    return notes->losses[call];
}

static struct training_tokens tokens(void)
{
    const dim width = probe_size("token_bytes");
    return (struct training_tokens){probe_u8("tokens"), probe_count("tokens") / width, width};
}

static struct training training(void)
{
    struct training made = {0};
    if (probe_has("params")) {
        made.params = probe_f32("params");
        made.m = probe_f32("m");
        made.v = probe_f32("v");
        made.count = probe_count("params");
    }
    if (probe_has("position")) {
        const dim *position = probe_dims("position");
        made.step = position[0];
        made.cursor = position[1];
        made.rng = (struct rng){(uint64_t)position[2], (uint64_t)position[3]};
    }
    return made;
}

// One that draws: a stream of fresh random numbers may be even, and PCG32's increment must not:
// from an even one the generator can fall into a circle of zeros, and rng_below waits for ever.
static struct training drawing(void)
{
    struct training made = training();
    made.rng.stream |= 1;
    return made;
}

static void give_position(const struct training *training)
{
    const int64_t numbers[POSITION] = {training->step, training->cursor,
                                       (int64_t)training->rng.state,
                                       (int64_t)training->rng.stream};
    memcpy(probe_dims("position"), numbers, sizeof numbers);
}

static void batch(void)
{
    const struct training_tokens from = tokens();
    struct training made = drawing();
    training_batch(probe_i32("inputs"), probe_i32("targets"), &made, &from, probe_size("batch"),
                   probe_size("context"));
    give_position(&made);
}

static void give_tensors(struct training *training)
{
    static const dim all[TENSOR] = {0, -1, 1};  // one tensor that decays
    const bool sent = probe_has("tensors");
    const dim *rows = sent ? probe_dims("tensors") : all;
    training->tensor_count = sent ? probe_count("tensors") : 1;
    struct training_tensor *tensors =
        arena_array(probe_arena(), (size_t)training->tensor_count, sizeof *tensors);
    for (dim t = 0; t < training->tensor_count; t++)
        tensors[t] = (struct training_tensor){
            rows[TENSOR * t], sent ? rows[TENSOR * t + 1] : training->count,
            rows[TENSOR * t + 2] != 0};
    training->tensors = tensors;
}

static void step(void)
{
    const struct training_tokens from = tokens();
    const struct training_plan plan = {
        probe_size("batch"), probe_size("context"), probe_size("accumulate"),
        probe_size("warmup"), probe_size("total"), probe_scalar("rate"), probe_scalar("floor"),
        probe_scalar("clip"),
        {-1.0, probe_scalar("beta1"), probe_scalar("beta2"), probe_scalar("eps"),
         probe_scalar("decay")}};
    struct training made = drawing();
    give_tensors(&made);
    struct arena *arena = probe_arena();
    made.grads = arena_array(arena, (size_t)made.count, sizeof(float));
    memcpy(made.grads, probe_f32("grads"), (size_t)made.count * sizeof(float));
    const dim window = plan.batch * plan.context;
    struct notes notes = {&made, probe_f32("pulls"), probe_f64("losses"),
                          (float)probe_scalar("slope"), 0, probe_count("losses"), window};
    int32_t *inputs = arena_array(arena, (size_t)window, sizeof *inputs);
    int32_t *targets = arena_array(arena, (size_t)window, sizeof *targets);
    float **pointers = arena_array(arena, (size_t)made.tensor_count, sizeof *pointers);
    dim *counts = arena_array(arena, (size_t)made.tensor_count, sizeof *counts);
    for (dim s = 0; s < probe_count("losses") / plan.accumulate; s++) {
        struct training_report report = {-1.0, -1.0, -1.0};
        training_step(&report, &made, inputs, targets, pointers, counts, &from, &plan, note,
                      &notes);
        const double told[REPORT] = {report.loss, report.grad_norm, report.rate};
        memcpy(probe_f64("report") + REPORT * s, told, sizeof told);
    }
    give_position(&made);
    probe_return("calls", notes.calls);
}

// 0 when the bytes were taken, 1 for a sentence, 2 for an answer that is none.
static int64_t load(struct training *training, const uint8_t *bytes, dim count)
{
    const char *wrong = training_load(training, bytes, count);
    return !wrong ? 0 : wrong[0] && !strchr(wrong, '\n') ? 1 : 2;
}

// Every bit that flips [n] names is turned in turn, and turned back.
static void load_flipped(struct training *training)
{
    const dim count = probe_count("bytes");
    uint8_t *copy = arena_alloc(probe_arena(), (size_t)count);
    memcpy(copy, probe_u8("bytes"), (size_t)count);
    for (dim i = 0; i < probe_count("flips"); i++) {
        const dim bit = probe_dims("flips")[i];
        copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
        probe_dims("wrong")[i] = load(training, copy, count);
        copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

void probe_run(void)
{
    if (probe_is("training_window")) {
        const struct training_tokens from = tokens();
        training_window(probe_i32("inputs"), probe_i32("targets"), &from, probe_size("start"),
                        probe_size("context"));
    }
    if (probe_is("training_batch")) batch();
    if (probe_is("training_step")) step();
    struct training made = training();
    if (probe_is("training_save")) {
        probe_return("size", training_saved_bytes(&made));
        training_save(probe_u8("bytes"), &made);
    }
    if (probe_is("training_load")) {
        if (probe_has("flips")) load_flipped(&made);
        else probe_return("wrong", load(&made, probe_u8("bytes"), probe_count("bytes")));
        give_position(&made);
    }
}
