// lessons_test.c: laws of what a fine-tuning run learns from: targets are the answers and nothing
// else, gradients are theirs by finite differences, padding changes nothing, and what is too long
// is cut at a turn.
#include "lessons.h"

#include "learner.h"
#include "loss.h"
#include "sentence.h"

#include <math.h>

enum { V = 11, T = 9 };

// Two answers: ids 3 4, and 5.
static const int32_t ids[T + 1] = {1, 2, 3, 4, 2, 7, 1, 5, 9, 10};
static const uint8_t spoken[T + 1] = {0, 0, 1, 1, 0, 0, 0, 1, 0, 0};
static const struct lesson lesson = {ids, spoken, T, 3};

static void targets_are_the_answers_and_nothing_else(void **state)
{
    (void)state;
    enum { NO = LOSS_IGNORED };
    const int32_t by_hand[T + 2] = {NO, 3, 4, NO, NO, NO, 5, NO, NO, NO, NO};
    int32_t inputs[T + 2], targets[T + 2];
    lessons_row(inputs, targets, &lesson, T + 2);
    assert_memory_equal(targets, by_hand, sizeof by_hand);
    assert_memory_equal(inputs, ids, T * sizeof *ids);
}

// ---- gradients ------------------------------------------------------------------------------

struct subject {
    struct arena arena;
    struct model_config config;
    struct params params;
    struct learner learner;
    float *grads;
    int32_t inputs[2 * (T + 4)], targets[2 * (T + 4)];
};

static void make(struct subject *s)
{
    struct rng rng;
    *s = (struct subject){.config = {.vocab = V, .width = 6, .layers = 2, .heads = 2, .kv_heads = 1,
                                     .head = 4, .hidden = 7, .positions = 2 * T, .eps = 1e-5f,
                                     .tied = true, .theta = 50.0, .amplitude = 1.0}};
    rng_seed(&rng, 9, 9);
    params_plan(&s->params, &s->arena, &s->config);
    for (dim i = 0; i < s->params.count; i++) s->params.flat[i] = 0.5f * rng_normal(&rng);
    s->grads = arena_array(&s->arena, (size_t)s->params.count, sizeof *s->grads);
    learner_plan(&s->learner, &s->arena, &s->config, &s->params, s->grads, 2, T + 4);
}

// The mean loss of the answers by the definition: every place is asked for what comes next, and
// those that the assistant says are picked by hand.
static double answers_by_hand(struct subject *s)
{
    double sum = 0.0;
    int32_t next[T];
    for (dim t = 0; t < T; t++) next[t] = ids[t + 1];
    learner_loss(&s->learner, ids, next, 1, T);
    for (dim t = 0; t < T; t++)
        if (spoken[t + 1]) sum += (double)s->learner.losses[t];
    return sum / 3.0;
}

static void the_gradient_is_that_of_the_answers_alone(void **state)
{
    (void)state;
    struct subject s;
    make(&s);
    lessons_row(s.inputs, s.targets, &lesson, T);
    const double loss = learner_gradients(&s.learner, s.inputs, s.targets, 1, T, 1.0f);
    assert_true(fabs(loss - answers_by_hand(&s)) < 1e-6);
    for (dim i = 3; i < s.params.count; i += 13) {
        const float kept = s.params.flat[i], step = 4e-3f;
        s.params.flat[i] = kept + step;
        const double above = answers_by_hand(&s);
        s.params.flat[i] = kept - step;
        const double below = answers_by_hand(&s);
        s.params.flat[i] = kept;
        const double slope = (above - below) / (2.0 * (double)step);
        if (fabs(slope - (double)s.grads[i]) > 2e-3 + 0.02 * fabs(slope))
            fail_msg("parameter %td: %.6f, by differences %.6f", i, (double)s.grads[i], slope);
    }
    arena_free(&s.arena);
}

// A row beside a longer one, and padded, has the loss and the gradient that it has alone.
static void padding_changes_nothing(void **state)
{
    (void)state;
    struct subject s, padded;
    make(&s);
    make(&padded);
    lessons_row(s.inputs, s.targets, &lesson, T);
    lessons_row(padded.inputs, padded.targets, &lesson, T + 4);
    const double alone = learner_gradients(&s.learner, s.inputs, s.targets, 1, T, 1.0f);
    const double beside =
        learner_gradients(&padded.learner, padded.inputs, padded.targets, 1, T + 4, 1.0f);
    assert_true(fabs(alone - beside) < 1e-6);
    for (dim i = 0; i < s.params.count; i++)
        assert_true(fabsf(s.grads[i] - padded.grads[i]) < 1e-5f);
    arena_free(&s.arena);
    arena_free(&padded.arena);
}

// ---- files ----------------------------------------------------------------------------------

static const char *file(const char *text)
{
    static char path[64];
    strcpy(path, "/tmp/crumb-lessons-XXXXXX");
    const int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, text, strlen(text)), (ssize_t)strlen(text));
    close(descriptor);
    return path;
}

#define TALK(question, answer) \
    "{\"role\": \"user\", \"content\": \"" question "\"}, " \
    "{\"role\": \"assistant\", \"content\": \"" answer "\"}"

static void read_text(struct lessons *lessons, struct arena *arena, const char *text, dim context,
                      double hold_out, uint64_t seed)
{
    struct tokenizer tokenizer;
    struct conversation_encoder encoder;
    const char *path = file(text);
    tokenizer_bytes(&tokenizer);
    conversation_encoder_open(&encoder, &tokenizer, chat_written(0), "folder");
    lessons_read(lessons, arena, &encoder, &path, 1, context, hold_out, seed);
    conversation_encoder_close(&encoder);
    tokenizer_close(&tokenizer);
    unlink(path);
}

// "\nUser: Q\nBaker: A" and the end are 18 tokens; the second turn of both makes 36.
static void a_conversation_that_is_too_long_is_cut_at_a_turn_or_left_out(void **state)
{
    (void)state;
    static const char text[] =
        "{\"messages\": [" TALK("Q", "A") ", " TALK("Q", "A") "]}\n"
        "{\"messages\": [" TALK("Q", "far too many words to fit into a row") "]}\n";
    struct lessons lessons;
    struct arena arena = {0};
    read_text(&lessons, &arena, text, 34, 0.0, 1);
    assert_int_equal(lessons.learnt_count, 1);
    assert_int_equal(lessons.left_out, 1);
    assert_int_equal(lessons.cut, 1);
    assert_int_equal(lessons.learnt[0].count, 17);
    assert_int_equal(lessons.learnt[0].answers, 2);
    read_text(&lessons, &arena, text, 35, 0.0, 1);  // now both turns fit
    assert_int_equal(lessons.cut, 0);
    assert_int_equal(lessons.learnt[0].answers, 4);
    arena_free(&arena);
}

static void what_is_held_out_is_not_learnt(void **state)
{
    (void)state;
    char text[8192];
    struct lessons lessons, again;
    struct arena arena = {0};
    int at = 0, seen[40] = {0};
    for (int i = 0; i < 40; i++)
        at += snprintf(text + at, sizeof text - (size_t)at, "{\"messages\": [" TALK("%c", "A")
                       "]}\n", '0' + i);
    read_text(&lessons, &arena, text, 64, 0.25, 3);
    assert_int_equal(lessons.held_count, 10);
    assert_int_equal(lessons.learnt_count, 30);
    for (dim i = 0; i < 30; i++) seen[lessons.learnt[i].ids[7] - '0']++;
    for (dim i = 0; i < 10; i++) seen[lessons.held[i].ids[7] - '0']++;
    for (int i = 0; i < 40; i++) assert_int_equal(seen[i], 1);
    read_text(&again, &arena, text, 64, 0.25, 3);
    for (dim i = 0; i < 10; i++)
        assert_int_equal(lessons.held[i].ids[7], again.held[i].ids[7]);
    arena_free(&arena);
}

static void a_changed_word_changes_the_checksum(void **state)
{
    (void)state;
    struct lessons one, two, three;
    struct arena arena = {0};
    read_text(&one, &arena, "{\"messages\": [" TALK("Q", "A") "]}\n", 64, 0.0, 1);
    read_text(&two, &arena, "{\"messages\": [" TALK("Q", "B") "]}\n", 64, 0.0, 1);
    read_text(&three, &arena, "{\"messages\": [" TALK("Q", "A") "], \"kind\": \"x\"}", 64, 0.0, 1);
    assert_true(one.checksum != two.checksum);
    assert_true(one.checksum == three.checksum);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(targets_are_the_answers_and_nothing_else),
        cmocka_unit_test(the_gradient_is_that_of_the_answers_alone),
        cmocka_unit_test(padding_changes_nothing),
        cmocka_unit_test(a_conversation_that_is_too_long_is_cut_at_a_turn_or_left_out),
        cmocka_unit_test(what_is_held_out_is_not_learnt),
        cmocka_unit_test(a_changed_word_changes_the_checksum),
    };
    return cmocka_run_group_tests_name("lessons", tests, NULL, NULL);
}
