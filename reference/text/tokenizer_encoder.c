// tokenizer_encoder.c: text to ids, in pieces of any size and in little memory. See tokenizer.h.
#include "tokenizer.h"

#include <string.h>

void tokenizer_encoder_open(struct tokenizer_encoder *encoder, const struct tokenizer *tokenizer)
{
    const struct bpe *bpe = &tokenizer->bpe;
    *encoder = (struct tokenizer_encoder){.tokenizer = tokenizer};
    pretokenizer_open(&encoder->pretokenizer, tokenizer->pattern, true);
    encoder->spans = arena_array(&encoder->arena, PRETOKENIZER_ROOM + 1, sizeof *encoder->spans);
    if (bpe->special_count > 0)
        encoder->longest_special = bpe->start[bpe->specials[0] + 1] - bpe->start[bpe->specials[0]];
}

void tokenizer_encoder_close(struct tokenizer_encoder *encoder)
{
    pretokenizer_close(&encoder->pretokenizer);
    arena_free(&encoder->arena);
}

static void make_room(struct tokenizer_encoder *e, dim ids, dim longest)
{
    if (ids > e->ids_room) {
        e->ids_room = ids > 1 << 16 ? 2 * ids : 1 << 16;
        e->ids = arena_array(&e->arena, (size_t)e->ids_room, sizeof *e->ids);
    }
    if (longest > e->work_room) {
        e->work_room = longest > 1 << 10 ? 2 * longest : 1 << 10;
        e->work = arena_array(&e->arena, (size_t)BPE_WORK(e->work_room), sizeof *e->work);
    }
}

// Ordinary text without special tokens. Returns how many bytes are done; -1: a pre-token too long.
static dim encode_ordinary(struct tokenizer_encoder *e, const uint8_t *bytes, dim n, bool last,
                           tokenizer_sink *sink, void *context)
{
    dim done = 0;
    while (done < n) {
        const dim count = pretokenizer_split(e->spans, bytes + done, n - done, last,
                                             &e->pretokenizer);
        if (count < 0) return -1;
        if (count == 0) break;
        dim longest = 0;
        for (dim p = 0; p < count; p++)
            if (e->spans[p + 1] - e->spans[p] > longest) longest = e->spans[p + 1] - e->spans[p];
        make_room(e, e->spans[count], longest);
        sink(context, e->ids,
             bpe_encode(e->ids, e->work, bytes + done, e->spans, count, &e->tokenizer->bpe));
        done += e->spans[count];
    }
    return done;
}

// Any text, special tokens in it. Returns how many bytes are done; -1: a pre-token too long.
static dim encode_window(struct tokenizer_encoder *e, const uint8_t *bytes, dim n, bool last,
                         tokenizer_sink *sink, void *context)
{
    const struct bpe *bpe = &e->tokenizer->bpe;
    for (dim done = 0;;) {
        dim at = n - done;
        const int32_t special = bpe_find_special(&at, bytes + done, n - done, bpe);
        // What is found near the end may yet turn out to be the beginning of a longer one, and
        // what is not found there may yet begin.
        const bool certain = special >= 0 && (last || at + e->longest_special <= n - done);
        dim ordinary = at;
        if (special < 0 && !last && e->longest_special > 1) ordinary -= e->longest_special - 1;
        if (ordinary > 0) {
            const dim encoded =
                encode_ordinary(e, bytes + done, ordinary, certain || last, sink, context);
            if (encoded < 0) return -1;
            if (!certain) return done + encoded;
        }
        if (!certain) return done;
        sink(context, &special, 1);
        done += at + bpe->start[special + 1] - bpe->start[special];
    }
}

static void hold(struct tokenizer_encoder *e, const uint8_t *bytes, dim n)
{
    if (e->held_count + n > e->held_room) {
        e->held_room = 2 * (e->held_count + n);
        uint8_t *larger = arena_alloc(&e->arena, (size_t)e->held_room);
        if (e->held_count > 0) memcpy(larger, e->held, (size_t)e->held_count);
        e->held = larger;
    }
    if (n > 0) memcpy(e->held + e->held_count, bytes, (size_t)n);
    e->held_count += n;
}

bool tokenizer_encode(struct tokenizer_encoder *encoder, const uint8_t *bytes, dim n, bool last,
                      tokenizer_sink *sink, void *context)
{
    struct tokenizer_encoder *e = encoder;
    if (e->held_count == 0) {  // no need to copy what can be encoded where it is
        const dim done = encode_window(e, bytes, n, last, sink, context);
        if (done >= 0) hold(e, bytes + done, n - done);
        return done >= 0;
    }
    hold(e, bytes, n);
    // A long pre-token arrives piece by piece: looked at again only when it has doubled.
    if (!last && e->held_count < e->retry_at) return true;
    const dim done = encode_window(e, e->held, e->held_count, last, sink, context);
    if (done < 0) return false;
    e->held_count -= done;
    memmove(e->held, e->held + done, (size_t)e->held_count);
    const dim enough = PRETOKEN_LONGEST + 64 + e->longest_special;
    e->retry_at = done > 0 ? 0 : 2 * e->held_count < enough ? 2 * e->held_count : enough;
    return true;
}
