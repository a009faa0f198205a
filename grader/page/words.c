// words.c: what each verdict is called on a page. See words.h.
#include "page/words.h"

#include "page/html.h"
#include "verdict.h"

#include <string.h>

static const char *const words[VERDICTS] = {
    [VERDICT_PASS] = "right",
    [VERDICT_WRONG_VALUE] = "a wrong value",
    [VERDICT_WRONG_SHAPE] = "an output of the wrong length",
    [VERDICT_NON_FINITE] = "infinity or NaN",
    [VERDICT_UNWRITTEN] = "an output is not written",
    [VERDICT_CHANGED_INPUT] = "an input is changed",
    [VERDICT_NONDETERMINISTIC] = "differs from run to run",
    [VERDICT_CRASH] = "crashes",
    [VERDICT_STACK] = "the stack runs out",
    [VERDICT_SANITIZER] = "undefined behaviour",
    [VERDICT_TOO_MUCH_WORK] = "right, but too many steps",
    [VERDICT_TIMEOUT] = "does not end in time",
    [VERDICT_MEMORY] = "asks for too much memory",
    [VERDICT_OUTPUT_LIMIT] = "prints too much",
    [VERDICT_PROTOCOL] = "ends the program itself",
    [VERDICT_COMPILE_ERROR] = "does not compile",
    [VERDICT_FORBIDDEN_SYMBOL] = "calls or defines what a lab may not",
    [VERDICT_NOT_WRITTEN_YET] = "not written yet",
    [VERDICT_SKIPPED] = "not run",
    [VERDICT_GRADER_ERROR] = "the grader failed: this is no zero"};

bool words_is_wrong(const char *verdict)
{
    const enum verdict of = verdict_of(verdict);
    return of != VERDICT_PASS && of != VERDICT_NOT_WRITTEN_YET && of != VERDICT_SKIPPED &&
           of != VERDICT_GRADER_ERROR && of != VERDICTS;
}

void words_verdict(FILE *out, const char *verdict)
{
    const enum verdict of = verdict_of(verdict);
    const char *class = of == VERDICT_PASS ? "good" : of == VERDICT_GRADER_ERROR ? "fault"
                      : words_is_wrong(verdict) ? "bad" : "open";
    const char *sign = of == VERDICT_PASS ? "&#10003;" : of == VERDICT_GRADER_ERROR ? "!"
                     : words_is_wrong(verdict) ? "&#10007;" : "&#9675;";
    fprintf(out, "<span class=\"%s\"><span class=\"sign\" aria-hidden=\"true\">%s</span> ", class,
            sign);
    html_text(out, of == VERDICTS ? verdict : words[of]);
    fputs("</span>", out);
}
