// bpe.c: learning counts and merges pairs across the border of two pre-tokens.
#include "bpe.h"
#include "unicode.h"

#include <stdint.h>
#include <string.h>

// A word as a chain: next[i] is where the symbol behind i starts, the word's end stops it.
static dim chain_encode(int32_t *ids, int32_t *sym, int32_t *next, const uint8_t *s, int32_t n,
                        const struct bpe *bpe)
{
    for (int32_t i = 0; i < n; i++) {
        sym[i] = bpe->byte_id[s[i]];
        next[i] = i + 1;
    }
    for (;;) {
        int64_t best = INT64_MAX;
        int32_t at = -1;
        for (int32_t i = 0; i < n && next[i] < n; i = next[i]) {
            int64_t r = map_get(&bpe->ranks, map_pair(sym[i], sym[next[i]]), INT64_MAX);
            if (r < best) best = r, at = i;
        }
        if (at < 0) break;
        sym[at] = bpe->merges[best].id;
        next[at] = next[next[at]];
    }
    dim count = 0;
    for (int32_t i = 0; i < n; i = next[i]) ids[count++] = sym[i];
    return count;
}

dim bpe_encode(int32_t *ids, int32_t *work, const uint8_t *bytes, const dim *spans, dim pretokens,
               const struct bpe *bpe)
{
    dim count = 0;
    for (dim p = 0; p < pretokens; p++) {
        dim n = spans[p + 1] - spans[p];
        if (n == 0) continue;
        int64_t whole = -1;
        if (bpe->ignore_merges) whole = bytes_map_get(&bpe->whole, bytes + spans[p], n, -1);
        if (whole < 0)
            count += chain_encode(ids + count, work, work + n, bytes + spans[p], (int32_t)n, bpe);
        else
            ids[count++] = (int32_t)whole;
    }
    return count;
}

dim bpe_decode(uint8_t *bytes, const int32_t *ids, dim n, const struct bpe *bpe)
{
    uint8_t *p = bytes;
    for (const int32_t *id = ids; id != ids + n; id++) {
        const uint8_t *from = bpe->bytes + bpe->start[*id];
        const uint8_t *to = bpe->bytes + bpe->start[*id + 1];
        while (from < to) *p++ = *from++;
    }
    return (dim)(p - bytes);
}

struct words {
    int32_t *sym;     // [n] all symbols in one row
    dim *weight;      // [n] how often the word of that symbol stands in the text
    dim n;
    uint8_t **text;   // of each token, its length in front of it
};

static uint32_t length_of(const uint8_t *text)
{
    uint32_t n;
    memcpy(&n, text, sizeof n);
    return n;
}

static int compare(const uint8_t *a, const uint8_t *b)
{
    uint32_t na = length_of(a), nb = length_of(b);
    int c = memcmp(a + 4, b + 4, na < nb ? na : nb);
    return c ? c : na < nb ? -1 : na > nb;
}

static uint8_t *concat(struct arena *arena, const uint8_t *a, const uint8_t *b)
{
    uint32_t na = length_of(a), nb = length_of(b), n = na + nb;
    uint8_t *c = arena_alloc(arena, 4 + (size_t)n);
    memcpy(c, &n, 4);
    memcpy(c + 4, a + 4, na);
    memcpy(c + 4 + na, b + 4, nb);
    return c;
}

static struct words words_new(dim want, const uint8_t *bytes, const dim *spans, const dim *counts,
                              dim pretokens, struct arena *arena)
{
    struct words w;
    w.n = spans[pretokens];
    w.sym = arena_array(arena, (size_t)w.n + 1, sizeof(int32_t));
    w.weight = arena_array(arena, (size_t)w.n + 1, sizeof(dim));
    w.text = arena_array(arena, (size_t)want + 256, sizeof(uint8_t *));
    for (dim p = 0; p < pretokens; p++)
        for (dim i = spans[p]; i < spans[p + 1]; i++) {
            w.sym[i] = bytes[i];
            w.weight[i] = counts[p];
        }
    for (int i = 0; i < 256; i++) {
        w.text[i] = arena_alloc(arena, 5);
        w.text[i][0] = 1;
        w.text[i][4] = (uint8_t)i;
        uint32_t one = 1;
        memcpy(w.text[i], &one, 4);
    }
    return w;
}

static int64_t most_frequent(int32_t *left, int32_t *right, const struct words *w,
                             struct arena *arena)
{
    struct map f;
    map_init(&f, arena, w->n);
    for (dim i = 0; i + 1 < w->n; i++)
        *map_at(&f, map_pair(w->sym[i], w->sym[i + 1])) += w->weight[i];
    int64_t top = 0;
    for (dim i = 0; i + 1 < w->n; i++) {
        int32_t a = w->sym[i], b = w->sym[i + 1];
        int64_t c = map_get(&f, map_pair(a, b), 0);
        int better = c - top > 0 ? 1 : c < top ? -1 : compare(w->text[a], w->text[*left]);
        if (better == 0) better = compare(w->text[b], w->text[*right]);
        if (better > 0) *left = a, *right = b, top = c;
    }
    return top;
}

dim bpe_train(struct bpe_merge *merges, dim want, const uint8_t *bytes, const dim *spans,
              const dim *counts, dim pretokens, struct arena *arena)
{
    struct words w = words_new(want, bytes, spans, counts, pretokens, arena);
    dim m;
    for (m = 0; m < want; m++) {
        int32_t a = 0, b = 0, id = (int32_t)m + 256;
        if (most_frequent(&a, &b, &w, arena) == 0) break;
        merges[m].left = a;
        merges[m].right = b;
        merges[m].id = id;
        w.text[id] = concat(arena, w.text[a], w.text[b]);
        dim k = 0;
        for (dim i = 0; i < w.n; k++) {
            int hit = i + 1 < w.n && w.sym[i] == a && w.sym[i + 1] == b;
            w.weight[k] = w.weight[i];
            w.sym[k] = hit ? id : w.sym[i];
            i += hit ? 2 : 1;
        }
        w.n = k;
    }
    return m;
}

int32_t bpe_find_special(dim *at, const uint8_t *bytes, dim n, const struct bpe *bpe)
{
    for (const uint8_t *p = bytes; p < bytes + n; p++) {
        const int32_t *s = bpe->specials;
        for (; s < bpe->specials + bpe->special_count; s++) {
            dim len = bpe->start[*s + 1] - bpe->start[*s];
            if (bytes + n - p < len) continue;
            if (memcmp(p, bpe->bytes + bpe->start[*s], (size_t)len)) continue;
            *at = p - bytes;
            return *s;
        }
    }
    return -1;
}

static dim flush(uint8_t *text, struct bpe_stream *s, int last)
{
    dim out = 0;
    uint8_t *h = s->held;
    while (s->count) {
        int32_t point;
        dim k = unicode_step(&point, h, s->count);
        int lead2 = h[0] >= 0xC2 && h[0] < 0xE0, lead3 = (h[0] & 0xF0) == 0xE0;
        int lead4 = h[0] >= 0xF0 && h[0] < 0xF5;
        int unfinished = (lead2 && k < 2) || (lead3 && k < 3) || (lead4 && k < 4);
        if (unfinished && k == s->count && !last) break;
        out += unicode_encode(text + out, &point, 1);
        s->count -= k;
        for (dim i = 0; i < s->count; i++) h[i] = h[i + k];
    }
    return out;
}

dim bpe_stream_push(uint8_t *text, struct bpe_stream *stream, int32_t id, const struct bpe *bpe)
{
    dim out = 0;
    for (dim i = bpe->start[id]; i < bpe->start[id + 1]; i++) {
        stream->held[stream->count++] = bpe->bytes[i];
        out += flush(text + out, stream, 0);
    }
    return out;
}

dim bpe_stream_end(uint8_t *text, struct bpe_stream *stream)
{
    return flush(text, stream, 1);
}
