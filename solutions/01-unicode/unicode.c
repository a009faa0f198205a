// unicode.c: UTF-8 by table 3-7 of Unicode 15.0, a byte at a time. See unicode.h.
#include "unicode.h"

#include <assert.h>

dim unicode_step(int32_t *point, const uint8_t *bytes, dim n)
{
    assert(n >= 1);
    const uint8_t first = bytes[0];
    *point = UNICODE_REPLACEMENT;

    // The first byte says how many bytes follow, and what the second one may be: the narrower
    // ranges leave out forms that are too long, surrogates, and what lies above 10FFFF.
    dim more;
    uint8_t low = 0x80, high = 0xBF;
    if (first < 0x80) more = 0;
    else if (first < 0xC2) return 1;
    else if (first < 0xE0) more = 1;
    else if (first < 0xF0) more = 2;
    else if (first < 0xF5) more = 3;
    else return 1;
    if (first == 0xE0) low = 0xA0;
    if (first == 0xED) high = 0x9F;
    if (first == 0xF0) low = 0x90;
    if (first == 0xF4) high = 0x8F;

    // A first byte of 2, 3, 4 bytes carries 5, 4, 3 bits of the code point; each other byte 6.
    int32_t value = more == 0 ? first : first & (0x3F >> more);
    for (dim i = 1; i <= more; i++) {
        if (i == n || bytes[i] < low || bytes[i] > high) return i;  // this byte opens the next step
        value = value << 6 | (bytes[i] & 0x3F);
        low = 0x80, high = 0xBF;
    }
    *point = value;
    return 1 + more;
}

dim unicode_decode(int32_t *points, const uint8_t *bytes, dim n)
{
    dim count = 0;
    for (dim at = 0; at < n;) at += unicode_step(&points[count++], bytes + at, n - at);
    return count;
}

dim unicode_encode(uint8_t *bytes, const int32_t *points, dim n)
{
    uint8_t *to = bytes;
    for (dim i = 0; i < n; i++) {
        int32_t point = points[i];
        if (point < 0 || point > UNICODE_LAST || (point >= 0xD800 && point <= 0xDFFF))
            point = UNICODE_REPLACEMENT;
        if (point < 0x80) {
            *to++ = (uint8_t)point;
        } else if (point < 0x800) {
            *to++ = (uint8_t)(0xC0 | point >> 6);
            *to++ = (uint8_t)(0x80 | (point & 0x3F));
        } else if (point < 0x10000) {
            *to++ = (uint8_t)(0xE0 | point >> 12);
            *to++ = (uint8_t)(0x80 | (point >> 6 & 0x3F));
            *to++ = (uint8_t)(0x80 | (point & 0x3F));
        } else {
            *to++ = (uint8_t)(0xF0 | point >> 18);
            *to++ = (uint8_t)(0x80 | (point >> 12 & 0x3F));
            *to++ = (uint8_t)(0x80 | (point >> 6 & 0x3F));
            *to++ = (uint8_t)(0x80 | (point & 0x3F));
        }
    }
    return to - bytes;
}

dim unicode_count(const uint8_t *bytes, dim n)
{
    dim count = 0;
    int32_t point;
    for (dim at = 0; at < n; count++) at += unicode_step(&point, bytes + at, n - at);
    return count;
}
