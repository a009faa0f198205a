// whole_place.c: places by the letters of their axes (docs/shapes.md). See whole_place.h.
#include "whole_place.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ROWS_MAX = 16, COLUMNS_MAX = 64 };

const char whole_map_legend[] =
    ". agrees   - off by less than 1 % of the tensor's largest   + less than 10 %\n"
    "# less than all of it   @ more   x no number, or never written";

// The letters of an axis; NULL when there are no more.
static const char *letters(char name[8], const struct whole_item *item, int axis)
{
    const char *at = item->head.axes;
    for (; axis > 0 && *at; axis--) {
        at += strcspn(at, " ");
        at += *at == ' ';
    }
    snprintf(name, 8, "%.*s", (int)strcspn(at, " "), at);
    return *name ? name : NULL;
}

static const char *axis_word(const char *name)
{
    static const struct {
        const char *letters, *word;
    } words[] = {{"T", "position"}, {"t", "position"}, {"K", "key position"}, {"H", "head"},
                 {"Hkv", "key head"}, {"D", "channel"}, {"d", "channel"}, {"d/2", "pair"},
                 {"hidden", "hidden unit"}, {"V", "token id"}, {"n", "place"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].letters, name) == 0) return words[i].word;
    return NULL;  // B: there is one row
}

static bool is_row_of_pass(const char *name)  // counted from the first position of the pass
{
    return strcmp(name, "T") == 0 || strcmp(name, "t") == 0;
}

void whole_place(char *text, size_t room, json_t *record, const struct whole_item *item, dim at)
{
    static const char *const order[] = {"head", "key head", "position", "key position", "channel",
                                        "pair", "hidden unit", "token id", "place"};
    dim index[WIRE_RANK_MAX] = {0};
    const int rank = (int)item->head.rank;
    size_t used = 0;
    text[0] = 0;
    for (int axis = rank; axis-- > 0; at /= item->head.shape[axis])
        index[axis] = at % item->head.shape[axis];
    if (item->head.layer >= 0) {
        used = (size_t)snprintf(text, room, "layer %d", item->head.layer);
        json_object_set_new(record, "layer", json_integer(item->head.layer));
    }
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        for (int axis = 0; axis < rank; axis++) {
            char name[8];
            const char *word = letters(name, item, axis) ? axis_word(name) : NULL;
            if (!word || strcmp(word, order[i]) != 0 || used >= room) continue;
            const dim place = index[axis] + (is_row_of_pass(name) ? item->head.past : 0);
            used += (size_t)snprintf(text + used, room - used, "%s%s %td", used ? ", " : "", word,
                                     place);
            json_object_set_new(record, word, json_integer(place));
        }
}

// ---- the map ----------------------------------------------------------------------------------

struct axes {
    int row, column;  // -1: there is none
    const char *row_word, *column_word;
    dim rows, columns, from;
};

static bool is_head(const char *name)
{
    return strcmp(name, "H") == 0 || strcmp(name, "Hkv") == 0;
}

static struct axes choose(const struct whole_item *item)
{
    struct axes axes = {.row = -1, .column = -1, .row_word = "", .rows = 1, .columns = 1};
    for (int axis = 0; axis < (int)item->head.rank; axis++) {
        char name[8], before[8];
        const char *word = letters(name, item, axis) ? axis_word(name) : NULL;
        if (!word) continue;
        const bool position = is_row_of_pass(name) || strcmp(name, "K") == 0;
        if (position && axes.column < 0) {
            axes.column = axis;
            axes.column_word = word;
            axes.columns = item->head.shape[axis];
            axes.from = is_row_of_pass(name) ? item->head.past : 0;
        } else if (!position && !(axes.row >= 0 && is_head(letters(before, item, axes.row)))) {
            axes.row = axis;
            axes.row_word = word;
            axes.rows = item->head.shape[axis];
        }
    }
    return axes;
}

static char shade(double off)
{
    if (!(off <= WHOLE_WITHIN)) {
        if (!isfinite(off)) return 'x';
        return off < 0.01 ? '-' : off < 0.1 ? '+' : off < 1.0 ? '#' : '@';
    }
    return '.';
}

json_t *whole_map(const struct whole_first *first)
{
    if (!first->own || first->item->head.type != 0 || first->verdict == VERDICT_WRONG_SHAPE ||
        first->verdict == VERDICT_PROTOCOL)
        return NULL;
    const struct axes axes = choose(first->item);
    if (axes.column < 0) return NULL;
    const dim rows = axes.rows < ROWS_MAX ? axes.rows : ROWS_MAX;
    const dim columns = axes.columns < COLUMNS_MAX ? axes.columns : COLUMNS_MAX;
    double worst[ROWS_MAX][COLUMNS_MAX] = {{0}};
    for (dim i = 0; i < first->count; i++) {
        dim rest = i, row = 0, column = 0;
        for (int axis = (int)first->item->head.rank; axis-- > 0;) {
            const dim size = first->item->head.shape[axis];
            if (axis == axes.row) row = rest % size * rows / size;
            if (axis == axes.column) column = rest % size * columns / size;
            rest /= size;
        }
        worst[row][column] = fmax(worst[row][column], whole_off(first, i));
    }
    json_t *cells = json_array();
    for (dim r = 0; r < rows; r++) {
        char line[COLUMNS_MAX + 1] = "";
        for (dim c = 0; c < columns; c++) line[c] = shade(worst[r][c]);
        json_array_append_new(cells, json_string(line));
    }
    return json_pack("{s:s, s:s, s:I, s:I, s:I, s:o}", "rows", axes.row_word, "columns",
                     axes.column_word, "from", (json_int_t)axes.from, "rows_in_all",
                     (json_int_t)axes.rows, "columns_in_all", (json_int_t)axes.columns, "cells",
                     cells);
}
