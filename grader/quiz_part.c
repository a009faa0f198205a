// quiz_part.c: the answers of a student, graded. See quiz_lab.h.
#include "quiz_lab.h"

#include "answers.h"
#include "sha256.h"
#include "show.h"
#include "verdict.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { POINTS = QUIZ_QUESTIONS, MINUTES = 15 };

static bool only(const struct settings *settings)
{
    return settings->part && strcmp(settings->part, QUIZ_PART) == 0;
}

bool quiz_wanted(const struct settings *settings, const struct topic_part *first)
{
    struct answers answers = {.text = NULL};
    if (settings->part) return only(settings);
    if (settings->quiz) return true;
    answers_find(&answers, settings, first);
    return access(answers.path, F_OK) == 0;
}

// checks is taken over.
static json_t *record(const struct topic_part *first, const char *id, int earned,
                      const char *verdict, json_t *checks)
{
    return json_pack("{s:s,s:s,s:s,s:i,s:i,s:i,s:s,s:s,s:s,s:o,s:{},s:{}}", "part", QUIZ_PART,
                     "title", "five questions of size", "track",
                     first->track == TRACK_SPEAK ? "speak" : "learn", "minutes", MINUTES, "points",
                     POINTS, "earned", earned, "verdict", verdict, "fresh", "not run", "id", id,
                     "checks", checks, "printed", "recognised");
}

static json_t *check(const struct topic_part *first, const char *number, const char *law,
                     enum verdict verdict, const char *detail)
{
    char id[200], operation[40], shown[DETAIL_MAX];
    snprintf(id, sizeof id, "%s:quiz%s%s", first->topic, *number ? "-" : "", number);
    snprintf(operation, sizeof operation, "quiz%s%s", *number ? " " : "", number);
    show(shown, sizeof shown, detail, strlen(detail));
    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:f,s:b}", "id", id, "operation", operation, "law", law,
                     "verdict", verdict_name(verdict), "detail", shown, "times", 0.0, "live", 0);
}

static enum verdict judge(const struct answer *answer, const struct quiz_question *question)
{
    if (!answer->given) return VERDICT_NOT_WRITTEN_YET;
    return answer->number == question->answer ? VERDICT_PASS : VERDICT_WRONG_VALUE;
}

static json_t *judged(const struct topic_part *first, const struct answers *answers,
                      const struct quiz_question *questions)
{
    json_t *checks = json_array();
    enum verdict worst = VERDICT_PASS;
    int earned = 0;
    for (int i = 0; i < QUIZ_QUESTIONS; i++) {
        const enum verdict verdict = judge(&answers->all[i], &questions[i]);
        char number[8], detail[QUIZ_TEXT + 200] = "";
        snprintf(number, sizeof number, "%d", i + 1);
        if (verdict == VERDICT_WRONG_VALUE)
            snprintf(detail, sizeof detail, "%td is wrong. %s", answers->all[i].number,
                     questions[i].why);
        json_array_append_new(checks, check(first, number, questions[i].text, verdict, detail));
        earned += verdict == VERDICT_PASS;
        if (worst == VERDICT_PASS || verdict == VERDICT_WRONG_VALUE)
            worst = verdict == VERDICT_PASS ? worst : verdict;
    }
    return record(first, answers->id, earned, verdict_name(worst), checks);
}

// A part without questions: nothing was answered, or the answers cannot be read.
static json_t *unjudged(const struct topic_part *first, enum verdict verdict, const char *detail)
{
    json_t *checks = json_array();
    json_array_append_new(checks, check(first, "", "five questions of size", verdict, detail));
    return record(first, "", 0, verdict_name(verdict), checks);
}

static json_t *other_id(const struct settings *settings, const struct topic_part *first,
                        const struct answers *answers)
{
    char why[ANSWERS_PATH + 400];
    snprintf(why, sizeof why, "%s: its answers are those of \"%s\", --id says \"%.100s\"",
             answers->path, answers->id, settings->id);
    return unjudged(first, VERDICT_SKIPPED, why);
}

json_t *quiz_part(const struct settings *settings, const struct topic_part *first)
{
    struct arena arena = {0};
    struct quiz quiz;
    struct answers answers;
    struct quiz_question questions[QUIZ_QUESTIONS];
    json_t *part;
    quiz_load(&quiz, &arena, first->topic);
    const char *wrong = answers_read(&answers, &arena, settings, first);
    if (wrong) {
        part = unjudged(first, VERDICT_SKIPPED, wrong);
    } else if (!answers.text) {
        part = unjudged(first, VERDICT_NOT_WRITTEN_YET, "");
    } else if (settings->id && strcmp(settings->id, answers.id) != 0) {
        part = other_id(settings, first, &answers);
    } else {
        quiz_draw(questions, &arena, &quiz, first->topic, answers.id);
        part = judged(first, &answers, questions);
    }
    arena_free(&arena);
    return part;
}

json_t *quiz_part_broken(const struct topic_part *first)
{
    return record(first, "", 0, verdict_name(VERDICT_GRADER_ERROR), json_array());
}

json_t *quiz_lab(const struct settings *settings, const struct topic_part *first)
{
    struct arena arena = {0};
    struct answers answers;
    char path[ANSWERS_PATH], hash[65] = "";
    answers_read(&answers, &arena, settings, first);
    if (answers.text) sha256_hex(hash, answers.text, strlen(answers.text));
    show(path, sizeof path, answers.path, strlen(answers.path));
    json_t *lab = json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:[o]}", "number", first->number,
                            "topic", first->topic, "source", path, "sha256", hash, "build", "pass",
                            "message", "", "notes", "", "fresh", "", "parts",
                            quiz_part(settings, first));
    arena_free(&arena);
    return lab;
}
