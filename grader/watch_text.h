// watch_text.h: what the watch shows: the report in little room, and lines that fit a screen.
#ifndef CRUMB_WATCH_TEXT_H
#define CRUMB_WATCH_TEXT_H

#include "progress.h"
#include "settings.h"
#include "watch_terminal.h"

#include <jansson.h>

#include <stdio.h>

// The report of the one lab in the record. said: what the grader said on standard error; lost: of
// struct progress; note: why something is not remembered. All may be empty.
void watch_text_report(FILE *out, const struct settings *settings, const json_t *record,
                       const char *said, const struct progress *progress);

// One screen: head, body from its line `from` on, foot in the last row. What does not fit is told,
// with where to find it. Returns how many lines of the body were shown.
int watch_text_screen(const struct watch_terminal *terminal, const char *head, const char *body,
                      int from, const char *elsewhere, const char *foot);

#endif
