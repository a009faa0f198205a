// show_unicode.c: a text as characters, code points and bytes, by the linked unicode.c.
#include "show.h"

#include "fail.h"
#include "unicode.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_MAX = 2000, ROWS_MAX = 48 };

static void table(const uint8_t *bytes, dim count)
{
    int32_t points[TEXT_MAX];
    uint8_t again[4];
    dim at = 0, characters = unicode_decode(points, bytes, count);
    printf("  %-6s %-9s %-8s %s\n", "shown", "point", "decimal", "bytes");
    for (dim i = 0; i < characters && i < ROWS_MAX; i++) {
        int32_t point;
        dim taken = unicode_step(&point, bytes + at, count - at);
        dim written = unicode_encode(again, &points[i], 1);
        printf("  ");
        show_bytes(again, written, 6);
        printf(" U+%04X%*s %-8d", (unsigned)points[i], points[i] > 0xFFFF ? 2 : 3, "", points[i]);
        for (dim j = 0; j < taken; j++) printf(" %02X", bytes[at + j]);
        puts(points[i] == UNICODE_REPLACEMENT ? "   ill-formed: replaced" : "");
        at += taken;
    }
    if (characters > ROWS_MAX) printf("  ... %td more\n", characters - ROWS_MAX);
    printf("  %td bytes, %td code points (counted without decoding: %td)\n\n", count, characters,
           unicode_count(bytes, count));
}

void show_unicode(const char *text)
{
    size_t count = strlen(text);
    if (count > TEXT_MAX)
        fail("show unicode: the text has %zu bytes, at most %d are drawn; shorten it", count,
             TEXT_MAX);
    show_title("your text, character by character");
    table((const uint8_t *)text, (dim)count);
    if (strcmp(text, SHOW_SENTENCE) != 0) return;
    show_title("one to four bytes each, and one byte that belongs to none");
    static const uint8_t mixed[] = "b\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x8D\xAA\xFF!";
    table(mixed, sizeof mixed - 1);
}
