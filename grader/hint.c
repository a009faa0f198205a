// hint.c: the ladder of hints for a topic: a question, the formula, then the smallest failing case. See hint.h.
#include "hint.h"

#include "fail.h"

int hint_command(const struct settings *settings, const char *argument)
{
    (void)settings, (void)argument;
    fail("hint: not written yet");
}
