// hidden_seed.c: HMAC from the digest that manifests use, and a seed from it. See hidden_seed.h.
#include "proof/hidden_seed.h"

#include "fail.h"
#include "sha256.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 64, DIGEST = 32 };

static void digest(uint8_t *out, const uint8_t *bytes, size_t count)
{
    char hex[2 * DIGEST + 1];
    sha256_hex(hex, bytes, count);
    for (int i = 0; i < DIGEST; i++) {
        const char pair[3] = {hex[2 * i], hex[2 * i + 1], 0};
        out[i] = (uint8_t)strtoul(pair, NULL, 16);
    }
}

void hidden_mac(uint8_t *mac, const uint8_t *key, size_t key_count, const void *text,
                size_t text_count)
{
    uint8_t block[BLOCK] = {0}, outer[BLOCK + DIGEST], *inner = malloc(BLOCK + text_count);
    if (!inner) fail_environment("memory: no room for a keyed digest");
    if (key_count > BLOCK) digest(block, key, key_count);
    else memcpy(block, key, key_count);
    for (int i = 0; i < BLOCK; i++) {
        inner[i] = block[i] ^ 0x36;
        outer[i] = block[i] ^ 0x5c;
    }
    memcpy(inner + BLOCK, text, text_count);
    digest(outer + BLOCK, inner, BLOCK + text_count);
    digest(mac, outer, sizeof outer);
    free(inner);
}

void hidden_opening(char *opening, const uint8_t *key, size_t key_count, const char *submission)
{
    uint8_t mac[DIGEST];
    char text[120];
    const int count = snprintf(text, sizeof text, "opening %.64s", submission);
    hidden_mac(mac, key, key_count, text, (size_t)count);
    for (int i = 0; i < DIGEST; i++) sprintf(opening + 2 * i, "%02x", mac[i]);
}

void hidden_commitment(char *commitment, uint64_t seed, const char *opening,
                       const char *submission)
{
    char text[200];
    const int count = snprintf(text, sizeof text, "%" PRIu64 " %.64s %.64s", seed, opening,
                               submission);
    sha256_hex(commitment, text, (size_t)count);
}

uint64_t hidden_seed(char *commitment, const uint8_t *key, size_t key_count,
                     const char *submission)
{
    uint8_t mac[DIGEST];
    char opening[2 * DIGEST + 1];
    uint64_t seed = 0;
    hidden_mac(mac, key, key_count, submission, strlen(submission));
    for (int i = 0; i < 8; i++) seed = seed << 8 | mac[i];
    seed >>= 11;  // 53 bits: a whole number in every reader of JSON
    hidden_opening(opening, key, key_count, submission);
    hidden_commitment(commitment, seed, opening, submission);
    return seed;
}
