// style.h: the look of every page: one style sheet and one small script, kept in the program.
#ifndef CRUMB_PAGE_STYLE_H
#define CRUMB_PAGE_STYLE_H

const char *style_css(void);     // style.css
const char *style_script(void);  // sort.js: sorting and a filter; pages can be read without it

// The SHA-256 of text in base64, as a Content-Security-Policy names what may run.
enum { STYLE_DIGEST_MAX = 45 };
char *style_digest(char digest[STYLE_DIGEST_MAX], const char *text);
const char *style_css_digest(void);  // the same of the two above, computed once
const char *style_script_digest(void);

#endif
