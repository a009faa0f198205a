// show.h: text of a student or a compiler, made safe for a terminal, a report and JSON.
#ifndef CRUMB_SHOW_H
#define CRUMB_SHOW_H

#include <stddef.h>

// Control bytes other than newline, ill-formed UTF-8, and characters that turn the direction of
// writing become \xNN; a tab becomes a space. Text that does not fit ends in "...", never inside a
// character. size >= 8. Returns shown.
char *show(char *shown, size_t size, const char *text, size_t count);

#endif
