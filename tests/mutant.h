// mutant.h: a known mistake, or an accepted variant, as a file in tests/mutants/TOPIC/:
//     says: the tutor's sentence
//     kind: wrong | accepted
//     in: the function that is changed
//     entry: A1 A2        of the list of mistakes that teachers know; may be missing
//     work: RECIPE ...    right in its numbers, and too much work by these recipes; may be missing
//     same: OTHER         the mutant that no case can tell this one from; may be missing
//     --- old
//     text that stands exactly once in the solution
//     --- new
//     what it becomes
#ifndef CRUMB_MUTANT_H
#define CRUMB_MUTANT_H

#include "arena.h"

#include <stdbool.h>

struct mutant {
    const char *path, *topic, *name;
    const char *head;  // the lines above --- old, each with its newline
    const char *old, *new;
    bool accepted;
    const char *work;  // the recipes; "" for a mistake that has numbers, and for a variant
};

// Whatever is off in the file is a fail() that names it.
void mutant_read(struct mutant *mutant, struct arena *arena, const char *path);
// The value of a "key: value" line; "" when there is none.
const char *mutant_value(const struct mutant *mutant, struct arena *arena, const char *key);
// Does its work: line name the recipe?
bool mutant_works(const struct mutant *mutant, const char *recipe);
// The solution with the change in it; NULL, and a sentence in *why, when the old text does not
// stand in it exactly once.
char *mutant_apply(const char **why, const struct mutant *mutant, struct arena *arena,
                   const char *solution_path);

#endif
