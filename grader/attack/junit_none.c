// junit_none.c: no libxml2 on this machine, so no JUnit XML. See table.h.
#include "attack/table.h"

bool table_has_junit(void)
{
    return false;
}

void table_junit(FILE *out, const struct table *table)
{
    (void)out, (void)table;
}
