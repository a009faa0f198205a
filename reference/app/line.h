// line.h: one line from the user: edited on a terminal, read as it is from a pipe. line_edit.c
// (libedit) and line_plain.c, chosen by the Makefile.
#ifndef CRUMB_LINE_H
#define CRUMB_LINE_H

// Without its newline; valid until the next call. NULL: the end, or Ctrl-D.
const char *line_read(const char *prompt);
const char *line_name(void);  // "libedit" or "plain", for --version

#endif
