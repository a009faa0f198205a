// little.h: whole numbers as they lie in our binary files, little-endian on every machine, and the
// checksum over such files.
#ifndef CRUMB_LITTLE_H
#define CRUMB_LITTLE_H

#include <stddef.h>
#include <stdint.h>

static inline void little_put(uint8_t *at, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++) at[i] = (uint8_t)(value >> 8 * i);
}

static inline uint64_t little_get(const uint8_t *at, int bytes)
{
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++) value |= (uint64_t)at[i] << 8 * i;
    return value;
}

// Each step is one-to-one in the sum and in the word, so a change of any one word, down to a single
// bit, always changes the result. Against accidents, not against malice. Call again with the result
// to go on; all pieces but the last are whole words of 8 bytes.
static inline uint64_t little_checksum(uint64_t sum, const uint8_t *bytes, size_t count)
{
    for (size_t at = 0; at < count; at += 8) {
        const uint64_t word = little_get(bytes + at, count - at < 8 ? (int)(count - at) : 8);
        sum = (sum ^ word) * 0x9E3779B97F4A7C15u;
        sum ^= sum >> 29;
    }
    return sum;
}

#endif
