// answers.h: a student's answers to the questions of size of one lab: quiz.txt beside their file. A
// line is one of
//   # a comment, as the questions themselves are
//   id: ada              whose sizes these are; once, before the answers
//   3: 4096              the answer to question 3: a plain whole number, or nothing yet
// Blanks around a text do not count, nor what stands behind a # after an answer.
#ifndef CRUMB_ANSWERS_H
#define CRUMB_ANSWERS_H

#include "quiz.h"
#include "settings.h"

#include <stdbool.h>

enum { ANSWERS_BYTES = 1 << 16, ANSWERS_PATH = 4200, ANSWERS_WHY = 200 };

struct answer {
    bool given, changed;  // changed: its line is to be written anew
    dim number;
    const char *line;  // in text, behind its newline or at its start; NULL: the file has none
};

struct answers {
    char path[ANSWERS_PATH];  // where the file is, or is to be
    const char *text;         // all of it; NULL: there is no such file
    const char *id;           // NULL: none in it
    struct answer all[QUIZ_QUESTIONS];
};

// A number as it is asked for; false: why [ANSWERS_WHY] says what is wrong with the text.
bool answers_number(dim *number, char *why, const char *text);

// NULL, or a sentence that names path and line. text stays as it is and is kept.
const char *answers_parse(struct answers *answers, struct arena *arena, const char *text,
                          size_t bytes);

// from/NN-topic/quiz.txt where there is such a folder, else from/topic.quiz.txt.
void answers_find(struct answers *answers, const struct settings *settings,
                  const struct topic_part *first);
// Finds and parses. NULL, also where there is no file; or a sentence.
const char *answers_read(struct answers *answers, struct arena *arena,
                         const struct settings *settings, const struct topic_part *first);
// Writes the file anew, or with the given answers in their lines and all else as it was. No half
// file, whatever happens.
void answers_write(const struct answers *answers, const char *topic, const char *id,
                   const struct quiz_question questions[QUIZ_QUESTIONS]);

#endif
