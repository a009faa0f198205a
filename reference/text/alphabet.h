// alphabet.h: GPT-2's printable alphabet (Radford et al. 2019, encoder.py): each byte as one
// character, so that tokens of any bytes can stand in a JSON file. Bytes that Latin-1 prints are
// themselves; the other 68 are the characters from U+0100 on, in order: a space is U+0120.
#ifndef CRUMB_ALPHABET_H
#define CRUMB_ALPHABET_H

#include "dim.h"

#include <stdint.h>

// text [2 * n] room out. Returns the count of bytes of text.
dim alphabet_encode(uint8_t *text, const uint8_t *bytes, dim n);
// bytes [n] room out. Returns the count, or -1 when a character is not in the alphabet.
dim alphabet_decode(uint8_t *bytes, const uint8_t *text, dim n);

#endif
