// show_bpe.c: merges being learnt, a sentence in tokens, and an emoji that arrives in pieces, all
// by the linked bpe.c.
#include "show.h"

#include "bpe.h"
#include "fail.h"
#include "vocabulary.h"

#include <stdio.h>
#include <string.h>

enum { PIECES_MAX = 600, MERGES = 44 };

static const char corpus[] =
    "To bake chocolate chip cookies, bake the cookies on a tray. Do I bake the chocolate? "
    "I do. How do I bake a cookie? How do I chip the chocolate? Chip it, then bake the chips.";

// Cuts before each space: enough for a picture; the real patterns are in text/pretokenizer.c.
static dim cut(dim *spans, const char *text)
{
    dim count = 0, length = (dim)strlen(text);
    spans[0] = 0;
    for (dim i = 1; i <= length; i++)
        if (i == length || text[i] == ' ') {
            if (count + 1 == PIECES_MAX)
                fail("show bpe: more than %d words; shorten the text", PIECES_MAX);
            spans[++count] = i;
        }
    return count;
}

static void token(const struct bpe *bpe, int32_t id, int width)
{
    show_bytes(bpe->bytes + bpe->start[id], bpe->start[id + 1] - bpe->start[id], width);
}

static dim learn(struct bpe *bpe, struct arena *arena, struct bpe_merge *merges, dim want,
                 const char *text)
{
    dim spans[PIECES_MAX + 1], counts[PIECES_MAX], pieces = cut(spans, text);
    for (dim p = 0; p < pieces; p++) counts[p] = 1;
    dim learnt = bpe_train(merges, want, (const uint8_t *)text, spans, counts, pieces, arena);
    vocabulary_from_training(bpe, arena, merges, learnt);
    return learnt;
}

static void tokens_of(const struct bpe *bpe, struct arena *arena, const char *text)
{
    dim spans[PIECES_MAX + 1], pieces = cut(spans, text), length = (dim)strlen(text);
    int32_t *ids = arena_array(arena, (size_t)length + 1, sizeof *ids);
    int32_t *work = arena_array(arena, (size_t)BPE_WORK(length), sizeof *work);
    dim count = bpe_encode(ids, work, (const uint8_t *)text, spans, pieces, bpe);
    for (dim i = 0; i < count; i++) {
        printf("%s[", i % 6 == 0 ? (i ? "\n  " : "  ") : " ");
        token(bpe, ids[i], 0);
        printf("]%d", ids[i]);
    }
    printf("\n  %td bytes, %td tokens\n\n", length, count);
}

static void show_merges(struct arena *arena)
{
    struct bpe_merge merges[6];
    struct bpe bpe;
    show_title("learning from \"low lower lowest\": the most frequent pair, again and again");
    dim learnt = learn(&bpe, arena, merges, 6, "low lower lowest");
    for (dim i = 0; i < learnt; i++) {
        printf("  merge %td: [", i + 1);
        token(&bpe, merges[i].left, 0);
        printf("] + [");
        token(&bpe, merges[i].right, 0);
        printf("] = [");
        token(&bpe, merges[i].id, 0);
        printf("], token %d\n", merges[i].id);
    }
    puts("");
}

static void show_stream(const struct bpe *bpe)
{
    static const uint8_t cookie[] = "\xF0\x9F\x8D\xAA!";
    struct bpe_stream stream = {.count = 0};
    uint8_t text[BPE_STREAM_ROOM(64)];
    show_title("an emoji arriving byte by byte: never half a character");
    for (dim i = 0; i < (dim)sizeof cookie - 1; i++) {
        dim count = bpe_stream_push(text, &stream, bpe->byte_id[cookie[i]], bpe);
        printf("  token %3d (byte %02X)  shown: \"", bpe->byte_id[cookie[i]], cookie[i]);
        show_bytes(text, count, 0);
        printf("\", held back: %td\n", stream.count);
    }
    printf("  at the end: %td bytes more\n", bpe_stream_end(text, &stream));
}

void show_bpe(const char *text)
{
    struct arena arena = {0};
    struct bpe_merge merges[MERGES];
    struct bpe bpe;
    show_merges(&arena);
    printf("learning %d merges from a few sentences about baking\n", MERGES);
    dim learnt = learn(&bpe, &arena, merges, MERGES, corpus);
    printf("  the last token learnt is [");
    token(&bpe, merges[learnt - 1].id, 0);
    printf("], number %d\n\n", merges[learnt - 1].id);
    show_title("your text in tokens of that vocabulary");
    tokens_of(&bpe, &arena, text);
    show_stream(&bpe);
    arena_free(&arena);
}
