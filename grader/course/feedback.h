// feedback.h: how much of a result a student is told: the policy of a course, and what is left of a
// record at each level.
#ifndef CRUMB_COURSE_FEEDBACK_H
#define CRUMB_COURSE_FEEDBACK_H

#include <jansson.h>

enum feedback_level {
    FEEDBACK_POINTS,   // points of each part
    FEEDBACK_VERDICT,  // and the verdict of each check
    FEEDBACK_INDEX,    // and which value is the first that is wrong, and by how much: no values
    FEEDBACK_FULL,     // everything
    FEEDBACK_LEVELS
};
extern const char *const feedback_names[FEEDBACK_LEVELS + 1];  // "points", ..., NULL

// A new record of which only the members that the level names are left: what is not known here is
// hidden, too. "feedback" in each part says the level.
json_t *feedback_reduce(const json_t *record, enum feedback_level level);
// The same of one lab of it, with a level for each part: what belongs to the whole lab is told at
// the lowest of them.
json_t *feedback_reduce_lab(const json_t *lab,
                            enum feedback_level (*level)(const char *part, const void *context),
                            const void *context);

#endif
