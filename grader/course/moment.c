// moment.c: the calendar of ISO 8601, without locale and time zone of the machine. See moment.h.
#include "course/moment.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { YEAR_FIRST = 1970, YEAR_LAST = 9999, DURATION_DAYS = 3650 };

// [count] digits; -1 when they are none.
static int digits(const char **at, int count)
{
    int value = 0;
    for (int i = 0; i < count; i++, (*at)++) {
        if (**at < '0' || **at > '9') return -1;
        value = 10 * value + (**at - '0');
    }
    return value;
}

static bool sign(const char **at, char wanted)
{
    if (**at != wanted) return false;
    (*at)++;
    return true;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

static int64_t days_before(int year, int month, int day)
{
    const int64_t past = year - 1;  // whole years, leap days among them
    int64_t days = 365 * past + past / 4 - past / 100 + past / 400 - 719162;
    for (int m = 1; m < month; m++) days += days_in(year, m);
    return days + day - 1;
}

// "Z", "+02:00" or "+0200": seconds ahead of UTC.
static bool parse_zone(int64_t *ahead, const char **at)
{
    *ahead = 0;
    if (sign(at, 'Z')) return true;
    const bool behind = **at == '-';
    if (!sign(at, '+') && !sign(at, '-')) return false;
    const int hours = digits(at, 2);
    sign(at, ':');
    const int minutes = digits(at, 2);
    if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59) return false;
    *ahead = (behind ? -1 : 1) * (int64_t)(hours * MOMENT_HOUR + minutes * 60);
    return true;
}

bool moment_parse(int64_t *seconds, const char *text)
{
    int64_t ahead;
    const char *at = text;
    const int year = digits(&at, 4);
    if (year < YEAR_FIRST || year > YEAR_LAST || !sign(&at, '-')) return false;
    const int month = digits(&at, 2);
    if (month < 1 || month > 12 || !sign(&at, '-')) return false;
    const int day = digits(&at, 2);
    if (day < 1 || day > days_in(year, month) || (!sign(&at, 'T') && !sign(&at, ' '))) return false;
    const int hour = digits(&at, 2);
    if (hour < 0 || hour > 23 || !sign(&at, ':')) return false;
    const int minute = digits(&at, 2);
    if (minute < 0 || minute > 59) return false;
    int second = 0;
    if (sign(&at, ':') && ((second = digits(&at, 2)) < 0 || second > 60)) return false;
    if (sign(&at, '.')) {
        if (*at < '0' || *at > '9') return false;
        at += strspn(at, "0123456789");
    }
    if (!parse_zone(&ahead, &at) || *at) return false;
    *seconds = days_before(year, month, day) * MOMENT_DAY + hour * MOMENT_HOUR + minute * 60 +
               second - ahead;
    return true;
}

void moment_print(char text[MOMENT_TEXT], int64_t seconds)
{
    int64_t days = seconds / MOMENT_DAY, rest = seconds % MOMENT_DAY;
    if (rest < 0) {
        rest += MOMENT_DAY;
        days--;
    }
    int year = YEAR_FIRST, month = 1;
    while (year < YEAR_LAST && days >= 365 + is_leap(year)) days -= 365 + is_leap(year++);
    while (month < 12 && days >= days_in(year, month)) days -= days_in(year, month++);
    snprintf(text, MOMENT_TEXT, "%04d-%02d-%02dT%02d:%02d:%02dZ", year % 10000, month,
             (int)(days + 1) % 100, (int)(rest / MOMENT_HOUR) % 100, (int)(rest / 60 % 60),
             (int)(rest % 60));
}

bool duration_parse(int64_t *seconds, const char *text)
{
    const size_t count = strspn(text, "0123456789");
    int64_t value = 0;
    if (count < 1 || count > 7 || !text[count] || text[count + 1]) return false;
    for (size_t i = 0; i < count; i++) value = 10 * value + (text[i] - '0');
    const int unit = text[count] == 'd' ? MOMENT_DAY : text[count] == 'h' ? MOMENT_HOUR
                     : text[count] == 'm' ? 60 : 0;
    *seconds = value * unit;
    return unit && *seconds <= (int64_t)DURATION_DAYS * MOMENT_DAY;
}
