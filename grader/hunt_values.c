// hunt_values.c: reads numbers and quoted bytes. See hunt_values.h.
#include "hunt_values.h"

#include "rng.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char TOO_MANY[] = "more values than the 4096 that a tensor of a hunt may have";
static_assert(HUNT_VALUES_MOST == 4096, "the sentence above says how many");

static bool is_float(enum tensor_type type)
{
    return type == TENSOR_F32 || type == TENSOR_F64;
}

static const char *put_whole(struct hunt_values *values, const char *word, enum tensor_type type)
{
    char *end;
    errno = 0;
    const long long number = strtoll(word, &end, 10);
    if (end == word || *end) return "wanted a whole number";
    if (errno || (type == TENSOR_I32 && (number < INT32_MIN || number > INT32_MAX)))
        return "a number that is too large for its type";
    if (type == TENSOR_U8 && (number < 0 || number > 255)) return "wanted a byte from 0 to 255";
    if (type == TENSOR_I64) ((int64_t *)values->bytes)[values->count] = number;
    else if (type == TENSOR_I32) ((int32_t *)values->bytes)[values->count] = (int32_t)number;
    else ((uint8_t *)values->bytes)[values->count] = (uint8_t)number;
    values->count++;
    return NULL;
}

static const char *put_float(struct hunt_values *values, const char *word, enum tensor_type type)
{
    char *end;
    const double number = strtod(word, &end);
    const float single = strtof(word, NULL);
    if (end == word || *end) return "wanted a number such as -0.5, 1e-20 or inf";
    const bool fits = type == TENSOR_F32 ? isfinite(single) : isfinite(number);
    if (!fits && !strpbrk(word, "iInN"))
        return "a number that is too large for its type; wanted inf for infinity";
    if (type == TENSOR_F32) ((float *)values->bytes)[values->count] = single;
    else ((double *)values->bytes)[values->count] = number;
    values->count++;
    return NULL;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// One byte behind a backslash: \n \t \\ \" \xNN. Moves *at behind it; -1 when it is none.
static int escaped(const char **at)
{
    const char c = *(*at)++;
    if (c == 'n') return '\n';
    if (c == 't') return '\t';
    if (c == '\\' || c == '"') return c;
    if (c != 'x' || hex_digit((*at)[0]) < 0 || hex_digit((*at)[1]) < 0) return -1;
    const int byte = hex_digit((*at)[0]) * 16 + hex_digit((*at)[1]);
    *at += 2;
    return byte;
}

// "text" at *from, moved behind its closing quote.
static const char *take_quoted(struct hunt_values *values, char **from)
{
    const char *at = *from + 1;
    while (*at != '"') {
        if (!*at) return "the closing quote is missing";
        if (values->count == HUNT_VALUES_MOST) return TOO_MANY;
        int byte = (uint8_t)*at++;
        if (byte == '\\') byte = *at ? escaped(&at) : -1;
        if (byte < 0) return "wanted \\n, \\t, \\\\, \\\" or \\xNN behind a backslash";
        ((uint8_t *)values->bytes)[values->count++] = (uint8_t)byte;
    }
    *from += at + 1 - *from;
    return NULL;
}

static const char *take_random(struct hunt_values *values, const char *word, enum tensor_type type)
{
    char *end;
    errno = 0;
    const long long seed = strtoll(word, &end, 10);
    if (!is_float(type)) return "only numbers with a point can be random";
    if (values->count || values->random) return "random stands alone";
    if (end == word || *end || errno || seed < 0) return "wanted random SEED, such as random 7";
    values->random = true;
    values->seed = (uint64_t)seed;
    return NULL;
}

// The word at `at` is cut off by a NUL; the byte that was there comes back in *after.
static char *cut_word(char *at, char *after)
{
    char *end = at + strcspn(at, " \t\r");
    *after = *end;
    *end = 0;
    return end;
}

static const char *take_word(struct hunt_values *values, char *word, enum tensor_type type)
{
    if (values->count == HUNT_VALUES_MOST) return TOO_MANY;
    if (values->random) return "random stands alone";
    return is_float(type) ? put_float(values, word, type) : put_whole(values, word, type);
}

bool hunt_values_take(struct hunt_values *values, const char **why, char **at, size_t *length,
                      enum tensor_type type)
{
    for (*why = NULL;;) {
        *at += strspn(*at, " \t\r");
        if (!**at) return true;
        char after, *end;
        if (**at == '"' && type == TENSOR_U8) {
            *length = strlen(*at);
            *why = take_quoted(values, at);
            if (*why) return false;
            continue;
        }
        end = cut_word(*at, &after);
        const bool random = strcmp(*at, "random") == 0;
        if (random && after) {
            *end = after;
            *at = end + strspn(end, " \t\r");
            end = cut_word(*at, &after);
        }
        *why = random ? take_random(values, *at, type) : take_word(values, *at, type);
        *length = (size_t)(end - *at);
        *end = after;
        if (*why) return false;
        *at = end;
    }
}

void hunt_values_random(struct hunt_values *values, enum tensor_type type, dim count)
{
    struct rng rng;
    rng_seed(&rng, values->seed, 0);
    for (dim i = 0; i < count; i++) {
        const float value = rng_normal(&rng);
        if (type == TENSOR_F32) ((float *)values->bytes)[i] = value;
        else ((double *)values->bytes)[i] = (double)value;
    }
    values->count = count;
}
