// paint.h: words on a terminal: colour where it is wanted, lines that fit.
#ifndef CRUMB_PAINT_H
#define CRUMB_PAINT_H

#include <stdio.h>

enum { PAINT_COLUMNS = 80 };

// A verdict, in colour when out is a terminal, TERM is not "dumb" and NO_COLOR is not set
// (https://no-color.org). The word says it all: colour adds nothing.
void paint_verdict(FILE *out, const char *verdict);
// From now on whatever is written, also to memory or to a pipe, ends up on this terminal.
void paint_for(FILE *terminal);
// Lines as they are, each behind the text before.
void paint_indented(FILE *out, const char *before, const char *lines);
// The same, broken at spaces so that lines fit PAINT_COLUMNS where their words do.
void paint_wrapped(FILE *out, const char *before, const char *lines);

#endif
