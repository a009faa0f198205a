// unicode.h: bytes to code points and back (UTF-8: RFC 3629; Unicode 15.0, section 3.9).
// A code point is an int32_t in 0..10FFFF without the surrogates D800..DFFF. Ill-formed bytes
// decode to U+FFFD, one for each maximal subpart (Unicode 15.0, section 3.9, "U+FFFD Substitution
// of Maximal Subparts", tables 3-7 and 3-8). Exact: no error bound. Nothing here fails.
#ifndef CRUMB_UNICODE_H
#define CRUMB_UNICODE_H

#include "dim.h"

#include <stdint.h>

enum { UNICODE_REPLACEMENT = 0xFFFD, UNICODE_LAST = 0x10FFFF };

// Decodes what bytes[0..n) opens with: one character, or one maximal ill-formed subpart (then
// *point is U+FFFD). n >= 1. Returns how many bytes that took, 1..4.
dim unicode_step(int32_t *point, const uint8_t *bytes, dim n);

// points [n] room out, bytes [n] in. Returns how many code points were written, <= n.
dim unicode_decode(int32_t *points, const uint8_t *bytes, dim n);

// bytes [4 * n] room out, points [n] in. What is no code point (a surrogate, negative, above
// 10FFFF) is written as U+FFFD. Returns how many bytes were written.
dim unicode_encode(uint8_t *bytes, const int32_t *points, dim n);

// How many code points unicode_decode would write for bytes [n], without writing them.
dim unicode_count(const uint8_t *bytes, dim n);

#endif
