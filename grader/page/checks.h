// checks.h: the checks of a lab that failed, each with its law, what happened and how to see it.
#ifndef CRUMB_PAGE_CHECKS_H
#define CRUMB_PAGE_CHECKS_H

#include <jansson.h>

#include <stdio.h>

void checks_write(FILE *out, const json_t *record);  // a lab of a result record

#endif
