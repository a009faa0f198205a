// hidden_seed.h: the seed of official grading. It follows from what was handed in and a key that
// only the instructor has, so that it is the same at every grading and cannot be tried before.
#ifndef CRUMB_HIDDEN_SEED_H
#define CRUMB_HIDDEN_SEED_H

#include <stddef.h>
#include <stdint.h>

// mac [32] out: HMAC-SHA256 (RFC 2104) of text under key.
void hidden_mac(uint8_t *mac, const uint8_t *key, size_t key_count, const void *text,
                size_t text_count);
// From the term key and the submission's hash (submission_hash.h): a seed below 2^53. commitment
// [65] out: the SHA-256 of that seed and the hash, which a record can show without the seed.
uint64_t hidden_seed(char *commitment, const uint8_t *key, size_t key_count,
                     const char *submission);

#endif
