// tokens.h: the words of a C file: names, numbers, texts, marks, each with its line. Comments and
// blanks are none. Nothing is compiled or run, and any bytes at all will do.
#ifndef CRUMB_TOKENS_H
#define CRUMB_TOKENS_H

#include "arena.h"
#include "dim.h"

#include <stdbool.h>

enum token_kind { TOKEN_NAME, TOKEN_NUMBER, TOKEN_TEXT, TOKEN_MARK };

struct token {
    enum token_kind kind;
    const char *text;  // in the file, length bytes
    int length, line;  // line: from 1
};

struct tokens {
    struct token *list;  // [count] in the arena
    dim count;
};

void tokens_read(struct tokens *tokens, struct arena *arena, const char *text, size_t bytes);
bool token_is(const struct token *token, const char *text);
// A word of the language itself: for, double, const ...
bool token_is_keyword(const struct token *token);

#endif
