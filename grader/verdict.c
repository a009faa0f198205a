// verdict.c: names of verdicts. See verdict.h.
#include "verdict.h"

#include <string.h>

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[VERDICTS] = {
        "pass", "wrong-value", "wrong-shape", "non-finite", "unwritten", "changed-input",
        "nondeterministic", "crash", "stack", "sanitizer", "too-much-work", "timeout", "memory",
        "output-limit", "protocol", "compile-error", "forbidden-symbol", "not-written-yet",
        "skipped", "grader-error"};
    return names[verdict];
}

enum verdict verdict_of(const char *name)
{
    for (int i = 0; i < VERDICTS; i++)
        if (strcmp(verdict_name((enum verdict)i), name) == 0) return (enum verdict)i;
    return VERDICTS;
}

bool verdict_has_numbers(enum verdict verdict)
{
    return verdict <= VERDICT_NONDETERMINISTIC && verdict != VERDICT_CHANGED_INPUT;
}
