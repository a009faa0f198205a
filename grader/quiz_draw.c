// quiz_draw.c: which five questions, with which sizes, belong to an id. See quiz.h.
#include "quiz.h"

#include "fail.h"
#include "sha256.h"
#include "show.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHOICES = 32, RULE = 200 };

struct drawer {
    struct arena *arena;
    const struct quiz *quiz;
    const struct quiz_template *one;
    const char *topic, *id;
    struct sizes sizes;
    const char *wrong;
};

const char *quiz_id_wrong(const char *id)
{
    char shown[5 * QUIZ_ID + 8];
    if (!*id) return "is empty";
    if (strlen(id) > QUIZ_ID) return "is longer than 100 bytes";
    show(shown, sizeof shown, id, strlen(id));
    return strcmp(shown, id) == 0 && !strchr(id, '\n')
               ? NULL : "has control characters or is not UTF-8";
}

static uint64_t hash(const char *id, const char *topic, const char *question, const char *size)
{
    char text[QUIZ_ID + 4 * QUIZ_NAME + 8], hex[65];
    const int length = snprintf(text, sizeof text, "%s\n%s\n%s%s%s", id, topic, question,
                                *size ? "\n" : "", size);
    sha256_hex(hex, text, (size_t)length < sizeof text ? (size_t)length : sizeof text - 1);
    hex[16] = 0;
    return strtoull(hex, NULL, 16);
}

static void wrong(struct drawer *drawer, dim line, const char *what, const char *why)
{
    if (!drawer->wrong)
        drawer->wrong = arena_print(drawer->arena, "%s:%td: %s: %s", drawer->quiz->path, line, what,
                                    why);
}

static dim value_of(struct drawer *drawer, dim line, const char *text)
{
    char why[EXPRESSION_WHY];
    dim value = 0;
    if (!expression_whole(&value, why, text, &drawer->sizes)) wrong(drawer, line, text, why);
    return value;
}

// ---- sizes -------------------------------------------------------------------------------------

// "40 .. 400 step 8", cut in place at its dots.
static dim from_range(struct drawer *drawer, const struct quiz_size *size, char *dots, char *rule,
                      uint64_t number)
{
    char *step_text = strstr(dots, " step ");
    *dots = 0;
    if (step_text) *step_text = 0;
    const dim low = value_of(drawer, size->line, rule);
    const dim high = value_of(drawer, size->line, dots + 2);
    const dim step = step_text ? value_of(drawer, size->line, step_text + 6) : 1;
    if (drawer->wrong) return 0;
    if (low < 0 || high < low || step < 1) {
        wrong(drawer, size->line, size->name, "no range: wanted 0 <= low <= high, step >= 1");
        return 0;
    }
    return low + step * (dim)(number % ((uint64_t)((high - low) / step) + 1));
}

// "8 | 12 | 16", cut in place at its bars.
static dim from_choices(struct drawer *drawer, const struct quiz_size *size, char *rule,
                        uint64_t number)
{
    const char *list[CHOICES];
    unsigned count = 0;
    for (char *at = rule, *bar; at && count < CHOICES; at = bar) {
        bar = strchr(at, '|');
        if (bar) *bar++ = 0;
        list[count++] = at;
    }
    return value_of(drawer, size->line, list[number % count]);
}

static void draw_size(struct drawer *drawer, const struct quiz_size *size)
{
    char rule[RULE];
    const uint64_t number = hash(drawer->id, drawer->topic, drawer->one->name, size->name);
    if (strlen(size->rule) >= sizeof rule) {
        wrong(drawer, size->line, size->name, "this rule is too long");
        return;
    }
    strcpy(rule, size->rule);
    char *dots = strstr(rule, "..");
    const dim value = dots ? from_range(drawer, size, dots, rule, number)
                      : strchr(rule, '|') ? from_choices(drawer, size, rule, number)
                      : value_of(drawer, size->line, rule);
    drawer->sizes.all[drawer->sizes.count].name = size->name;
    drawer->sizes.all[drawer->sizes.count++].value = value;
}

// ---- text --------------------------------------------------------------------------------------

// One {expression} at *from, which moves behind it, as a number. Returns the bytes written.
static size_t fill(struct drawer *drawer, char *text, size_t size, const char **from)
{
    char inside[RULE];
    const char *close = strchr(*from, '}');
    const size_t length = close ? (size_t)(close - *from) - 1 : 0;
    if (!close || length >= sizeof inside) {
        wrong(drawer, drawer->one->text_line, drawer->one->name, "a { without its }");
        return 0;
    }
    snprintf(inside, sizeof inside, "%.*s", (int)length, *from + 1);
    *from = close + 1;
    return (size_t)snprintf(text, size, "%td",
                            value_of(drawer, drawer->one->text_line, inside));
}

static const char *filled(struct drawer *drawer)
{
    char text[QUIZ_TEXT];
    size_t used = 0;
    for (const char *from = drawer->one->text; *from && !drawer->wrong;) {
        if (used + 30 >= sizeof text)
            wrong(drawer, drawer->one->text_line, drawer->one->name, "this question is too long");
        else if (*from == '{')
            used += fill(drawer, text + used, sizeof text - used, &from);
        else
            text[used++] = *from++;
    }
    text[used] = 0;
    char *kept = arena_alloc(drawer->arena, used + 1);
    return strcpy(kept, text);
}

static struct quiz_question draw_question(struct drawer *drawer, const struct quiz_template *one)
{
    drawer->one = one;
    drawer->sizes.count = 0;
    for (int i = 0; i < one->size_count && !drawer->wrong; i++) draw_size(drawer, &one->sizes[i]);
    struct quiz_question question = {.name = one->name, .why = one->why};
    if (drawer->wrong) return question;
    question.text = filled(drawer);
    question.answer = value_of(drawer, one->answer_line, one->answer);
    question.sizes = drawer->sizes;
    if (question.answer < 0) wrong(drawer, one->answer_line, one->answer, "the answer is below 0");
    return question;
}

const char *quiz_try(struct quiz_question questions[QUIZ_QUESTIONS], struct arena *arena,
                     const struct quiz *quiz, const char *topic, const char *id)
{
    struct drawer drawer = {.arena = arena, .quiz = quiz, .topic = topic, .id = id};
    uint64_t *hashes = arena_array(arena, (size_t)quiz->count, sizeof *hashes);
    int found = 0;
    for (dim i = 0; i < quiz->count; i++) hashes[i] = hash(id, topic, quiz->all[i].name, "");
    for (dim i = 0; i < quiz->count && !drawer.wrong; i++) {
        int before = 0;  // questions that go before this one
        for (dim j = 0; j < quiz->count; j++)
            before += hashes[j] < hashes[i] || (hashes[j] == hashes[i] && j < i);
        if (before < QUIZ_QUESTIONS) questions[found++] = draw_question(&drawer, &quiz->all[i]);
    }
    return drawer.wrong;
}

void quiz_draw(struct quiz_question questions[QUIZ_QUESTIONS], struct arena *arena,
               const struct quiz *quiz, const char *topic, const char *id)
{
    const char *wrong = quiz_try(questions, arena, quiz, topic, id);
    if (wrong) fail("%s", wrong);
}
