// mutants.h: the parts of the mutants program. See mutants.c.
#ifndef CRUMB_MUTANTS_H
#define CRUMB_MUTANTS_H

#include "mutant.h"
#include "settings.h"

#include <jansson.h>

#include <stdio.h>

struct catalogue {
    struct arena arena;
    struct mutant *all;  // [count] by topic and name
    dim count;
    const struct settings *settings;
    bool recording;
};

// The changed solution in a folder of its own, ready to be graded; remove it with folder_remove.
struct mutated {
    char folder[4096], file[4200];
    struct settings settings;  // from: the folder; recorded cases only
    const char *error;         // NULL, or why there is none
};
void mutated_make(struct mutated *made, const struct catalogue *all, const struct mutant *mutant,
                  struct arena *arena, const char *before);
void mutated_remove(const struct mutated *made);
const char *mutants_solution(struct arena *arena, const struct settings *settings,
                             const char *topic);

// What one mutant answers to the recorded cases, as JSON (numbers as the bits of a float32); a
// "hash" of its sentence and text that tells when it must be recorded again.
json_t *mutants_observe(const struct catalogue *all, const struct mutant *mutant);
void mutants_hash(char *hex, const struct catalogue *all, const struct mutant *mutant,
                  struct arena *arena);
// results [count of all]: of mutants_observe. Writes the files of these topics (all when none).
void mutants_write(struct catalogue *all, json_t *const *results, const char *topic);

// The rows of a text file: fields between |, without the spaces around them; # begins a comment.
enum { FIELDS_MAX = 8 };
struct fields {
    const char *path;
    int line, count;
    const char *field[FIELDS_MAX];  // "" behind the last one
};
// Calls take for each row of the files that the pattern (as of a shell) finds, by name.
void mutants_rows(struct arena *arena, const char *pattern,
                  void (*take)(void *context, const struct fields *row), void *context);

// What the holes in other courses' tests (tests/mutants/holes/) and the list of mistakes that
// teachers know ask for: complaints go to out. Returns how many there are. results: of the check.
int mutants_complain(FILE *out, struct catalogue *all, json_t *const *results);

// What came of one mutant, by its result of the check.
bool mutant_rejected(const json_t *result);
bool mutant_named(const json_t *result);
bool mutant_accepted(const json_t *result);

// A row for each topic; one without results stands as docs/mistakes.md has it.
void mutants_matrix(FILE *out, struct catalogue *all, json_t *const *results);
// docs/mistakes.md: the matrix, every mutant, holes, entries.
void mutants_page(FILE *out, struct catalogue *all, json_t *const *results);
// Mutants whose row is not in docs/mistakes.md as the page would have it: their number.
int mutants_page_stale(FILE *out, struct catalogue *all);

#endif
