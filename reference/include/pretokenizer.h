// pretokenizer.h: cuts text into pre-tokens (words, numbers, runs of punctuation or space) by the
// published expressions of well-known tokenizers. Given code; runs on PCRE2, JIT where there is
// one.
//
// Any bytes are text. The published tokenizers first replace ill-formed UTF-8 by U+FFFD and so lose
// the bytes; here each maximal ill-formed subpart (unicode.h) is a pre-token of its own, and the
// text before and after it is cut as if it were a text of its own. Nothing is lost: the pre-tokens
// joined are the text.
#ifndef CRUMB_PRETOKENIZER_H
#define CRUMB_PRETOKENIZER_H

#include "dim.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    PRETOKEN_LONGEST = 1 << 24,    // bytes; a longer one is refused
    PRETOKENIZER_ROOM = 1 << 15,   // pre-tokens that one call finds at most
};

struct pretokenizer {
    void *code, *match, *limits;  // PCRE2's
    bool jit;                     // without it: the same result, about five times slower
};

// A pattern is known by its index: the place of its name in this list. -1: no such name.
const char *pretokenizer_names(void);  // "gpt2, cl100k, o200k, llama3"
int pretokenizer_find(const char *name);
const char *pretokenizer_name(int pattern);
// The published expression, and the pattern that a published spelling stands for (-1: none of
// ours).
const char *pretokenizer_expression(int pattern);
int pretokenizer_find_expression(const char *expression);

void pretokenizer_open(struct pretokenizer *pretokenizer, int pattern, bool use_jit);
void pretokenizer_close(struct pretokenizer *pretokenizer);

// spans [PRETOKENIZER_ROOM + 1] out, bytes [n] in: pre-token p is bytes[spans[p] .. spans[p + 1]).
// last: the text ends after these n bytes; otherwise only pre-tokens are given that no further
// bytes can change. Call again from spans[count] on. Returns count: 0 when nothing is certain
// without more bytes (never when last and n > 0), -1 when a pre-token is longer than
// PRETOKEN_LONGEST. Where the calls cut the text does not change the result.
dim pretokenizer_split(dim *spans, const uint8_t *bytes, dim n, bool last,
                       struct pretokenizer *pretokenizer);

#endif
