// show.c: bars, heat maps and safe bytes. See show.h.
#include "show.h"

#include "fail.h"
#include "rng.h"
#include "unicode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

const char *const show_words[SHOW_WORDS] = {"How",       "do",   "I",       "bake",
                                            "chocolate", "chip", "cookies", "?"};
static bool ascii = true, colour = false;

void show_begin(bool plain)
{
    const char *term = getenv("TERM"), *lang = getenv("LC_ALL");
    const char *no_colour = getenv("NO_COLOR");  // set to nothing it says nothing: no-color.org
    if (!lang || !*lang) lang = getenv("LC_CTYPE");
    if (!lang || !*lang) lang = getenv("LANG");
    bool terminal = !plain && isatty(1) && term && strcmp(term, "dumb") != 0;
    ascii = !terminal || !lang || (!strstr(lang, "UTF-8") && !strstr(lang, "utf8"));
    colour = terminal && !(no_colour && *no_colour);
}

void show_title(const char *title)
{
    printf("%s%s%s\n", colour ? "\033[1m" : "", title, colour ? "\033[0m" : "");
}

void show_bar(double value, double full, int width)
{
    static const char *const eighths[8] = {"", "\u258f", "\u258e", "\u258d", "\u258c",
                                           "\u258b", "\u258a", "\u2589"};
    double cells = value > 0.0 && full > 0.0 ? value / full * width : 0.0;
    if (cells > width) cells = width;
    int whole = (int)cells, part = (int)((cells - whole) * 8.0);
    for (int i = 0; i < whole; i++) fputs(ascii ? "#" : "\u2588", stdout);
    fputs(ascii ? (part >= 4 ? "+" : "") : eighths[part], stdout);
}

static int shade_of(double value)
{
    return value >= 0.6 ? 4 : value >= 0.3 ? 3 : value >= 0.15 ? 2 : value >= 0.05 ? 1 : 0;
}

void show_cell(double value, bool masked)
{
    static const char *const shades[5] = {"  ", "\u2591\u2591", "\u2592\u2592", "\u2593\u2593",
                                          "\u2588\u2588"};
    static const char *const letters[5] = {" .", " :", " +", " *", " #"};
    const int shade = shade_of(value);
    fputs(masked ? "--" : ascii ? letters[shade] : shades[shade], stdout);
}

void show_tinted_cell(double value, bool masked)
{
    static const int tints[5] = {240, 25, 37, 214, 226};  // grey to yellow
    if (colour) printf("\033[38;5;%dm", masked ? 236 : tints[shade_of(value)]);
    show_cell(value, masked);
    if (colour) fputs("\033[0m", stdout);
}

dim show_step(int32_t *point, const uint8_t *bytes, dim n)
{
    dim taken = unicode_step(point, bytes, n);
    if (taken < 1 || taken > 4 || taken > n)
        fail("show: unicode_step took %td of %td bytes, it must be 1 to 4; correct unicode.c",
             taken, n);
    return taken;
}

// Does the character that bytes open with stand as it is? *taken: its bytes.
static bool is_shown(dim *taken, const uint8_t *bytes, dim count)
{
    int32_t point;
    *taken = show_step(&point, bytes, count);
    return *taken == 1 ? point >= 32 && point < 127
                       : !ascii && point >= 0xA0 && point != UNICODE_REPLACEMENT;
}

int show_bytes(const uint8_t *bytes, dim count, int width)
{
    int used = 0;
    for (dim at = 0, taken; at < count; at += taken) {
        const bool shown = is_shown(&taken, bytes + at, count - at);
        for (dim i = 0; i < taken; i++)
            used += shown ? (putchar(bytes[at + i]), i == 0) : printf("\\x%02x", bytes[at + i]);
    }
    for (; used < width; used++) putchar(' ');
    return used;
}

int show_columns(const uint8_t *bytes, dim count)
{
    int used = 0;
    for (dim at = 0, taken; at < count; at += taken)
        used += is_shown(&taken, bytes + at, count - at) ? 1 : 4 * (int)taken;
    return used;
}

int show_bytes_within(const uint8_t *bytes, dim count, int width)
{
    int used = 0;
    dim fit = 0;  // bytes that fit with one column left for the ~
    for (dim at = 0, taken; at < count; at += taken) {
        used += is_shown(&taken, bytes + at, count - at) ? 1 : 4 * (int)taken;
        if (used < width) fit = at + taken;
    }
    if (used <= width) return show_bytes(bytes, count, 0);
    used = show_bytes(bytes, fit, 0);
    putchar('~');
    return used + 1;
}

void show_paragraph(const uint8_t *bytes, dim count, int indent)
{
    const int width = show_width();
    int used = printf("%*s", indent, "");
    for (dim at = 0, taken; at < count; at += taken) {
        is_shown(&taken, bytes + at, count - at);
        if (used + show_columns(bytes + at, taken) > width) used = printf("\n%*s", indent, "") - 1;
        used += show_bytes(bytes + at, taken, 0);
    }
    puts("");
}

int show_width(void)
{
    struct winsize size;
    const char *columns = getenv("COLUMNS");
    int width = columns ? atoi(columns) : 0;
    if (width <= 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) width = size.ws_col;
    return width <= 0 ? 80 : width < 40 ? 40 : width > 400 ? 400 : width;
}

void show_normal(float *values, dim count, float scale, uint64_t seed)
{
    struct rng rng;
    rng_seed(&rng, seed, 7);
    for (dim i = 0; i < count; i++) values[i] = scale * rng_normal(&rng);
}
