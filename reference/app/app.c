// app.c: flags and progress, as all subcommands use them. See app.h.
#include "app.h"

#include "fail.h"
#include "parallel.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifndef CRUMB_STARTER
#define CRUMB_STARTER "datasets/models/starter"  // the only place that names it
#endif

const char *app_starter(void)
{
    return CRUMB_STARTER;
}

const char *app_value(int argc, char **argv, int *i)
{
    if (*i + 1 >= argc) fail_usage("%s needs a value behind it; --help says which", argv[*i]);
    return argv[++*i];
}

dim app_whole(const char *flag, const char *text, dim lowest, dim highest)
{
    char *end;
    errno = 0;
    const long long value = strtoll(text, &end, 10);
    if (end == text || *end || errno || value < lowest || value > highest)
        fail_usage("%s %s: expected a whole number from %td to %td", flag, text, lowest, highest);
    return (dim)value;
}

double app_number(const char *flag, const char *text, double lowest, double highest)
{
    char *end;
    const double value = strtod(text, &end);
    if (end == text || *end || !(value >= lowest && value <= highest))
        fail_usage("%s %s: expected a number from %g to %g", flag, text, lowest, highest);
    return value;
}

void app_threads(const char *text)
{
    parallel_limit((int)app_whole("--threads", text, 1, 256));
}

bool app_full(const char *text)
{
    const bool slide = strcmp(text, "slide") == 0;
    if (!slide && strcmp(text, "stop") != 0)
        fail_usage("--full %s: expected stop or slide", text);
    return slide;
}

static bool shown;

// Whether it is time for another look.
static bool due(void)
{
    static double next;
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    const double now = (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
    if (next == 0.0) next = now + 0.5;  // what is quick needs no line
    if (now < next || !isatty(STDERR_FILENO)) return false;
    next = now + 0.2;
    return shown = true;
}

void app_progress(const char *what, double done, double total)
{
    if (!due()) return;
    if (total > 0.0) fprintf(stderr, "\r%s: %.1f of %.1f MB\x1b[K", what, done / 1e6, total / 1e6);
    else fprintf(stderr, "\r%s: %.1f MB\x1b[K", what, done / 1e6);
}

void app_count(const char *what, dim done, dim total)
{
    if (due()) fprintf(stderr, "\r%s: %td of %td\x1b[K", what, done, total);
}

void app_progress_end(void)
{
    if (shown) fputs("\r\x1b[K", stderr);
    shown = false;
}
