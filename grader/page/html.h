// html.h: text that came from outside as HTML, and what every page begins and ends with.
#ifndef CRUMB_PAGE_HTML_H
#define CRUMB_PAGE_HTML_H

#include "dim.h"

#include <stdbool.h>
#include <stdio.h>

// As show() shows it, so that no control byte, ill-formed byte or direction mark is left, with
// & < > " ' as entities, and without what XML forbids: the same between tags, inside a quoted
// attribute and inside <svg>.
void html_text(FILE *out, const char *text);
// 7, 7.5, 7.25: at most two digits behind the point. html_format_number writes the same to text.
void html_number(FILE *out, double value);
enum { NUMBER_MAX = 40 };
char *html_format_number(char text[NUMBER_MAX], double value);
const char *html_plural(dim count);  // "s", or "" for one

// 2026-11-28T09:30:00Z as 2026-11-28 09:30 UTC; what is no such time as it is.
void html_time(FILE *out, const char *text);

// The frame of a page. It has one style and at most one script, both inside, and says by their
// digests that nothing else may run or be fetched. class: of the body; "" for the full width.
void html_begin(FILE *out, const char *title, const char *class, bool script);
void html_end(FILE *out, bool script);
// Writes a page; one that is there with the same bytes is left alone. Takes bytes over (free).
void html_save(const char *path, char *bytes, size_t count);

#endif
