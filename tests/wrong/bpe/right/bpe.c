// bpe.c: nothing is wrong in it; the style of another hand.
#include "bpe.h"
#include "unicode.h"

#include <string.h>

static int64_t rank_of(const struct bpe *bpe, int32_t a, int32_t b)
{
    return map_get(&bpe->ranks, map_pair(a, b), -1);
}

static dim encode_word(int32_t *t, const uint8_t *word, dim len, const struct bpe *bpe)
{
    if (len == 0) return 0;
    if (bpe->ignore_merges) {
        int64_t all = bytes_map_get(&bpe->whole, word, len, -1);
        if (all >= 0) {
            t[0] = (int32_t)all;
            return 1;
        }
    }
    for (dim i = 0; i < len; i++) t[i] = bpe->byte_id[word[i]];
    while (1) {
        dim where = -1;
        int64_t best = -1;
        for (dim i = 1; i < len; i++) {
            int64_t r = rank_of(bpe, t[i - 1], t[i]);
            if (r >= 0 && (best < 0 || r < best)) {
                best = r;
                where = i;
            }
        }
        if (where < 0) return len;
        t[where - 1] = bpe->merges[best].id;
        len--;
        memmove(t + where, t + where + 1, (size_t)(len - where) * sizeof *t);
    }
}

dim bpe_encode(int32_t *ids, int32_t *work, const uint8_t *bytes, const dim *spans, dim pretokens,
               const struct bpe *bpe)
{
    (void)work;
    int32_t *end = ids;
    for (dim p = 0; p < pretokens; p++)
        end += encode_word(end, bytes + spans[p], spans[p + 1] - spans[p], bpe);
    return end - ids;
}

dim bpe_decode(uint8_t *bytes, const int32_t *ids, dim n, const struct bpe *bpe)
{
    uint8_t *to = bytes;
    for (dim i = 0; i < n; i++) {
        size_t len = (size_t)(bpe->start[ids[i] + 1] - bpe->start[ids[i]]);
        memcpy(to, bpe->bytes + bpe->start[ids[i]], len);
        to += len;
    }
    return to - bytes;
}

struct learner {
    int32_t *text;   // symbols; a word's symbols are text[from[p] .. from[p] + length[p])
    dim *length;
    uint8_t **name;  // bytes of each token learnt
    dim *size;
};

static int order(const struct learner *l, int32_t a, int32_t b)
{
    dim common = l->size[a] < l->size[b] ? l->size[a] : l->size[b];
    int first = memcmp(l->name[a], l->name[b], (size_t)common);
    if (first != 0) return first;
    return (l->size[a] > l->size[b]) - (l->size[a] < l->size[b]);
}

static void pick(struct bpe_merge *best, int64_t *best_count, const struct learner *l, int32_t a,
                 int32_t b, int64_t count)
{
    if (count < *best_count) return;
    if (count == *best_count) {
        int by_left = order(l, a, best->left);
        if (by_left < 0 || (by_left == 0 && order(l, b, best->right) <= 0)) return;
    }
    *best_count = count;
    best->left = a;
    best->right = b;
}

static void prepare(struct learner *l, dim want, const uint8_t *bytes, const dim *spans,
                    dim pretokens, struct arena *arena)
{
    l->text = arena_array(arena, (size_t)spans[pretokens] + 1, sizeof *l->text);
    l->length = arena_array(arena, (size_t)pretokens + 1, sizeof *l->length);
    l->name = arena_array(arena, (size_t)want + 256, sizeof *l->name);
    l->size = arena_array(arena, (size_t)want + 256, sizeof *l->size);
    uint8_t *alphabet = arena_array(arena, 256, 1);
    for (dim i = 0; i < 256; i++) {
        alphabet[i] = (uint8_t)i;
        l->name[i] = alphabet + i;
        l->size[i] = 1;
    }
    for (dim i = 0; i < spans[pretokens]; i++) l->text[i] = bytes[i];
    for (dim p = 0; p < pretokens; p++) l->length[p] = spans[p + 1] - spans[p];
}

static void join(struct learner *l, int32_t id, int32_t a, int32_t b, struct arena *arena)
{
    l->size[id] = l->size[a] + l->size[b];
    l->name[id] = arena_array(arena, (size_t)l->size[id], 1);
    memcpy(l->name[id], l->name[a], (size_t)l->size[a]);
    memcpy(l->name[id] + l->size[a], l->name[b], (size_t)l->size[b]);
}

static dim replace(int32_t *t, dim n, int32_t a, int32_t b, int32_t id)
{
    dim to = 0;
    for (dim from = 0; from < n; from++) {
        if (from + 1 < n && t[from] == a && t[from + 1] == b) {
            t[to++] = id;
            from++;
        } else {
            t[to++] = t[from];
        }
    }
    return to;
}

dim bpe_train(struct bpe_merge *merges, dim want, const uint8_t *bytes, const dim *spans,
              const dim *counts, dim pretokens, struct arena *arena)
{
    struct learner l;
    prepare(&l, want, bytes, spans, pretokens, arena);
    for (dim made = 0; made < want; made++) {
        struct map seen;
        map_init(&seen, arena, 64);
        for (dim p = 0; p < pretokens; p++)
            for (dim i = 0; i + 1 < l.length[p]; i++) {
                const int32_t *pair = l.text + spans[p] + i;
                *map_at(&seen, map_pair(pair[0], pair[1])) += counts[p];
            }
        struct bpe_merge best = {0, 0, (int32_t)(256 + made)};
        int64_t best_count = 0;
        for (dim i = 0; i < seen.capacity; i++)
            if (seen.used[i])
                pick(&best, &best_count, &l, (int32_t)(seen.slots[i].key >> 32),
                     (int32_t)(seen.slots[i].key & 0xffffffffu), seen.slots[i].value);
        if (best_count == 0) return made;
        merges[made] = best;
        join(&l, best.id, best.left, best.right, arena);
        for (dim p = 0; p < pretokens; p++)
            l.length[p] = replace(l.text + spans[p], l.length[p], best.left, best.right, best.id);
    }
    return want;
}

int32_t bpe_find_special(dim *at, const uint8_t *bytes, dim n, const struct bpe *bpe)
{
    for (dim i = 0; i < n; i++)
        for (dim s = 0; s < bpe->special_count; s++) {
            int32_t id = bpe->specials[s];
            dim len = bpe->start[id + 1] - bpe->start[id];
            if (len > n - i || memcmp(bytes + i, bpe->bytes + bpe->start[id], (size_t)len) != 0)
                continue;
            *at = i;
            return id;
        }
    return -1;
}

static dim wanted_by(uint8_t lead)
{
    if (lead < 0xC2 || lead > 0xF4) return 1;
    return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

dim bpe_stream_push(uint8_t *text, struct bpe_stream *stream, int32_t id, const struct bpe *bpe)
{
    const uint8_t *token = bpe->bytes + bpe->start[id];
    dim len = bpe->start[id + 1] - bpe->start[id], shown = 0;
    for (dim i = 0; i < len; i++) {
        stream->held[stream->count++] = token[i];
        while (stream->count > 0) {
            int32_t point;
            dim took = unicode_step(&point, stream->held, stream->count);
            if (took == stream->count && took < wanted_by(stream->held[0])) break;
            shown += unicode_encode(text + shown, &point, 1);
            stream->count -= took;
            memmove(stream->held, stream->held + took, (size_t)stream->count);
        }
    }
    return shown;
}

dim bpe_stream_end(uint8_t *text, struct bpe_stream *stream)
{
    dim shown = 0, at = 0;
    while (at < stream->count) {
        int32_t point;
        at += unicode_step(&point, stream->held + at, stream->count - at);
        shown += unicode_encode(text + shown, &point, 1);
    }
    memset(stream, 0, sizeof *stream);
    return shown;
}
