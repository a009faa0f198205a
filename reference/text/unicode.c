// unicode.c: UTF-8 by table 3-7 of Unicode 15.0. See unicode.h. Unlike the solution: runs of ASCII
// go eight bytes at a time.
#include "unicode.h"

#include <assert.h>
#include <string.h>

// What a first byte promises: so many bytes more, the second of them in low..high.
struct lead {
    uint8_t more, low, high;
};

// The rows of table 3-7 from C2 on; false when no character opens with this byte.
static inline int promise(struct lead *lead, uint8_t first)
{
    if (first < 0xC2 || first > 0xF4) return 0;
    lead->more = (uint8_t)(1 + (first >= 0xE0) + (first >= 0xF0));
    lead->low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    lead->high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    return 1;
}

static inline dim step(int32_t *point, const uint8_t *bytes, dim n)
{
    const uint8_t first = bytes[0];
    struct lead lead;
    *point = first;
    if (first < 0x80) return 1;
    *point = UNICODE_REPLACEMENT;
    if (!promise(&lead, first)) return 1;
    if (n == 1 || bytes[1] < lead.low || bytes[1] > lead.high) return 1;
    int32_t value = (first & (0x3F >> lead.more)) << 6 | (bytes[1] & 0x3F);
    for (dim i = 2; i <= lead.more; i++) {
        if (i == n || (bytes[i] & 0xC0) != 0x80) return i;
        value = value << 6 | (bytes[i] & 0x3F);
    }
    *point = value;
    return 1 + lead.more;
}

static inline int eight_are_ascii(const uint8_t *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return (word & UINT64_C(0x8080808080808080)) == 0;
}

dim unicode_step(int32_t *point, const uint8_t *bytes, dim n)
{
    assert(n >= 1);
    return step(point, bytes, n);
}

dim unicode_decode(int32_t *points, const uint8_t *bytes, dim n)
{
    assert(n >= 0);
    dim count = 0;
    for (dim at = 0; at < n;) {
        if (n - at >= 8 && eight_are_ascii(bytes + at)) {
            for (dim i = 0; i < 8; i++) points[count + i] = bytes[at + i];
            count += 8;
            at += 8;
        } else {
            at += step(&points[count++], bytes + at, n - at);
        }
    }
    return count;
}

dim unicode_count(const uint8_t *bytes, dim n)
{
    assert(n >= 0);
    dim count = 0;
    int32_t point;
    for (dim at = 0; at < n;) {
        const int ascii = n - at >= 8 && eight_are_ascii(bytes + at);
        at += ascii ? 8 : step(&point, bytes + at, n - at);
        count += ascii ? 8 : 1;
    }
    return count;
}

// The bytes of a code point above 7F: the first carries its length in its upper bits.
static dim encode_wide(uint8_t *bytes, int32_t point)
{
    if (point < 0 || point > UNICODE_LAST || (point >= 0xD800 && point <= 0xDFFF))
        point = UNICODE_REPLACEMENT;
    const dim more = 1 + (point >= 0x800) + (point >= 0x10000);
    bytes[0] = (uint8_t)((0x7F80 >> more) & 0xFF) | (uint8_t)(point >> 6 * more);
    for (dim i = 1; i <= more; i++)
        bytes[i] = (uint8_t)(0x80 | (point >> 6 * (more - i) & 0x3F));
    return 1 + more;
}

dim unicode_encode(uint8_t *bytes, const int32_t *points, dim n)
{
    assert(n >= 0);
    dim count = 0;
    for (dim i = 0; i < n; i++) {
        if (points[i] >= 0 && points[i] < 0x80) bytes[count++] = (uint8_t)points[i];
        else count += encode_wide(bytes + count, points[i]);
    }
    return count;
}
