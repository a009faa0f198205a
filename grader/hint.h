// hint.h: the ladder of hints for a topic, climbed one rung at a time: a question that turns the
// eyes to the right place, the formula, then the smallest failing case with its numbers. The words
// of the first two are data (datasets/hints), the numbers are those of the golden cases.
#ifndef CRUMB_HINT_H
#define CRUMB_HINT_H

#include "settings.h"

#include <jansson.h>

#include <stdbool.h>
#include <stdio.h>

enum { HINT_RUNGS = 3 };

// grade hint TOPIC: grades the lab, then climbs. Returns the exit code.
int hint_command(const struct settings *settings, const char *argument);

// The next rung for the first function of topic that did not pass in the record (of report_record,
// with that lab in it), and remembers that it was taken. Parts go in their order. In a part what is
// written and wrong goes before what is not written, then the order of the hints decides. Behind
// the last rung it says so, points to the handout, and shows the numbers of now again. Where there
// is nothing to hint at, or the file did not compile, it says that. Returns whether it gave a hint.
bool hint_climb(FILE *out, const struct settings *settings, const json_t *record,
                const char *topic);
// The same rung 1 ... HINT_RUNGS, whatever was taken before; nothing is remembered.
bool hint_rung(FILE *out, const struct settings *settings, const json_t *record, const char *topic,
               int rung);

#endif
