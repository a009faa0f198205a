// answers.c: the file of answers, in and out. See answers.h.
#include "answers.h"

#include "file.h"
#include "show.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SHOWN = 120, COMMENT_COLUMNS = 90 };

static const char *said(struct arena *arena, const char *path, dim line, const char *what)
{
    char shown[ANSWERS_PATH];
    show(shown, sizeof shown, path, strlen(path));
    return line ? arena_print(arena, "%s:%td: %s", shown, line, what)
                : arena_print(arena, "%s: %s", shown, what);
}

bool answers_number(dim *number, char *why, const char *text)
{
    const size_t digits = strspn(text, "0123456789");
    char shown[SHOWN], *end;
    show(shown, sizeof shown, text, strlen(text));
    if (digits == 0 || text[digits]) {
        snprintf(why, ANSWERS_WHY, "\"%s\" is no plain whole number; wanted digits alone, such as "
                 "4096: no separators, units, points or powers", shown);
        return false;
    }
    errno = 0;
    const long long value = strtoll(text, &end, 10);
    if (errno == ERANGE) {
        snprintf(why, ANSWERS_WHY, "\"%s\" is larger than any answer can be", shown);
        return false;
    }
    *number = (dim)value;
    return true;
}

// ---- reading -----------------------------------------------------------------------------------

struct reading {
    struct answers *answers;
    struct arena *arena;
    const char *line;  // in the text
    char *copy;        // of the line, without blanks
    char why[ANSWERS_WHY + 80];  // "" until something is wrong
};

static void take_id(struct reading *r, const char *id)
{
    const char *wrong = quiz_id_wrong(id);
    if (r->answers->id) snprintf(r->why, sizeof r->why, "a second id; wanted one");
    else if (wrong) snprintf(r->why, sizeof r->why, "this id %s; wanted id: NAME", wrong);
    r->answers->id = id;
}

static void take_answer(struct reading *r, int question, char *text)
{
    struct answer *answer = &r->answers->all[question - 1];
    text[strcspn(text, "#")] = 0;
    text = quiz_trim(text);
    if (answer->line) {
        snprintf(r->why, sizeof r->why, "a second answer to question %d; wanted one", question);
        return;
    }
    answer->line = r->line;
    answer->given = *text && answers_number(&answer->number, r->why, text);
}

static void take_line(struct reading *r)
{
    char *colon = strchr(r->copy, ':');
    if (!*r->copy || *r->copy == '#') return;
    if (colon) *colon = 0;
    const char *name = quiz_trim(r->copy);
    const int question = strlen(name) == 1 ? *name - '0' : 0;
    if (colon && strcmp(name, "id") == 0)
        take_id(r, quiz_trim(colon + 1));
    else if (colon && question >= 1 && question <= QUIZ_QUESTIONS)
        take_answer(r, question, colon + 1);
    else
        snprintf(r->why, sizeof r->why, "wanted a line such as 1: 4096, with 1 to %d in front, or "
                 "id: NAME, or a comment with # in front", QUIZ_QUESTIONS);
}

const char *answers_parse(struct answers *answers, struct arena *arena, const char *text,
                          size_t bytes)
{
    struct reading r = {.answers = answers, .arena = arena};
    dim number = 0;
    answers->text = text;
    answers->id = NULL;
    memset(answers->all, 0, sizeof answers->all);
    if (strlen(text) != bytes) return said(arena, answers->path, 0, "a zero byte; wanted text");
    if (strncmp(text, "\xEF\xBB\xBF", 3) == 0) text += 3;  // some editors' mark of UTF-8
    for (const char *next; text; text = next) {
        next = strchr(text, '\n');
        const size_t length = next ? (size_t)(next++ - text) : strlen(text);
        number++;
        r.line = text;
        r.copy = arena_alloc(arena, length + 1);
        memcpy(r.copy, text, length);
        r.copy = quiz_trim(r.copy);
        take_line(&r);
        if (r.why[0]) return said(arena, answers->path, number, r.why);
    }
    return answers->id ? NULL : said(arena, answers->path, 0, "no line id: NAME; wanted one, it "
                                     "decides the sizes of the questions");
}

void answers_find(struct answers *answers, const struct settings *settings,
                  const struct topic_part *first)
{
    char folder[ANSWERS_PATH];
    struct stat status;
    snprintf(folder, sizeof folder, "%.4000s/%.16s-%.100s", settings->from, first->number,
             first->topic);
    if (stat(folder, &status) == 0 && S_ISDIR(status.st_mode))
        snprintf(answers->path, sizeof answers->path, "%.4140s/quiz.txt", folder);
    else
        snprintf(answers->path, sizeof answers->path, "%.4000s/%.100s.quiz.txt", settings->from,
                 first->topic);
}

// Neither a link is followed nor a pipe waited for. *why: NULL, or what is wrong.
static char *slurp(size_t *bytes, const char **why, struct arena *arena, const char *path)
{
    struct stat status;
    *why = NULL;
    if (lstat(path, &status) != 0 && errno == ENOENT) return NULL;
    const int descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    FILE *in = descriptor >= 0 ? fdopen(descriptor, "rb") : NULL;
    char *text = arena_alloc(arena, ANSWERS_BYTES + 2);
    const bool regular = in && fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
    *bytes = regular ? fread(text, 1, ANSWERS_BYTES + 1, in) : 0;
    *why = !regular ? "cannot be read as a regular file; check what it is (ls -l)"
           : ferror(in) ? "cannot be read to its end"
           : *bytes > ANSWERS_BYTES ? "is larger than 64 KiB; wanted a few answers" : NULL;
    if (in) fclose(in);
    else if (descriptor >= 0) close(descriptor);
    return text;
}

const char *answers_read(struct answers *answers, struct arena *arena,
                         const struct settings *settings, const struct topic_part *first)
{
    size_t bytes = 0;
    const char *why;
    *answers = (struct answers){.text = NULL};
    answers_find(answers, settings, first);
    char *text = slurp(&bytes, &why, arena, answers->path);
    if (why) return said(arena, answers->path, 0, why);
    return text ? answers_parse(answers, arena, text, bytes) : NULL;
}

// ---- writing -----------------------------------------------------------------------------------

static void write_answer(FILE *out, int i, const struct answer *answer)
{
    if (answer->given) fprintf(out, "%d: %td\n", i + 1, answer->number);
    else fprintf(out, "%d:\n", i + 1);
}

// As comments, broken at spaces.
static void write_question(FILE *out, int i, const char *text)
{
    size_t column = (size_t)fprintf(out, "\n# %d.", i + 1) - 1;
    while (*text) {
        const size_t length = strcspn(text, " ");
        if (column + 1 + length > COMMENT_COLUMNS) column = (size_t)fprintf(out, "\n#   ") - 2;
        column += (size_t)fprintf(out, " %.*s", (int)length, text);
        text += length + (text[length] == ' ');
    }
    fputc('\n', out);
}

static void write_new(FILE *out, const struct answers *answers, const char *topic, const char *id,
                      const struct quiz_question *questions)
{
    fprintf(out, "# %d questions of size: %s. Write each answer behind its colon, as a plain\n"
            "# whole number such as 4096, or leave it blank. The id decides the sizes: keep it.\n"
            "id: %s\n", QUIZ_QUESTIONS, topic, id);
    for (int i = 0; i < QUIZ_QUESTIONS; i++) {
        write_question(out, i, questions[i].text);
        write_answer(out, i, &answers->all[i]);
    }
}

// The text as it was, but for the lines of changed answers; those without a line come behind.
static void write_again(FILE *out, const struct answers *answers)
{
    const char *at = answers->text;
    for (;;) {
        int next = -1;  // the answer whose line comes first from here on
        for (int i = 0; i < QUIZ_QUESTIONS; i++)
            if (answers->all[i].line && answers->all[i].line >= at && answers->all[i].changed &&
                (next < 0 || answers->all[i].line < answers->all[next].line))
                next = i;
        if (next < 0) break;
        const char *line = answers->all[next].line;
        fwrite(at, 1, (size_t)(line - at), out);
        write_answer(out, next, &answers->all[next]);
        at = line + strcspn(line, "\n");
        if (*at) at++;
    }
    fputs(at, out);
    if (*at && at[strlen(at) - 1] != '\n') fputc('\n', out);
    for (int i = 0; i < QUIZ_QUESTIONS; i++)
        if (!answers->all[i].line && answers->all[i].changed)
            write_answer(out, i, &answers->all[i]);
}

void answers_write(const struct answers *answers, const char *topic, const char *id,
                   const struct quiz_question questions[QUIZ_QUESTIONS])
{
    struct file_writer writer;
    file_begin(&writer, answers->path);
    if (answers->text) write_again(writer.stream, answers);
    else write_new(writer.stream, answers, topic, id, questions);
    file_commit(&writer);
}
