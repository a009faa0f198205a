// bpe.c: calls the contract of bpe.h with the tensors of a request. The vocabulary comes as tokens
// and merges, or as the merges of a training alone; it is made ready by given code.
#include "bpe.h"
#include "probe.h"
#include "vocabulary.h"

#include <stdio.h>
#include <stdlib.h>

// merges [count, 3] as int32 are struct bpe_merge as they lie in memory
static const struct bpe_merge *merges_of(const char *name)
{
    return (const struct bpe_merge *)probe_i32(name);
}

static struct bpe *vocabulary(void)
{
    struct bpe *bpe = arena_alloc(probe_arena(), sizeof *bpe);
    if (!probe_has("tokens")) {
        vocabulary_from_training(bpe, probe_arena(), merges_of("learnt_merges"),
                                 probe_count("learnt_merges"));
        return bpe;
    }
    struct vocabulary_source source = {.vocab = probe_size("vocab"),
                                       .bytes = probe_u8("tokens"),
                                       .start = probe_dims("start"),
                                       .merges = merges_of("merges"),
                                       .merge_count = probe_size("merge_count"),
                                       .specials = probe_i32("specials"),
                                       .special_count = probe_size("special_count"),
                                       .ignore_merges = probe_size("ignore") != 0};
    const char *why = vocabulary_prepare(bpe, probe_arena(), &source);
    if (why) {
        fprintf(stderr, "probe: %s\n", why);
        abort();
    }
    return bpe;
}

static void encode(void)
{
    const dim *spans = probe_dims("spans");
    const dim pretokens = probe_size("pretokens");
    dim longest = 0;
    for (dim p = 0; p < pretokens; p++)
        if (spans[p + 1] - spans[p] > longest) longest = spans[p + 1] - spans[p];
    int32_t *work = arena_array(probe_arena(), (size_t)BPE_WORK(longest), sizeof *work);
    const dim count =
        bpe_encode(probe_i32("ids"), work, probe_u8("bytes"), spans, pretokens, vocabulary());
    probe_shorten("ids", count);
    probe_return("count", count);
}

static void train(void)
{
    const dim count = bpe_train((struct bpe_merge *)probe_i32("learnt_merges"), probe_size("want"),
                                probe_u8("bytes"), probe_dims("spans"), probe_dims("counts"),
                                probe_size("pretokens"), probe_arena());
    probe_shorten("learnt_merges", count);
    probe_return("count", count);
}

// Every id is pushed; text is what was shown, shown [n] how many bytes after each push.
static void push(const struct bpe *bpe)
{
    const int32_t *ids = probe_i32("ids");
    const dim n = probe_size("n"), room = BPE_STREAM_ROOM(bpe->longest);
    struct bpe_stream stream = {.count = 0};
    uint8_t *piece = arena_alloc(probe_arena(), (size_t)room), *text = probe_u8("text");
    dim total = 0, limit = probe_size("room");
    for (dim i = 0; i < n; i++) {
        dim count = bpe_stream_push(piece, &stream, ids[i], bpe);
        probe_dims("shown")[i] = count;
        for (dim j = 0; j < count && total < limit; j++) text[total++] = piece[j];
    }
    probe_shorten("text", total);
}

// Every id is pushed unseen; then the end, and the end again, which has nothing left.
static void end(const struct bpe *bpe)
{
    const int32_t *ids = probe_i32("ids");
    struct bpe_stream stream = {.count = 0};
    uint8_t *piece = arena_alloc(probe_arena(), (size_t)BPE_STREAM_ROOM(bpe->longest));
    for (dim i = 0; i < probe_size("n"); i++) bpe_stream_push(piece, &stream, ids[i], bpe);
    const dim count = bpe_stream_end(probe_u8("text"), &stream);
    probe_shorten("text", count);
    probe_return("count", count);
    probe_return("again", bpe_stream_end(piece, &stream));
}

void probe_run(void)
{
    if (probe_is("bpe_encode")) encode();
    if (probe_is("bpe_train")) train();
    if (probe_is("bpe_stream_push")) push(vocabulary());
    if (probe_is("bpe_stream_end")) end(vocabulary());
    if (probe_is("bpe_decode")) {
        const dim count =
            bpe_decode(probe_u8("bytes"), probe_i32("ids"), probe_size("n"), vocabulary());
        probe_shorten("bytes", count);
        probe_return("count", count);
    }
    if (probe_is("bpe_find_special")) {
        dim at = -1;
        const int32_t id = bpe_find_special(&at, probe_u8("bytes"), probe_size("n"), vocabulary());
        probe_return("id", id);
        probe_return("at", id < 0 ? -1 : at);
    }
}
