// whole_place.h: where in a tensor something is off: in words, and as a small map.
#ifndef CRUMB_WHOLE_PLACE_H
#define CRUMB_WHOLE_PLACE_H

#include "whole_run.h"

#include <jansson.h>

// "layer 0, head 2, position 5, channel 3"; the same as numbers into the record.
void whole_place(char *text, size_t room, json_t *record, const struct whole_item *item, dim at);

// How far off, worst of each cell: heads (or channels) down, positions across. NULL when the tensor
// has no positions. {"rows", "columns", "from", "rows_in_all", "columns_in_all", "cells": [text]}
json_t *whole_map(const struct whole_first *first);
// What the characters of cells mean, in two lines.
extern const char whole_map_legend[];

#endif
