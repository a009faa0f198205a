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

uint64_t hidden_seed(char *commitment, const uint8_t *key, size_t key_count,
                     const char *submission)
{
    uint8_t mac[DIGEST];
    uint64_t seed = 0;
    char text[120];
    hidden_mac(mac, key, key_count, submission, strlen(submission));
    for (int i = 0; i < 8; i++) seed = seed << 8 | mac[i];
    seed &= (UINT64_C(1) << 53) - 1;  // a whole number in every reader of JSON
    const int count = snprintf(text, sizeof text, "%" PRIu64 " %.64s", seed, submission);
    sha256_hex(commitment, text, (size_t)count);
    return seed;
}
