// cmd_tokenizer.c: crumb tokenizer train: learns a vocabulary from text files of any size. Each
// different pre-token is counted once; learning sees only those, so it costs little more for a
// hundred times the text.
#include "app.h"
#include "fail.h"
#include "file.h"
#include "tokenizer.h"
#include "vocabulary.h"

#include <stdio.h>
#include <string.h>

enum { FILES = 4096, SPECIALS = 256, VOCAB_HIGHEST = 1 << 22 };

static const char usage[] =
    "crumb tokenizer train --text FILE... --vocab N --out DIR [--pattern NAME] [--special TEXT]\n"
    "  --text FILE...   the text to learn from, any bytes\n"
    "  --vocab N        how many tokens: 256 bytes, the special ones, the rest is learnt\n"
    "  --out DIR        where tokenizer.json goes\n"
    "  --pattern NAME   how text is cut first: gpt2 (default), cl100k, o200k, llama3\n"
    "  --special TEXT   a token of its own, never part of another (<|endoftext|>)";

struct request {
    const char *files[FILES], *specials[SPECIALS], *out;
    int file_count, special_count, pattern;
    dim vocab;
};

static void parse(struct request *r, int argc, char **argv)
{
    const char *pattern = "gpt2";
    for (int i = 1; i < argc; i++) {
        const char *flag = argv[i];
        if (!strcmp(flag, "--vocab")) {
            r->vocab = app_whole(flag, app_value(argc, argv, &i), 256, VOCAB_HIGHEST);
        } else if (!strcmp(flag, "--out")) {
            r->out = app_value(argc, argv, &i);
        } else if (!strcmp(flag, "--pattern")) {
            pattern = app_value(argc, argv, &i);
        } else if (!strcmp(flag, "--special")) {
            if (r->special_count == SPECIALS) fail_usage("at most %d times --special", SPECIALS);
            r->specials[r->special_count++] = app_value(argc, argv, &i);
        } else if (!strcmp(flag, "--text")) {
            do {
                if (r->file_count == FILES) fail_usage("at most %d files; join some", FILES);
                r->files[r->file_count++] = app_value(argc, argv, &i);
            } while (i + 1 < argc && strncmp(argv[i + 1], "--", 2) != 0);
        } else {
            fail_usage("%s: no such flag; crumb tokenizer train --help lists them", flag);
        }
    }
    r->pattern = pretokenizer_find(pattern);
    if (r->pattern < 0)
        fail_usage("--pattern %s: expected one of %s", pattern, pretokenizer_names());
    if (r->file_count == 0 || r->vocab == 0 || !r->out)
        fail_usage("tokenizer train needs --text FILE, --vocab N and --out DIR");
    if (r->vocab < 256 + r->special_count)
        fail_usage("--vocab %td: 256 bytes and %d special tokens need %d", r->vocab,
                   r->special_count, 256 + r->special_count);
}

// ---- the vocabulary: bytes, merges, special tokens ------------------------------------------

// Special tokens come last: ids vocab - special_count on.
static void prepare(struct bpe *bpe, struct arena *arena, const struct bpe_merge *merges,
                    dim merge_count, const struct request *r)
{
    struct arena scratch = {0};
    struct bpe plain;
    vocabulary_from_training(&plain, &scratch, merges, merge_count);
    const dim vocab = plain.vocab + r->special_count;
    dim *start = arena_array(&scratch, (size_t)vocab + 1, sizeof *start);
    dim total = plain.start[plain.vocab];
    for (int i = 0; i < r->special_count; i++) total += (dim)strlen(r->specials[i]);
    uint8_t *bytes = arena_array(&scratch, (size_t)total, 1);
    int32_t specials[SPECIALS];
    memcpy(start, plain.start, (size_t)(plain.vocab + 1) * sizeof *start);
    memcpy(bytes, plain.bytes, (size_t)plain.start[plain.vocab]);
    for (int i = 0; i < r->special_count; i++) {
        const dim id = plain.vocab + i, length = (dim)strlen(r->specials[i]);
        if (length == 0) fail_usage("--special: an empty text is no token");
        for (int j = 0; j < i; j++)
            if (!strcmp(r->specials[i], r->specials[j]))
                fail_usage("--special %s: given twice", r->specials[i]);
        memcpy(bytes + start[id], r->specials[i], (size_t)length);
        start[id + 1] = start[id] + length;
        specials[i] = (int32_t)id;
    }
    const struct vocabulary_source source = {vocab, bytes, start, merges, merge_count, specials,
                                             r->special_count, false};
    const char *wrong = vocabulary_prepare(bpe, arena, &source);
    if (wrong) fail("the vocabulary learnt is not sound (%s)", wrong);
    arena_free(&scratch);
}

// ---- counting -------------------------------------------------------------------------------

struct counting {
    struct arena arena;
    struct bytes_map words;  // pre-token -> how often it stands in the text
    struct pretokenizer pretokenizer;
    struct bpe specials;     // knows only them
    dim spans[PRETOKENIZER_ROOM + 1];
    double done, total;      // bytes
};

static void count_ordinary(struct counting *c, const char *path, const uint8_t *bytes, dim n)
{
    for (dim done = 0; done < n;) {
        const dim count =
            pretokenizer_split(c->spans, bytes + done, n - done, true, &c->pretokenizer);
        if (count < 0)
            fail("%s: a pre-token of more than %d bytes at byte %td; put spaces or line ends into "
                 "it", path, PRETOKEN_LONGEST, done);
        for (dim p = 0; p < count; p++)
            ++*bytes_map_at(&c->words, bytes + done + c->spans[p], c->spans[p + 1] - c->spans[p]);
        done += c->spans[count];
        app_progress("counting words", c->done + (double)done, c->total);
    }
    c->done += (double)n;
}

static void count_file(struct counting *c, const char *path)
{
    const struct file_bytes file = file_map(path);
    const dim n = (dim)file.count;
    for (dim done = 0; done < n;) {
        dim at = n - done;
        const int32_t id = bpe_find_special(&at, file.bytes + done, n - done, &c->specials);
        count_ordinary(c, path, file.bytes + done, at);
        done += at + (id < 0 ? 0 : c->specials.start[id + 1] - c->specials.start[id]);
    }
    file_unmap(file);
}

static void count_files(struct counting *c, const struct request *r)
{
    bytes_map_init(&c->words, &c->arena, 1024);
    pretokenizer_open(&c->pretokenizer, r->pattern, true);
    prepare(&c->specials, &c->arena, NULL, 0, r);
    for (int i = 0; i < r->file_count; i++) {  // all are looked at before hours of work begin
        const struct file_bytes file = file_map(r->files[i]);
        c->total += (double)file.count;
        file_unmap(file);
    }
    for (int i = 0; i < r->file_count; i++) count_file(c, r->files[i]);
    pretokenizer_close(&c->pretokenizer);
    if (c->words.count == 0) fail("%s: no text to learn from; the file is empty", r->files[0]);
}

// ---- learning -------------------------------------------------------------------------------

struct words {
    uint8_t *bytes;
    dim *spans, *counts, count;
};

// What was counted, as bpe_train takes it. The order does not matter to it.
static void gather(struct words *words, struct arena *arena, const struct bytes_map *map)
{
    dim total = 0;
    for (dim i = 0; i < map->capacity; i++)
        if (map->slots[i].bytes) total += map->slots[i].length;
    if (total >= INT32_MAX)
        fail("the text has %td bytes of different pre-tokens, at most %d can be learnt from; give "
             "less text", total, INT32_MAX - 1);
    words->bytes = arena_array(arena, (size_t)total, 1);
    words->spans = arena_array(arena, (size_t)map->count + 1, sizeof *words->spans);
    words->counts = arena_array(arena, (size_t)map->count, sizeof *words->counts);
    for (dim i = 0; i < map->capacity; i++) {
        const struct bytes_slot *slot = &map->slots[i];
        if (!slot->bytes) continue;
        const dim at = words->spans[words->count];
        memcpy(words->bytes + at, slot->bytes, slot->length);
        words->counts[words->count] = slot->value;
        words->spans[++words->count] = at + slot->length;
    }
}

static void learn(struct tokenizer *tokenizer, struct counting *counting, const struct request *r)
{
    struct arena arena = {0};
    struct words words = {0};
    gather(&words, &arena, &counting->words);
    arena_free(&counting->arena);
    const dim want = r->vocab - 256 - r->special_count, n = words.spans[words.count];
    const dim most = want < n ? want : n;  // a merge takes away at least one token
    struct bpe_merge *merges = arena_array(&arena, (size_t)most, sizeof *merges);
    const dim learnt = bpe_train(merges, most, words.bytes, words.spans, words.counts, words.count,
                                 &arena);
    if (learnt < want)
        fail("--vocab %td: this text gives only %td tokens; ask for that many or give more text",
             r->vocab, 256 + r->special_count + learnt);
    prepare(&tokenizer->bpe, &tokenizer->arena, merges, learnt, r);
    tokenizer->pattern = r->pattern;
    arena_free(&arena);
}

int cmd_tokenizer(int argc, char **argv)
{
    if (argc < 2 || !strcmp(argv[argc - 1], "--help")) {
        puts(usage);
        return 0;
    }
    if (strcmp(argv[1], "train") != 0)
        fail_usage("tokenizer %s: expected tokenizer train", argv[1]);
    static struct request request;
    static struct counting counting;
    parse(&request, argc - 1, argv + 1);
    count_files(&counting, &request);
    printf("%.1f MB of text, %td different pre-tokens\n", counting.done / 1e6,
           counting.words.count);
    app_progress_end();
    struct tokenizer tokenizer = {0};
    learn(&tokenizer, &counting, &request);
    tokenizer_save(&tokenizer, request.out);
    printf("%s/tokenizer.json: %td tokens, the longest has %td bytes\n", request.out,
           tokenizer.bpe.vocab, tokenizer.bpe.longest);
    tokenizer_close(&tokenizer);
    return 0;
}
