// tests.h: a record as a list of tests, for formats that know tests.
#ifndef CRUMB_EMIT_TESTS_H
#define CRUMB_EMIT_TESTS_H

#include "arena.h"
#include "dim.h"

#include <jansson.h>

#include <stdbool.h>

// What a verdict is to those who count. WRONG: it ran and the answer is wrong. ERROR: it did not
// come to an answer. BROKEN: the grader's fault, never the student's.
enum emit_class { EMIT_PASS, EMIT_WRONG, EMIT_ERROR, EMIT_NOT_WRITTEN, EMIT_SKIPPED, EMIT_BROKEN };

struct emit_test {
    enum emit_class class;
    const char *name;     // "rope:forward-far", unique in the record
    const char *title;    // what it is about; "" where the record does not say
    const char *verdict;  // "wrong-value"
    const char *words;    // why it did not pass; ""
    const json_t *part;   // NULL: that the lab could be built
    const json_t *check;  // NULL: the part as a whole
};

struct emit_tests {
    struct emit_test *all;
    dim count;
};

// The tests of one lab. seen: names so far, an object; it keeps names unique.
struct emit_tests emit_tests_of(struct arena *arena, const json_t *lab, json_t *seen);
dim emit_count(const struct emit_tests *tests, enum emit_class class);

enum emit_class emit_class_of(const char *verdict);
// Of a part, or of a check; where points are all there is, by these.
enum emit_class emit_class_part(const json_t *part);
// Is anything in the record (or lab) the grader's fault?
bool emit_is_broken(const json_t *lab);
bool emit_any_broken(const json_t *record);
// "06 rope"; "06 rope, part a: angles, and rotation by position"
const char *emit_lab_name(struct arena *arena, const json_t *lab);
const char *emit_part_name(struct arena *arena, const json_t *lab, const json_t *part);
// What is to be said of a part in plain lines: for each function the first check that is wrong.
const char *emit_part_words(struct arena *arena, const json_t *lab, const json_t *part);
// The file of a lab as seen from the root of a repository: relative, also where it was graded
// elsewhere; "" where there is none.
const char *emit_source(struct arena *arena, const json_t *record, const json_t *lab);
// printf into the arena, of any length.
__attribute__((format(printf, 2, 3))) const char *emit_print(struct arena *arena,
                                                             const char *format, ...);

#endif
