// pretokenizer.c: the published expressions, run by PCRE2 from one pre-token to the next. Text is
// looked at in pieces: PCRE2's partial matching says when a match could still change with more of
// it, so that a text of any size is cut in little memory. See pretokenizer.h.
#include "pretokenizer.h"

#include "fail.h"
#include "unicode.h"

#include <assert.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum {
    PIECE = 1 << 15,                // bytes looked at first: at most PRETOKENIZER_ROOM pre-tokens
    FURTHEST = PRETOKEN_LONGEST + 8  // bytes looked at for one: room to see its end, and an 're
};

// ---- the patterns ---------------------------------------------------------------------------

#define CL100K_END "|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"
#define CL100K_WORD "[^\\r\\n\\p{L}\\p{N}]?\\p{L}+"
#define O200K_FRONT "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]"
#define O200K_BACK "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]"
#define ENDINGS "(?i:'s|'t|'re|'ve|'m|'ll|'d)"

static const struct {
    const char *name, *expression;
} patterns[] = {
    {"gpt2", "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"},
    {"cl100k", ENDINGS "|" CL100K_WORD CL100K_END},
    {"o200k", O200K_FRONT "*" O200K_BACK "+" ENDINGS "?|" O200K_FRONT "+" O200K_BACK "*" ENDINGS "?"
              "|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"},
    {"llama3", ENDINGS "|" CL100K_WORD CL100K_END},
};
enum { PATTERNS = sizeof patterns / sizeof *patterns };

// Other spellings of the same cuts that files in use have.
static const struct {
    const char *name, *expression;
} spellings[] = {
    {"cl100k", "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|" CL100K_WORD CL100K_END},
    {"gpt2", "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"},
};

const char *pretokenizer_names(void)
{
    return "gpt2, cl100k, o200k, llama3";
}

int pretokenizer_find(const char *name)
{
    for (int i = 0; i < PATTERNS; i++)
        if (strcmp(name, patterns[i].name) == 0) return i;
    return -1;
}

const char *pretokenizer_name(int pattern)
{
    assert(pattern >= 0 && pattern < PATTERNS);
    return patterns[pattern].name;
}

const char *pretokenizer_expression(int pattern)
{
    assert(pattern >= 0 && pattern < PATTERNS);
    return patterns[pattern].expression;
}

int pretokenizer_find_expression(const char *expression)
{
    for (int i = 0; i < PATTERNS; i++)
        if (strcmp(expression, patterns[i].expression) == 0) return i;
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
        if (strcmp(expression, spellings[i].expression) == 0)
            return pretokenizer_find(spellings[i].name);
    return -1;
}

// PCRE2's own \s is either ASCII or has U+180E in it; here it is Unicode's White_Space, as in the
// engines that the expressions were published for.
static void spell_out_space(char *to, const char *expression)
{
    static const char space[] = "\\x{9}-\\x{d}\\x{20}\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}"
                                "\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}";
    bool in_class = false;
    while (*expression) {
        const bool is_space = expression[0] == '\\' && expression[1] == 's';
        const bool no_space = expression[0] == '\\' && expression[1] == 'S';
        if (is_space || no_space) {
            assert(!no_space || !in_class);
            const char *open = in_class ? "" : no_space ? "[^" : "[", *close = in_class ? "" : "]";
            to += strlen(strcat(strcat(strcpy(to, open), space), close));
            expression += 2;
        } else {
            if (*expression == '[') in_class = true;
            if (*expression == ']') in_class = false;
            *to++ = *expression++;
        }
    }
    *to = '\0';
}

void pretokenizer_open(struct pretokenizer *pretokenizer, int pattern, bool use_jit)
{
    char expression[2048];
    spell_out_space(expression, pretokenizer_expression(pattern));
    int error = 0;
    PCRE2_SIZE at = 0;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)expression, PCRE2_ZERO_TERMINATED,
                                     PCRE2_UTF | PCRE2_ANCHORED, &error, &at, NULL);
    pcre2_match_data *match = code ? pcre2_match_data_create(1, NULL) : NULL;
    pcre2_match_context *limits = pcre2_match_context_create(NULL);
    if (!match || !limits)
        fail_environment("pattern %s: PCRE2 does not take it (error %d at %zu); it must be built "
                         "with Unicode", pretokenizer_name(pattern), error, (size_t)at);
    // A pre-token of 16 MiB takes as many steps; its length bounds the work, no limit here.
    pcre2_set_match_limit(limits, UINT32_MAX);
    pcre2_set_depth_limit(limits, UINT32_MAX);
    pcre2_set_heap_limit(limits, UINT32_MAX);
    *pretokenizer = (struct pretokenizer){code, match, limits, false};
    pretokenizer->jit =
        use_jit && pcre2_jit_compile(code, PCRE2_JIT_COMPLETE | PCRE2_JIT_PARTIAL_HARD) == 0;
}

void pretokenizer_close(struct pretokenizer *pretokenizer)
{
    pcre2_match_context_free(pretokenizer->limits);
    pcre2_match_data_free(pretokenizer->match);
    pcre2_code_free(pretokenizer->code);
    *pretokenizer = (struct pretokenizer){0};
}

// ---- cutting --------------------------------------------------------------------------------

// How many of the n bytes are well-formed, from the first on. *broken: how many behind them are an
// ill-formed subpart; 0 when none is there, or more bytes could still complete it.
static dim well_formed(dim *broken, const uint8_t *bytes, dim n, bool last)
{
    dim at = 0, taken;
    int32_t point;
    *broken = 0;
    for (; at < n; at += taken) {
        for (; at < n && bytes[at] < 0x80; at++) {}
        if (at == n) break;
        taken = unicode_step(&point, bytes + at, n - at);
        if (point != UNICODE_REPLACEMENT) continue;
        if (taken == 3 && memcmp(bytes + at, "\xEF\xBF\xBD", 3) == 0) continue;  // it is one
        if (taken < n - at || last) *broken = taken;
        break;
    }
    return at;
}

// The bytes of the pre-token at the front of well-formed text; 0: not certain without more of it.
static dim match(struct pretokenizer *pretokenizer, const uint8_t *bytes, dim n, bool last)
{
    const uint32_t options = PCRE2_NO_UTF_CHECK | (last ? 0 : PCRE2_PARTIAL_HARD);
    int found = PCRE2_ERROR_JIT_STACKLIMIT;
    if (pretokenizer->jit)
        found = pcre2_jit_match(pretokenizer->code, bytes, (size_t)n, 0, options,
                                pretokenizer->match, pretokenizer->limits);
    if (found == PCRE2_ERROR_JIT_STACKLIMIT)  // or no JIT: slower, on the heap
        found = pcre2_match(pretokenizer->code, bytes, (size_t)n, 0, options | PCRE2_NO_JIT,
                            pretokenizer->match, pretokenizer->limits);
    if (found == PCRE2_ERROR_PARTIAL) return 0;
    // Every character is in some class of each pattern, so that something always matches.
    if (found < 0) fail_environment("PCRE2: error %d while cutting text into pre-tokens", found);
    return (dim)pcre2_get_ovector_pointer(pretokenizer->match)[1];
}

dim pretokenizer_split(dim *spans, const uint8_t *bytes, dim n, bool last,
                       struct pretokenizer *pretokenizer)
{
    dim count = 0, at = 0, piece = n < PIECE ? n : PIECE;
    spans[0] = 0;
    while (at < n && count < PRETOKENIZER_ROOM) {
        dim broken;
        const bool ends = last && piece == n;
        const dim end = at + well_formed(&broken, bytes + at, piece - at, ends);
        while (at < end && count < PRETOKENIZER_ROOM) {
            const dim length = match(pretokenizer, bytes + at, end - at, ends || broken > 0);
            if (length > PRETOKEN_LONGEST) return -1;
            if (length == 0) break;
            spans[++count] = at += length;
        }
        if (at == end && broken > 0 && count < PRETOKENIZER_ROOM) {
            spans[++count] = at += broken;
        } else if (count == 0 && piece == FURTHEST) {
            return -1;
        } else if (count > 0 || piece == n) {
            break;
        } else {  // one pre-token fills the piece: look further
            piece = 2 * piece < FURTHEST ? 2 * piece : FURTHEST;
            if (piece > n) piece = n;
        }
    }
    return count;
}
