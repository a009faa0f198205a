// hunt_told.c: bytes changed by the stream of a random generator, as hexadecimal digits. See
// hunt_told.h.
#include "hunt_told.h"

#include "rng.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

static const char turned[] = "turned\n";
enum { SEED = 8, STREAM = 1789, LINE = 48 };  // any would do

void hunt_told_write(FILE *out, const char *text)
{
    struct rng rng;
    rng_seed(&rng, SEED, STREAM);
    fputs(turned, out);
    for (size_t i = 0; text[i]; i++)
        fprintf(out, "%02x%s", ((unsigned char)text[i] ^ rng_next(&rng)) & 0xFF,
                text[i + 1] == 0 || i % LINE == LINE - 1 ? "\n" : "");
}

static int digit(char letter)
{
    return isdigit((unsigned char)letter) ? letter - '0' : letter - 'a' + 10;
}

static bool is_digit(char letter)
{
    return isdigit((unsigned char)letter) || (letter >= 'a' && letter <= 'f');
}

const char *hunt_told_read(char *text)
{
    struct rng rng;
    const size_t head = sizeof turned - 1;
    if (strncmp(text, turned, head) != 0) return NULL;
    rng_seed(&rng, SEED, STREAM);
    char *to = text;
    for (const char *at = text + head; *at; at++) {
        if (*at == '\n' || *at == '\r') continue;
        if (!is_digit(at[0]) || !is_digit(at[1])) return "a pair of digits is damaged";
        const char byte = (char)((16 * digit(at[0]) + digit(at[1])) ^ (int)(rng_next(&rng) & 0xFF));
        if (byte == 0) return "a pair of digits is damaged";
        *to++ = byte;
        at++;
    }
    *to = 0;
    return NULL;
}
