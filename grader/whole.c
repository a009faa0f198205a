// whole.c: the whole model on the student's parts, and where it first leaves the reference. See whole.h.
#include "whole.h"

#include "fail.h"

int whole_command(const struct settings *settings, const char *argument)
{
    (void)settings, (void)argument;
    fail("whole: not written yet");
}
