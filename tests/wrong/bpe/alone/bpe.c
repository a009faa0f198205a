// bpe.c: streaming decodes each token by itself, so a character spread over tokens is lost.
#include "bpe.h"
#include "unicode.h"

#include <limits.h>
#include <string.h>

static int32_t *put_bytes(int32_t *p, const uint8_t *s, const uint8_t *end, const struct bpe *bpe)
{
    for (; s != end; s++) *p++ = bpe->byte_id[*s];
    return p;
}

// one merge in p[0..n); 0 when there is nothing to merge
static int merge_once(int32_t *p, dim n, const struct bpe *bpe)
{
    int64_t lowest = LLONG_MAX, rank;
    int32_t *spot = NULL;
    for (int32_t *x = p; x + 1 < p + n; x++)
        if ((rank = map_get(&bpe->ranks, map_pair(x[0], x[1]), LLONG_MAX)) < lowest) {
            lowest = rank;
            spot = x;
        }
    if (!spot) return 0;
    *spot++ = bpe->merges[lowest].id;
    memmove(spot, spot + 1, (size_t)(p + n - spot - 1) * sizeof *p);
    return 1;
}

dim bpe_encode(int32_t *ids, int32_t *work, const uint8_t *bytes, const dim *spans, dim pretokens,
               const struct bpe *bpe)
{
    (void)work;
    int32_t *p = ids;
    for (; pretokens > 0; pretokens--, spans++) {
        const uint8_t *s = bytes + spans[0], *end = bytes + spans[1];
        int64_t id = -1;
        if (bpe->ignore_merges && s != end) id = bytes_map_get(&bpe->whole, s, end - s, -1);
        if (id >= 0) {
            *p++ = (int32_t)id;
            continue;
        }
        int32_t *first = p;
        p = put_bytes(p, s, end, bpe);
        while (merge_once(first, p - first, bpe)) p--;
    }
    return p - ids;
}

static dim copy_token(uint8_t *to, int32_t id, const struct bpe *bpe)
{
    dim n = bpe->start[id + 1] - bpe->start[id];
    memcpy(to, bpe->bytes + bpe->start[id], (size_t)n);
    return n;
}

dim bpe_decode(uint8_t *bytes, const int32_t *ids, dim n, const struct bpe *bpe)
{
    dim total = 0;
    for (dim i = 0; i < n; i++) total += copy_token(bytes + total, ids[i], bpe);
    return total;
}

// The table of tokens while learning: token i is pool[begin[i] .. begin[i + 1]).
struct table {
    uint8_t *pool;
    dim *begin;
};

static int cmp(const struct table *t, int32_t x, int32_t y)
{
    const uint8_t *a = t->pool + t->begin[x], *b = t->pool + t->begin[y];
    const uint8_t *a_end = t->pool + t->begin[x + 1], *b_end = t->pool + t->begin[y + 1];
    while (a < a_end && b < b_end && *a == *b) a++, b++;
    if (a == a_end) return b == b_end ? 0 : -1;
    return b == b_end || *a > *b ? 1 : -1;
}

static void append(struct table *t, int32_t id, int32_t x, int32_t y)
{
    uint8_t *to = t->pool + t->begin[id];
    for (dim i = t->begin[x]; i < t->begin[x + 1]; i++) *to++ = t->pool[i];
    for (dim i = t->begin[y]; i < t->begin[y + 1]; i++) *to++ = t->pool[i];
    t->begin[id + 1] = to - t->pool;
}

static struct bpe_merge choose(int64_t *count, const struct map *freq, const struct table *t)
{
    struct bpe_merge best = {-1, -1, -1};
    *count = 0;
    for (dim i = 0; i < freq->capacity; i++) {
        if (!freq->used[i]) continue;
        const struct map_slot slot = freq->slots[i];
        int32_t l = (int32_t)(slot.key >> 32), r = (int32_t)(slot.key % 4294967296u);
        int win = slot.value > *count;
        if (slot.value == *count) {
            int c = cmp(t, l, best.left);
            win = c > 0 || (c == 0 && cmp(t, r, best.right) > 0);
        }
        if (!win) continue;
        best = (struct bpe_merge){l, r, -1};
        *count = slot.value;
    }
    return best;
}

dim bpe_train(struct bpe_merge *merges, dim want, const uint8_t *bytes, const dim *spans,
              const dim *counts, dim pretokens, struct arena *arena)
{
    dim n = spans[pretokens], longest = 1;
    for (dim p = 0; p < pretokens; p++)
        if (spans[p + 1] - spans[p] > longest) longest = spans[p + 1] - spans[p];
    struct table t;
    t.pool = arena_array(arena, 256 + (size_t)(want * longest), 1);
    t.begin = arena_array(arena, 257 + (size_t)want, sizeof(dim));
    for (dim i = 0; i < 256; i++) {
        t.pool[i] = (uint8_t)i;
        t.begin[i + 1] = i + 1;
    }
    // the text, and behind each word a -1 that matches nothing
    int32_t *text = arena_array(arena, (size_t)(n + pretokens) + 1, sizeof *text);
    dim *times = arena_array(arena, (size_t)(n + pretokens) + 1, sizeof *times);
    dim size = 0;
    for (dim p = 0; p < pretokens; p++) {
        for (dim i = spans[p]; i <= spans[p + 1]; i++, size++) {
            text[size] = i < spans[p + 1] ? bytes[i] : -1;
            times[size] = counts[p];
        }
    }
    for (dim m = 0; m < want; m++) {
        struct map freq;
        map_init(&freq, arena, 1000);
        for (dim i = 1; i < size; i++)
            if (text[i - 1] >= 0 && text[i] >= 0)
                *map_at(&freq, map_pair(text[i - 1], text[i])) += times[i];
        int64_t count;
        merges[m] = choose(&count, &freq, &t);
        if (count == 0) return m;
        merges[m].id = (int32_t)(m + 256);
        append(&t, merges[m].id, merges[m].left, merges[m].right);
        dim w = 0;
        for (dim i = 0; i < size; i++, w++) {
            times[w] = times[i];
            text[w] = text[i];
            if (i + 1 < size && text[i] == merges[m].left && text[i + 1] == merges[m].right) {
                text[w] = merges[m].id;
                i++;
            }
        }
        size = w;
    }
    return want;
}

int32_t bpe_find_special(dim *at, const uint8_t *bytes, dim n, const struct bpe *bpe)
{
    dim i = 0, s = 0;
    while (i < n) {
        int32_t id = s < bpe->special_count ? bpe->specials[s++] : -1;
        if (id < 0) {
            i++;
            s = 0;
            continue;
        }
        dim len = bpe->start[id + 1] - bpe->start[id], same = 0;
        while (same < len && i + same < n && bytes[i + same] == bpe->bytes[bpe->start[id] + same])
            same++;
        if (same == len) {
            *at = i;
            return id;
        }
    }
    return -1;
}

dim bpe_stream_push(uint8_t *text, struct bpe_stream *stream, int32_t id, const struct bpe *bpe)
{
    const uint8_t *token = bpe->bytes + bpe->start[id];
    dim left = bpe->start[id + 1] - bpe->start[id], out = 0;
    stream->count = 0;
    while (left > 0) {
        int32_t point;
        dim used = unicode_step(&point, token, left);
        out += unicode_encode(text + out, &point, 1);
        token += used;
        left -= used;
    }
    return out;
}

dim bpe_stream_end(uint8_t *text, struct bpe_stream *stream)
{
    (void)text;
    stream->count = 0;
    return 0;
}
