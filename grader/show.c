// show.c: escapes what a terminal would obey. See show.h.
#include "show.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { PIECE_MAX = 20 };  // bytes: four of "\xNN" and a NUL

// Length of the well-formed UTF-8 character at text (Unicode, table 3-7), 0 when there is none.
static size_t character(uint32_t *code, const unsigned char *text, size_t left)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = text[0] < 0x80 ? 1 : text[0] >> 5 == 6 ? 2 : text[0] >> 4 == 14 ? 3
                  : text[0] >> 3 == 30 ? 4 : 0;
    if (length == 0 || length > left) return 0;
    *code = length == 1 ? text[0] : text[0] & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        if (text[i] >> 6 != 2) return 0;
        *code = *code << 6 | (text[i] & 0x3Fu);
    }
    bool surrogate = *code >= 0xD800 && *code <= 0xDFFF;
    return *code < smallest[length] || *code > 0x10FFFF || surrogate ? 0 : length;
}

static bool is_harmless(uint32_t code)
{
    if (code == '\n') return true;
    if (code < 0x20 || (code >= 0x7F && code < 0xA0)) return false;  // control characters
    bool marks = code == 0x61C || code == 0x200E || code == 0x200F;
    return !marks && !(code >= 0x2028 && code <= 0x202E) && !(code >= 0x2066 && code <= 0x2069);
}

// One character, or one byte that is none, as it may be shown. Returns the bytes taken of text.
static size_t take_piece(char piece[PIECE_MAX], const char *text, size_t left)
{
    uint32_t code = 0;
    size_t length = character(&code, (const unsigned char *)text, left), used = 0;
    if (length && (is_harmless(code) || code == '\t')) {
        snprintf(piece, PIECE_MAX, "%.*s", (int)length, code == '\t' ? " " : text);
        return length;
    }
    if (length == 0) length = 1;
    for (size_t i = 0; i < length; i++)
        used += (size_t)snprintf(piece + used, PIECE_MAX - used, "\\x%02x", (unsigned char)text[i]);
    return length;
}

char *show(char *shown, size_t size, const char *text, size_t count)
{
    static const char more[] = "...";
    size_t used = 0, kept = 0;  // kept: where "..." would still fit
    for (size_t i = 0; i < count;) {
        char piece[PIECE_MAX];
        i += take_piece(piece, text + i, count - i);
        size_t length = strlen(piece);
        if (used + length >= size) {
            strcpy(shown + kept, more);
            return shown;
        }
        memcpy(shown + used, piece, length);
        used += length;
        if (used + sizeof more <= size) kept = used;
    }
    shown[used] = 0;
    return shown;
}
