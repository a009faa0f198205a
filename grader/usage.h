// usage.h: what grade --help prints: every command, and the flags that grading has.
#ifndef CRUMB_USAGE_H
#define CRUMB_USAGE_H

extern const char usage_text[];

#endif
