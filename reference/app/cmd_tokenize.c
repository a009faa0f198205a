// cmd_tokenize.c: crumb tokenize: text to tokens and back, for a look or for a pipe.
#include "app.h"
#include "fail.h"
#include "tokenizer.h"
#include "unicode.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "crumb tokenize (--model DIR | --ranks FILE --pattern NAME) [--ids | --decode] TEXT\n"
    "  TEXT            the text; - reads it from standard input, of any size\n"
    "  --model DIR     a folder with a tokenizer.json\n"
    "  --ranks FILE    a .tiktoken file, with --pattern gpt2, cl100k, o200k or llama3\n"
    "  --ids           print ids; otherwise a line for each token: id and text\n"
    "  --decode        the other way: TEXT is ids, with spaces or commas between them";

struct request {
    const char *model, *ranks, *pattern, *text;
    bool ids, decode;
};

static struct request parse(int argc, char **argv)
{
    struct request r = {0};
    for (int i = 1; i < argc; i++) {
        const char *flag = argv[i];
        if (!strcmp(flag, "--model")) r.model = app_value(argc, argv, &i);
        else if (!strcmp(flag, "--ranks")) r.ranks = app_value(argc, argv, &i);
        else if (!strcmp(flag, "--pattern")) r.pattern = app_value(argc, argv, &i);
        else if (!strcmp(flag, "--ids")) r.ids = true;
        else if (!strcmp(flag, "--decode")) r.decode = true;
        else if (!strcmp(flag, "--") && i + 2 == argc) r.text = argv[++i];
        else if (flag[0] == '-' && flag[1] == '-')
            fail_usage("%s: no such flag; crumb tokenize --help lists them", flag);
        else if (r.text) fail_usage("one TEXT is enough; put quotes around all of it");
        else r.text = flag;
    }
    if (!r.model == !r.ranks) fail_usage("tokenize needs either --model DIR or --ranks FILE");
    if (!r.ranks != !r.pattern) fail_usage("--ranks FILE and --pattern NAME belong together");
    if (!r.text) fail_usage("tokenize needs a TEXT, or - for standard input");
    return r;
}

static void load(struct tokenizer *tokenizer, const struct request *r)
{
    if (r->model) {
        tokenizer_load(tokenizer, r->model);
        return;
    }
    const int pattern = pretokenizer_find(r->pattern);
    if (pattern < 0)
        fail_usage("--pattern %s: expected one of %s", r->pattern, pretokenizer_names());
    tokenizer_load_ranks(tokenizer, r->ranks, pattern);
}

// ---- text to tokens -------------------------------------------------------------------------

struct printer {
    const struct tokenizer *tokenizer;
    bool ids, any;  // any: something stands on this line
};

// Text as it is; what does not show, and bytes that are no character, as in C.
static void print_quoted(const uint8_t *bytes, dim n)
{
    putchar('"');
    for (dim at = 0, taken; at < n; at += taken) {
        int32_t point;
        taken = unicode_step(&point, bytes + at, n - at);
        const bool broken = point == UNICODE_REPLACEMENT && memcmp(bytes + at, "\xEF\xBF\xBD", 3);
        if (point == '\n') fputs("\\n", stdout);
        else if (point == '\t') fputs("\\t", stdout);
        else if (point == '\r') fputs("\\r", stdout);
        else if (point == '"' || point == '\\') printf("\\%c", (char)point);
        else if (point < 0x20 || point == 0x7F || (point >= 0x80 && point < 0xA0) || broken)
            for (dim i = 0; i < taken; i++) printf("\\x%02X", bytes[at + i]);
        else fwrite(bytes + at, 1, (size_t)taken, stdout);
    }
    puts("\"");
}

// printf takes longer than finding the ids.
static void print_number(int32_t number)
{
    char digits[16], *first = digits + sizeof digits;
    do {
        *--first = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    fwrite(first, 1, (size_t)(digits + sizeof digits - first), stdout);
}

static void print_ids(void *context, const int32_t *ids, dim count)
{
    struct printer *printer = context;
    const struct bpe *bpe = &printer->tokenizer->bpe;
    for (dim i = 0; i < count; i++) {
        if (printer->ids) {
            if (printer->any) putchar(' ');
            print_number(ids[i]);
            printer->any = true;
        } else {
            printf("%7d  ", ids[i]);
            print_quoted(bpe->bytes + bpe->start[ids[i]],
                         bpe->start[ids[i] + 1] - bpe->start[ids[i]]);
        }
    }
}

static void encode(struct tokenizer_encoder *encoder, const void *bytes, dim n, bool last,
                   struct printer *printer)
{
    if (!tokenizer_encode(encoder, bytes, n, last, print_ids, printer))
        fail("the text has a pre-token of more than %d bytes; put spaces or line ends into it",
             PRETOKEN_LONGEST);
}

static void encode_all(const struct tokenizer *tokenizer, const struct request *r)
{
    static uint8_t block[1 << 16];
    struct printer printer = {tokenizer, r->ids, false};
    struct tokenizer_encoder encoder;
    tokenizer_encoder_open(&encoder, tokenizer);
    if (strcmp(r->text, "-") != 0) {
        encode(&encoder, r->text, (dim)strlen(r->text), true, &printer);
    } else {
        double done = 0.0;
        for (size_t got; (got = fread(block, 1, sizeof block, stdin)) > 0;) {
            encode(&encoder, block, (dim)got, false, &printer);
            app_progress("tokenize", done += (double)got, 0.0);
        }
        if (ferror(stdin)) fail("standard input: reading stopped (%s)", strerror(errno));
        encode(&encoder, block, 0, true, &printer);
        app_progress_end();
    }
    if (printer.ids) putchar('\n');
    tokenizer_encoder_close(&encoder);
}

// ---- ids to text ----------------------------------------------------------------------------

struct decoder {
    const struct bpe *bpe;
    int64_t id;  // the digits so far; -1 between numbers
};

static void decode_text(struct decoder *decoder, const char *text, dim n)
{
    const struct bpe *bpe = decoder->bpe;
    for (dim i = 0; i < n; i++) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        if (digit) {  // what is too large stays too large
            decoder->id = (decoder->id < 0 ? 0 : 10 * decoder->id) + (text[i] - '0');
            if (decoder->id > INT32_MAX) decoder->id = INT32_MAX;
        } else if (!strchr(" \t\r\n,", text[i]) || text[i] == '\0') {
            fail("--decode: byte %d is no part of a number; expected ids with spaces or commas "
                 "between them", (uint8_t)text[i]);
        }
        if (digit || decoder->id < 0) continue;
        if (decoder->id >= bpe->vocab)
            fail("--decode: id %lld, the vocabulary has 0..%td", (long long)decoder->id,
                 bpe->vocab - 1);
        fwrite(bpe->bytes + bpe->start[decoder->id], 1,
               (size_t)(bpe->start[decoder->id + 1] - bpe->start[decoder->id]), stdout);
        decoder->id = -1;
    }
}

static void decode_all(const struct tokenizer *tokenizer, const struct request *r)
{
    static char block[1 << 16];
    struct decoder decoder = {&tokenizer->bpe, -1};
    if (strcmp(r->text, "-") != 0) {
        decode_text(&decoder, r->text, (dim)strlen(r->text));
    } else {
        for (size_t got; (got = fread(block, 1, sizeof block, stdin)) > 0;)
            decode_text(&decoder, block, (dim)got);
        if (ferror(stdin)) fail("standard input: reading stopped (%s)", strerror(errno));
    }
    decode_text(&decoder, " ", 1);
}

int cmd_tokenize(int argc, char **argv)
{
    if (argc > 1 && !strcmp(argv[argc - 1], "--help")) {
        puts(usage);
        return 0;
    }
    const struct request request = parse(argc, argv);
    struct tokenizer tokenizer;
    load(&tokenizer, &request);
    if (request.decode) decode_all(&tokenizer, &request);
    else encode_all(&tokenizer, &request);
    tokenizer_close(&tokenizer);
    return 0;
}
