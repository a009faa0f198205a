// grammar_parse.c: what stands inside an alternative: words and slots in braces, as a tree of
// nodes.
#include "grammar.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct parser {
    struct grammar *grammar;
    struct grammar_error *error;
    int depth;
};

struct piece {
    const char *start;
    dim count;
};

static bool parse_body(struct parser *parser, struct grammar_template *body, struct piece piece);
static bool parse_slot(struct parser *parser, struct grammar_node *node, struct piece piece);

static bool wrong(struct parser *parser, const char *why, struct piece piece)
{
    int count = piece.count > 60 ? 60 : (int)piece.count;
    parser->error->why = arena_print(parser->grammar->arena, "{%.*s}: %s", count, piece.start, why);
    return false;
}

static struct piece trimmed(struct piece piece)
{
    while (piece.count && *piece.start == ' ') piece.start++, piece.count--;
    while (piece.count && piece.start[piece.count - 1] == ' ') piece.count--;
    return piece;
}

static const char *copy(struct parser *parser, struct piece piece)
{
    char *text = arena_alloc(parser->grammar->arena, (size_t)piece.count + 1);
    memcpy(text, piece.start, (size_t)piece.count);
    return text;
}

static dim name_length(struct piece piece)
{
    dim length = 0;
    while (length < piece.count && (islower((unsigned char)piece.start[length]) ||
                                    (length && (isdigit((unsigned char)piece.start[length]) ||
                                                piece.start[length] == '-'))))
        length++;
    return length;
}

static bool is_word(struct piece piece, dim length, const char *word)
{
    return length == (dim)strlen(word) && memcmp(piece.start, word, (size_t)length) == 0;
}

static struct piece behind(struct piece piece, dim count)
{
    return trimmed((struct piece){piece.start + count, piece.count - count});
}

static bool has_bar(struct piece piece)
{
    int depth = 0;
    for (dim i = 0; i < piece.count; i++) {
        depth += (piece.start[i] == '{') - (piece.start[i] == '}');
        if (piece.start[i] == '|' && depth == 0) return true;
    }
    return false;
}

static struct grammar_template *new_part(struct parser *parser, struct grammar_node *node)
{
    node->parts = grammar_grow(parser->grammar->arena, node->parts, node->count, &node->capacity,
                               sizeof *node->parts);
    node->parts[node->count] = (struct grammar_template){0};
    return &node->parts[node->count++];
}

static struct grammar_node *new_node(struct parser *parser, struct grammar_template *body)
{
    body->nodes = grammar_grow(parser->grammar->arena, body->nodes, body->count, &body->capacity,
                               sizeof *body->nodes);
    body->nodes[body->count] = (struct grammar_node){.variable = -1, .second = -1};
    return &body->nodes[body->count++];
}

// A name that a variable may have. Returns its index, or -1 with an error.
static dim variable(struct parser *parser, struct piece name)
{
    dim found = grammar_variable(parser->grammar, copy(parser, name));
    if (found < 0) wrong(parser, "more than 4096 names of rules and variables; use fewer", name);
    return found;
}

// ---- kinds of slots ----------------------------------------------------------------------------

static bool parse_choice(struct parser *parser, struct grammar_node *node, struct piece piece)
{
    node->kind = GRAMMAR_CHOICE;
    int depth = 0;
    dim start = 0;
    for (dim i = 0; i <= piece.count; i++) {
        if (i < piece.count) depth += (piece.start[i] == '{') - (piece.start[i] == '}');
        if (i < piece.count && (piece.start[i] != '|' || depth)) continue;
        struct piece part = {piece.start + start, i - start};
        if (!parse_body(parser, new_part(parser, node), part)) return false;
        start = i + 1;
    }
    return true;
}

// What a function or a variable takes: "=words", words with braces, or what could stand in a slot.
static bool parse_argument(struct parser *parser, struct grammar_node *node, struct piece piece)
{
    struct grammar_template *body = new_part(parser, node);
    piece = trimmed(piece);
    if (!piece.count) return wrong(parser, "something is missing behind this", piece);
    if (*piece.start == '=') return parse_body(parser, body, behind(piece, 1));
    if (*piece.start == '{') return parse_body(parser, body, piece);
    return parse_slot(parser, new_node(parser, body), piece);
}

static bool parse_bind(struct parser *parser, struct grammar_node *node, struct piece piece)
{
    dim length = name_length(piece);
    if (!length || length == piece.count || piece.start[length] != ':')
        return wrong(parser, "wanted as in {let hero:person}", piece);
    node->kind = GRAMMAR_BIND;
    node->text = copy(parser, (struct piece){piece.start, length});
    node->variable = variable(parser, (struct piece){piece.start, length});
    if (node->variable < 0) return false;
    parser->grammar->bound[node->variable] = true;
    return parse_argument(parser, node, behind(piece, length + 1));
}

static bool parse_set(struct parser *parser, struct grammar_node *node, struct piece piece)
{
    if (!piece.count || name_length(piece) != piece.count)
        return wrong(parser, "wanted one name, as in {set rain}", piece);
    node->kind = GRAMMAR_SET;
    node->text = copy(parser, piece);
    node->variable = variable(parser, piece);
    if (node->variable < 0) return false;
    return parser->grammar->bound[node->variable] = true;
}

// "2-3 rule" or "2 rule" behind some and list.
static bool parse_several(struct parser *parser, struct grammar_node *node, struct piece piece)
{
    char text[128];
    int used = 0;
    snprintf(text, sizeof text, "%.*s", (int)(piece.count < 127 ? piece.count : 127), piece.start);
    if (sscanf(text, "%2d-%2d %n", &node->low, &node->high, &used) < 2 || !used) {
        used = 0;
        if (sscanf(text, "%2d %n", &node->low, &used) < 1) used = 0;
        node->high = node->low;
    }
    struct piece name = behind(piece, used < piece.count ? used : piece.count);
    if (!used || node->low < 1 || node->high < node->low || node->high > 24 || !name.count ||
        name_length(name) != name.count)
        return wrong(parser, "wanted a number, at most 24, and a rule, as in {some 2-3 excuse}",
                     piece);
    node->text = copy(parser, name);
    return true;
}

static bool parse_number(struct parser *parser, struct grammar_node *node, struct piece piece)
{
    char text[64];
    int used = 0;
    snprintf(text, sizeof text, "%.*s", (int)(piece.count < 63 ? piece.count : 63), piece.start);
    if (sscanf(text, "%6d %6d%n", &node->low, &node->high, &used) < 2 || used != piece.count ||
        node->low < 0 || node->high < node->low)
        return wrong(parser, "wanted the least and the greatest, as in {number 2 9}", piece);
    node->kind = GRAMMAR_NUMBER;
    return true;
}

// "{sum x y}": two variables or a variable and a number.
static bool parse_sum(struct parser *parser, struct grammar_node *node, struct piece piece)
{
    node->kind = GRAMMAR_SUM;
    dim length = name_length(piece);
    struct piece second = behind(piece, length);
    if (!length || !second.count)
        return wrong(parser, "wanted two, as in {sum eggs more} or {times eggs 2}", piece);
    node->variable = variable(parser, (struct piece){piece.start, length});
    if (node->variable < 0) return false;
    node->attribute = copy(parser, second);
    char *end;
    node->low = (int)strtol(node->attribute, &end, 10);
    if (!*end && node->low >= 0) return true;
    if (name_length(second) != second.count)
        return wrong(parser, "wanted two, as in {sum eggs more} or {times eggs 2}", piece);
    node->second = variable(parser, second);
    return node->second >= 0;
}

static bool parse_many(struct parser *parser, struct grammar_node *node, struct piece piece)
{
    node->kind = GRAMMAR_MANY;
    dim length = name_length(piece);
    if (!length) return wrong(parser, "wanted a number and a noun, as in {many n egg}", piece);
    node->variable = variable(parser, (struct piece){piece.start, length});
    return node->variable >= 0 && parse_argument(parser, node, behind(piece, length));
}

static bool parse_name(struct parser *parser, struct grammar_node *node, struct piece piece)
{
    node->kind = GRAMMAR_SLOT;
    dim length = name_length(piece);
    struct piece name = {piece.start, length}, rest = {piece.start + length, piece.count - length};
    if (rest.count && *rest.start == '.') {
        rest.start++, rest.count--;
        if (!rest.count || name_length(rest) != rest.count) length = 0;
        node->attribute = copy(parser, rest);
    } else if (rest.count) {
        length = 0;
    }
    if (!length) return wrong(parser, "wanted a rule, a variable or a known function", piece);
    node->text = copy(parser, name);
    node->variable = variable(parser, name);
    return node->variable >= 0;
}

static bool parse_function(struct parser *parser, struct grammar_node *node, struct piece piece,
                           bool *is)
{
    dim length = name_length(piece);
    struct piece rest = behind(piece, length);
    static const char *const calls[] = {"a", "cap", "plural", "word"};
    static const char *const sums[] = {"sum", "minus", "times"};
    *is = true;
    for (dim i = 0; i < 4; i++) {
        if (!is_word(piece, length, calls[i])) continue;
        node->kind = GRAMMAR_CALL;
        node->text = calls[i];
        return parse_argument(parser, node, rest);
    }
    for (dim i = 0; i < 3; i++) {
        if (!is_word(piece, length, sums[i])) continue;
        node->text = sums[i];
        return parse_sum(parser, node, rest);
    }
    if (is_word(piece, length, "many")) return parse_many(parser, node, rest);
    if (is_word(piece, length, "number")) return parse_number(parser, node, rest);
    node->kind = is_word(piece, length, "some") ? GRAMMAR_SOME : GRAMMAR_LIST;
    if (is_word(piece, length, "some") || is_word(piece, length, "list"))
        return parse_several(parser, node, rest);
    return *is = false;
}

static bool parse_slot(struct parser *parser, struct grammar_node *node, struct piece piece)
{
    if (++parser->depth > GRAMMAR_NESTING_MOST)
        return wrong(parser, "braces in braces, more than 24 deep; make a rule of it", piece);
    dim length = name_length(piece);
    bool right, known = false;
    if (is_word(piece, length, "let") && length < piece.count && piece.start[length] == ' ') {
        right = parse_bind(parser, node, behind(piece, length));
        node->silent = true;
    } else if (is_word(piece, length, "set") && length < piece.count) {
        right = parse_set(parser, node, behind(piece, length));
    } else if (length && length < piece.count && piece.start[length] == ':') {
        right = parse_bind(parser, node, piece);
    } else if (has_bar(piece)) {
        right = parse_choice(parser, node, piece);
    } else {
        if (length && length < piece.count && piece.start[length] == ' ')
            right = parse_function(parser, node, piece, &known);
        else right = false;
        if (!known) right = parse_name(parser, node, piece);
    }
    parser->depth--;
    return right;
}

// ---- words and slots ---------------------------------------------------------------------------

static bool add_text(struct parser *parser, struct grammar_template *body, struct piece piece)
{
    if (!piece.count) return true;
    char *text = arena_alloc(parser->grammar->arena, (size_t)piece.count + 1);
    dim count = 0;
    for (dim i = 0; i < piece.count; i++) {
        bool line = piece.start[i] == '\\' && i + 1 < piece.count && piece.start[i + 1] == 'n';
        text[count++] = line ? '\n' : piece.start[i];
        i += line;
    }
    struct grammar_node *node = new_node(parser, body);
    node->kind = GRAMMAR_TEXT;
    node->text = text;
    return true;
}

static bool parse_body(struct parser *parser, struct grammar_template *body, struct piece piece)
{
    dim start = 0;
    for (dim i = 0; i < piece.count; i++) {
        if (piece.start[i] == '}') return wrong(parser, "a } without its {", piece);
        if (piece.start[i] != '{') continue;
        add_text(parser, body, (struct piece){piece.start + start, i - start});
        int depth = 1;
        dim end = i + 1;
        for (; end < piece.count && depth > 0; end++)
            depth += (piece.start[end] == '{') - (piece.start[end] == '}');
        struct piece inside = {piece.start + i + 1, end - i - 1 - (depth == 0)};
        if (depth > 0) return wrong(parser, "a { without its }", inside);
        if (!parse_slot(parser, new_node(parser, body), inside)) return false;
        start = end;
        i = end - 1;
    }
    return add_text(parser, body, (struct piece){piece.start + start, piece.count - start});
}

bool grammar_parse(struct grammar *grammar, struct grammar_template *body, const char *text,
                   dim count, struct grammar_error *error)
{
    struct parser parser = {grammar, error, 0};
    return parse_body(&parser, body, (struct piece){text, count});
}
