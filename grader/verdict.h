// verdict.h: the closed list of verdicts, and what is said with one.
#ifndef CRUMB_VERDICT_H
#define CRUMB_VERDICT_H

enum verdict {
    VERDICT_PASS, VERDICT_WRONG_VALUE, VERDICT_WRONG_SHAPE, VERDICT_NON_FINITE, VERDICT_UNWRITTEN,
    VERDICT_CHANGED_INPUT, VERDICT_NONDETERMINISTIC, VERDICT_CRASH, VERDICT_STACK,
    VERDICT_SANITIZER, VERDICT_TIMEOUT, VERDICT_MEMORY, VERDICT_OUTPUT_LIMIT, VERDICT_PROTOCOL,
    VERDICT_COMPILE_ERROR, VERDICT_FORBIDDEN_SYMBOL, VERDICT_NOT_WRITTEN_YET, VERDICT_SKIPPED,
    VERDICT_GRADER_ERROR, VERDICTS
};

enum { DETAIL_MAX = 1200 };

struct outcome {
    enum verdict verdict;
    char detail[DETAIL_MAX];  // a sentence or two; "" for pass
};

const char *verdict_name(enum verdict verdict);  // "wrong-value"

#endif
