// grader_quiz_test.c: the laws of questions of size: which ones an id gets, that each has an answer
// whatever its sizes, that students differ, and that a file of answers is kept as it is.
#include "answers.h"
#include "check.h"
#include "topics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { IDS = 150 };

static const char *id_of(char id[16], int i)
{
    snprintf(id, 16, "student %d", i);
    return id;
}

// The first part of each topic, one after the other; NULL behind the last.
static const char *topic_at(const struct topics *topics, dim *i)
{
    while (*i > 0 && *i < topics->count &&
           strcmp(topics->parts[*i].topic, topics->parts[*i - 1].topic) == 0)
        ++*i;
    return *i < topics->count ? topics->parts[(*i)++].topic : NULL;
}

static void an_id_has_the_same_questions_on_every_machine(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct quiz quiz;
    struct quiz_question questions[QUIZ_QUESTIONS];
    quiz_load(&quiz, &arena, "attention");
    quiz_draw(questions, &arena, &quiz, "attention", "ada");
    static const char *const names[] = {"masked", "weights", "place", "read", "groups"};
    for (int i = 0; i < QUIZ_QUESTIONS; i++) assert_string_equal(questions[i].name, names[i]);
    assert_string_equal(questions[0].text, "B = 6, H = 15, Tq = Tk = 186: how many entries of "
                                           "weights are 0 because of the mask?");
    assert_int_equal(questions[0].answer, 1548450);
    arena_free(&arena);
}

static void every_question_has_an_answer_for_every_id(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct topics topics;
    topics_load(&topics, &arena, "labs/topics.txt");
    dim at = 0;
    for (const char *topic; (topic = topic_at(&topics, &at));) {
        struct arena own = {0};
        struct quiz quiz;
        char id[16];
        int drawn[QUIZ_MOST] = {0};
        quiz_load(&quiz, &own, topic);
        for (int i = 0; i < IDS; i++) {
            struct quiz_question questions[QUIZ_QUESTIONS];
            quiz_draw(questions, &own, &quiz, topic, id_of(id, i));  // fails by itself
            for (int q = 0; q < QUIZ_QUESTIONS; q++)
                for (dim j = 0; j < quiz.count; j++)
                    drawn[j] += strcmp(quiz.all[j].name, questions[q].name) == 0;
        }
        for (dim j = 0; j < quiz.count; j++)  // 5 of at most 9: about 83 of 150 at least
            if (drawn[j] < IDS / 3)
                fail_msg("%s: [%s] was drawn %d times of %d", topic, quiz.all[j].name, drawn[j],
                         IDS);
        arena_free(&own);
    }
    arena_free(&arena);
}

static void neighbours_have_other_answers(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct topics topics;
    topics_load(&topics, &arena, "labs/topics.txt");
    dim at = 0;
    for (const char *topic; (topic = topic_at(&topics, &at));) {
        struct arena own = {0};
        struct quiz quiz;
        char id[16];
        struct quiz_question last[QUIZ_QUESTIONS], now[QUIZ_QUESTIONS];
        int equal = 0;
        quiz_load(&quiz, &own, topic);
        quiz_draw(last, &own, &quiz, topic, id_of(id, 0));
        for (int i = 1; i < IDS; i++) {
            quiz_draw(now, &own, &quiz, topic, id_of(id, i));
            for (int q = 0; q < QUIZ_QUESTIONS; q++) equal += now[q].answer == last[q].answer;
            memcpy(last, now, sizeof last);
        }
        if (100 * equal > QUIZ_QUESTIONS * IDS)
            fail_msg("%s: %d of %d answers of a neighbour are right", topic, equal,
                     QUIZ_QUESTIONS * IDS);
        arena_free(&own);
    }
    arena_free(&arena);
}

static void a_name_is_an_id_in_any_script_and_nothing_else_is(void **state)
{
    (void)state;
    char long_id[QUIZ_ID + 2];
    memset(long_id, 'x', sizeof long_id - 1);
    long_id[QUIZ_ID + 1] = 0;
    assert_string_equal(quiz_id_wrong(long_id), "is longer than 100 bytes");
    long_id[QUIZ_ID] = 0;
    assert_null(quiz_id_wrong(long_id));
    assert_null(quiz_id_wrong("Zo\xC3\xAB \xE4\xB8\xAD # 1: \\x41..."));
    assert_string_equal(quiz_id_wrong(""), "is empty");
    static const char *const wrong[] = {"a\nb", "a\tb", "a\x1B", "a\xFF", "\xE2\x80\xAEz"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_string_equal(quiz_id_wrong(wrong[i]), "has control characters or is not UTF-8");
}

// What answers_write makes of text when answer i becomes number.
static char *rewritten(struct arena *arena, const char *text, int i, dim number)
{
    struct answers answers = {.text = NULL};
    static char back[2000];
    snprintf(answers.path, sizeof answers.path, "%s/quiz-%ld.txt",
             getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp", (long)getpid());
    const char *wrong = answers_parse(&answers, arena, text, strlen(text));
    if (wrong) fail_msg("%s", wrong);
    answers.all[i] = (struct answer){true, true, number, answers.all[i].line};
    answers_write(&answers, "rope", answers.id, NULL);
    FILE *in = fopen(answers.path, "rb");
    assert_non_null(in);
    back[fread(back, 1, sizeof back - 1, in)] = 0;
    fclose(in);
    unlink(answers.path);
    return back;
}

static void a_new_answer_changes_its_line_and_no_other(void **state)
{
    (void)state;
    struct arena arena = {0};
    static const char text[] = "\xEF\xBB\xBF# mine\nid: ada\n3: 7 # note\n\n1:\n2: 5";
    assert_string_equal(rewritten(&arena, text, 0, 12),
                        "\xEF\xBB\xBF# mine\nid: ada\n3: 7 # note\n\n1: 12\n2: 5\n");
    assert_string_equal(rewritten(&arena, text, 1, 12),
                        "\xEF\xBB\xBF# mine\nid: ada\n3: 7 # note\n\n1:\n2: 12\n");
    assert_string_equal(rewritten(&arena, text, 2, 0),
                        "\xEF\xBB\xBF# mine\nid: ada\n3: 0\n\n1:\n2: 5\n");
    assert_string_equal(rewritten(&arena, text, 4, 12),
                        "\xEF\xBB\xBF# mine\nid: ada\n3: 7 # note\n\n1:\n2: 5\n5: 12\n");
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_has_the_same_questions_on_every_machine),
        cmocka_unit_test(every_question_has_an_answer_for_every_id),
        cmocka_unit_test(neighbours_have_other_answers),
        cmocka_unit_test(a_name_is_an_id_in_any_script_and_nothing_else_is),
        cmocka_unit_test(a_new_answer_changes_its_line_and_no_other),
    };
    return cmocka_run_group_tests_name("quiz", tests, NULL, NULL);
}
