// bpe.h: byte-level byte-pair encoding (Sennrich, Haddow & Birch 2016; Radford et al. 2019).
// Text arrives as bytes already cut into pre-tokens (spans): no merge crosses a span. Token ids are
// int32_t in 0..vocab-1. Exact: no error bound. Ids out of range and wrong sizes are caller bugs
// and assert.
#ifndef CRUMB_BPE_H
#define CRUMB_BPE_H

#include "arena.h"
#include "dim.h"
#include "map.h"

#include <stdbool.h>
#include <stdint.h>

struct bpe_merge {
    int32_t left, right, id;  // the tokens left, right side by side become the token id
};

// A vocabulary ready for use, made by vocabulary_prepare (vocabulary.h). Every field is read-only.
struct bpe {
    dim vocab;                      // ids are 0..vocab-1; an unused id has no bytes
    dim longest;                    // bytes of the longest token, >= 1
    const uint8_t *bytes;           // [start[vocab]] the bytes of all tokens, end to end
    const dim *start;               // [vocab + 1] token i is bytes[start[i] .. start[i + 1])
    int32_t byte_id[256];           // the token of a single byte; not always the byte's own value
    const struct bpe_merge *merges; // [merge_count] earliest first: the order is the rank
    dim merge_count;
    struct map ranks;               // map_pair(left, right) -> index into merges; absent: no merge
    struct bytes_map whole;         // bytes of a pre-token -> id, for what encodes to one token
    bool ignore_merges;             // a pre-token that is a token is it, whatever merges say
    const int32_t *specials;        // [special_count] ids of the special tokens, longest text first
    dim special_count;
};

// int32_t of scratch that bpe_encode needs when its longest span has n bytes.
#define BPE_WORK(n) (16 * (n) + 16)

// a: encode. ids [n] room out, where n = spans[pretokens]; work [BPE_WORK(longest span)] scratch;
// bytes [n] in; spans [pretokens + 1] in, ascending, spans[0] = 0: pre-token p is
// bytes[spans[p] .. spans[p + 1]). In each pre-token: start from single bytes; merge the adjacent
// pair of lowest rank (of equal ones the leftmost); repeat until no pair has a rank.
// With ignore_merges, a pre-token found in `whole` is that token at once. Returns the count of ids.
dim bpe_encode(int32_t *ids, int32_t *work, const uint8_t *bytes, const dim *spans, dim pretokens,
               const struct bpe *bpe);

// a: decode. bytes [n * bpe->longest] room out, ids [n] in. The tokens' bytes, joined: not always
// valid UTF-8. Special tokens give their text. Returns the count of bytes.
dim bpe_decode(uint8_t *bytes, const int32_t *ids, dim n, const struct bpe *bpe);

// b: learn. merges [want] room out: ids 0..255 are the bytes themselves, merge i makes 256 + i.
// Pre-token p stands counts[p] >= 1 times in the text. Each round takes the most frequent adjacent
// pair; of equally frequent ones the greater by (bytes of left, bytes of right), compared as
// strings of unsigned bytes, a prefix being smaller. An overlapping run is merged from the left:
// aaa has two pairs (a, a), and becomes (aa) a. Scratch comes from the arena. Returns how many
// merges were learnt: fewer than want when no pair is left.
dim bpe_train(struct bpe_merge *merges, dim want, const uint8_t *bytes, const dim *spans,
              const dim *counts, dim pretokens, struct arena *arena);

// c: the first special token in bytes [n]: leftmost; of those that start there the longest.
// Returns its id and sets *at to where it starts; -1 when there is none.
int32_t bpe_find_special(dim *at, const uint8_t *bytes, dim n, const struct bpe *bpe);

// c: streaming decode. Bytes of a character that is not complete yet are held back.
struct bpe_stream {
    uint8_t held[4];
    dim count;  // 0..3; all zero is the start
};

// Room that one push needs: every byte may become a U+FFFD of three bytes.
#define BPE_STREAM_ROOM(longest) (3 * ((longest) + 3))

// text [BPE_STREAM_ROOM(bpe->longest)] out: what can be shown now, always valid UTF-8; ill-formed
// bytes become U+FFFD as in unicode_decode. All pushes and the end, joined, equal unicode_encode of
// unicode_decode of bpe_decode of all ids. Returns the count of bytes.
dim bpe_stream_push(uint8_t *text, struct bpe_stream *stream, int32_t id, const struct bpe *bpe);
// text [9] out: what was held is shown as U+FFFD; the stream is at its start again.
dim bpe_stream_end(uint8_t *text, struct bpe_stream *stream);

#endif
