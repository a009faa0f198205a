// vocabulary.c: checks a vocabulary and builds the tables that bpe.c reads. See vocabulary.h.
#include "vocabulary.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

// Longer tokens are found by merging like any other text; `whole` is only a short cut for them.
enum { WHOLE_LONGEST = 128 };  // bytes

static dim length_of(const struct bpe *bpe, int32_t id)
{
    return bpe->start[id + 1] - bpe->start[id];
}

static const uint8_t *bytes_of(const struct bpe *bpe, int32_t id)
{
    return bpe->bytes + bpe->start[id];
}

static void *copied(struct arena *arena, const void *items, dim count, size_t size)
{
    void *copy = arena_array(arena, (size_t)count, size);
    if (count > 0) memcpy(copy, items, (size_t)count * size);
    return copy;
}

static const char *check_offsets(const struct vocabulary_source *source)
{
    if (source->vocab < 0 || source->vocab > INT32_MAX) return "the number of tokens is no int32";
    if (source->start[0] != 0) return "the bytes of token 0 do not start at 0";
    for (dim i = 0; i < source->vocab; i++)
        if (source->start[i + 1] < source->start[i]) return "a token has a negative length";
    return NULL;
}

static const char *find_byte_ids(struct bpe *bpe, const uint8_t *is_special)
{
    for (int i = 0; i < 256; i++) bpe->byte_id[i] = -1;
    for (int32_t id = (int32_t)bpe->vocab - 1; id >= 0; id--)  // of equal ones the lowest id stays
        if (length_of(bpe, id) == 1 && !is_special[id]) bpe->byte_id[*bytes_of(bpe, id)] = id;
    for (int i = 0; i < 256; i++)
        if (bpe->byte_id[i] < 0) return "a byte has no token of its own (all 256 must have one)";
    return NULL;
}

static const char *check_merge(const struct bpe *bpe, struct bpe_merge merge)
{
    const int32_t ids[3] = {merge.left, merge.right, merge.id};
    for (int i = 0; i < 3; i++)
        if (ids[i] < 0 || ids[i] >= bpe->vocab) return "a merge names an id out of range";
    const dim left = length_of(bpe, merge.left), right = length_of(bpe, merge.right);
    const uint8_t *joined = bytes_of(bpe, merge.id);
    if (left == 0 || right == 0) return "a merge has a part without bytes";
    if (length_of(bpe, merge.id) != left + right ||
        memcmp(joined, bytes_of(bpe, merge.left), (size_t)left) != 0 ||
        memcmp(joined + left, bytes_of(bpe, merge.right), (size_t)right) != 0)
        return "the result of a merge is not its parts joined";
    return NULL;
}

static const char *rank_merges(struct bpe *bpe, struct arena *arena)
{
    map_init(&bpe->ranks, arena, bpe->merge_count);
    for (dim i = 0; i < bpe->merge_count; i++) {
        const char *wrong = check_merge(bpe, bpe->merges[i]);
        if (wrong) return wrong;
        const dim before = bpe->ranks.count;
        *map_at(&bpe->ranks, map_pair(bpe->merges[i].left, bpe->merges[i].right)) = i;
        if (bpe->ranks.count == before) return "a pair is merged twice";
    }
    return NULL;
}

// ---- special tokens -------------------------------------------------------------------------

struct special {
    dim length;
    int32_t id;
};

static int longest_first(const void *a, const void *b)
{
    const struct special *x = a, *y = b;
    if (x->length != y->length) return x->length > y->length ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static const char *sort_specials(struct bpe *bpe, struct arena *arena, uint8_t *is_special,
                                 const struct vocabulary_source *source)
{
    const size_t count = (size_t)source->special_count;
    struct special *order = arena_array(arena, count, sizeof *order);
    int32_t *ids = arena_array(arena, count, sizeof *ids);
    for (size_t i = 0; i < count; i++) {
        const int32_t id = source->specials[i];
        if (id < 0 || id >= bpe->vocab) return "a special token has an id out of range";
        if (length_of(bpe, id) == 0) return "a special token has no text";
        if (is_special[id]) return "a special token is named twice";
        is_special[id] = 1;
        order[i] = (struct special){length_of(bpe, id), id};
    }
    if (count > 0) qsort(order, count, sizeof *order, longest_first);
    for (size_t i = 0; i < count; i++) ids[i] = order[i].id;
    bpe->specials = ids;
    bpe->special_count = source->special_count;
    return NULL;
}

// ---- pre-tokens that are one token ----------------------------------------------------------

// What the merges make of a short string; -1 when more than one token is left.
static int32_t merged(const struct bpe *bpe, const uint8_t *bytes, dim n)
{
    int32_t ids[WHOLE_LONGEST];
    int64_t ranks[WHOLE_LONGEST];
    const int64_t none = bpe->merge_count;
    for (dim i = 0; i < n; i++) ids[i] = bpe->byte_id[bytes[i]];
    for (dim i = 0; i + 1 < n; i++)
        ranks[i] = map_get(&bpe->ranks, map_pair(ids[i], ids[i + 1]), none);
    for (; n > 1; n--) {
        dim best = 0;
        for (dim i = 1; i + 1 < n; i++)
            if (ranks[i] < ranks[best]) best = i;
        if (ranks[best] == none) return -1;
        ids[best] = bpe->merges[ranks[best]].id;
        for (dim i = best + 1; i + 1 < n; i++) ids[i] = ids[i + 1], ranks[i] = ranks[i + 1];
        if (best > 0)
            ranks[best - 1] = map_get(&bpe->ranks, map_pair(ids[best - 1], ids[best]), none);
        if (best + 2 < n)
            ranks[best] = map_get(&bpe->ranks, map_pair(ids[best], ids[best + 1]), none);
    }
    return ids[0];
}

static void find_whole(struct bpe *bpe, struct arena *arena, const uint8_t *is_special)
{
    bytes_map_init(&bpe->whole, arena, bpe->vocab);
    for (int32_t id = (int32_t)bpe->vocab - 1; id >= 0; id--) {
        const dim n = length_of(bpe, id);
        if (n == 0 || (is_special[id] && bpe->ignore_merges)) continue;
        if (!bpe->ignore_merges && n > WHOLE_LONGEST) continue;
        const int32_t one = bpe->ignore_merges ? id : merged(bpe, bytes_of(bpe, id), n);
        if (one >= 0) *bytes_map_at(&bpe->whole, bytes_of(bpe, id), n) = one;
    }
}

// ---- the whole ------------------------------------------------------------------------------

const char *vocabulary_prepare(struct bpe *bpe, struct arena *arena,
                               const struct vocabulary_source *source)
{
    const char *wrong = check_offsets(source);
    if (wrong) return wrong;
    *bpe = (struct bpe){.vocab = source->vocab, .longest = 1, .merge_count = source->merge_count,
                        .ignore_merges = source->ignore_merges};
    bpe->start = copied(arena, source->start, source->vocab + 1, sizeof *source->start);
    bpe->bytes = copied(arena, source->bytes, source->start[source->vocab], 1);
    bpe->merges = copied(arena, source->merges, source->merge_count, sizeof *source->merges);
    for (int32_t id = 0; id < bpe->vocab; id++)
        if (length_of(bpe, id) > bpe->longest) bpe->longest = length_of(bpe, id);

    uint8_t *is_special = arena_array(arena, (size_t)bpe->vocab, 1);
    wrong = sort_specials(bpe, arena, is_special, source);
    if (!wrong) wrong = find_byte_ids(bpe, is_special);
    if (!wrong) wrong = rank_merges(bpe, arena);
    if (!wrong) find_whole(bpe, arena, is_special);
    return wrong;
}

void vocabulary_from_training(struct bpe *bpe, struct arena *arena, const struct bpe_merge *merges,
                              dim merge_count)
{
    const dim vocab = 256 + merge_count;
    struct arena scratch = {0};
    dim *start = arena_array(&scratch, (size_t)vocab + 1, sizeof *start);
    for (dim i = 0; i < 256; i++) start[i + 1] = i + 1;
    for (dim i = 0; i < merge_count; i++) {
        const int32_t left = merges[i].left, right = merges[i].right;
        assert(merges[i].id == 256 + i && left >= 0 && right >= 0);
        assert(left < merges[i].id && right < merges[i].id);
        start[257 + i] =
            start[256 + i] + (start[left + 1] - start[left]) + (start[right + 1] - start[right]);
    }
    uint8_t *bytes = arena_array(&scratch, (size_t)start[vocab], 1), *to = bytes + 256;
    for (int i = 0; i < 256; i++) bytes[i] = (uint8_t)i;
    for (dim i = 0; i < merge_count; i++) {
        const int32_t parts[2] = {merges[i].left, merges[i].right};
        for (int p = 0; p < 2; p++) {
            const dim length = start[parts[p] + 1] - start[parts[p]];
            memcpy(to, bytes + start[parts[p]], (size_t)length);
            to += length;
        }
    }
    const struct vocabulary_source source = {.vocab = vocab, .bytes = bytes, .start = start,
                                             .merges = merges, .merge_count = merge_count};
    const char *wrong = vocabulary_prepare(bpe, arena, &source);
    assert(!wrong);
    (void)wrong;
    arena_free(&scratch);
}
