// fail.h: the one way to report bad input. What, where, found, wanted, next step: one sentence, on
// stderr, then a non-zero exit. Kernels assert instead; there is no third way.
#ifndef CRUMB_FAIL_H
#define CRUMB_FAIL_H

enum fail_exit { FAIL_INPUT = 1, FAIL_ENVIRONMENT = 3, FAIL_USAGE = 4 };

#if defined(__GNUC__)
#define FAIL_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define FAIL_PRINTF(text, first)
#endif

// The name that opens each sentence, as in "crumb: rope.c: ...". Set once, first thing in main.
void fail_program(const char *name);

// Print "program: sentence" and exit. fail() is bad input (1), the others say so by name.
_Noreturn void fail(const char *format, ...) FAIL_PRINTF(1, 2);
_Noreturn void fail_environment(const char *format, ...) FAIL_PRINTF(1, 2);  // disk full, no memory
_Noreturn void fail_usage(const char *format, ...) FAIL_PRINTF(1, 2);        // unknown flag

#endif
