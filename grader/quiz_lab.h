// quiz_lab.h: five questions of size as a part of a lab, and as a command that asks them.
#ifndef CRUMB_QUIZ_LAB_H
#define CRUMB_QUIZ_LAB_H

#include "settings.h"

#include <jansson.h>

#define QUIZ_PART "q"

// Is the part to be graded: was it asked for (--part q, --quiz), or are there answers?
bool quiz_wanted(const struct settings *settings, const struct topic_part *first);
// The part of the record. No code of the student runs for it.
json_t *quiz_part(const struct settings *settings, const struct topic_part *first);
// A lab with this part and no other, for --part q: nothing is compiled.
json_t *quiz_lab(const struct settings *settings, const struct topic_part *first);
// The part when something is wrong with the grader.
json_t *quiz_part_broken(const struct topic_part *first);

// grade quiz TOPIC: asks on a terminal; else prints the questions, and leaves a file for the
// answers where there is none. Returns the exit code.
int quiz_command(const struct settings *settings, const char *argument);

#endif
