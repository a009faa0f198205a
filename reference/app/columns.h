// columns.h: two texts side by side in a terminal, or below each other in a narrow one.
#ifndef CRUMB_COLUMNS_H
#define CRUMB_COLUMNS_H

enum { COLUMNS_NARROW = 64 };  // below this many columns: below each other

// How wide standard output is: the terminal, or COLUMNS, or 80.
int columns_width(void);
// One text as it is, with a line end; control characters as below.
void columns_text(const char *text);
// Words are kept whole where they fit; lines of the text stay lines. Valid UTF-8; control
// characters are shown as '?', so that no answer can write to the terminal itself.
void columns_print(const char *left, const char *right, int width);

#endif
