// hidden_seed.h: the seed of official grading. It follows from what was handed in and a key that
// only the instructor has, so that it is the same at every grading and cannot be tried before.
//   seed        the first 53 bits of HMAC(key, submission)
//   opening     HMAC(key, "opening " submission), in hex
//   commitment  SHA-256 of "seed opening submission"
// A record shows the commitment. Seed and opening together prove later that the seed was fixed when
// the record was made; the commitment alone does not give the seed away, since the opening has 256
// bits that nobody can try out, and the key never leaves the instructor.
#ifndef CRUMB_HIDDEN_SEED_H
#define CRUMB_HIDDEN_SEED_H

#include <stddef.h>
#include <stdint.h>

// mac [32] out: HMAC-SHA256 (RFC 2104) of text under key.
void hidden_mac(uint8_t *mac, const uint8_t *key, size_t key_count, const void *text,
                size_t text_count);
// From the term key and the submission's hash (submission_hash.h): a seed below 2^53. commitment
// [65] out: what a record can show without the seed.
uint64_t hidden_seed(char *commitment, const uint8_t *key, size_t key_count,
                     const char *submission);
// opening [65] out: what is told with the seed once results are out.
void hidden_opening(char *opening, const uint8_t *key, size_t key_count, const char *submission);
// commitment [65] out, from what was told: whoever has a record checks it with this and no key.
void hidden_commitment(char *commitment, uint64_t seed, const char *opening,
                       const char *submission);

#endif
