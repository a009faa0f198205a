// sha256.h: the SHA-256 digest (FIPS 180-4), for manifests and submission identities.
#ifndef CRUMB_SHA256_H
#define CRUMB_SHA256_H

#include <stddef.h>
#include <stdint.h>

// hex [65] out: 64 lower-case digits and a NUL, the digest of bytes [count].
void sha256_hex(char *hex, const void *bytes, size_t count);

#endif
