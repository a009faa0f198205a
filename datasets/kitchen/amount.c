// amount.c: exact fractions and the units of a kitchen. See kitchen.h.
#include "kitchen.h"

#include <assert.h>
#include <string.h>

const char *const unit_one[UNITS] = {"", "cup", "tablespoon", "teaspoon", "pinch", "pound", "clove",
                                     "slice", "can", "bunch", "stalk", "sheet"};
const char *const unit_many[UNITS] = {"", "cups", "tablespoons", "teaspoons", "pinches", "pounds",
                                      "cloves", "slices", "cans", "bunches", "stalks", "sheets"};

enum { AMOUNT_MOST = 100000 };  // of either part that is read: products stay within 64 bits

struct amount unit_teaspoons(enum unit unit)
{
    switch (unit) {
    case UNIT_CUP: return amount_of(48, 1);
    case UNIT_TABLESPOON: return amount_of(3, 1);
    case UNIT_TEASPOON: return amount_of(1, 1);
    case UNIT_PINCH: return amount_of(1, 16);
    default: return amount_of(0, 1);
    }
}

struct amount amount_of(int64_t over, int64_t under)
{
    assert(over >= 0 && under > 0);
    int64_t a = over, b = under;
    while (b) {
        const int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return (struct amount){over / a, under / a};
}

struct amount amount_times(struct amount a, struct amount b)
{
    return amount_of(a.over * b.over, a.under * b.under);
}

struct amount amount_plus(struct amount a, struct amount b)
{
    return amount_of(a.over * b.under + b.over * a.under, a.under * b.under);
}

int amount_compare(struct amount a, struct amount b)
{
    const int64_t left = a.over * b.under, right = b.over * a.under;
    return (left > right) - (left < right);
}

// Digits at the start of text; NULL when there are none, or too many.
static const char *digits(int64_t *value, const char *text)
{
    const char *start = text;
    for (*value = 0; *text >= '0' && *text <= '9'; text++) {
        *value = *value * 10 + (*text - '0');
        if (*value > AMOUNT_MOST) return NULL;
    }
    return text == start ? NULL : text;
}

const char *amount_parse(struct amount *amount, const char *text)
{
    int64_t whole = 0, over, under;
    const char *rest = digits(&over, text);
    if (!rest) return NULL;
    if (*rest == ' ') {  // "1 1/2": a whole number, and a fraction behind it
        int64_t next;
        const char *behind = digits(&next, rest + 1);
        if (behind && *behind == '/') {
            whole = over;
            over = next;
            rest = behind;
        }
    }
    under = 1;
    if (*rest == '/') rest = digits(&under, rest + 1);
    if (!rest || under == 0) return NULL;
    *amount = amount_of(whole * under + over, under);
    return rest;
}
