// words.c: the question on its way to ids: characters, merges learnt from it, the model's own ids.
#include "pass.h"

#include "bpe.h"
#include "fail.h"
#include "pretokenizer.h"
#include "unicode.h"
#include "vocabulary.h"

#include <string.h>

enum { MERGES = 24, SPECIAL_ROOM = 200 };

// Characters of one to four bytes, one that is cut off in the middle, and a byte that is none.
static const char accents[] = "Cr\xC3\xA8me \xE2\x80\x94 \xF0\x9F\x8D\xAA \xE2\x82 \xFF!";

static void characters(struct pass *pass, const char *name, const char *text)
{
    const dim n = (dim)strlen(text);
    const uint8_t *bytes = (const uint8_t *)text;
    int32_t *points = arena_array(&pass->arena, (size_t)n, sizeof *points);
    uint8_t *back = arena_alloc(&pass->arena, (size_t)(4 * n));
    emit_stage("the characters of %s", name);
    emit_whole("unicode_count", "unicode", unicode_count(bytes, n));
    const dim count = unicode_decode(points, bytes, n);
    emit_ids("unicode_decode", "unicode", points, count);
    emit_bytes("unicode_encode", "unicode", back, unicode_encode(back, points, count));
}

// What bpe_train finds in the question, and the question encoded with it.
static void merges(struct pass *pass)
{
    const uint8_t *bytes = (const uint8_t *)pass->question;
    const dim n = (dim)strlen(pass->question);
    struct arena *arena = &pass->arena;
    struct pretokenizer pretokenizer;
    dim *spans = arena_array(arena, PRETOKENIZER_ROOM + 1, sizeof *spans);
    emit_stage("merges learnt from the question");
    pretokenizer_open(&pretokenizer, pass->tokenizer.pattern, true);
    const dim pretokens = pretokenizer_split(spans, bytes, n, true, &pretokenizer);
    pretokenizer_close(&pretokenizer);
    dim *counts = arena_array(arena, (size_t)pretokens, sizeof *counts);
    for (dim i = 0; i < pretokens; i++) counts[i] = 1 + i % 3;
    struct bpe_merge *learnt = arena_array(arena, MERGES, sizeof *learnt);
    const dim count = bpe_train(learnt, MERGES, bytes, spans, counts, pretokens, arena);
    emit_ids("bpe_train", "bpe", (const int32_t *)learnt, 3 * count);
    struct bpe bpe;
    vocabulary_from_training(&bpe, arena, learnt, count);
    int32_t *ids = arena_array(arena, (size_t)n, sizeof *ids);
    int32_t *work = arena_array(arena, (size_t)BPE_WORK(n), sizeof *work);
    const dim used = bpe_encode(ids, work, bytes, spans, pretokens, &bpe);
    emit_ids("bpe_encode", "bpe", ids, used);
    uint8_t *back = arena_alloc(arena, (size_t)(used * bpe.longest + 1));
    emit_bytes("bpe_decode", "bpe", back, bpe_decode(back, ids, used, &bpe));
}

static void append(void *context, const int32_t *ids, dim count)
{
    struct pass *pass = context;
    for (dim i = 0; i < count && pass->count < pass->model.config.positions; i++)
        pass->ids[pass->count++] = ids[i];
}

static void encode(struct pass *pass, const char *text, bool specials)
{
    struct tokenizer tokenizer = pass->tokenizer;  // a view, which may know no special tokens
    struct tokenizer_encoder encoder;
    if (!specials) tokenizer.bpe.special_count = 0;
    tokenizer_encoder_open(&encoder, &tokenizer);
    if (!tokenizer_encode(&encoder, (const uint8_t *)text, (dim)strlen(text), true, append, pass))
        fail("%s: a word of more than %d bytes; put spaces into it", text, PRETOKEN_LONGEST);
    tokenizer_encoder_close(&encoder);
}

// The end token twice in a text: the first counts.
static void special(const struct pass *pass)
{
    const struct bpe *bpe = &pass->tokenizer.bpe;
    uint8_t text[SPECIAL_ROOM] = "ab";
    if (bpe->special_count == 0) return;
    const int32_t id = bpe->specials[0];
    const dim length = bpe->start[id + 1] - bpe->start[id];
    if (2 * length + 3 > SPECIAL_ROOM) return;
    memcpy(text + 2, bpe->bytes + bpe->start[id], (size_t)length);
    memcpy(text + 3 + length, bpe->bytes + bpe->start[id], (size_t)length);
    text[2 + length] = '<';
    dim at = -1;
    const int32_t found = bpe_find_special(&at, text, 2 * length + 3, bpe);
    emit_ids("bpe_find_special", "bpe", &found, 1);
    emit_whole("bpe_find_special.at", "bpe", at);
}

void pass_words(struct pass *pass)
{
    characters(pass, "the question", pass->question);
    characters(pass, "a text with accents", accents);
    merges(pass);
    emit_stage("the ids that the model is given");
    special(pass);
    pass->ids = arena_array(&pass->arena, (size_t)pass->model.config.positions, sizeof *pass->ids);
    if (pass->model.generation.bos >= 0) append(pass, &pass->model.generation.bos, 1);
    encode(pass, pass->form->user[0], true);
    encode(pass, pass->question, false);
    encode(pass, pass->form->user[1], true);
    encode(pass, pass->form->answer[0], true);
    emit_ids("ids", "bpe", pass->ids, pass->count);
}
