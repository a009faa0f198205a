// html.h: text that came from outside as HTML and as SVG, and what every page begins and ends with.
#ifndef CRUMB_PAGE_HTML_H
#define CRUMB_PAGE_HTML_H

#include "dim.h"

#include <stdbool.h>
#include <stdio.h>

// As show() shows it, so that no control byte, ill-formed byte or direction mark is left, and with
// & < > " ' written as HTML writes them: good between tags and inside a quoted attribute.
void html_text(FILE *out, const char *text);
// The same for text inside <svg>, which may be read as XML too: what XML forbids is \xNN as well.
void html_svg(FILE *out, const char *text);
// 7, 7.5, 7.25: at most two digits behind the point. format_number writes the same to text.
void html_number(FILE *out, double value);
enum { NUMBER_MAX = 40 };
char *format_number(char text[NUMBER_MAX], double value);
const char *plural(dim count);  // "s", or "" for one

// Everything up to <main>, and from </main> on. A page has one style and at most one script, both
// in the page, and says by their digests that nothing else may run or be fetched.
void html_begin(FILE *out, const char *title, bool script);
void html_end(FILE *out, bool script);
// Writes a page; one that is there with the same bytes is left alone. Takes bytes over (free).
void html_save(const char *path, char *bytes, size_t count);

#endif
