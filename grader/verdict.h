// verdict.h: the closed list of verdicts, and what is said with one.
#ifndef CRUMB_VERDICT_H
#define CRUMB_VERDICT_H

#include <stdbool.h>

enum verdict {
    VERDICT_PASS, VERDICT_WRONG_VALUE, VERDICT_WRONG_SHAPE, VERDICT_NON_FINITE, VERDICT_UNWRITTEN,
    VERDICT_CHANGED_INPUT, VERDICT_NONDETERMINISTIC, VERDICT_CRASH, VERDICT_STACK,
    VERDICT_SANITIZER, VERDICT_TOO_MUCH_WORK, VERDICT_TIMEOUT, VERDICT_MEMORY,
    VERDICT_OUTPUT_LIMIT, VERDICT_PROTOCOL, VERDICT_COMPILE_ERROR, VERDICT_FORBIDDEN_SYMBOL,
    VERDICT_NOT_WRITTEN_YET, VERDICT_SKIPPED, VERDICT_GRADER_ERROR, VERDICTS
};

enum { DETAIL_MAX = 1200 };

struct outcome {
    enum verdict verdict;
    char detail[DETAIL_MAX];  // a sentence or two; "" for pass
    double times;             // the worst value is off by so many bounds; 0: not a matter of degree
};

const char *verdict_name(enum verdict verdict);  // "wrong-value"
// The verdict of that name; VERDICTS when there is none.
enum verdict verdict_of(const char *name);
// Did the function return, so that there are numbers to look at?
bool verdict_has_numbers(enum verdict verdict);

#endif
