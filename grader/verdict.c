// verdict.c: names of verdicts. See verdict.h.
#include "verdict.h"

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[VERDICTS] = {
        "pass", "wrong-value", "wrong-shape", "non-finite", "unwritten", "changed-input",
        "nondeterministic", "crash", "stack", "sanitizer", "timeout", "memory", "output-limit",
        "protocol", "compile-error", "forbidden-symbol", "not-written-yet", "skipped",
        "grader-error"};
    return names[verdict];
}
