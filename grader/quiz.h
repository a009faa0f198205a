// quiz.h: datasets/quiz/TOPIC.txt: questions of size about a topic, and the five of them, with
// sizes of their own, that a student gets. A line is one of
//   # a comment; empty lines are none
//   [scores]              a question begins; the name is unique in the file
//   @ T = 40 .. 400       a size: any whole number from 40 to 400
//   @ d = 64 .. 256 step 32       64, 96, 128 ...
//   @ H = 8 | 12 | 16     one of these
//   @ width = H * d       what follows from sizes before it; both ends of a range, the step and
//                         each choice may be expressions, too
//   ? the question, with {T} or {width - 1} in it, which may go on
//     in lines that begin with two spaces
//   = T * (T + 1) / 2     the answer, see expression.h; never below 0
//   ! why it is that; it may go on like a question, and has no numbers of this student in it
// Every question has ? = and !. Plain ASCII.
// What a student gets depends on their id and the topic alone, by SHA-256, the same everywhere: the
// five questions whose hash of "id\ntopic\nquestion" is the smallest, in the order of the file; and
// of the n values of a size the one at (hash of "id\ntopic\nquestion\nsize") mod n. A hash is the
// first 16 hex digits. A new question in a file leaves the sizes of the others as they were.
#ifndef CRUMB_QUIZ_H
#define CRUMB_QUIZ_H

#include "arena.h"
#include "dim.h"
#include "expression.h"

enum {
    QUIZ_QUESTIONS = 5,
    QUIZ_LEAST = 7,     // in a file, so that neighbours do not all get the same
    QUIZ_MOST = 100,
    QUIZ_SIZES = 12,    // of one question
    QUIZ_NAME = 32,     // bytes of a name
    QUIZ_TEXT = 1000,   // bytes of a question with its sizes
    QUIZ_ID = 100       // bytes of an id
};

struct quiz_size {
    const char *name, *rule;  // rule: what stands behind the =
    dim line;
};

struct quiz_template {
    const char *name, *text, *answer, *why;
    struct quiz_size sizes[QUIZ_SIZES];
    int size_count;
    dim line, text_line, answer_line;
};

struct quiz {
    const char *path;
    struct quiz_template *all;  // [count] in the order of the file
    dim count;
};

struct quiz_question {
    const char *name, *text, *why;  // text: with the sizes in it
    struct sizes sizes;
    dim answer;
};

// Whatever is off in the file is a fail() that names file and line.
void quiz_load(struct quiz *quiz, struct arena *arena, const char *topic);
void quiz_draw(struct quiz_question questions[QUIZ_QUESTIONS], struct arena *arena,
               const struct quiz *quiz, const char *topic, const char *id);

// The same without an end of the program: NULL, or a sentence that names file and line. text is a
// file's, with a NUL behind it, and is cut in place.
const char *quiz_parse(struct quiz *quiz, struct arena *arena, const char *path, char *text);
const char *quiz_try(struct quiz_question questions[QUIZ_QUESTIONS], struct arena *arena,
                     const struct quiz *quiz, const char *topic, const char *id);

// NULL, or why this is no id: "is empty", ... An id is 1 to 100 bytes of UTF-8 without control
// characters, upper and lower case as they are, without blanks around it (see quiz_trim).
const char *quiz_id_wrong(const char *id);
// text without the blanks around it, cut in place.
char *quiz_trim(char *text);

#endif
