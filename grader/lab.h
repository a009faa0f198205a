// lab.h: grades one lab. The result is a JSON object (docs/result.md); every report is made from
// it.
#ifndef CRUMB_LAB_H
#define CRUMB_LAB_H

#include "checked.h"
#include "golden.h"
#include "law.h"
#include "settings.h"
#include "signature.h"
#include "submission.h"
#include "work.h"

#include <jansson.h>

// All parts of the topic, or only settings->part.
json_t *lab_grade(const struct settings *settings, const struct topic_part *first);

// Each lab (all, or settings->lab) in a process of its own, several at a time; a lab whose process
// dies is grader-error. Returns an array in the order of labs/topics.txt.
json_t *labs_grade(const struct settings *settings);
// Only those that are wanted.
typedef bool labs_wanted(const struct settings *settings, const struct topic_part *first,
                         const void *context);
json_t *labs_grade_where(const struct settings *settings, labs_wanted *wanted, const void *context);

// The next part of the same topic, from this one on, that is asked for; NULL when there is none.
const struct topic_part *lab_wanted(const struct settings *settings,
                                    const struct topic_part *first,
                                    const struct topic_part *part);
// Is an operation of golden cases a duty of this function of the contract?
bool lab_is_of(const char *operation, const char *function);

// The record of a lab that nothing is known of but why: every part grader-error.
json_t *lab_broken(const struct settings *settings, const struct topic_part *first,
                   const char *why);

// The recorded cases of a topic, then the ones made now; *live_why is "" or why there are none.
struct lab_cases {
    struct golden golden;
    struct signatures signatures;
    struct golden_case *list;  // [count]
    dim count;
    const char *live_why;
};
void lab_cases_load(struct lab_cases *cases, struct arena *arena, const struct settings *settings,
                    const char *topic);
void lab_cases_close(struct lab_cases *cases);
// lab_cases_load in two steps: what was recorded, which is the same for everyone; what follows from
// settings->seed.
void lab_cases_recorded(struct lab_cases *cases, struct arena *arena,
                        const struct settings *settings, const char *topic);
void lab_cases_fresh(struct lab_cases *cases, struct arena *arena, const struct settings *settings,
                     const char *topic);

// The cases of one operation in one part, the smallest first: they pass together or not at all.
struct lab_group {
    const struct golden_case **cases;  // [count]
    dim count;
};
// Those of a part, in the order of its operations; count of them into *groups (in the arena).
dim lab_groups(struct lab_group **groups, struct arena *arena, const struct lab_cases *cases,
               const char *part);

// lab_grade in three steps: what can be done before the student's file is known; the record as soon
// as there are points; then what the checking build advises, for which
// checked_descriptor(&grading->checked) can be waited. All are to be called.
struct lab_grading {
    struct arena arena;
    struct lab_cases cases;
    struct laws laws;
    struct works works;
    struct submission submission;
    struct checked checked;
};
void lab_prepare(struct lab_grading *grading, const struct settings *settings,
                 const struct topic_part *first);
// lab_prepare in two steps: what is the same at every seed; what follows from settings->seed.
void lab_prepare_recorded(struct lab_grading *grading, const struct settings *settings,
                          const struct topic_part *first);
void lab_prepare_fresh(struct lab_grading *grading, const struct settings *settings,
                       const struct topic_part *first);
json_t *lab_grade_numbers(struct lab_grading *grading, const struct settings *settings,
                          const struct topic_part *first);
void lab_grade_advice(struct lab_grading *grading, json_t *lab);

#endif
