// hints.h: datasets/hints/TOPIC.txt: what the ladder of hints says of each contract function,
// before it shows numbers. A line is one of
//   # a comment; empty lines are none
//   [rope_forward]        what follows is for this operation, as the golden cases name it
//   [attention_forward b] the same, for part b only; it goes before the one without a part
//   ? a question, which may go on
//     in lines that begin with two spaces
//   = one line of the formula, shown as it is
// Every operation has at least one question and one line of formula. Plain ASCII, without the signs
// { } and ; so that no hint can be taken for code.
#ifndef CRUMB_HINTS_H
#define CRUMB_HINTS_H

#include "arena.h"
#include "dim.h"

enum { HINT_COLUMNS = 77 };  // of a line of formula: with what stands before it, it fits 80

struct hint {
    const char *operation, *part;     // part: "" is every part
    const char *questions, *formula;  // lines, each with a newline behind it but the last
    dim line;
};

struct hints {
    const char *path;
    struct hint *list;  // [count] in the order of the file
    dim count;
};

// Whatever is off is a fail() that names file and line.
void hints_load(struct hints *hints, struct arena *arena, const char *path);
// NULL when there is none.
const struct hint *hints_find(const struct hints *hints, const char *part, const char *operation);

#endif
