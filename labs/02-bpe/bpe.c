// bpe.c: byte-pair encoding. The contract is reference/include/bpe.h; the hash maps it uses are in
// map.h. Write part a, grade it, then go on: b needs a's idea, c needs part a and unicode.
#include "bpe.h"

#include "todo.h"

// ---- a: encode and decode -------------------------------------------------------------------

// Work on one pre-token at a time; a helper that encodes bytes[0..n) and returns its count of ids
// keeps this readable. In the helper:
// 1. If the vocabulary says ignore_merges, look the whole pre-token up first.
// 2. Write the token of each byte. byte_id knows it; it is not always the byte's own value.
// 3. Look up the rank of every adjacent pair: map_get(&bpe->ranks, map_pair(left, right), ...).
//    What fallback makes a pair that never merges lose against all others?
// 4. Replace the best pair by the merge's id, close the gap, look again; stop when none is left.
// Simple and quadratic is right here. `work` is for those who then want to be faster.
dim bpe_encode(int32_t *ids, int32_t *work, const uint8_t *bytes, const dim *spans, dim pretokens,
               const struct bpe *bpe)
{
    (void)ids, (void)work, (void)bytes, (void)spans, (void)pretokens, (void)bpe;
    LAB_TODO();
}

// A token's bytes lie in bpe->bytes; bpe->start says from where to where. Nothing is decoded here:
// characters may be spread over tokens, so their bytes are only joined.
dim bpe_decode(uint8_t *bytes, const int32_t *ids, dim n, const struct bpe *bpe)
{
    (void)bytes, (void)ids, (void)n, (void)bpe;
    LAB_TODO();
}

// ---- b: learn -------------------------------------------------------------------------------

// Each round counts, chooses, merges:
// 1. Count every adjacent pair inside every pre-token, weighted with how often the pre-token stands
//    in the text. A struct map with map_pair keys does it.
// 2. Choose the most frequent pair. Ties are where programs differ, so the rule is exact: compare
//    the bytes of the left tokens, then those of the right ones. You need the bytes of each token
//    learnt so far: keep them (arena_array), or remember where in the text a copy of it stands.
// 3. Replace the pair in every pre-token, from the left, never twice over the same token.
// Stop after `want` rounds, or when there is no pair at all.
dim bpe_train(struct bpe_merge *merges, dim want, const uint8_t *bytes, const dim *spans,
              const dim *counts, dim pretokens, struct arena *arena)
{
    (void)merges, (void)want, (void)bytes, (void)spans, (void)counts, (void)pretokens, (void)arena;
    LAB_TODO();
}

// ---- c: special tokens, and streaming decode ------------------------------------------------

// At each place, from the left, try each special token in the order of bpe->specials. Why does
// that order make the longest one win?
int32_t bpe_find_special(dim *at, const uint8_t *bytes, dim n, const struct bpe *bpe)
{
    (void)at, (void)bytes, (void)n, (void)bpe;
    LAB_TODO();
}

// Put the token's bytes behind those held back. Then give out, as long as it is certain, what
// unicode_step makes of the front. It is not certain while the bytes held are the beginning of a
// character that the next token may complete: how do you tell that from bytes that are just wrong?
// (E2 82 may become a euro sign; C0 never becomes anything, and neither does E0 80.)
dim bpe_stream_push(uint8_t *text, struct bpe_stream *stream, int32_t id, const struct bpe *bpe)
{
    (void)text, (void)stream, (void)id, (void)bpe;
    LAB_TODO();
}

// Nothing follows: what is held can no longer be completed.
dim bpe_stream_end(uint8_t *text, struct bpe_stream *stream)
{
    (void)text, (void)stream;
    LAB_TODO();
}
