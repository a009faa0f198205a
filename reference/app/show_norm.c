// show_norm.c: rows before and after RMSNorm, by the linked norm.c.
//
// What you see: a row and 100 times that row come out as the same row, with a root mean square of
// 1: the size is gone, the proportions stay. Epsilon only counts where the row is tiny. The gain
// then gives each column a size of its own, a learned one.
#include "show.h"

#include "norm.h"

#include <math.h>
#include <stdio.h>

enum { COLS = 6 };

static void row(const char *name, const float *values)
{
    double squares = 0.0;
    printf("  %-14s", name);
    for (int c = 0; c < COLS; c++) {
        squares += (double)values[c] * (double)values[c];
        printf(" %7.3g", (double)values[c]);
    }
    printf("  rms %.3g\n", sqrt(squares / COLS));
}

static void pass(const char *name, const float *x, float eps)
{
    const float gain[COLS] = {1, 1, 1, 1, 1, 1};
    float y[COLS], rstd[1];
    norm_forward(y, rstd, x, gain, 1, COLS, eps);
    row(name, x);
    row("  after", y);
}

void show_norm(const char *text)
{
    const float x[COLS] = {0.5f, -1.5f, 2.0f, 0.25f, -0.75f, 3.0f};
    float scaled[COLS], tiny[COLS], y[COLS], rstd[1];
    const float gain[COLS] = {1.0f, 2.0f, 0.5f, 1.0f, 1.0f, -1.0f};
    (void)text;
    for (int c = 0; c < COLS; c++) {
        scaled[c] = 100.0f * x[c];
        tiny[c] = 0.001f * x[c];
    }
    show_title("each row is divided by its own root mean square (eps 1e-5, gain 1)");
    pass("a row", x, 1e-5f);
    pass("100 times it", scaled, 1e-5f);
    pass("1/1000 of it", tiny, 1e-5f);
    puts("  the tiny row stays below 1: epsilon is as large as its mean square\n");
    show_title("with a gain for each column");
    norm_forward(y, rstd, x, gain, 1, COLS, 1e-5f);
    row("gain", gain);
    row("gain * x / rms", y);
    printf("  rstd, kept for backward: %.6f\n", (double)rstd[0]);
}
