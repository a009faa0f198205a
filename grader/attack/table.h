// table.h: what came of the attacks, for a person, and as JUnit XML for a program.
#ifndef CRUMB_ATTACK_TABLE_H
#define CRUMB_ATTACK_TABLE_H

#include "attack/judge.h"

#include <stdio.h>

struct table {
    const struct corpus *corpus;
    const struct row *rows;  // [count]
    dim count;
    int first, last;  // tiers
    double seconds;
};

void table_write(FILE *out, const struct table *table);
void table_list(FILE *out, const struct corpus *corpus);
// False when this grade was built without libxml2.
bool table_has_junit(void);
void table_junit(FILE *out, const struct table *table);

#endif
