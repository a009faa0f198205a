// columns.c: see columns.h.
#include "columns.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int columns_width(void)
{
    struct winsize size;
    const char *value = getenv("COLUMNS");
    const int wanted = value ? atoi(value) : 0;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return wanted >= 20 && wanted <= 1000 ? wanted : 80;
}

static bool begins(char byte)  // a character: not the inner byte of one
{
    return ((unsigned char)byte & 0xC0) != 0x80;
}

static void put(char byte)
{
    putchar((unsigned char)byte < 0x20 || byte == 0x7F ? '?' : byte);
}

void columns_text(const char *text)
{
    for (; *text; text++) {
        if (*text == '\n') putchar('\n');
        else put(*text);
    }
    putchar('\n');
}

// Prints a line of at most width characters from *text, which moves behind it; returns how many.
static int one_line(const char **text, int width)
{
    const char *at = *text, *space = NULL, *end;
    int count = 0, until_space = 0;
    for (; *at && *at != '\n' && !(count == width && begins(*at)); at++) {
        if (*at == ' ') space = at, until_space = count;
        if (begins(*at)) count++;
    }
    end = at;
    if (*at && *at != '\n' && *at != ' ' && space && space > *text) {  // inside a word
        end = space;
        count = until_space;
    }
    for (const char *c = *text; c < end; c++) put(*c);
    *text = *end ? end + (*end == '\n' || *end == ' ') : end;
    return count;
}

static void alone(const char *title, const char *text, int width)
{
    puts(title);
    while (*text) {
        fputs("  ", stdout);
        one_line(&text, width - 2);
        putchar('\n');
    }
}

void columns_print(const char *left, const char *right, int width)
{
    if (width < COLUMNS_NARROW) {
        alone("1", left, width);
        alone("2", right, width);
        return;
    }
    const int each = (width - 3) / 2;
    printf("%-*s | %s\n", each, "1", "2");
    while (*left || *right) {
        const int used = one_line(&left, each);
        printf("%*s | ", each - used, "");
        one_line(&right, each);
        putchar('\n');
    }
}
