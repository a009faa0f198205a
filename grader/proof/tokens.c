// tokens.c: a scanner for C. See tokens.h.
#include "proof/tokens.h"

#include <string.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

struct scanner {
    const char *at, *end;
    int line;
};

static char peek(const struct scanner *scanner, int ahead)
{
    return scanner->end - scanner->at > ahead ? scanner->at[ahead] : 0;
}

static void skip(struct scanner *scanner)
{
    scanner->line += *scanner->at == '\n';
    scanner->at++;
}

static bool skip_comment(struct scanner *scanner)
{
    if (peek(scanner, 0) != '/') return false;
    if (peek(scanner, 1) == '/') {
        while (scanner->at < scanner->end && *scanner->at != '\n') skip(scanner);
        return true;
    }
    if (peek(scanner, 1) != '*') return false;
    scanner->at += 2;
    while (scanner->at < scanner->end && !(*scanner->at == '*' && peek(scanner, 1) == '/'))
        skip(scanner);
    for (int i = 0; i < 2 && scanner->at < scanner->end; i++) scanner->at++;
    return true;
}

static bool skip_blank(struct scanner *scanner)
{
    const unsigned char c = (unsigned char)peek(scanner, 0);
    if (scanner->at >= scanner->end || (c > ' ' && c != '\\' && c < 0x7F)) return false;
    skip(scanner);
    return true;
}

static void scan_quoted(struct scanner *scanner, char quote)
{
    scanner->at++;
    while (scanner->at < scanner->end && *scanner->at != quote && *scanner->at != '\n') {
        if (*scanner->at == '\\' && peek(scanner, 1) && peek(scanner, 1) != '\n') scanner->at++;
        scanner->at++;
    }
    if (peek(scanner, 0) == quote) scanner->at++;
}

// 0x1p-3f, 1e-5, 12ull: as the preprocessor sees a number.
static void scan_number(struct scanner *scanner)
{
    while (is_letter(peek(scanner, 0)) || is_digit(peek(scanner, 0)) || peek(scanner, 0) == '.') {
        const char c = peek(scanner, 0), next = peek(scanner, 1);
        scanner->at++;
        if (strchr("eEpP", c) && (next == '+' || next == '-')) scanner->at++;
    }
}

// Marks of two characters count as one; those of three as one and a half, which is no matter.
static void scan_mark(struct scanner *scanner)
{
    static const char *const pairs[] = {"->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&",
                                        "||", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^="};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (peek(scanner, 0) == pairs[i][0] && peek(scanner, 1) == pairs[i][1]) {
            scanner->at += 2;
            return;
        }
    scanner->at++;
}

static enum token_kind scan(struct scanner *scanner)
{
    const char c = *scanner->at;
    if (is_letter(c)) {
        while (is_letter(peek(scanner, 0)) || is_digit(peek(scanner, 0))) scanner->at++;
        return TOKEN_NAME;
    }
    if (is_digit(c) || (c == '.' && is_digit(peek(scanner, 1)))) {
        scan_number(scanner);
        return TOKEN_NUMBER;
    }
    if (c == '"' || c == '\'') {
        scan_quoted(scanner, c);
        return TOKEN_TEXT;
    }
    scan_mark(scanner);
    return TOKEN_MARK;
}

void tokens_read(struct tokens *tokens, struct arena *arena, const char *text, size_t bytes)
{
    struct scanner scanner = {text, text + bytes, 1};
    *tokens = (struct tokens){.list = arena_array(arena, bytes + 1, sizeof *tokens->list)};
    for (;;) {
        while (skip_comment(&scanner) || skip_blank(&scanner)) continue;
        if (scanner.at >= scanner.end) return;
        struct token *token = &tokens->list[tokens->count++];
        token->text = scanner.at;
        token->line = scanner.line;
        token->kind = scan(&scanner);
        if (scanner.at > scanner.end) scanner.at = scanner.end;
        token->length = (int)(scanner.at - token->text);
    }
}

bool token_is(const struct token *token, const char *text)
{
    return strlen(text) == (size_t)token->length &&
           memcmp(token->text, text, (size_t)token->length) == 0;
}

bool token_is_keyword(const struct token *token)
{
    static const char *const words[] = {
        "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else",
        "enum", "extern", "float", "for", "goto", "if", "inline", "int", "long", "register",
        "restrict", "return", "short", "signed", "sizeof", "static", "struct", "switch", "typedef",
        "union", "unsigned", "void", "volatile", "while"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (token_is(token, words[i])) return true;
    return false;
}
