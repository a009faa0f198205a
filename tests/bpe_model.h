// bpe_model.h: what bpe_test.c judges by: vocabularies made from a line of text, and a model of
// byte-pair encoding that is as naive as possible.
#ifndef CRUMB_BPE_MODEL_H
#define CRUMB_BPE_MODEL_H

#include "bpe.h"
#include "check.h"
#include "rng.h"
#include "vocabulary.h"

#include <string.h>

// ---- making vocabularies --------------------------------------------------------------------

struct word {
    char bytes[16];
    dim length;
};

// A vocabulary with shuffled ids: the byte b has id turn(b), merges and specials follow in an order
// of their own, and one id in the middle is a hole.
struct made {
    struct arena arena;
    struct bpe bpe;
    struct word words[512];  // by id
    dim vocab;
};

static inline int32_t turn(int byte)
{
    return (int32_t)((byte * 77 + 31) % 256);  // a permutation: 77 is odd
}

static inline int32_t id_of(const struct made *made, const char *bytes, dim length)
{
    for (int32_t i = 0; i < made->vocab; i++)
        if (made->words[i].length == length && !memcmp(made->words[i].bytes, bytes, (size_t)length))
            return i;
    return -1;
}

// The id of a token, made when there is none yet.
static inline int32_t token(struct made *made, const char *bytes, dim length)
{
    const int32_t id = id_of(made, bytes, length);
    if (id >= 0) return id;
    struct word *word = &made->words[made->vocab];
    memcpy(word->bytes, bytes, (size_t)length);
    word->length = length;
    return (int32_t)made->vocab++;
}

static inline const char *prepare(struct made *made, const struct bpe_merge *merges,
                                  dim merge_count, const int32_t *specials, dim special_count,
                                  bool ignore_merges)
{
    static uint8_t bytes[512 * 16];
    static dim start[513];
    for (dim i = 0; i < made->vocab; i++) {
        memcpy(bytes + start[i], made->words[i].bytes, (size_t)made->words[i].length);
        start[i + 1] = start[i] + made->words[i].length;
    }
    const struct vocabulary_source source = {made->vocab, bytes, start, merges, merge_count,
                                             specials, special_count, ignore_merges};
    return vocabulary_prepare(&made->bpe, &made->arena, &source);
}

// merges: "l+o lo+w", earliest first. specials: "<|a|> <|b|>".
static inline void make(struct made *made, const char *merges, const char *specials,
                        bool ignore_merges)
{
    memset(made, 0, sizeof *made);
    struct bpe_merge list[64];
    int32_t special_ids[16];
    dim merge_count = 0, special_count = 0;
    made->vocab = 256;
    for (int b = 0; b < 256; b++) made->words[turn(b)] = (struct word){{(char)b}, 1};
    made->vocab++;  // the hole
    for (const char *s = specials; *s; s += strspn(s, " ")) {
        special_ids[special_count++] = token(made, s, (dim)strcspn(s, " "));
        s += strcspn(s, " ");
    }
    for (const char *s = merges; *s; s += strspn(s, " ")) {
        const dim left = (dim)strcspn(s, "+"), right = (dim)strcspn(s + left + 1, " ");
        char joined[32];
        memcpy(joined, s, (size_t)left);
        memcpy(joined + left, s + left + 1, (size_t)right);
        struct bpe_merge *merge = &list[merge_count++];
        merge->left = token(made, s, left);
        merge->right = token(made, s + left + 1, right);
        merge->id = token(made, joined, left + right);
        s += left + 1 + right;
    }
    assert_null(prepare(made, list, merge_count, special_ids, special_count, ignore_merges));
}

// "lo|w" for the tokens of one pre-token.
static inline const char *tokens_of(const struct made *made, const uint8_t *bytes, dim n)
{
    static char shown[4096];
    static int32_t ids[1024], work[BPE_WORK(1024)];
    const dim spans[2] = {0, n};
    const dim count = bpe_encode(ids, work, bytes, spans, 1, &made->bpe);
    dim to = 0;
    for (dim i = 0; i < count; i++) {
        if (i > 0) shown[to++] = '|';
        to += bpe_decode((uint8_t *)shown + to, &ids[i], 1, &made->bpe);
    }
    shown[to] = '\0';
    return shown;
}

// The pre-tokens are the words of text; counts: how often each stands there. Gives "l+o lo+w".
static inline const char *learnt(const char *text, const dim *counts, dim want)
{
    static char shown[4096];
    uint8_t bytes[1024];
    dim spans[128] = {0}, pretokens = 0, ones[128];
    for (const char *s = text; *s; s += strspn(s, " ")) {
        const dim length = (dim)strcspn(s, " ");
        memcpy(bytes + spans[pretokens], s, (size_t)length);
        ones[pretokens] = 1;
        spans[pretokens + 1] = spans[pretokens] + length;
        pretokens++;
        s += length;
    }
    struct arena arena = {0};
    struct bpe_merge merges[64];
    struct bpe bpe;
    const dim count =
        bpe_train(merges, want, bytes, spans, counts ? counts : ones, pretokens, &arena);
    vocabulary_from_training(&bpe, &arena, merges, count);
    dim to = 0;
    for (dim i = 0; i < count; i++) {
        assert_int_equal(merges[i].id, 256 + i);
        if (i > 0) shown[to++] = ' ';
        to += bpe_decode((uint8_t *)shown + to, &merges[i].left, 1, &bpe);
        shown[to++] = '+';
        to += bpe_decode((uint8_t *)shown + to, &merges[i].right, 1, &bpe);
    }
    shown[to] = '\0';
    arena_free(&arena);
    return shown;
}

// ---- the naive model ------------------------------------------------------------------------

// The naive model of one round: recount everything, replace everywhere.
struct model {
    int32_t ids[4096];
    dim spans[513], lengths[512], counts[512], pretokens;
    uint8_t bytes[512][256];
    dim length[512];
};

static inline int model_compare(const struct model *m, int32_t a, int32_t b)
{
    const dim n = m->length[a] < m->length[b] ? m->length[a] : m->length[b];
    const int order = memcmp(m->bytes[a], m->bytes[b], (size_t)n);
    return order ? order : (int)(m->length[a] - m->length[b]);
}

static inline bool model_round(struct bpe_merge *best, const struct model *m, int32_t vocab)
{
    static int64_t counts[512][512];
    memset(counts, 0, sizeof counts);
    for (dim p = 0; p < m->pretokens; p++)
        for (dim i = m->spans[p]; i + 1 < m->spans[p] + m->lengths[p]; i++)
            counts[m->ids[i]][m->ids[i + 1]] += m->counts[p];
    int64_t most = 0;
    for (int32_t a = 0; a < vocab; a++)
        for (int32_t b = 0; b < vocab; b++) {
            if (counts[a][b] == 0 || counts[a][b] < most) continue;
            const int left = most ? model_compare(m, a, best->left) : 1;
            const int right = most ? model_compare(m, b, best->right) : 1;
            if (counts[a][b] == most && (left < 0 || (left == 0 && right <= 0))) continue;
            most = counts[a][b];
            *best = (struct bpe_merge){a, b, vocab};
        }
    return most > 0;
}

static inline void model_apply(struct model *m, struct bpe_merge merge)
{
    const dim left = m->length[merge.left], right = m->length[merge.right];
    memcpy(m->bytes[merge.id], m->bytes[merge.left], (size_t)left);
    memcpy(m->bytes[merge.id] + left, m->bytes[merge.right], (size_t)right);
    m->length[merge.id] = left + right;
    for (dim p = 0; p < m->pretokens; p++) {
        int32_t *ids = m->ids + m->spans[p];
        dim kept = 0;
        for (dim i = 0; i < m->lengths[p]; i++) {
            ids[kept] = ids[i];
            if (i + 1 < m->lengths[p] && ids[i] == merge.left && ids[i + 1] == merge.right)
                ids[kept] = merge.id, i++;
            kept++;
        }
        m->lengths[p] = kept;
    }
}

// Random words over few letters, so that there are many ties, runs and overlaps.
static inline dim random_words(struct model *m, uint8_t *bytes, struct rng *rng, uint32_t letters)
{
    static const uint8_t alphabet[8] = {'a', 'b', 0xFF, 0x80, 0x00, 'c', 'z', 'A'};
    memset(m, 0, sizeof *m);
    m->pretokens = 1 + (dim)rng_below(rng, 40);
    for (dim p = 0; p < m->pretokens; p++) {
        const dim length = (dim)rng_below(rng, rng_below(rng, 8) ? 9 : 90);  // empty ones too
        m->lengths[p] = length;
        m->counts[p] = 1 + (dim)rng_below(rng, 3);
        m->spans[p + 1] = m->spans[p] + length;
        for (dim i = m->spans[p]; i < m->spans[p + 1]; i++)
            m->ids[i] = bytes[i] = alphabet[rng_below(rng, letters)];
    }
    for (int i = 0; i < 256; i++) m->bytes[i][0] = (uint8_t)i, m->length[i] = 1;
    return m->spans[m->pretokens];
}

// Ranks are looked up by going through the list of merges.
static inline dim model_encode(int32_t *ids, const uint8_t *bytes, dim n, const struct bpe *bpe)
{
    for (dim i = 0; i < n; i++) ids[i] = bpe->byte_id[bytes[i]];
    for (;;) {
        dim rank = bpe->merge_count, at = 0;
        for (dim i = 0; i + 1 < n; i++)
            for (dim r = 0; r < rank; r++)
                if (bpe->merges[r].left == ids[i] && bpe->merges[r].right == ids[i + 1])
                    rank = r, at = i;
        if (rank == bpe->merge_count) return n;
        ids[at] = bpe->merges[rank].id;
        for (dim i = at + 1; i + 1 < n; i++) ids[i] = ids[i + 1];
        n--;
    }
}

#endif
