// findings.h: a record as a list of things to look at, with file and line where these are known.
#ifndef CRUMB_EMIT_FINDINGS_H
#define CRUMB_EMIT_FINDINGS_H

#include "arena.h"
#include "dim.h"

#include <jansson.h>

enum emit_level { EMIT_LEVEL_ERROR, EMIT_LEVEL_WARNING, EMIT_LEVEL_NOTE, EMIT_LEVELS };

struct emit_finding {
    enum emit_level level;
    const char *rule;  // "verdict/wrong-value", "mistake/group-modulo", "advice/null"
    const char *rule_says;  // the rule in a few words
    const char *file;      // relative; ""
    const char *function;  // ""
    int line, column;      // 0: not known
    const char *title, *words;
    const char *key;       // what makes it the same finding in the next record
};

struct emit_findings {
    struct emit_finding *all;
    dim count;
};

// Compiler errors and warnings, advice, and the first check of each function that is wrong. What is
// not written yet or skipped is none; what the grader could not do is an error of its own rule.
// Sorted by level; stable.
struct emit_findings emit_findings_of(struct arena *arena, const json_t *record);

#endif
