// alphabet.c: GPT-2's printable alphabet. See alphabet.h.
#include "alphabet.h"

#include "unicode.h"

#include <stdbool.h>

static bool prints(int32_t byte)
{
    return (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) ||
           (byte >= 0xAE && byte <= 0xFF);
}

// The byte of a character; -1 when it has none. Those that do not print are three runs.
static int32_t byte_of(int32_t point)
{
    const int32_t place = point - 0x100;
    if (point < 0x100) return prints(point) ? point : -1;
    if (place <= 0x20) return place;
    if (place <= 0x42) return 0x7F + place - 0x21;
    return place == 0x43 ? 0xAD : -1;
}

static int32_t point_of(int32_t byte)
{
    if (prints(byte)) return byte;
    if (byte <= 0x20) return 0x100 + byte;
    return byte == 0xAD ? 0x143 : 0x121 + byte - 0x7F;
}

dim alphabet_encode(uint8_t *text, const uint8_t *bytes, dim n)
{
    dim count = 0;
    for (dim i = 0; i < n; i++) {
        const int32_t point = point_of(bytes[i]);
        count += unicode_encode(text + count, &point, 1);
    }
    return count;
}

dim alphabet_decode(uint8_t *bytes, const uint8_t *text, dim n)
{
    dim count = 0;
    int32_t point;
    for (dim at = 0; at < n;) {
        at += unicode_step(&point, text + at, n - at);
        const int32_t byte = byte_of(point);
        if (byte < 0) return -1;
        bytes[count++] = (uint8_t)byte;
    }
    return count;
}
