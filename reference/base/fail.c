// fail.c: one sentence on stderr, then exit. See fail.h.
#include "fail.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const char *program = "crumb";

void fail_program(const char *name)
{
    program = name;
}

FAIL_PRINTF(2, 0)
_Noreturn static void report(enum fail_exit code, const char *format, va_list arguments)
{
    fflush(stdout);  // what was said before the failure stands before it
    fprintf(stderr, "%s: ", program);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    exit(code);
}

void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    report(FAIL_INPUT, format, arguments);
}

void fail_environment(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    report(FAIL_ENVIRONMENT, format, arguments);
}

void fail_usage(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    report(FAIL_USAGE, format, arguments);
}
