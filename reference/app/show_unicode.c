// show_unicode.c: a text as characters, code points and bytes, by the linked unicode.c.
//
// What you see: one line for each code point, with the bytes that it came from. English takes one
// byte a character, so point, decimal and byte are the same number; the second text takes one to
// four. The byte FF begins nothing: it becomes U+FFFD and costs only itself. The line below each
// table writes the points back: what was well-formed gives the same bytes again.
#include "show.h"

#include "fail.h"
#include "unicode.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_MAX = 2000, ROWS_MAX = 48 };

static void row(int32_t point, const uint8_t *bytes, dim taken)
{
    static const uint8_t replacement[] = "\xEF\xBF\xBD";
    const bool written = taken == 3 && memcmp(bytes, replacement, 3) == 0;
    const bool ill = point == UNICODE_REPLACEMENT && !written;
    int used = printf("  U+%04X", (unsigned)point);
    used += printf("%*s%-8d", 12 - used, "", point);
    for (dim i = 0; i < taken; i++) used += printf(" %02X", bytes[i]);
    printf("%*s", 35 - used, "");
    show_bytes(ill ? replacement : bytes, ill ? 3 : taken, 0);
    puts(ill ? "   ill-formed: replaced" : "");
}

static void table(const uint8_t *bytes, dim count)
{
    static int32_t points[TEXT_MAX];
    static uint8_t again[4 * TEXT_MAX];
    dim at = 0, characters = unicode_decode(points, bytes, count);
    if (characters < 0 || characters > count)
        fail("show: unicode_decode wrote %td code points for %td bytes; correct unicode.c",
             characters, count);
    puts("  point     decimal  bytes         shown");
    for (dim i = 0; i < characters && i < ROWS_MAX && at < count; i++) {
        int32_t point;
        dim taken = show_step(&point, bytes + at, count - at);
        row(points[i], bytes + at, taken);
        at += taken;
    }
    if (characters > ROWS_MAX) printf("  ... %td more\n", characters - ROWS_MAX);
    printf("  %td bytes, %td code points (counted without decoding: %td)\n", count, characters,
           unicode_count(bytes, count));
    dim written = unicode_encode(again, points, characters);
    bool same = written == count && memcmp(again, bytes, (size_t)count) == 0;
    printf("  written back: %td bytes, %s\n", written, same ? "the same ones" : "other ones");
}

void show_unicode(const char *text)
{
    static const uint8_t mixed[] = "b\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x8D\xAA\xFF!";
    size_t count = strlen(text);
    if (count > TEXT_MAX)
        fail("show unicode: the text has %zu bytes, at most %d are drawn; shorten it", count,
             TEXT_MAX);
    show_title("your text, character by character");
    table((const uint8_t *)text, (dim)count);
    if (strcmp(text, SHOW_SENTENCE) != 0) return;
    show_title("\none to four bytes each, and one byte that belongs to none");
    table(mixed, sizeof mixed - 1);
}
