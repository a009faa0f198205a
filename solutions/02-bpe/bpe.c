// bpe.c: byte-pair encoding that looks at every pair again in each round: quadratic in the length
// of a pre-token, and learning goes over the whole text for each merge. See bpe.h.
#include "bpe.h"

#include "unicode.h"

#include <assert.h>
#include <string.h>

// ---- a: encode and decode -------------------------------------------------------------------

// The rank of two tokens side by side; merge_count, above every rank, when they never merge.
static int64_t rank_of(int32_t left, int32_t right, const struct bpe *bpe)
{
    return map_get(&bpe->ranks, map_pair(left, right), bpe->merge_count);
}

static dim encode_pretoken(int32_t *ids, const uint8_t *bytes, dim n, const struct bpe *bpe)
{
    if (bpe->ignore_merges) {
        const int64_t token = bytes_map_get(&bpe->whole, bytes, n, -1);
        if (token >= 0) {
            ids[0] = (int32_t)token;
            return 1;
        }
    }
    for (dim i = 0; i < n; i++) ids[i] = bpe->byte_id[bytes[i]];
    for (;;) {
        dim best = 0;
        int64_t lowest = bpe->merge_count;
        for (dim i = 0; i + 1 < n; i++) {
            const int64_t rank = rank_of(ids[i], ids[i + 1], bpe);
            if (rank < lowest) lowest = rank, best = i;
        }
        if (lowest == bpe->merge_count) return n;
        ids[best] = bpe->merges[lowest].id;
        n--;
        memmove(ids + best + 1, ids + best + 2, (size_t)(n - best - 1) * sizeof *ids);
    }
}

dim bpe_encode(int32_t *ids, int32_t *work, const uint8_t *bytes, const dim *spans, dim pretokens,
               const struct bpe *bpe)
{
    (void)work;  // a faster way needs it
    dim count = 0;
    for (dim p = 0; p < pretokens; p++)
        if (spans[p + 1] > spans[p])
            count += encode_pretoken(ids + count, bytes + spans[p], spans[p + 1] - spans[p], bpe);
    return count;
}

dim bpe_decode(uint8_t *bytes, const int32_t *ids, dim n, const struct bpe *bpe)
{
    dim count = 0;
    for (dim i = 0; i < n; i++) {
        assert(ids[i] >= 0 && ids[i] < bpe->vocab);
        const dim length = bpe->start[ids[i] + 1] - bpe->start[ids[i]];
        memcpy(bytes + count, bpe->bytes + bpe->start[ids[i]], (size_t)length);
        count += length;
    }
    return count;
}

// ---- b: learn -------------------------------------------------------------------------------

// Tokens are known by their bytes: where in the text one copy stands, and how many bytes it has.
struct token {
    const uint8_t *bytes;
    dim length;
};

static int compare(struct token a, struct token b)
{
    const dim shorter = a.length < b.length ? a.length : b.length;
    const int order = memcmp(a.bytes, b.bytes, (size_t)shorter);
    return order ? order : (a.length > b.length) - (a.length < b.length);
}

// Is the pair (a, b) greater than the pair (c, d)?
static bool greater(const struct token *tokens, int32_t a, int32_t b, int32_t c, int32_t d)
{
    const int left = compare(tokens[a], tokens[c]);
    return left > 0 || (left == 0 && compare(tokens[b], tokens[d]) > 0);
}

// Pre-token p holds ids[spans[p] .. spans[p] + lengths[p]). The most frequent pair; false if none.
static bool best_pair(struct bpe_merge *best, const int32_t *ids, const dim *spans,
                      const dim *lengths, const dim *counts, dim pretokens,
                      const struct token *tokens)
{
    struct arena arena = {0};
    struct map pairs;
    map_init(&pairs, &arena, 1024);
    int64_t most = 0;
    for (dim p = 0; p < pretokens; p++)
        for (dim i = spans[p]; i + 1 < spans[p] + lengths[p]; i++)
            *map_at(&pairs, map_pair(ids[i], ids[i + 1])) += counts[p];
    for (dim slot = 0; slot < pairs.capacity; slot++) {
        if (!pairs.used[slot]) continue;
        const int64_t count = pairs.slots[slot].value;
        const int32_t left = (int32_t)(pairs.slots[slot].key >> 32);
        const int32_t right = (int32_t)(pairs.slots[slot].key & INT32_MAX);
        if (count < most) continue;
        if (count == most && !greater(tokens, left, right, best->left, best->right)) continue;
        most = count;
        best->left = left;
        best->right = right;
    }
    arena_free(&arena);
    return most > 0;
}

// Merges the pair in one pre-token, from the left. Returns its new length.
static dim apply(int32_t *ids, dim n, struct bpe_merge merge)
{
    dim kept = 0;
    for (dim i = 0; i < n; kept++) {
        const bool here = i + 1 < n && ids[i] == merge.left && ids[i + 1] == merge.right;
        ids[kept] = here ? merge.id : ids[i];
        i += here ? 2 : 1;
    }
    return kept;
}

dim bpe_train(struct bpe_merge *merges, dim want, const uint8_t *bytes, const dim *spans,
              const dim *counts, dim pretokens, struct arena *arena)
{
    const dim n = spans[pretokens];
    int32_t *ids = arena_array(arena, (size_t)n, sizeof *ids);
    dim *lengths = arena_array(arena, (size_t)pretokens, sizeof *lengths);
    uint8_t *all = arena_array(arena, 256, 1);
    struct token *tokens = arena_array(arena, (size_t)(256 + want), sizeof *tokens);
    for (int i = 0; i < 256; i++) {
        all[i] = (uint8_t)i;
        tokens[i] = (struct token){all + i, 1};
    }
    for (dim i = 0; i < n; i++) ids[i] = bytes[i];
    for (dim p = 0; p < pretokens; p++) lengths[p] = spans[p + 1] - spans[p];

    dim learnt = 0;
    while (learnt < want &&
           best_pair(&merges[learnt], ids, spans, lengths, counts, pretokens, tokens)) {
        struct bpe_merge *merge = &merges[learnt];
        const struct token left = tokens[merge->left], right = tokens[merge->right];
        merge->id = (int32_t)(256 + learnt++);
        uint8_t *joined = arena_array(arena, (size_t)(left.length + right.length), 1);
        memcpy(joined, left.bytes, (size_t)left.length);
        memcpy(joined + left.length, right.bytes, (size_t)right.length);
        tokens[merge->id] = (struct token){joined, left.length + right.length};
        for (dim p = 0; p < pretokens; p++)
            lengths[p] = apply(ids + spans[p], lengths[p], *merge);
    }
    return learnt;
}

// ---- c: special tokens, and streaming decode ------------------------------------------------

int32_t bpe_find_special(dim *at, const uint8_t *bytes, dim n, const struct bpe *bpe)
{
    for (dim i = 0; i < n; i++)
        for (dim s = 0; s < bpe->special_count; s++) {  // longest first
            const int32_t id = bpe->specials[s];
            const dim length = bpe->start[id + 1] - bpe->start[id];
            if (length > n - i) continue;
            if (memcmp(bytes + i, bpe->bytes + bpe->start[id], (size_t)length) != 0) continue;
            *at = i;
            return id;
        }
    return -1;
}

// May more bytes still complete a character? Only if the whole of it is one ill-formed subpart that
// ends because nothing follows: then some next byte makes the step longer.
static bool incomplete(const uint8_t *bytes, dim n)
{
    static const uint8_t next[] = {0x80, 0x90, 0xA0};  // one of them fits wherever any byte fits
    uint8_t longer[5];
    int32_t point;
    if (n > 3) return false;
    memcpy(longer, bytes, (size_t)n);
    for (int i = 0; i < 3; i++) {
        longer[n] = next[i];
        if (unicode_step(&point, longer, n + 1) > n) return true;
    }
    return false;
}

dim bpe_stream_push(uint8_t *text, struct bpe_stream *stream, int32_t id, const struct bpe *bpe)
{
    assert(id >= 0 && id < bpe->vocab);
    dim count = 0;
    for (dim i = bpe->start[id]; i < bpe->start[id + 1]; i++) {
        stream->held[stream->count++] = bpe->bytes[i];
        while (stream->count > 0 && !incomplete(stream->held, stream->count)) {
            int32_t point;
            const dim taken = unicode_step(&point, stream->held, stream->count);
            count += unicode_encode(text + count, &point, 1);
            stream->count -= taken;
            memmove(stream->held, stream->held + taken, (size_t)stream->count);
        }
    }
    return count;
}

dim bpe_stream_end(uint8_t *text, struct bpe_stream *stream)
{
    int32_t points[4];
    const dim count = unicode_decode(points, stream->held, stream->count);
    stream->count = 0;
    return unicode_encode(text, points, count);
}
