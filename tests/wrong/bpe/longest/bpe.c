// bpe.c: encode takes the longest token that fits at each place; merges are never replayed.
#include "bpe.h"
#include "unicode.h"

#include <stdlib.h>
#include <string.h>

static bool is_special(int32_t id, const struct bpe *bpe)
{
    for (dim i = 0; i < bpe->special_count; i++)
        if (bpe->specials[i] == id) return true;
    return false;
}

// the longest ordinary token that bytes [n] begin with; a single byte always is one
static int32_t longest_token(dim *size, const uint8_t *bytes, dim n, const struct bpe *bpe)
{
    int32_t found = bpe->byte_id[bytes[0]];
    *size = 1;
    for (int32_t id = 0; id < bpe->vocab; id++) {
        dim length = bpe->start[id + 1] - bpe->start[id];
        if (length <= *size || length > n || is_special(id, bpe)) continue;
        if (memcmp(bpe->bytes + bpe->start[id], bytes, (size_t)length) != 0) continue;
        found = id;
        *size = length;
    }
    return found;
}

dim bpe_encode(int32_t *ids, int32_t *work, const uint8_t *bytes, const dim *spans, dim pretokens,
               const struct bpe *bpe)
{
    (void)work;
    dim count = 0;
    for (dim p = 0; p < pretokens; p++)
        for (dim i = spans[p], size; i < spans[p + 1]; i += size)
            ids[count++] = longest_token(&size, bytes + i, spans[p + 1] - i, bpe);
    return count;
}

dim bpe_decode(uint8_t *bytes, const int32_t *ids, dim n, const struct bpe *bpe)
{
    dim count = 0;
    for (dim i = 0; i < n; i++) {
        dim a = bpe->start[ids[i]], b = bpe->start[ids[i] + 1];
        for (; a < b; a++, count++) bytes[count] = bpe->bytes[a];
    }
    return count;
}

// ---- learning: all pairs of a round are sorted, the best one stands first ----

struct token {
    const uint8_t *bytes;
    dim size;
};

struct pair {
    struct token left, right;
    int32_t a, b;
    int64_t count;
};

static int token_order(struct token x, struct token y)
{
    int c = memcmp(x.bytes, y.bytes, (size_t)(x.size < y.size ? x.size : y.size));
    if (c == 0) c = x.size > y.size ? 1 : x.size < y.size ? -1 : 0;
    return c;
}

static int best_first(const void *x, const void *y)
{
    const struct pair *p = x, *r = y;
    if (p->count != r->count) return p->count > r->count ? -1 : 1;
    int c = token_order(r->left, p->left);
    return c ? c : token_order(r->right, p->right);
}

static dim list_pairs(struct pair **pairs, const struct map *map, const struct token *tokens,
                      struct arena *arena)
{
    *pairs = arena_array(arena, (size_t)map->count + 1, sizeof **pairs);
    dim n = 0;
    for (dim i = 0; i < map->capacity; i++) {
        if (!map->used[i]) continue;
        int32_t a = (int32_t)(map->slots[i].key >> 32);
        int32_t b = (int32_t)(map->slots[i].key & UINT32_MAX);
        (*pairs)[n++] = (struct pair){tokens[a], tokens[b], a, b, map->slots[i].value};
    }
    return n;
}

static void merge_word(int32_t *symbols, dim *size, int32_t a, int32_t b, int32_t id)
{
    for (dim i = 0; i + 1 < *size; i++) {
        if (symbols[i] != a || symbols[i + 1] != b) continue;
        symbols[i] = id;
        *size -= 1;
        memmove(symbols + i + 1, symbols + i + 2, (size_t)(*size - i - 1) * sizeof *symbols);
    }
}

static struct token glue(struct token x, struct token y, struct arena *arena)
{
    uint8_t *bytes = arena_alloc(arena, (size_t)(x.size + y.size));
    memcpy(bytes, x.bytes, (size_t)x.size);
    memcpy(bytes + x.size, y.bytes, (size_t)y.size);
    return (struct token){bytes, x.size + y.size};
}

dim bpe_train(struct bpe_merge *merges, dim want, const uint8_t *bytes, const dim *spans,
              const dim *counts, dim pretokens, struct arena *arena)
{
    struct token *tokens = arena_array(arena, 256 + (size_t)want, sizeof *tokens);
    int32_t *symbols = arena_array(arena, 1 + (size_t)spans[pretokens], sizeof *symbols);
    dim *sizes = arena_array(arena, 1 + (size_t)pretokens, sizeof *sizes);
    uint8_t *single = arena_alloc(arena, 256);
    for (int i = 0; i < 256; i++) single[i] = (uint8_t)i;
    for (int i = 0; i < 256; i++) tokens[i] = (struct token){single + i, 1};
    for (dim i = 0; i < spans[pretokens]; i++) symbols[i] = bytes[i];
    for (dim p = 0; p < pretokens; p++) sizes[p] = spans[p + 1] - spans[p];

    for (dim learnt = 0; learnt < want; learnt++) {
        struct map map;
        map_init(&map, arena, 512);
        for (dim p = 0; p < pretokens; p++)
            for (dim i = 0; i + 1 < sizes[p]; i++) {
                int32_t a = symbols[spans[p] + i], b = symbols[spans[p] + i + 1];
                *map_at(&map, map_pair(a, b)) += counts[p];
            }
        struct pair *pairs;
        dim n = list_pairs(&pairs, &map, tokens, arena);
        if (n == 0) return learnt;
        qsort(pairs, (size_t)n, sizeof *pairs, best_first);
        int32_t id = (int32_t)(256 + learnt);
        merges[learnt] = (struct bpe_merge){pairs->a, pairs->b, id};
        tokens[id] = glue(pairs->left, pairs->right, arena);
        for (dim p = 0; p < pretokens; p++)
            merge_word(symbols + spans[p], &sizes[p], pairs->a, pairs->b, id);
    }
    return want;
}

int32_t bpe_find_special(dim *at, const uint8_t *bytes, dim n, const struct bpe *bpe)
{
    dim first = n;
    int32_t which = -1;
    for (dim s = bpe->special_count - 1; s >= 0; s--) {
        int32_t id = bpe->specials[s];
        dim size = bpe->start[id + 1] - bpe->start[id];
        for (dim i = 0; i <= first && i + size <= n; i++) {
            if (memcmp(bytes + i, bpe->bytes + bpe->start[id], (size_t)size) != 0) continue;
            first = i;
            which = id;
            break;
        }
    }
    if (which >= 0) *at = first;
    return which;
}

// Is there a byte that makes bytes [n] longer without breaking them?
static bool open_ended(const uint8_t *bytes, dim n)
{
    uint8_t tried[4];
    int32_t point;
    if (n == 4 || bytes[0] < 0x80 || unicode_step(&point, bytes, n) < n) return false;
    memcpy(tried, bytes, (size_t)n);
    for (int last = 0x80; last <= 0xBF; last++) {
        tried[n] = (uint8_t)last;
        if (unicode_step(&point, tried, n + 1) > n) return true;
    }
    return false;
}

dim bpe_stream_push(uint8_t *text, struct bpe_stream *stream, int32_t id, const struct bpe *bpe)
{
    dim out = 0;
    for (dim i = bpe->start[id]; i < bpe->start[id + 1]; i++) {
        stream->held[stream->count++] = bpe->bytes[i];
        while (stream->count > 0 && !open_ended(stream->held, stream->count)) {
            int32_t point;
            dim used = unicode_step(&point, stream->held, stream->count);
            out += unicode_encode(text + out, &point, 1);
            stream->count -= used;
            memmove(stream->held, stream->held + used, (size_t)stream->count);
        }
    }
    return out;
}

dim bpe_stream_end(uint8_t *text, struct bpe_stream *stream)
{
    int32_t points[3];
    dim n = unicode_decode(points, stream->held, stream->count);
    stream->count = 0;
    return unicode_encode(text, points, n);
}
