// quiz.c: reads the questions of a topic. See quiz.h.
#include "quiz.h"

#include "fail.h"
#include "file.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { FILE_MOST = 1 << 18 };

struct reader {
    struct quiz *quiz;
    struct arena *arena;
    dim line;
    char last;  // how the line before began: '?' and '!' may go on
    const char *wrong;
};

#define WRONG(reader, ...) \
    ((reader)->wrong = located(reader, arena_print((reader)->arena, __VA_ARGS__)))

static const char *located(const struct reader *reader, const char *what)
{
    return arena_print(reader->arena, "%s:%td: %s", reader->quiz->path, reader->line, what);
}

static struct quiz_template *current(struct reader *reader)
{
    struct quiz *quiz = reader->quiz;
    if (quiz->count > 0) return &quiz->all[quiz->count - 1];
    WRONG(reader, "this stands before the first question; wanted a line such as [scores] above it");
    return NULL;
}

static const char *joined(struct arena *arena, const char *text, const char *line)
{
    const size_t bytes = strlen(text) + strlen(line) + 2;
    char *both = arena_alloc(arena, bytes);
    snprintf(both, bytes, "%s %s", text, line);
    return both;
}

static bool is_name(const char *text)
{
    const size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                       "0123456789_");
    return length > 0 && length <= QUIZ_NAME && !text[length] && !strchr("0123456789", *text);
}

char *quiz_trim(char *text)
{
    text += strspn(text, " \t\r");
    char *end = text + strlen(text);
    while (end > text && strchr(" \t\r", end[-1])) *--end = 0;
    return text;
}

// ---- lines -------------------------------------------------------------------------------------

static void check_complete(struct reader *reader)
{
    if (reader->quiz->count == 0) return;
    const struct quiz_template *one = current(reader);
    const char *missing = !one->text ? "question (a line with ? in front)"
                          : !one->answer ? "answer (a line with = in front)"
                          : !one->why ? "reason (a line with ! in front)" : NULL;
    if (missing)
        reader->wrong = arena_print(reader->arena, "%s:%td: [%s] has no %s", reader->quiz->path,
                                    one->line, one->name, missing);
}

static void take_head(struct reader *reader, char *line)
{
    struct quiz *quiz = reader->quiz;
    const size_t length = strlen(line);
    check_complete(reader);
    if (reader->wrong) return;
    line[length - 1] = line[length - 1] == ']' ? 0 : '?';
    if (!is_name(line + 1)) {
        WRONG(reader, "wanted [name], of letters, digits and _, at most %d", QUIZ_NAME);
        return;
    }
    for (dim i = 0; i < quiz->count; i++)
        if (strcmp(quiz->all[i].name, line + 1) == 0)
            WRONG(reader, "[%s] stands in line %td already", line + 1, quiz->all[i].line);
    if (quiz->count == QUIZ_MOST) WRONG(reader, "more than %d questions", QUIZ_MOST);
    else quiz->all[quiz->count++] = (struct quiz_template){.name = line + 1, .line = reader->line};
}

static void take_size(struct reader *reader, struct quiz_template *one, char *rest)
{
    char *equals = strchr(rest, '=');
    if (equals) *equals = 0;
    char *name = quiz_trim(rest), *rule = equals ? quiz_trim(equals + 1) : name;
    if (!equals || !*rule || !is_name(name)) {
        WRONG(reader, "wanted a size such as @ T = 40 .. 400");
        return;
    }
    for (int i = 0; i < one->size_count; i++)
        if (strcmp(one->sizes[i].name, name) == 0)
            WRONG(reader, "size %s stands in line %td already", name, one->sizes[i].line);
    if (one->size_count == QUIZ_SIZES) {
        WRONG(reader, "more than %d sizes in one question", QUIZ_SIZES);
        return;
    }
    one->sizes[one->size_count++] = (struct quiz_size){name, rule, reader->line};
}

static void take_line(struct reader *reader, const char **into, dim *line, char *rest)
{
    const char *text = quiz_trim(rest);
    if (!*text) WRONG(reader, "nothing stands behind the sign; wanted text");
    else if (*into) WRONG(reader, "[%s] has one already", current(reader)->name);
    *into = text;
    if (line) *line = reader->line;
}

static void take_more(struct reader *reader, struct quiz_template *one, char *rest)
{
    const char **into = reader->last == '?' ? &one->text : &one->why;
    *into = joined(reader->arena, *into, quiz_trim(rest));
}

static void check_bytes(struct reader *reader, const char *line)
{
    for (const char *at = line; *at && !reader->wrong; at++)
        if (*at < 0x20 || *at > 0x7E)
            WRONG(reader, "a byte that is no plain ASCII in column %td", (dim)(at - line) + 1);
}

static void read_line(struct reader *reader, char *line)
{
    const char sign = *line;
    if (!sign || sign == '#') return;
    check_bytes(reader, line);
    if (reader->wrong) return;
    if (sign == '[') {
        take_head(reader, line);
    } else {
        struct quiz_template *one = current(reader);
        const bool more = strncmp(line, "  ", 2) == 0 && strchr("?!", reader->last);
        if (!one) return;
        if (more) {
            take_more(reader, one, line);
            return;
        }
        if (sign == '@') take_size(reader, one, line + 1);
        else if (sign == '?') take_line(reader, &one->text, &one->text_line, line + 1);
        else if (sign == '=') take_line(reader, &one->answer, &one->answer_line, line + 1);
        else if (sign == '!') take_line(reader, &one->why, NULL, line + 1);
        else WRONG(reader, "\"%.20s\": wanted a line that begins with [ @ ? = ! or #", line);
    }
    reader->last = sign;
}

const char *quiz_parse(struct quiz *quiz, struct arena *arena, const char *path, char *text)
{
    struct reader reader = {.quiz = quiz, .arena = arena, .last = '#'};
    size_t heads = 1;
    for (const char *at = text; *at; at++) heads += *at == '[';
    *quiz = (struct quiz){path, arena_array(arena, heads, sizeof *quiz->all), 0};
    for (char *line = text, *next; line && !reader.wrong; line = next) {
        next = strchr(line, '\n');
        if (next) *next++ = 0;
        reader.line++;
        read_line(&reader, line);
    }
    if (!reader.wrong) check_complete(&reader);
    if (!reader.wrong && quiz->count < QUIZ_LEAST)
        WRONG(&reader, "%td questions; wanted at least %d", quiz->count, QUIZ_LEAST);
    return reader.wrong;
}

void quiz_load(struct quiz *quiz, struct arena *arena, const char *topic)
{
    const char *path = arena_print(arena, "datasets/quiz/%s.txt", topic);
    const char *wrong = quiz_parse(quiz, arena, path, file_text(arena, path, FILE_MOST, NULL));
    if (wrong) fail("%s", wrong);
}
