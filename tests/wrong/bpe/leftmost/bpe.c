// bpe.c: encode merges the first pair from the left that has a rank, not the earliest learnt.
#include "bpe.h"
#include "unicode.h"

#include <string.h>

/* ---------------- encode / decode ---------------- */

static dim do_pretoken(int32_t *out, const uint8_t *in, dim n, const struct bpe *bpe)
{
    if (bpe->ignore_merges && n > 0) {
        int64_t id = bytes_map_get(&bpe->whole, in, n, -1);
        if (id != -1) {
            *out = (int32_t)id;
            return 1;
        }
    }
    for (dim i = 0; i < n; i++)
        out[i] = bpe->byte_id[in[i]];
    int changed = 1;
    while (changed) {
        changed = 0;
        for (dim i = 0; i + 1 < n && !changed; i++) {
            int64_t m = map_get(&bpe->ranks, map_pair(out[i], out[i + 1]), -1);
            if (m == -1)
                continue;
            out[i] = bpe->merges[m].id;
            for (dim j = i + 1; j + 1 < n; j++)
                out[j] = out[j + 1];
            n--;
            changed = 1;
        }
    }
    return n;
}

dim bpe_encode(int32_t *ids, int32_t *work, const uint8_t *bytes, const dim *spans, dim pretokens,
               const struct bpe *bpe)
{
    dim total = 0;
    (void)work;
    for (dim i = 0; i < pretokens; i++)
        total += do_pretoken(&ids[total], &bytes[spans[i]], spans[i + 1] - spans[i], bpe);
    return total;
}

dim bpe_decode(uint8_t *bytes, const int32_t *ids, dim n, const struct bpe *bpe)
{
    dim total = 0;
    for (dim i = 0; i < n; i++)
        for (dim j = bpe->start[ids[i]]; j < bpe->start[ids[i] + 1]; j++)
            bytes[total++] = bpe->bytes[j];
    return total;
}

/* ---------------- learn ---------------- */

static uint8_t *tok_bytes[1 << 16];
static dim tok_len[1 << 16];

static int cmp_tok(int32_t x, int32_t y)
{
    for (dim i = 0;; i++) {
        if (i == tok_len[x] && i == tok_len[y]) return 0;
        if (i == tok_len[x]) return -1;
        if (i == tok_len[y]) return 1;
        if (tok_bytes[x][i] != tok_bytes[y][i]) return tok_bytes[x][i] < tok_bytes[y][i] ? -1 : 1;
    }
}

static int beats(uint64_t a, uint64_t b)
{
    int c = cmp_tok((int32_t)(a >> 32), (int32_t)(b >> 32));
    if (c == 0) c = cmp_tok((int32_t)(uint32_t)a, (int32_t)(uint32_t)b);
    return c > 0;
}

static void new_token(int32_t id, const uint8_t *a, dim na, const uint8_t *b, dim nb,
                      struct arena *arena)
{
    tok_bytes[id] = arena_alloc(arena, (size_t)(na + nb));
    memcpy(tok_bytes[id], a, (size_t)na);
    if (nb > 0) memcpy(tok_bytes[id] + na, b, (size_t)nb);
    tok_len[id] = na + nb;
}

dim bpe_train(struct bpe_merge *merges, dim want, const uint8_t *bytes, const dim *spans,
              const dim *counts, dim pretokens, struct arena *arena)
{
    dim n = spans[pretokens];
    /* -1 marks a symbol that was swallowed by its left neighbour */
    int32_t *sym = arena_array(arena, (size_t)n + 1, sizeof(int32_t));
    for (dim i = 0; i < n; i++) sym[i] = bytes[i];
    for (int i = 0; i < 256; i++) {
        uint8_t one = (uint8_t)i;
        new_token(i, &one, 1, NULL, 0, arena);
    }
    for (dim m = 0; m < want; m++) {
        struct map freq;
        map_init(&freq, arena, 256);
        uint64_t best = 0;
        int64_t most = 0;
        for (dim p = 0; p < pretokens; p++) {
            int32_t last = -1;
            for (dim i = spans[p]; i < spans[p + 1]; i++) {
                if (sym[i] < 0) continue;
                if (last >= 0) *map_at(&freq, map_pair(last, sym[i])) += counts[p];
                last = sym[i];
            }
        }
        for (dim i = 0; i < freq.capacity; i++) {
            if (!freq.used[i]) continue;
            int64_t f = freq.slots[i].value;
            if (f > most || (f == most && beats(freq.slots[i].key, best))) {
                most = f;
                best = freq.slots[i].key;
            }
        }
        if (most == 0) return m;
        int32_t l = (int32_t)(best >> 32), r = (int32_t)(uint32_t)best, id = (int32_t)(256 + m);
        merges[m] = (struct bpe_merge){l, r, id};
        new_token(id, tok_bytes[l], tok_len[l], tok_bytes[r], tok_len[r], arena);
        for (dim p = 0; p < pretokens; p++) {
            dim last = -1;
            for (dim i = spans[p]; i < spans[p + 1]; i++) {
                if (sym[i] < 0) continue;
                if (last >= 0 && sym[last] == l && sym[i] == r) {
                    sym[last] = id;
                    sym[i] = -1;
                    last = -1;
                } else {
                    last = i;
                }
            }
        }
    }
    return want;
}

/* ---------------- specials, stream ---------------- */

int32_t bpe_find_special(dim *at, const uint8_t *bytes, dim n, const struct bpe *bpe)
{
    for (*at = 0; *at < n; ++*at) {
        for (dim k = 0; k < bpe->special_count; k++) {
            const int32_t id = bpe->specials[k];
            const dim size = bpe->start[id + 1] - bpe->start[id];
            if (*at + size <= n && !memcmp(bytes + *at, bpe->bytes + bpe->start[id], (size_t)size))
                return id;
        }
    }
    return -1;
}

static int could_grow(const uint8_t *b, dim n)
{
    dim need = b[0] >= 0xF0 && b[0] <= 0xF4 ? 4 : b[0] >= 0xE0 && b[0] <= 0xEF ? 3
             : b[0] >= 0xC2 && b[0] <= 0xDF ? 2 : 1;
    int32_t point;
    return n < need && unicode_step(&point, b, n) == n;
}

dim bpe_stream_push(uint8_t *text, struct bpe_stream *stream, int32_t id, const struct bpe *bpe)
{
    dim n = 0;
    for (dim i = bpe->start[id]; i < bpe->start[id + 1]; i++) {
        stream->held[stream->count] = bpe->bytes[i];
        stream->count++;
        dim done = 0;
        while (done < stream->count && !could_grow(stream->held + done, stream->count - done)) {
            int32_t point;
            done += unicode_step(&point, stream->held + done, stream->count - done);
            n += unicode_encode(text + n, &point, 1);
        }
        for (dim j = done; j < stream->count; j++) stream->held[j - done] = stream->held[j];
        stream->count -= done;
    }
    return n;
}

dim bpe_stream_end(uint8_t *text, struct bpe_stream *stream)
{
    int32_t points[4];
    dim n = unicode_encode(text, points, unicode_decode(points, stream->held, stream->count));
    stream->count = 0;
    return n;
}
