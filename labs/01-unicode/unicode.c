// unicode.c: bytes to code points and back. The contract is reference/include/unicode.h.
//
// UTF-8 in one table (Unicode 15.0, table 3-7), all numbers hexadecimal:
//
//   code points       first byte   second   third    fourth
//   0000 .. 007F      00..7F
//   0080 .. 07FF      C2..DF       80..BF
//   0800 .. 0FFF      E0           A0..BF   80..BF
//   1000 .. CFFF      E1..EC       80..BF   80..BF
//   D000 .. D7FF      ED           80..9F   80..BF
//   E000 .. FFFF      EE..EF       80..BF   80..BF
//   10000 .. 3FFFF    F0           90..BF   80..BF   80..BF
//   40000 .. FFFFF    F1..F3       80..BF   80..BF   80..BF
//   100000 .. 10FFFF  F4           80..8F   80..BF   80..BF
//
// What is not in the table is ill-formed. Write unicode_step first: the others are loops around it.
#include "unicode.h"

#include "todo.h"

// Step by step:
// 1. Look at the first byte alone. It says how many bytes should follow, and it may already be
//    wrong: then the step is one byte long and the point is U+FFFD.
// 2. It also says in which range the second byte must lie. Only four first bytes narrow it.
// 3. Take the bytes that follow one by one. As soon as one is out of its range, or there is none
//    left, stop: what you took so far is one U+FFFD, and the byte that did not fit is not taken.
// 4. If all are there, put their bits together: six from each byte that follows.
dim unicode_step(int32_t *point, const uint8_t *bytes, dim n)
{
    (void)point, (void)bytes, (void)n;
    LAB_TODO();
}

// Steps until the bytes are used up. Each step gives one code point.
dim unicode_decode(int32_t *points, const uint8_t *bytes, dim n)
{
    (void)points, (void)bytes, (void)n;
    LAB_TODO();
}

// The table read from left to right. Which rows need how many bytes? What is no code point at all
// (see unicode.h) is written as if it were U+FFFD.
dim unicode_encode(uint8_t *bytes, const int32_t *points, dim n)
{
    (void)bytes, (void)points, (void)n;
    LAB_TODO();
}

// As decode, but nobody wants the points: there is no room to write them to.
dim unicode_count(const uint8_t *bytes, dim n)
{
    (void)bytes, (void)n;
    LAB_TODO();
}
