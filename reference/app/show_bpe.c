// show_bpe.c: merges being learnt, a sentence in tokens, and an emoji that arrives in pieces, all
// by the linked bpe.c.
//
// What you see: each line of the first table joins the pair that stands most often side by side in
// the line above it; of equally frequent ones the greater. Then a larger vocabulary, learnt from a
// few sentences: words that it has seen often are one token, space included; a word that it never
// saw falls into pieces, down to single bytes. Last, four tokens that are one character: nothing
// is shown before it is whole.
#include "show.h"

#include "bpe.h"
#include "fail.h"
#include "vocabulary.h"

#include <stdio.h>
#include <string.h>

enum { PIECES_MAX = 600, MERGES = 44, STEPS = 6, LINE = 60 };

struct ids {
    int32_t *at;
    dim count;
};

static const char low[] = "low lower lowest";
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

static dim bytes_of(const struct bpe *bpe, int32_t id)
{
    return bpe->start[id + 1] - bpe->start[id];
}

// In brackets; returns how many columns that took.
static int token(const struct bpe *bpe, int32_t id)
{
    printf("[");
    int used = show_bytes(bpe->bytes + bpe->start[id], bytes_of(bpe, id), 0);
    printf("]");
    return used + 2;
}

// What bpe_train answers may be wrong: it is looked through before anybody relies on it.
static dim learn(struct bpe *bpe, struct arena *arena, struct bpe_merge *merges, dim want,
                 const char *text)
{
    dim spans[PIECES_MAX + 1], counts[PIECES_MAX], pieces = cut(spans, text);
    for (dim p = 0; p < pieces; p++) counts[p] = 1;
    dim learnt = bpe_train(merges, want, (const uint8_t *)text, spans, counts, pieces, arena);
    if (learnt < 1 || learnt > want)
        fail("show bpe: bpe_train learnt %td merges, at most %td were wanted and more than 0 are "
             "there; correct bpe.c", learnt, want);
    for (dim i = 0; i < learnt; i++) {
        if (merges[i].id != 256 + i || merges[i].left < 0 || merges[i].left >= 256 + i ||
            merges[i].right < 0 || merges[i].right >= 256 + i)
            fail("show bpe: bpe_train's merge %td joins %d and %d to %d; %td is wanted, out of "
                 "two smaller ones; correct bpe.c", i, merges[i].left, merges[i].right,
                 merges[i].id, 256 + i);
        for (dim j = 0; j < i; j++)
            if (merges[j].left == merges[i].left && merges[j].right == merges[i].right)
                fail("show bpe: bpe_train's merge %td joins %d and %d as merge %td did; a merged "
                     "pair is gone, unless a border of a word is crossed; correct bpe.c", i,
                     merges[i].left, merges[i].right, j);
    }
    vocabulary_from_training(bpe, arena, merges, learnt);
    return learnt;
}

static struct ids encode(const struct bpe *bpe, struct arena *arena, const char *text,
                         const dim *spans, dim pieces)
{
    dim length = (dim)strlen(text);
    struct ids ids = {.at = arena_array(arena, (size_t)length + 1, sizeof *ids.at)};
    int32_t *work = arena_array(arena, (size_t)BPE_WORK(length), sizeof *work);
    ids.count = bpe_encode(ids.at, work, (const uint8_t *)text, spans, pieces, bpe);
    if (ids.count < 0 || ids.count > length)
        fail("show bpe: bpe_encode made %td ids of %td bytes; correct bpe.c", ids.count, length);
    for (dim i = 0; i < ids.count; i++)
        if (ids.at[i] < 0 || ids.at[i] >= bpe->vocab)
            fail("show bpe: bpe_encode's id %td is %d, the vocabulary has 0 to %td; correct bpe.c",
                 i, ids.at[i], bpe->vocab - 1);
    return ids;
}

static void tokens_of(const struct bpe *bpe, struct arena *arena, const char *text)
{
    dim spans[PIECES_MAX + 1], pieces = cut(spans, text);
    struct ids ids = encode(bpe, arena, text, spans, pieces);
    int column = 0;
    for (dim i = 0; i < ids.count; i++) {
        if (column > LINE) {
            puts("");
            column = 0;
        }
        column += printf(column ? " " : "  ");
        column += token(bpe, ids.at[i]);
        column += printf("%d", ids.at[i]);
    }
    printf("\n  %td bytes, %td tokens\n\n", (dim)strlen(text), ids.count);
}

// How often left and right stand side by side inside the words of low.
static int times(const struct bpe *bpe, struct arena *arena, const struct bpe_merge *merge)
{
    dim spans[PIECES_MAX + 1], pieces = cut(spans, low), at = 0, p = 0;
    struct ids ids = encode(bpe, arena, low, spans, pieces);
    int found = 0;
    for (dim i = 0; i + 1 < ids.count; i++) {
        at += bytes_of(bpe, ids.at[i]);
        while (p < pieces && spans[p] < at) p++;
        found += spans[p] != at && ids.at[i] == merge->left && ids.at[i + 1] == merge->right;
    }
    return found;
}

static void text_in_tokens(const struct bpe *bpe, struct arena *arena)
{
    dim spans[PIECES_MAX + 1], pieces = cut(spans, low);
    struct ids ids = encode(bpe, arena, low, spans, pieces);
    for (dim i = 0; i < ids.count; i++) {
        if (i > 0) putchar('|');
        show_bytes(bpe->bytes + bpe->start[ids.at[i]], bytes_of(bpe, ids.at[i]), 0);
    }
    puts("");
}

static void show_merges(struct arena *arena)
{
    struct bpe_merge merges[STEPS];
    struct bpe before, after;
    printf("learning from \"%s\": the most frequent pair, again and again\n", low);
    printf("  %-7s %-20s %5s  %-5s  %s\n", "merge", "pair", "times", "token", "the text after it");
    vocabulary_from_training(&before, arena, merges, 0);
    printf("  %-7s %-20s %5s  %-5s  ", "", "", "", "");
    text_in_tokens(&before, arena);
    for (dim i = 0; i < STEPS; i++) {
        if (learn(&after, arena, merges, i + 1, low) <= i) break;
        printf("  %-7td ", i + 1);
        int used = token(&after, merges[i].left) + 3;
        printf(" + ");
        used += token(&after, merges[i].right);
        printf("%*s %5d  %-5d  ", used < 20 ? 20 - used : 0, "", times(&before, arena, &merges[i]),
               merges[i].id);
        text_in_tokens(&after, arena);
        before = after;
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
        if (count < 0 || count > (dim)sizeof text)
            fail("show bpe: bpe_stream_push showed %td bytes; correct bpe.c", count);
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
    printf("  the last token learnt is ");
    token(&bpe, merges[learnt - 1].id);
    printf(", number %d\n\n", merges[learnt - 1].id);
    show_title("your text in tokens of that vocabulary");
    tokens_of(&bpe, &arena, text);
    show_stream(&bpe);
    arena_free(&arena);
}
