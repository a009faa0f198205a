// viva_lines.c: what can be asked about a line itself: where a loop ends, where a number comes
// from, whether an order matters, what a check is for. See viva.h.
#include "proof/viva.h"

#include <stdio.h>
#include <string.h>

enum { NAMES = 200 };

struct place {
    struct viva *viva;
    const struct viva_source *source;
    const struct viva_function *function;
};

static void add(const struct place *place, enum viva_kind kind, int line, int lines,
                const char *ask, const char *listen)
{
    const struct viva_question question = {.kind = kind, .source = place->source,
                                           .function = place->function->name, .line = line,
                                           .lines = lines, .ask = ask, .listen = listen};
    viva_add(place->viva, &question);
}

static const struct token *at(const struct place *place, dim i)
{
    return &place->source->tokens.list[i];
}

static const char *code(const struct place *place, dim first, dim end)
{
    return viva_tokens(place->viva->arena, place->source, first, end);
}

// The token that closes what is opened at i; the function's end when there is none.
static dim closing(const struct place *place, dim i)
{
    int depth = 0;
    for (; i < place->function->end; i++) {
        depth += token_is(at(place, i), "(") || token_is(at(place, i), "[");
        depth -= token_is(at(place, i), ")") || token_is(at(place, i), "]");
        if (depth <= 0) return i;
    }
    return place->function->end;
}

static bool holds(const struct place *place, dim first, dim end, const struct token *name)
{
    for (dim i = first; i < end; i++)
        if (at(place, i)->kind == TOKEN_NAME && at(place, i)->length == name->length &&
            memcmp(at(place, i)->text, name->text, (size_t)name->length) == 0)
            return true;
    return false;
}

// ---- loops -------------------------------------------------------------------------------------

// "a, b": what is indexed by an expression with name in it, from first on.
static const char *indexed_by(const struct place *place, dim first, const struct token *name)
{
    char names[NAMES] = "";  // each between ", " and ", " while they are looked for
    for (dim i = first; i + 1 < place->function->end; i++) {
        if (at(place, i)->kind != TOKEN_NAME || !token_is(at(place, i + 1), "[")) continue;
        if (!holds(place, i + 2, closing(place, i + 1), name)) continue;
        char one[64];
        snprintf(one, sizeof one, ", %.*s,", at(place, i)->length > 58 ? 58 : at(place, i)->length,
                 at(place, i)->text);
        if (strstr(names, one) || strlen(names) + strlen(one) + 1 > sizeof names) continue;
        if (*names) names[strlen(names) - 1] = 0;
        strcat(names, one);
    }
    return viva_print(place->viva->arena, "%.*s", *names ? (int)strlen(names) - 3 : 0,
                      *names ? names + 2 : names);
}

static void ask_loop(const struct place *place, dim i)
{
    const dim close = closing(place, i + 1);
    dim first = i + 2, end;
    while (first < close && !token_is(at(place, first), ";")) first++;
    for (end = ++first; end < close && !token_is(at(place, end), ";");) end++;
    if (end >= close || end == first) return;
    const char *condition = code(place, first, end);
    const struct token *name = at(place, first);
    const char *indexed = name->kind == TOKEN_NAME ? indexed_by(place, close, name) : "";
    const char *what = *indexed ? viva_print(place->viva->arena, "%.*s is an index of %s here; ",
                                             name->length, name->text, indexed) : "";
    add(place, VIVA_LOOP, at(place, i)->line, 1,
        viva_print(place->viva->arena, "Why does this loop go on just as long as %s? What happens "
                   "if it goes on for one round more, and what if it stops one round early?",
                   condition),
        viva_print(place->viva->arena, "%sthe answer names the size that the contract gives it. "
                   "One round more touches what lies behind the end, or counts a thing twice; one "
                   "less leaves the last one unwritten or out of the sum.", what));
}

// ---- numbers, checks, double -------------------------------------------------------------------

static bool is_dull(const struct token *token)
{
    static const char *const dull[] = {"0", "1", "0.0", "0.0f", "0.f", "1.0", "1.0f", "1.f", "2"};
    for (size_t i = 0; i < sizeof dull / sizeof *dull; i++)
        if (token_is(token, dull[i])) return true;
    return false;
}

static void ask_constant(const struct place *place, dim i)
{
    if (is_dull(at(place, i))) return;
    add(place, VIVA_CONSTANT, at(place, i)->line, 1,
        viva_print(place->viva->arena, "Where does the number %s on this line come from? What "
                   "would come out if it were twice as large: all results changed, some, by how "
                   "much?",
                   code(place, i, i + 1)),
        "The formula that it stands in, in the student's words, and whether the result grows with "
        "it, shrinks, or only changes for some inputs.");
}

static void ask_check(const struct place *place, dim i)
{
    const dim close = closing(place, i + 1);
    const bool is_assert = token_is(at(place, i), "assert");
    if (close <= i + 2) return;
    add(place, VIVA_CHECK, at(place, i)->line, 1,
        viva_print(place->viva->arena, is_assert
                   ? "What is the smallest input for which %s is false? What would the lines below "
                     "do with it if the check were not there?"
                   : "Name an input for which %s is true and one for which it is false. What goes "
                     "wrong for one of them without this check?", code(place, i + 2, close)),
        "An input with numbers in it, not \"a wrong one\"; and what the code below would then "
        "read, write or compute.");
}

static void ask_double(const struct place *place, dim i)
{
    add(place, VIVA_DOUBLE, at(place, i)->line, 1,
        "Why double on this line, and where is it rounded to float? Describe an input for which "
        "float all the way would give a result that is visibly off.",
        "A float has about 7 digits: long sums, large angles and small differences of large "
        "numbers lose theirs. Rounding once, at the end, is the point.");
}

static void ask_index(const struct place *place, dim i)
{
    const dim close = closing(place, i + 1);
    if (close - i < 5 || close >= place->function->end) return;
    add(place, VIVA_INDEX, at(place, i)->line, 1,
        viva_print(place->viva->arena, "Say in words which element %s is: which row, which column, "
                   "whose? Which is the largest value that the index takes, and is that the last "
                   "element?", code(place, i, close + 1)),
        viva_print(place->viva->arena, "The shape of %s as the contract states it, and the step "
                   "from one row to the next; the largest index is one less than the number of "
                   "elements, or the student says why it is not reached.", code(place, i, i + 1)));
}

// ---- the order of two statements ---------------------------------------------------------------

struct statement {
    dim first, end;   // without its semicolon
    dim assigns;      // the operator
    const struct token *target;
};

static bool is_assignment(const struct token *token)
{
    return token_is(token, "=") || (token->length == 2 && token->kind == TOKEN_MARK &&
                                    token->text[1] == '=' && strchr("+-*/%&|^", token->text[0]));
}

// From first to the next semicolon, with nothing in it that branches; false when it is no
// assignment.
static bool statement_at(struct statement *statement, const struct place *place, dim first)
{
    *statement = (struct statement){.first = first, .assigns = -1};
    dim i = first;
    for (; i < place->function->end && !token_is(at(place, i), ";"); i++) {
        if (token_is(at(place, i), "{") || token_is(at(place, i), "}")) return false;
        if (token_is(at(place, i), "for") || token_is(at(place, i), "if") ||
            token_is(at(place, i), "return") || token_is(at(place, i), "while") ||
            token_is(at(place, i), "else"))
            return false;
        if (token_is(at(place, i), "[") && statement->assigns < 0) {
            if (i > first && at(place, i - 1)->kind == TOKEN_NAME)
                statement->target = at(place, i - 1);
            i = closing(place, i);
            continue;
        }
        if (is_assignment(at(place, i)) && statement->assigns < 0) statement->assigns = i;
        if (statement->assigns < 0 && at(place, i)->kind == TOKEN_NAME)
            statement->target = at(place, i);
    }
    statement->end = i;
    return statement->assigns >= 0 && statement->target && i < place->function->end;
}

static const char *why_order(const struct place *place, const struct statement *one,
                             const struct statement *two)
{
    struct arena *arena = place->viva->arena;
    const char *first = viva_code(arena, one->target->text, (size_t)one->target->length);
    const char *second = viva_code(arena, two->target->text, (size_t)two->target->length);
    if (holds(place, two->first, two->end, one->target))
        return viva_print(arena, "It matters, by their names: the second line uses %s, which the "
                          "first one sets. The student says which value it would have instead.",
                          first);
    if (holds(place, one->first, one->end, two->target))
        return viva_print(arena, "It matters, by their names: the first line still uses %s as it "
                          "was before the second one sets it.", second);
    return viva_print(arena, "By their names neither uses what the other sets (%s, %s), so nothing "
                      "should change, unless pointers meet or a function that is called does more "
                      "than return. The student says why.", first, second);
}

static void ask_order(const struct place *place, dim first)
{
    struct statement one, two;
    if (!statement_at(&one, place, first) || !statement_at(&two, place, one.end + 1)) return;
    const int from = at(place, one.first)->line, to = at(place, two.first)->line;
    if (to == from || to - from > 3) return;
    add(place, VIVA_ORDER, from, to - from + 1,
        viva_print(place->viva->arena, "What happens if these two change places: %s and %s?",
                   code(place, one.first, one.end), code(place, two.first, two.end)),
        why_order(place, &one, &two));
}

void viva_lines(struct viva *viva, const struct viva_source *source)
{
    for (dim f = 0; f < source->function_count; f++) {
        const struct place place = {viva, source, &source->functions[f]};
        if (!place.function->written) continue;
        for (dim i = place.function->first; i + 1 < place.function->end; i++) {
            const struct token *token = at(&place, i), *next = at(&place, i + 1);
            const bool opens = token_is(next, "(");
            if (opens && token_is(token, "for")) ask_loop(&place, i);
            if (opens && (token_is(token, "assert") || token_is(token, "if"))) ask_check(&place, i);
            if (token->kind == TOKEN_NUMBER) ask_constant(&place, i);
            if (token_is(token, "double")) ask_double(&place, i);
            if (token->kind == TOKEN_NAME && token_is(next, "[")) ask_index(&place, i);
            if (token_is(token, "{") || token_is(token, ";")) ask_order(&place, i + 1);
        }
    }
}
