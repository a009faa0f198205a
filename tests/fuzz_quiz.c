// fuzz_quiz.c: any bytes as a file of questions, and as a file of answers: one sentence, or
// questions that are complete; and any text as an expression.
#include "answers.h"
#include "quiz.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void check_sentence(const char *wrong)
{
    if (wrong && (!*wrong || strchr(wrong, '\n'))) abort();
}

static void check_questions(struct arena *arena, char *text)
{
    struct quiz quiz;
    struct quiz_question questions[QUIZ_QUESTIONS];
    const char *wrong = quiz_parse(&quiz, arena, "quiz.txt", text);
    check_sentence(wrong);
    if (wrong) return;
    wrong = quiz_try(questions, arena, &quiz, "rope", "ada");
    check_sentence(wrong);
    for (int i = 0; i < QUIZ_QUESTIONS && !wrong; i++)
        if (questions[i].answer < 0 || strlen(questions[i].text) >= QUIZ_TEXT) abort();
}

static void check_answers(struct arena *arena, const char *text, size_t count)
{
    struct answers answers = {.path = "quiz.txt"};
    const char *wrong = answers_parse(&answers, arena, text, count);
    check_sentence(wrong);
    if (wrong) return;
    if (quiz_id_wrong(answers.id)) abort();
    for (int i = 0; i < QUIZ_QUESTIONS; i++) {
        const struct answer *answer = &answers.all[i];
        if (answer->given && (answer->number < 0 || !answer->line)) abort();
        if (answer->line && (answer->line < text || answer->line > text + count)) abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    const struct sizes sizes = {{{"T", 5}, {"big", 4611686018427387904}}, 2};
    struct arena arena = {0};
    char why[EXPRESSION_WHY], *copy = malloc(count + 1);
    dim value;
    if (!copy) return 0;
    memcpy(copy, bytes, count);
    copy[count] = 0;
    if (!expression_whole(&value, why, copy, &sizes) && !*why) abort();
    check_answers(&arena, copy, count);
    check_questions(&arena, copy);  // cuts the copy, so it comes last
    free(copy);
    arena_free(&arena);
    return 0;
}
