// histogram.c: eleven bars: ten tenths of the points, and all of them. See histogram.h.
#include "page/histogram.h"

#include "page/html.h"

#include <math.h>

enum {
    WIDTH = 260, HEIGHT = 132,
    LEFT = 30, TOP = 30, FLOOR = 106,  // of the plot
    STEP = 18, BAR = 15, APART = 8     // the last bar stands apart
};

static int bar_left(int bin)
{
    return LEFT + 2 + bin * STEP + (bin == SPREAD_TENTHS ? APART : 0);
}

static dim tallest(const struct spread *spread)
{
    dim most = 1;
    for (int i = 0; i < SPREAD_BINS; i++)
        if (spread->bins[i] > most) most = spread->bins[i];
    return most;
}

// "0 to below 10 %: 2": what a bar stands for, to be read aloud.
static void write_words(FILE *out, const struct spread *spread)
{
    const char *between = "";
    for (int i = 0; i < SPREAD_BINS; i++) {
        if (!spread->bins[i]) continue;
        if (i < SPREAD_TENTHS) fprintf(out, "%s%d to below %d %%: ", between, 10 * i, 10 * i + 10);
        else fprintf(out, "%sall points: ", between);
        fprintf(out, "%td student%s", spread->bins[i], html_plural(spread->bins[i]));
        between = "; ";
    }
}

static void write_summary(FILE *out, const struct spread *spread)
{
    fprintf(out, "%td scored", spread->count);
    if (spread->missing) fprintf(out, ", %td without a score", spread->missing);
    if (!spread->count) return;
    fputs("; median ", out);
    html_number(out, spread->median);
    fputs(" of ", out);
    html_number(out, spread->points);
    fputs(", from ", out);
    html_number(out, spread->least);
    fputs(" to ", out);
    html_number(out, spread->most);
}

static void write_axes(FILE *out, dim most)
{
    static const int shown[] = {0, 5};  // tenths
    const int end = bar_left(SPREAD_TENTHS) + BAR + 2;
    for (int i = 0; i <= 1; i++) {
        const int y = i ? TOP : FLOOR;
        fprintf(out, "<path class=\"%s\" d=\"M%d %dH%d\"/>"
                "<text class=\"tick\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%td</text>\n",
                i ? "grid-line" : "axis", LEFT, y, end, LEFT - 5, y + 4, i ? most : 0);
    }
    for (int i = 0; i < 2; i++)
        fprintf(out, "<text class=\"tick\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%d %%</text>\n",
                LEFT + 1 + shown[i] * STEP, FLOOR + 15, 10 * shown[i]);
    fprintf(out, "<text class=\"tick\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">all</text>\n",
            bar_left(SPREAD_TENTHS) + BAR / 2, FLOOR + 15);
}

static double bar_height(dim count, dim most)
{
    return fmax(1.5, (double)(FLOOR - TOP) * (double)count / (double)most);
}

static void write_bars(FILE *out, const struct spread *spread, dim most)
{
    for (int i = 0; i < SPREAD_BINS; i++) {
        const double height = bar_height(spread->bins[i], most);
        if (spread->bins[i])
            fprintf(out, "<rect class=\"bar\" x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%.1f\"/>\n",
                    bar_left(i), FLOOR - height, BAR, height);
    }
}

// On top of all lines, which would cross them out.
static void write_counts(FILE *out, const struct spread *spread, dim most)
{
    for (int i = 0; i < SPREAD_BINS; i++)
        if (spread->bins[i])
            fprintf(out, "<text class=\"count\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%td"
                    "</text>\n", bar_left(i) + BAR / 2.0,
                    FLOOR - bar_height(spread->bins[i], most) - 3, spread->bins[i]);
}

static void write_median(FILE *out, const struct spread *spread)
{
    char text[NUMBER_MAX];
    const double share = spread->points > 0 ? spread->median / spread->points : 1;
    const double x = share >= 1 ? bar_left(SPREAD_TENTHS) + BAR / 2.0
                                : LEFT + 1 + share * SPREAD_TENTHS * STEP;
    const bool right = share > 0.5;
    fprintf(out, "<path class=\"median\" d=\"M%.1f 4V%d\"/>"
            "<text class=\"median-text\" x=\"%.1f\" y=\"12\" text-anchor=\"%s\">median ", x, FLOOR,
            right ? x - 5 : x + 5, right ? "end" : "start");
    html_text(out, html_format_number(text, spread->median));
    fputs("</text>\n", out);
}

static void write_drawing(FILE *out, const struct spread *spread, const char *key,
                          const char *title)
{
    const dim most = tallest(spread);
    fprintf(out, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"t-%s d-%s\">\n"
            "<title id=\"t-%s\">", WIDTH, HEIGHT, key, key, key);
    html_text(out, title);
    fprintf(out, "</title>\n<desc id=\"d-%s\">", key);
    write_summary(out, spread);
    fputs(". ", out);
    write_words(out, spread);
    fputs("</desc>\n", out);
    write_axes(out, most);
    write_bars(out, spread, most);
    write_median(out, spread);
    write_counts(out, spread, most);
    fputs("</svg>\n", out);
}

void histogram_write(FILE *out, const struct spread *spread, const char *key, const char *title,
                     dim few)
{
    fputs("<figure>\n<figcaption><h3>", out);
    html_text(out, title);
    fputs("</h3>\n<p>", out);
    if (spread->count >= few) write_summary(out, spread);
    else if (spread->count == 0) fputs("nobody has a score yet", out);
    else fprintf(out, "fewer than %td scores: not shown, since it would tell whose they are", few);
    fputs("</p></figcaption>\n", out);
    if (spread->count > 0 && spread->count >= few) write_drawing(out, spread, key, title);
    fputs("</figure>\n", out);
}
