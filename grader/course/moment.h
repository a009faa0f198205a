// moment.h: points in time as people write them in a course: ISO 8601 with its zone, and "+48h".
#ifndef CRUMB_COURSE_MOMENT_H
#define CRUMB_COURSE_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

enum { MOMENT_TEXT = 24, MOMENT_HOUR = 3600, MOMENT_DAY = 86400 };
#define MOMENT_WANTED "wanted a time with its zone, such as 2026-10-01T23:59:00Z or " \
                      "2026-10-01T23:59+02:00"
#define DURATION_WANTED "wanted minutes, hours or days, such as 30m, 48h or 2d"

// Seconds since 1970 in UTC. Years 1970 to 9999. False: it is no such text.
bool moment_parse(int64_t *seconds, const char *text);
void moment_print(char text[MOMENT_TEXT], int64_t seconds);  // "2026-10-01T23:59:00Z"
// "30m", "48h", "2d", at most 3650 days.
bool duration_parse(int64_t *seconds, const char *text);

#endif
