// report_plot.c: the curves of a report, as SVG that stands in the page. See report.h.
#include "report.h"

#include <math.h>
#include <stdbool.h>

enum { WIDTH = 720, HEIGHT = 300, LEFT = 58, RIGHT = 14, TOP = 26, BOTTOM = 40, BINS = 240 };

struct axes {
    double tokens, top;  // the largest of both
};

typedef double of_point(const struct report_point *point);

static double loss_of(const struct report_point *point) { return point->loss; }
static double held_out_of(const struct report_point *point) { return point->held_out; }
static double text_of(const struct report_point *point) { return point->text; }
static double rate_of(const struct report_point *point) { return point->rate; }

static double x_of(const struct axes *axes, double tokens)
{
    return LEFT + tokens / axes->tokens * (WIDTH - LEFT - RIGHT);
}

static double y_of(const struct axes *axes, double value)
{
    return HEIGHT - BOTTOM - value / axes->top * (HEIGHT - TOP - BOTTOM);
}

static double tokens_of(const struct report_run *run)
{
    return run->points[run->count - 1].tokens;
}

// The mean of those of one stretch of a run that were measured; NaN: none was.
static double mean(const struct report_run *run, dim from, dim to, of_point *of)
{
    double sum = 0.0;
    dim count = 0;
    for (dim i = from; i < to; i++) {
        const double value = of(&run->points[i]);
        if (!isfinite(value)) continue;
        sum += value;
        count++;
    }
    return count ? sum / (double)count : NAN;
}

static dim bins_of(const struct report_run *run)
{
    return run->count < BINS ? run->count : BINS;
}

static double bin(double *tokens, const struct report_run *run, dim i, of_point *of)
{
    const dim bins = bins_of(run), from = run->count * i / bins, to = run->count * (i + 1) / bins;
    *tokens = run->points[to - 1].tokens;
    return mean(run, from, to, of);
}

static double highest(const struct report_run *runs, dim count, of_point *of)
{
    double most = 0.0, tokens;
    for (dim r = 0; r < count; r++)
        for (dim i = 0; i < bins_of(&runs[r]); i++) {
            const double value = bin(&tokens, &runs[r], i, of);
            if (value > most) most = value;
        }
    return most;
}

// 1, 2 or 5 times a power of ten, so that at most six of them reach the top.
static double tick(double top)
{
    double step = pow(10.0, floor(log10(top)) - 1.0);
    for (int i = 0; top / step > 6.0; i++) step *= i % 3 == 1 ? 2.5 : 2.0;
    return step;
}

static void print_tokens(FILE *page, double tokens)
{
    if (tokens >= 1e6) fprintf(page, "%.4gM", tokens / 1e6);
    else if (tokens >= 1e3) fprintf(page, "%.4gk", tokens / 1e3);
    else fprintf(page, "%.4g", tokens);
}

static void frame(FILE *page, const struct axes *axes, const char *what)
{
    fprintf(page, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s against tokens\">\n",
            WIDTH, HEIGHT, what);
    const double step = tick(axes->top), along = tick(axes->tokens);
    for (dim i = 0; (double)i * step <= axes->top * 1.0001; i++) {
        const double y = y_of(axes, (double)i * step);
        fprintf(page, "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>", LEFT,
                WIDTH - RIGHT, y, y);
        fprintf(page, "<text class=\"end\" x=\"%d\" y=\"%.1f\">%.4g</text>\n", LEFT - 6, y + 4.0,
                (double)i * step);
    }
    for (dim i = 0; (double)i * along <= axes->tokens * 1.0001; i++) {
        fprintf(page, "<text class=\"mid\" x=\"%.1f\" y=\"%d\">",
                x_of(axes, (double)i * along), HEIGHT - BOTTOM + 16);
        print_tokens(page, (double)i * along);
        fputs("</text>\n", page);
    }
    fprintf(page, "<text class=\"mid\" x=\"%d\" y=\"%d\">tokens read</text>\n", WIDTH / 2,
            HEIGHT - 6);
}

// Where a run begins: a line, and its name.
static void name_runs(FILE *page, const struct axes *axes, const struct report_run *runs, dim count)
{
    double before = 0.0;
    for (dim r = 0; r < count; r++) {
        const double x = x_of(axes, before);
        fprintf(page, "<line class=\"begin\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>", x, x,
                TOP - 8, HEIGHT - BOTTOM);
        fprintf(page, "<text x=\"%.1f\" y=\"%d\">%s</text>\n", x + 4.0, TOP - 12, runs[r].kind);
        before += tokens_of(&runs[r]);
    }
}

static void curve(FILE *page, const struct axes *axes, const struct report_run *runs, dim count,
                  of_point *of, const char *kind)
{
    double before = 0.0, tokens;
    for (dim r = 0; r < count; r++) {
        bool open = false;
        for (dim i = 0; i < bins_of(&runs[r]); i++) {
            const double value = bin(&tokens, &runs[r], i, of);
            if (!isfinite(value)) continue;
            if (!open) fprintf(page, "<polyline class=\"%s\" points=\"", kind);
            fprintf(page, "%s%.1f,%.1f", open ? " " : "", x_of(axes, before + tokens),
                    y_of(axes, value));
            open = true;
        }
        if (open) fputs("\"/>\n", page);
        before += tokens_of(&runs[r]);
    }
}

static void dots(FILE *page, const struct axes *axes, const struct report_run *runs, dim count)
{
    double before = 0.0;
    for (dim r = 0; r < count; r++) {
        for (dim i = 0; i < runs[r].count; i++) {
            const struct report_point *point = &runs[r].points[i];
            if (isfinite(point->held_out) && point->held_out <= axes->top)
                fprintf(page, "<circle class=\"held\" r=\"2.5\" cx=\"%.1f\" cy=\"%.1f\"/>\n",
                        x_of(axes, before + point->tokens), y_of(axes, point->held_out));
        }
        before += tokens_of(&runs[r]);
    }
}

static struct axes axes_of(const struct report_run *runs, dim count, double top)
{
    struct axes axes = {0.0, top > 0.0 ? top : 1.0};
    for (dim r = 0; r < count; r++) axes.tokens += tokens_of(&runs[r]);
    if (!(axes.tokens > 0.0)) axes.tokens = 1.0;
    return axes;
}

void report_losses(FILE *page, const struct report_run *runs, dim count)
{
    const double learnt = highest(runs, count, loss_of), held = highest(runs, count, held_out_of);
    const struct axes axes = axes_of(runs, count, 1.04 * (learnt > held ? learnt : held));
    frame(page, &axes, "Loss in nats per token");
    name_runs(page, &axes, runs, count);
    curve(page, &axes, runs, count, text_of, "text");
    curve(page, &axes, runs, count, loss_of, "loss");
    dots(page, &axes, runs, count);
    fputs("</svg>\n", page);
}

void report_rates(FILE *page, const struct report_run *runs, dim count)
{
    const struct axes axes = axes_of(runs, count, 1.04 * highest(runs, count, rate_of));
    frame(page, &axes, "Learning rate");
    name_runs(page, &axes, runs, count);
    curve(page, &axes, runs, count, rate_of, "loss");
    fputs("</svg>\n", page);
}
