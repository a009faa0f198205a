// bpe.c: byte-pair encoding. See bpe.h. Unlike the solution: a pre-token that is one token is found
// at once; the others keep their pairs in a heap; learning keeps, for every pair, a list of the
// places where it stands, so that a merge touches those places alone.
#include "bpe.h"

#include "unicode.h"

#include <assert.h>
#include <string.h>

enum { NO_RANK = INT32_MAX };

static inline dim length_of(int32_t id, const struct bpe *bpe)
{
    return bpe->start[id + 1] - bpe->start[id];
}

static inline int32_t rank_of(int32_t left, int32_t right, const struct bpe *bpe)
{
    return (int32_t)map_get(&bpe->ranks, map_pair(left, right), NO_RANK);
}

// ---- a: encode ------------------------------------------------------------------------------

// Tokens in a list that is linked both ways, known by the place of their first byte, and a heap of
// (rank, place): O(n log n). An entry is stale when rank[place] is no longer its rank. A scan over
// all ranks was 1.2 times as fast for words, which `whole` mostly knows: not worth a second way.
struct link {
    int32_t id, next, previous, rank;  // side by side: one cache line for each place visited
};
struct chain {
    struct link *links;         // [n]
    int32_t *heap, heap_count;  // [2 * 3n] (rank, place), the lowest first
};

static inline bool before(const int32_t *a, const int32_t *b)
{
    return a[0] < b[0] || (a[0] == b[0] && a[1] < b[1]);
}

static void heap_push(struct chain *chain, int32_t rank, int32_t place)
{
    const int32_t entry[2] = {rank, place};
    int32_t i = chain->heap_count++, up;
    for (; i > 0 && before(entry, chain->heap + 2 * (up = (i - 1) / 2)); i = up)
        memcpy(chain->heap + 2 * i, chain->heap + 2 * up, sizeof entry);
    memcpy(chain->heap + 2 * i, entry, sizeof entry);
}

static void heap_pop(int32_t *top, struct chain *chain)
{
    memcpy(top, chain->heap, 2 * sizeof *top);
    const int32_t n = --chain->heap_count, *last = chain->heap + 2 * n;
    int32_t i = 0;
    for (int32_t down; (down = 2 * i + 1) < n; i = down) {
        if (down + 1 < n && before(chain->heap + 2 * (down + 1), chain->heap + 2 * down)) down++;
        if (!before(chain->heap + 2 * down, last)) break;
        memcpy(chain->heap + 2 * i, chain->heap + 2 * down, 2 * sizeof *top);
    }
    memmove(chain->heap + 2 * i, last, 2 * sizeof *top);
}

static void rank_pair(struct chain *chain, int32_t place, int32_t n, const struct bpe *bpe)
{
    struct link *link = &chain->links[place];
    link->rank = link->next < n ? rank_of(link->id, chain->links[link->next].id, bpe) : NO_RANK;
    if (link->rank != NO_RANK) heap_push(chain, link->rank, place);
}

static dim encode_pretoken(int32_t *ids, int32_t *work, const uint8_t *bytes, dim length,
                           const struct bpe *bpe)
{
    assert(length < INT32_MAX / 16);
    const int32_t n = (int32_t)length;
    struct link *links = (struct link *)work;  // four int32_t each, in the first 4n of 16n
    struct chain chain = {links, work + 4 * n, 0};
    for (int32_t i = 0; i < n; i++)
        links[i] = (struct link){bpe->byte_id[bytes[i]], i + 1, i - 1, NO_RANK};
    for (int32_t i = 0; i < n; i++) rank_pair(&chain, i, n, bpe);
    while (chain.heap_count > 0) {
        int32_t top[2];
        heap_pop(top, &chain);
        struct link *link = &links[top[1]];
        if (link->rank != top[0]) continue;
        struct link *gone = &links[link->next];
        link->id = bpe->merges[top[0]].id;
        link->next = gone->next;
        gone->rank = NO_RANK;
        if (gone->next < n) links[gone->next].previous = top[1];
        rank_pair(&chain, top[1], n, bpe);
        if (link->previous >= 0) rank_pair(&chain, link->previous, n, bpe);
    }
    dim count = 0;
    for (int32_t i = 0; i < n; i = links[i].next) ids[count++] = links[i].id;
    return count;
}

dim bpe_encode(int32_t *ids, int32_t *work, const uint8_t *bytes, const dim *spans, dim pretokens,
               const struct bpe *bpe)
{
    assert(pretokens >= 0 && spans[0] == 0);
    dim count = 0;
    for (dim p = 0; p < pretokens; p++) {
        const uint8_t *from = bytes + spans[p];
        const dim n = spans[p + 1] - spans[p];
        assert(n >= 0);
        if (n == 0) continue;
        const int64_t token = n <= bpe->longest ? bytes_map_get(&bpe->whole, from, n, -1) : -1;
        if (token >= 0) ids[count++] = (int32_t)token;
        else count += encode_pretoken(ids + count, work, from, n, bpe);
    }
    return count;
}

dim bpe_decode(uint8_t *bytes, const int32_t *ids, dim n, const struct bpe *bpe)
{
    dim count = 0;
    for (dim i = 0; i < n; i++) {
        assert(ids[i] >= 0 && ids[i] < bpe->vocab);
        memcpy(bytes + count, bpe->bytes + bpe->start[ids[i]], (size_t)length_of(ids[i], bpe));
        count += length_of(ids[i], bpe);
    }
    return count;
}

// ---- b: learn -------------------------------------------------------------------------------

// One pair of tokens, and the chain of all places where it stands, in the order of the text.
struct pair {
    int32_t left, right;
    int32_t first, last;  // places; -1 when there is none
    int64_t count;
};
struct candidate {
    int64_t count;  // at the time it was queued: never below what the pair has now
    int32_t pair;
};

// A place is an index into the text. Each place where a token with a right neighbour begins is in
// the chain of exactly one pair, so the memory is known beforehand. A token's id stands at its
// first and at its last place: there its neighbours find it.
struct place {
    int32_t token, pair, next, previous;
};
struct learner {
    const uint8_t *bytes;
    const dim *spans, *counts;
    struct place *at;         // [n]
    int32_t n;
    uint8_t *opens;           // [n / 8 + 1] bit: a pre-token begins here
    int32_t *near;            // [n / 32 + 1] the pre-token of place 32 i
    int32_t *where, *length;  // [vocab] a token's bytes, by one of its places
    int32_t *before, *after;  // [vocab] this round's pairs (x, new) and (new, x); -1: none yet
    struct arena *arena;
    struct pair *pairs;       // [pair_room]
    struct candidate *heap;   // [heap_room], the best first
    dim pair_count, pair_room, heap_count, heap_room;
};

// Room for one more.
static void *roomy(void *items, dim count, dim *room, size_t size, struct arena *arena)
{
    if (count < *room) return items;
    *room = *room ? 2 * *room : 256;
    void *larger = arena_array(arena, (size_t)*room, size);
    if (count > 0) memcpy(larger, items, (size_t)count * size);
    return larger;
}

static int compare(const struct learner *l, int32_t a, int32_t b)
{
    const int32_t shorter = l->length[a] < l->length[b] ? l->length[a] : l->length[b];
    const int order = memcmp(l->bytes + l->where[a], l->bytes + l->where[b], (size_t)shorter);
    return order ? order : l->length[a] - l->length[b];
}

static bool better(const struct learner *l, struct candidate a, struct candidate b)
{
    if (a.count != b.count) return a.count > b.count;
    const struct pair *p = &l->pairs[a.pair], *q = &l->pairs[b.pair];
    const int left = p->left == q->left ? 0 : compare(l, p->left, q->left);
    return left > 0 || (left == 0 && compare(l, p->right, q->right) > 0);
}

static void queue(struct learner *l, int32_t pair)
{
    const struct candidate new = {l->pairs[pair].count, pair};
    l->heap = roomy(l->heap, l->heap_count, &l->heap_room, sizeof *l->heap, l->arena);
    dim i = l->heap_count++;
    for (; i > 0 && better(l, new, l->heap[(i - 1) / 2]); i = (i - 1) / 2)
        l->heap[i] = l->heap[(i - 1) / 2];
    l->heap[i] = new;
}

// The most frequent pair, taken out of the heap; -1 when no pair is left. Counts only shrink, so
// whoever is on top with a count that still holds is the best.
static int32_t take_best(struct learner *l)
{
    while (l->heap_count > 0) {
        const struct candidate top = l->heap[0], last = l->heap[--l->heap_count];
        dim i = 0;
        for (dim down; (down = 2 * i + 1) < l->heap_count; i = down) {
            if (down + 1 < l->heap_count && better(l, l->heap[down + 1], l->heap[down])) down++;
            if (!better(l, l->heap[down], last)) break;
            l->heap[i] = l->heap[down];
        }
        l->heap[i] = last;
        const int64_t now = l->pairs[top.pair].count;
        if (now == top.count) return top.pair;
        if (now > 0) queue(l, top.pair);
    }
    return -1;
}

static bool opens(const struct learner *l, int32_t place)
{
    return place == l->n || l->opens[place / 8] >> place % 8 & 1;
}

static int64_t weight(const struct learner *l, int32_t place)
{
    int32_t pretoken = l->near[place / 32];
    while (l->spans[pretoken + 1] <= place) pretoken++;
    return l->counts[pretoken];
}

// Puts place at the end of the pair's chain. *slot remembers the pair: -1 when it is to be made.
static void link_place(struct learner *l, int32_t *slot, int32_t left, int32_t right, int32_t place,
                       int64_t count)
{
    if (*slot < 0) {
        l->pairs = roomy(l->pairs, l->pair_count, &l->pair_room, sizeof *l->pairs, l->arena);
        l->pairs[l->pair_count] = (struct pair){left, right, -1, -1, 0};
        *slot = (int32_t)l->pair_count++;
    }
    struct pair *pair = &l->pairs[*slot];
    l->at[place].pair = *slot;
    l->at[place].next = -1;
    l->at[place].previous = pair->last;
    if (pair->last < 0) pair->first = place;
    else l->at[pair->last].next = place;
    pair->last = place;
    pair->count += count;
}

static void unlink_place(struct learner *l, int32_t place, int64_t count)
{
    struct pair *pair = &l->pairs[l->at[place].pair];
    const int32_t next = l->at[place].next, previous = l->at[place].previous;
    if (previous < 0) pair->first = next;
    else l->at[previous].next = next;
    if (next < 0) pair->last = previous;
    else l->at[next].previous = previous;
    pair->count -= count;
}

// Merges the pair that stands at place into the token `new`. Pairs with both neighbours change.
static void merge_at(struct learner *l, int32_t place, struct pair pair, int32_t new)
{
    const int32_t right = place + l->length[pair.left], end = right + l->length[pair.right];
    const int64_t count = weight(l, place);
    const bool has_left = !opens(l, place), has_right = !opens(l, end);
    const int32_t left = has_left ? l->at[place - 1].token : 0, from = place - l->length[left];
    const int32_t after = has_right ? l->at[end].token : 0;

    unlink_place(l, place, count);
    if (has_right) unlink_place(l, right, count);
    if (has_left) unlink_place(l, from, count);
    l->at[place].token = l->at[end - 1].token = new;
    if (has_left) link_place(l, &l->before[left], left, new, from, count);
    if (has_right) link_place(l, &l->after[after], new, after, place, count);
}

// One round: every place of the pair, from the left; then the pairs that came up are queued.
static void merge_everywhere(struct learner *l, int32_t best, int32_t new)
{
    const struct pair pair = l->pairs[best];
    const dim old_pairs = l->pair_count;
    l->where[new] = pair.first;
    l->length[new] = l->length[pair.left] + l->length[pair.right];
    while (l->pairs[best].first >= 0) merge_at(l, l->pairs[best].first, pair, new);
    assert(l->pairs[best].count == 0);
    for (dim i = old_pairs; i < l->pair_count; i++) {
        const struct pair *made = &l->pairs[i];
        if (made->right == new) l->before[made->left] = -1;
        if (made->left == new) l->after[made->right] = -1;
        if (made->count > 0) queue(l, (int32_t)i);
    }
}

static int32_t *ints(struct arena *arena, dim count, int value)
{
    int32_t *items = arena_array(arena, (size_t)count, sizeof *items);
    for (dim i = 0; value && i < count; i++) items[i] = value;
    return items;
}

static void start(struct learner *l, dim pretokens, dim vocab, struct arena *scratch)
{
    const dim n = l->n;
    l->at = arena_array(l->arena, (size_t)n, sizeof *l->at);
    l->opens = arena_array(l->arena, (size_t)n / 8 + 1, 1);
    l->near = ints(l->arena, n / 32 + 1, 0);
    l->where = ints(l->arena, vocab, 0), l->length = ints(l->arena, vocab, 1);
    l->before = ints(l->arena, vocab, -1), l->after = ints(l->arena, vocab, -1);
    int32_t *slots = ints(scratch, 256 * 256, -1);  // the pair of two bytes
    for (int32_t i = 0; i < n; i++) l->at[i].token = l->bytes[i], l->where[l->bytes[i]] = i;
    for (dim p = 0; p < pretokens; p++) {
        if (l->spans[p] == l->spans[p + 1]) continue;
        const int32_t from = (int32_t)l->spans[p], to = (int32_t)l->spans[p + 1];
        l->opens[from / 8] |= (uint8_t)(1 << from % 8);
        for (int32_t i = (from + 31) / 32; 32 * i < to; i++) l->near[i] = (int32_t)p;
        for (int32_t i = from; i + 1 < to; i++)
            link_place(l, &slots[256 * l->bytes[i] + l->bytes[i + 1]], l->bytes[i],
                       l->bytes[i + 1], i, l->counts[p]);
    }
    for (dim i = 0; i < l->pair_count; i++) queue(l, (int32_t)i);
}

dim bpe_train(struct bpe_merge *merges, dim want, const uint8_t *bytes, const dim *spans,
              const dim *counts, dim pretokens, struct arena *arena)
{
    assert(want >= 0 && pretokens >= 0 && spans[0] == 0);
    assert(spans[pretokens] < INT32_MAX && pretokens < INT32_MAX && want < INT32_MAX - 256);
    struct learner l = {.bytes = bytes, .spans = spans, .counts = counts,
                        .n = (int32_t)spans[pretokens], .arena = arena};
    struct arena scratch = {0};
    start(&l, pretokens, 256 + want, &scratch);
    arena_free(&scratch);
    for (dim i = 0; i < want; i++) {
        const int32_t best = take_best(&l), new = (int32_t)(256 + i);
        if (best < 0) return i;
        merges[i] = (struct bpe_merge){l.pairs[best].left, l.pairs[best].right, new};
        merge_everywhere(&l, best, new);
    }
    return want;
}

// ---- c: special tokens, and streaming decode ------------------------------------------------

int32_t bpe_find_special(dim *at, const uint8_t *bytes, dim n, const struct bpe *bpe)
{
    bool opens[256] = {false};  // does a special token begin with this byte?
    for (dim s = 0; s < bpe->special_count; s++)
        opens[bpe->bytes[bpe->start[bpe->specials[s]]]] = true;
    if (bpe->special_count == 0) return -1;

    for (dim i = 0; i < n; i++) {
        if (!opens[bytes[i]]) continue;
        for (dim s = 0; s < bpe->special_count; s++) {  // longest first
            const int32_t id = bpe->specials[s];
            const dim length = length_of(id, bpe);
            const uint8_t *text = bpe->bytes + bpe->start[id];
            if (length > n - i || text[length - 1] != bytes[i + length - 1]) continue;
            if (memcmp(bytes + i, text, (size_t)length) != 0) continue;
            *at = i;
            return id;
        }
    }
    return -1;
}

// The beginning of a character? Then all of it is one ill-formed subpart, shorter than promised.
static bool incomplete(const uint8_t *bytes, dim n)
{
    int32_t point;
    const uint8_t first = bytes[0];
    if (first < 0xC2 || first > 0xF4) return false;
    return n < 2 + (first >= 0xE0) + (first >= 0xF0) && unicode_step(&point, bytes, n) == n;
}

dim bpe_stream_push(uint8_t *text, struct bpe_stream *stream, int32_t id, const struct bpe *bpe)
{
    assert(id >= 0 && id < bpe->vocab);
    uint8_t *held = stream->held;
    dim count = 0;
    for (dim i = bpe->start[id]; i < bpe->start[id + 1]; i++) {
        if (stream->count == 0 && bpe->bytes[i] < 0x80) {
            text[count++] = bpe->bytes[i];
            continue;
        }
        held[stream->count++] = bpe->bytes[i];
        while (stream->count > 0 && !incomplete(held, stream->count)) {
            int32_t point;
            const dim taken = unicode_step(&point, held, stream->count);
            count += unicode_encode(text + count, &point, 1);
            stream->count -= taken;
            memmove(held, held + taken, (size_t)stream->count);
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
