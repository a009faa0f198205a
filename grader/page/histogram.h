// histogram.h: how the scores of one lab, or the totals, are spread, as SVG inside the page.
#ifndef CRUMB_PAGE_HISTOGRAM_H
#define CRUMB_PAGE_HISTOGRAM_H

#include "page/cells.h"

#include <stdio.h>

// One <figure>. key names it within the page. few: how many scores there must be for a drawing,
// since a bar of one is somebody.
void histogram_write(FILE *out, const struct spread *spread, const char *key, const char *title,
                     dim few);

#endif
