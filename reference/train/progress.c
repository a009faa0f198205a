// progress.c: the progress line, with the loss so far drawn in a row of bars. See progress.h.
#include "progress.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

double progress_now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static bool speaks_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (int i = 0; i < 3; i++) {
        const char *value = getenv(names[i]);
        if (value && *value) return strstr(value, "UTF-8") || strstr(value, "utf8");
    }
    return false;
}

void progress_begin(struct progress *p, dim steps, dim first, dim tokens_per_step)
{
    *p = (struct progress){.terminal = isatty(STDOUT_FILENO), .utf8 = speaks_utf8(), .steps = steps,
                           .first = first, .began = progress_now(), .bar_steps = 1,
                           .tokens_per_step = tokens_per_step, .validation = NAN, .per_byte = NAN};
}

// When the row is full, each two bars become one, and stand for twice the steps from then on.
static void add_loss(struct progress *p, double loss)
{
    if (p->in_bar == 0) {
        if (p->bar_count == PROGRESS_BARS) {
            for (int i = 0; i < PROGRESS_BARS / 2; i++)
                p->bars[i] = (p->bars[2 * i] + p->bars[2 * i + 1]) / 2.0;
            p->bar_count = PROGRESS_BARS / 2;
            p->bar_steps *= 2;
        }
        p->bars[p->bar_count++] = 0.0;
    }
    double *bar = &p->bars[p->bar_count - 1];
    *bar += (loss - *bar) / (double)(p->in_bar + 1);
    p->in_bar = (p->in_bar + 1) % p->bar_steps;
}

static void print_bars(const struct progress *p)
{
    double low = INFINITY, high = -INFINITY;
    for (dim i = 0; i < p->bar_count; i++) {
        low = fmin(low, p->bars[i]);
        high = fmax(high, p->bars[i]);
    }
    for (dim i = 0; i < p->bar_count; i++) {
        const int level = high > low ? (int)(7.99 * (p->bars[i] - low) / (high - low)) : 0;
        if (p->utf8) printf("\xe2\x96%c", 0x81 + level);  // U+2581 to U+2588
        else putchar("_.-:=+*#"[level]);
    }
}

static void print_left(double seconds)
{
    const long s = (long)(seconds + 0.5);
    if (s >= 3600) printf("%ld:%02ld:%02ld left", s / 3600, s / 60 % 60, s % 60);
    else printf("%ld:%02ld left", s / 60, s % 60);
}

void progress_step(struct progress *p, dim step, double loss, double seconds, bool plain)
{
    const double now = progress_now();
    const double weight = p->seconds_per_step > 0.0 ? 0.1 : 1.0;
    p->seconds_per_step += weight * (seconds - p->seconds_per_step);
    add_loss(p, loss);
    if (p->terminal ? now - p->shown < 0.1 && step < p->steps : !plain) return;
    p->shown = now;
    if (p->terminal) fputs("\r\x1b[K", stdout);
    printf("step %td of %td  loss %.4f  ", step, p->steps, loss);
    if (isfinite(p->validation)) printf("held out %.4f (%.4f per byte)  ", p->validation,
                                        p->per_byte);
    if (p->terminal) {
        print_bars(p);
        fputs("  ", stdout);
    }
    printf("%.0f tokens/s  ", (double)p->tokens_per_step / p->seconds_per_step);
    print_left((now - p->began) / (double)(step - p->first) * (double)(p->steps - step));
    if (!p->terminal) putchar('\n');
    fflush(stdout);  // who reads a pipe sees it now
}

void progress_end(struct progress *p)
{
    if (p->terminal && p->shown > 0.0) putchar('\n');
}
