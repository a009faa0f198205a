// expression.c: recursive descent over checked whole numbers. See expression.h.
#include "expression.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 40, NAME_SHOWN = 40 };

struct parser {
    const char *at;
    const struct sizes *sizes;
    char *why;  // "" as long as nothing is wrong
    int depth;
};

__attribute__((format(printf, 2, 3))) static dim wrong(struct parser *p, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (!p->why[0]) vsnprintf(p->why, EXPRESSION_WHY, format, arguments);  // the first says it
    va_end(arguments);
    p->at = "";  // nothing more is read
    return 0;
}

static dim too_large(struct parser *p, dim a, char sign, dim b)
{
    return wrong(p, "%td %c %td does not fit into 64 bits", a, sign, b);
}

static void skip(struct parser *p)
{
    p->at += strspn(p->at, " ");
}

// ---- operations: each value, or what is wrong ---------------------------------------------------

static dim divide(struct parser *p, dim a, dim b)
{
    if (b == 0) return wrong(p, "%td / 0 is no number", a);
    if (b == -1) return a == PTRDIFF_MIN ? too_large(p, a, '/', b) : -a;
    return a % b == 0 ? a / b : wrong(p, "%td / %td is not whole", a, b);
}

static dim power(struct parser *p, dim a, dim b)
{
    dim result = 1;
    if (a < 0 || b < 0) return wrong(p, "%td ^ %td: wanted neither below 0", a, b);
    if (a == 0 || a == 1) return b == 0 ? 1 : a;
    for (dim i = 0; i < b; i++)
        if (__builtin_mul_overflow(result, a, &result)) return too_large(p, a, '^', b);
    return result;
}

static dim add(struct parser *p, dim a, dim b)
{
    dim result;
    return __builtin_add_overflow(a, b, &result) ? too_large(p, a, '+', b) : result;
}

static dim subtract(struct parser *p, dim a, dim b)
{
    dim result;
    return __builtin_sub_overflow(a, b, &result) ? too_large(p, a, '-', b) : result;
}

static dim multiply(struct parser *p, dim a, dim b)
{
    dim result;
    return __builtin_mul_overflow(a, b, &result) ? too_large(p, a, '*', b) : result;
}

static bool positive(struct parser *p, const char *what, dim a, dim b)
{
    if (a >= 0 && b > 0) return true;
    wrong(p, "%s of %td and %td: wanted the first at least 0, the second above 0", what, a, b);
    return false;
}

static dim remainder_of(struct parser *p, dim a, dim b)
{
    return positive(p, "%", a, b) ? a % b : 0;
}

static dim smaller(struct parser *p, dim a, dim b) { return (void)p, a < b ? a : b; }
static dim larger(struct parser *p, dim a, dim b) { return (void)p, a > b ? a : b; }

static dim round_down(struct parser *p, dim a, dim b)
{
    return positive(p, "floor", a, b) ? a / b : 0;
}

static dim round_up(struct parser *p, dim a, dim b)
{
    return positive(p, "ceil", a, b) ? a / b + (a % b != 0) : 0;
}

static dim exponent(struct parser *p, dim a, dim b)
{
    dim result = 0;
    (void)b;
    if (a < 1 || (a & (a - 1)) != 0) return wrong(p, "log2(%td) is not whole", a);
    while (a >>= 1) result++;
    return result;
}

static const struct function {
    const char *name;
    int operands;
    dim (*run)(struct parser *p, dim a, dim b);
} functions[] = {{"min", 2, smaller}, {"max", 2, larger}, {"ceil", 2, round_up},
                 {"floor", 2, round_down}, {"log2", 1, exponent}};

// ---- grammar: sum > product > power > operand --------------------------------------------------

static dim sum(struct parser *p);

static bool expect(struct parser *p, char sign)
{
    skip(p);
    if (*p->at != sign) return wrong(p, "a \"%c\" is missing", sign), false;
    p->at++;
    return true;
}

static dim call(struct parser *p, const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        const struct function *one = &functions[i];
        if (strlen(one->name) != length || strncmp(one->name, name, length) != 0) continue;
        dim a = 0, b = 0;
        if (expect(p, '(')) a = sum(p);
        if (one->operands == 2 && expect(p, ',')) b = sum(p);
        return expect(p, ')') ? one->run(p, a, b) : 0;
    }
    return wrong(p, "\"%.*s\" is no function", (int)(length < NAME_SHOWN ? length : NAME_SHOWN),
                 name);
}

static dim named(struct parser *p)
{
    const char *name = p->at;
    size_t length = 0;
    while (isalnum((unsigned char)name[length]) || name[length] == '_') length++;
    p->at += length;
    skip(p);
    if (*p->at == '(') return call(p, name, length);
    for (int i = 0; i < p->sizes->count; i++)
        if (strlen(p->sizes->all[i].name) == length &&
            strncmp(p->sizes->all[i].name, name, length) == 0)
            return p->sizes->all[i].value;
    return wrong(p, "\"%.*s\" is no size", (int)(length < NAME_SHOWN ? length : NAME_SHOWN), name);
}

static dim number(struct parser *p)
{
    char *end;
    errno = 0;
    const long long value = strtoll(p->at, &end, 10);
    if (errno == ERANGE || value > PTRDIFF_MAX)
        return wrong(p, "\"%.*s\" does not fit into 64 bits", NAME_SHOWN, p->at);
    p->at = end;
    return (dim)value;
}

static dim operand(struct parser *p)
{
    dim value = 0;
    skip(p);
    if (++p->depth > DEPTH_MAX) return wrong(p, "it is nested too deeply");
    if (*p->at == '(') {
        p->at++;
        value = sum(p);
        expect(p, ')');
    } else if (isdigit((unsigned char)*p->at)) {
        value = number(p);
    } else if (isalpha((unsigned char)*p->at) || *p->at == '_') {
        value = named(p);
    } else {
        wrong(p, "a number or a size is missing");
    }
    skip(p);
    p->depth--;
    return value;
}

static dim powers(struct parser *p)
{
    const dim base = operand(p);
    if (*p->at != '^') return base;
    p->at++;
    return power(p, base, operand(p));
}

static dim product(struct parser *p)
{
    dim value = powers(p);
    while (*p->at && strchr("*/%", *p->at)) {
        const char sign = *p->at++;
        const dim factor = powers(p);
        if (p->why[0]) return 0;
        value = sign == '*' ? multiply(p, value, factor)
              : sign == '/' ? divide(p, value, factor) : remainder_of(p, value, factor);
    }
    return value;
}

static dim sum(struct parser *p)
{
    dim value = product(p);
    while (*p->at == '+' || *p->at == '-') {
        const char sign = *p->at++;
        const dim term = product(p);
        if (p->why[0]) return 0;
        value = sign == '+' ? add(p, value, term) : subtract(p, value, term);
    }
    return value;
}

bool expression_whole(dim *value, char *why, const char *text, const struct sizes *sizes)
{
    struct parser parser = {.at = text, .sizes = sizes, .why = why};
    why[0] = 0;
    const dim result = sum(&parser);
    if (!why[0] && *parser.at)
        wrong(&parser, "\"%.*s\" stands behind what is complete", NAME_SHOWN, parser.at);
    if (why[0]) return false;
    *value = result;
    return true;
}

bool expression_value(dim *value, const char *text, const struct sizes *sizes)
{
    char why[EXPRESSION_WHY];
    return !strpbrk(text, "/%^(),") && expression_whole(value, why, text, sizes);
}
