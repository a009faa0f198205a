// meter.c: counts, a rate, what is left. See meter.h.
#include "batch/meter.h"

#include "converse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE = 80 };

void meter_start(struct meter *meter, dim total, dim before)
{
    const char *kind = getenv("TERM");
    *meter = (struct meter){.total = total, .done = before, .before = before};
    meter->terminal = isatty(2) && (!kind || strcmp(kind, "dumb") != 0);
    meter->began = meter->said = converse_now();
}

void meter_clear(const struct meter *meter)
{
    if (meter->terminal) fprintf(stderr, "\r\033[K");
}

static void write_left(char *text, size_t size, double minutes)
{
    if (minutes < 1.0) snprintf(text, size, "less than a minute left");
    else if (minutes < 90.0) snprintf(text, size, "about %.0f min left", minutes);
    else snprintf(text, size, "about %.1f h left", minutes / 60.0);
}

void meter_show(struct meter *meter, dim running)
{
    const double now = converse_now(), minutes = (now - meter->began) / 60.0;
    const dim fresh = meter->done - meter->before, open = meter->total - meter->done;
    char line[2 * LINE], left[40] = "";
    if (now - meter->said < (meter->terminal ? 0.2 : 10.0)) return;
    meter->said = now;
    int used = snprintf(line, sizeof line, " %td of %td graded, %td running", meter->done,
                        meter->total, running);
    if (fresh > 0 && minutes > 0.05) {
        write_left(left, sizeof left, (double)open * minutes / (double)fresh);
        used += snprintf(line + used, sizeof line - (size_t)used, ", %.0f a minute, %s",
                         (double)fresh / minutes, left);
    }
    if (meter->broken) snprintf(line + used, sizeof line - (size_t)used, ", %td grader-error",
                                meter->broken);
    if (meter->terminal) fprintf(stderr, "\r\033[K%.*s", LINE - 1, line);
    else fprintf(stderr, "%s\n", line);
    fflush(stderr);
}
