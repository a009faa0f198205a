// bpe.c: equally frequent pairs are compared by their joined bytes, not left part first.
#include "bpe.h"
#include "unicode.h"

#include <assert.h>
#include <string.h>

static dim token_size(const struct bpe *bpe, int32_t id)
{
    return bpe->start[id + 1] - bpe->start[id];
}

dim bpe_encode(int32_t *ids, int32_t *work, const uint8_t *bytes, const dim *spans, dim pretokens,
               const struct bpe *bpe)
{
    dim n = 0;
    for (dim p = 0; p < pretokens; p++) {
        const uint8_t *word = bytes + spans[p];
        dim size = spans[p + 1] - spans[p];
        int64_t known =
            bpe->ignore_merges && size ? bytes_map_get(&bpe->whole, word, size, -1) : -1;
        if (known >= 0) {
            ids[n++] = (int32_t)known;
            continue;
        }
        // work: the ranks of the pairs; a pair without one gets merge_count
        int32_t *part = ids + n;
        for (dim i = 0; i < size; i++) part[i] = bpe->byte_id[word[i]];
        for (;;) {
            dim low = 0;
            for (dim i = 0; i < size - 1; i++) {
                work[i] = (int32_t)map_get(&bpe->ranks, map_pair(part[i], part[i + 1]),
                                           bpe->merge_count);
                if (work[i] < work[low]) low = i;
            }
            if (size < 2 || work[low] == bpe->merge_count) break;
            part[low] = bpe->merges[work[low]].id;
            size--;
            for (dim i = low + 1; i < size; i++) part[i] = part[i + 1];
        }
        n += size;
    }
    return n;
}

dim bpe_decode(uint8_t *bytes, const int32_t *ids, dim n, const struct bpe *bpe)
{
    dim size = 0;
    while (n-- > 0) {
        assert(*ids >= 0 && *ids < bpe->vocab);
        memcpy(bytes + size, bpe->bytes + bpe->start[*ids], (size_t)token_size(bpe, *ids));
        size += token_size(bpe, *ids++);
    }
    return size;
}

struct piece {
    dim begin, end;  // where a copy of the token stands in the bytes
};

static int greater(const uint8_t *bytes, struct piece l1, struct piece r1, struct piece l2,
                   struct piece r2)
{
    dim n1 = l1.end - l1.begin, n2 = l2.end - l2.begin;
    dim all1 = n1 + r1.end - r1.begin, all2 = n2 + r2.end - r2.begin;
    for (dim i = 0; i < all1 && i < all2; i++) {
        uint8_t a = i < n1 ? bytes[l1.begin + i] : bytes[r1.begin + i - n1];
        uint8_t b = i < n2 ? bytes[l2.begin + i] : bytes[r2.begin + i - n2];
        if (a != b) return a > b;
    }
    return all1 > all2;
}

static void count_pairs(struct map *freq, const int32_t *t, const dim *spans, const dim *lens,
                        const dim *counts, dim pretokens)
{
    for (dim p = 0; p < pretokens; p++)
        for (dim i = 1; i < lens[p]; i++)
            *map_at(freq, map_pair(t[spans[p] + i - 1], t[spans[p] + i])) += counts[p];
}

static dim squeeze(int32_t *t, dim len, struct bpe_merge m)
{
    int32_t *w = t;
    const int32_t *r = t, *end = t + len;
    while (r < end) {
        if (r + 1 < end && r[0] == m.left && r[1] == m.right) {
            *w++ = m.id;
            r += 2;
        } else {
            *w++ = *r++;
        }
    }
    return w - t;
}

// Where the token of m first stands in the text: the lengths of the pieces before it, added up.
static struct piece find(const int32_t *t, const dim *spans, const dim *lens, dim pretokens,
                         const struct piece *pieces, struct bpe_merge m)
{
    for (dim p = 0; p < pretokens; p++) {
        dim at = spans[p];
        for (dim i = 0; i + 1 < lens[p]; i++) {
            const int32_t *x = t + spans[p] + i;
            dim left = pieces[x[0]].end - pieces[x[0]].begin;
            dim right = pieces[x[1]].end - pieces[x[1]].begin;
            if (x[0] == m.left && x[1] == m.right) return (struct piece){at, at + left + right};
            at += left;
        }
    }
    return (struct piece){0, 0};
}

dim bpe_train(struct bpe_merge *merges, dim want, const uint8_t *bytes, const dim *spans,
              const dim *counts, dim pretokens, struct arena *arena)
{
    int32_t *t = arena_array(arena, (size_t)spans[pretokens] + 1, sizeof *t);
    dim *lens = arena_array(arena, (size_t)pretokens + 1, sizeof *lens);
    struct piece *pieces = arena_array(arena, (size_t)want + 256, sizeof *pieces);
    for (dim i = spans[pretokens] - 1; i >= 0; i--) {
        t[i] = bytes[i];
        pieces[bytes[i]] = (struct piece){i, i + 1};
    }
    for (dim p = 0; p < pretokens; p++) lens[p] = spans[p + 1] - spans[p];

    dim done = 0;
    for (; done < want; done++) {
        struct map freq;
        map_init(&freq, arena, 128);
        count_pairs(&freq, t, spans, lens, counts, pretokens);
        struct bpe_merge best = {-1, -1, (int32_t)(done + 256)};
        int64_t top = 0;
        for (dim i = 0; i < freq.capacity; i++) {
            if (!freq.used[i] || freq.slots[i].value < top) continue;
            int32_t l = (int32_t)(freq.slots[i].key >> 32);
            int32_t r = (int32_t)(uint32_t)freq.slots[i].key;
            if (freq.slots[i].value > top || greater(bytes, pieces[l], pieces[r],
                                                     pieces[best.left], pieces[best.right])) {
                best.left = l;
                best.right = r;
            }
            top = freq.slots[i].value;
        }
        if (top == 0) break;
        merges[done] = best;
        pieces[best.id] = find(t, spans, lens, pretokens, pieces, best);
        for (dim p = 0; p < pretokens; p++) lens[p] = squeeze(t + spans[p], lens[p], best);
    }
    return done;
}

int32_t bpe_find_special(dim *at, const uint8_t *bytes, dim n, const struct bpe *bpe)
{
    int32_t found = -1;
    for (dim i = 0; i < n && found < 0; i++)
        for (dim s = 0; s < bpe->special_count && found < 0; s++) {
            dim size = token_size(bpe, bpe->specials[s]);
            const uint8_t *text = bpe->bytes + bpe->start[bpe->specials[s]];
            if (i + size <= n && memcmp(bytes + i, text, (size_t)size) == 0) {
                *at = i;
                found = bpe->specials[s];
            }
        }
    return found;
}

// bytes that the character needs which begins with b; 1 for what begins none
static dim needs(uint8_t b)
{
    dim n = 1;
    if (b >= 0xC2 && b <= 0xF4) n++;
    if (b >= 0xE0 && b <= 0xF4) n++;
    if (b >= 0xF0 && b <= 0xF4) n++;
    return n;
}

dim bpe_stream_push(uint8_t *text, struct bpe_stream *stream, int32_t id, const struct bpe *bpe)
{
    dim written = 0;
    for (dim i = 0; i < token_size(bpe, id); i++) {
        stream->held[stream->count++] = bpe->bytes[bpe->start[id] + i];
        for (;;) {
            int32_t c;
            if (stream->count == 0) break;
            dim used = unicode_step(&c, stream->held, stream->count);
            if (used == stream->count && needs(stream->held[0]) > used) break;
            written += unicode_encode(text + written, &c, 1);
            stream->count -= used;
            memmove(stream->held, stream->held + used, (size_t)stream->count);
        }
    }
    return written;
}

dim bpe_stream_end(uint8_t *text, struct bpe_stream *stream)
{
    dim written = 0;
    if (stream->count > 0) {
        int32_t c = UNICODE_REPLACEMENT;
        written = unicode_encode(text, &c, 1);
    }
    stream->count = 0;
    return written;
}
