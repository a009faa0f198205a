// statistics.c: the subcommand statistics: how varied the sentences of a text are. What is counted,
// and what it says of this text and of real ones, stands in README.md.
#include "fail.h"
#include "file.h"
#include "statistics.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_WORDS = 100000, GRAM = 8, WORD_MOST = 48, SENTENCE_MOST = 400 };

struct hashes {
    uint64_t *all;
    size_t count, room;
};

static void keep(struct hashes *hashes, uint64_t hash)
{
    if (hashes->count == hashes->room) {
        hashes->room = hashes->room ? 2 * hashes->room : 1024;
        hashes->all = realloc(hashes->all, hashes->room * sizeof *hashes->all);
        if (!hashes->all) fail_environment("no memory for %zu hashes", hashes->room);
    }
    hashes->all[hashes->count++] = hash;
}

static int by_value(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

// How many different ones there are; *repeated: how many of all stand there more than once.
static size_t distinct(struct hashes *hashes, size_t *repeated)
{
    size_t kinds = 0, more = 0;
    if (hashes->count) qsort(hashes->all, hashes->count, sizeof *hashes->all, by_value);
    for (size_t i = 0, end; i < hashes->count; i = end) {
        for (end = i; end < hashes->count && hashes->all[end] == hashes->all[i];) end++;
        kinds++;
        if (end - i > 1) more += end - i;
    }
    if (repeated) *repeated = more;
    return kinds;
}

static uint64_t hash_more(uint64_t hash, const char *text)
{
    for (; *text; text++) hash = (hash ^ (uint8_t)*text) * UINT64_C(1099511628211);
    return (hash ^ ' ') * UINT64_C(1099511628211);
}
static const uint64_t hash_start = UINT64_C(14695981039346656037);

// ---- what is counted ---------------------------------------------------------------------------

struct counts {
    struct hashes types, grams, shapes, documents;
    uint64_t last[GRAM], document;
    size_t words, blocks, sentences;
    double types_of_blocks, lengths, squares;
    bool open;  // something stands in this document
};

static void count_block(struct counts *counts)
{
    counts->types_of_blocks += (double)distinct(&counts->types, NULL);
    counts->blocks++;
    counts->types.count = 0;
}

static void count_word(struct counts *counts, const char *word)
{
    const uint64_t hash = hash_more(hash_start, word);
    keep(&counts->types, hash);
    counts->words++;
    if (counts->types.count == BLOCK_WORDS) count_block(counts);

    for (int i = 0; i < GRAM - 1; i++) counts->last[i] = counts->last[i + 1];
    counts->last[GRAM - 1] = hash;
    if (counts->words < GRAM) return;
    uint64_t gram = hash_start;
    for (int i = 0; i < GRAM; i++) gram = (gram ^ counts->last[i]) * UINT64_C(0x9E3779B97F4A7C15);
    keep(&counts->grams, gram ^ gram >> 29);
}

struct sentence {
    char words[SENTENCE_MOST][WORD_MOST];
    bool capital[SENTENCE_MOST];
    int count;
};

// A sentence's shape: numbers, names and nouns of the world by their kind, all other words as they
// stand.
static uint64_t shape_of(const struct sentence *sentence, const struct nouns *nouns)
{
    uint64_t shape = hash_start;
    for (int i = 0; i < sentence->count;) {
        int taken;
        const char *kind = nouns_longest(nouns, &sentence->words[i], sentence->count - i, &taken);
        if (isdigit((unsigned char)*sentence->words[i])) kind = "#";
        else if (!kind && sentence->capital[i] && i > 0) kind = "Name";
        shape = hash_more(shape, kind ? kind : sentence->words[i]);
        i += kind ? taken : 1;
    }
    return shape;
}

static void end_sentence(struct counts *counts, struct sentence *sentence,
                         const struct nouns *nouns)
{
    if (!sentence->count) return;
    keep(&counts->shapes, shape_of(sentence, nouns));
    counts->sentences++;
    counts->lengths += sentence->count;
    counts->squares += (double)sentence->count * sentence->count;
    sentence->count = 0;
}

static void end_document(struct counts *counts)
{
    if (counts->open) keep(&counts->documents, counts->document);
    counts->document = hash_start;
    counts->open = false;
}

static bool in_word(char c)
{
    return isalnum((unsigned char)c) || c == '\'' || c == '-';
}

// One line, which ends a sentence, as marks do. Words are told apart in small letters.
static void count_line(struct counts *counts, struct sentence *sentence, const struct nouns *nouns,
                       const char *line, size_t count)
{
    for (size_t i = 0; i < count;) {
        const char c = line[i];
        if (c == '.' || c == '!' || c == '?') end_sentence(counts, sentence, nouns);
        if (!isalnum((unsigned char)c)) {
            i++;
            continue;
        }
        if (sentence->count == SENTENCE_MOST) end_sentence(counts, sentence, nouns);
        char *word = sentence->words[sentence->count];
        int length = 0;
        sentence->capital[sentence->count] = isupper((unsigned char)c);
        for (; i < count && in_word(line[i]); i++)
            if (length < WORD_MOST - 1) word[length++] = (char)tolower((unsigned char)line[i]);
        word[length] = 0;
        sentence->count++;
        count_word(counts, word);
        counts->document = hash_more(counts->document, word);
        counts->open = true;
    }
    end_sentence(counts, sentence, nouns);
}

static void count_file(struct counts *counts, const struct nouns *nouns, struct file_bytes file)
{
    static const char end[] = "<|endoftext|>";
    struct sentence *sentence = calloc(1, sizeof *sentence);
    if (!sentence) fail_environment("no memory for a sentence");
    const char *text = (const char *)file.bytes, *stop = text + file.count;
    for (const char *line = text, *next; line < stop; line = next + 1) {
        next = memchr(line, '\n', (size_t)(stop - line));
        if (!next) next = stop;
        const size_t length = (size_t)(next - line);
        if (length == strlen(end) && memcmp(line, end, length) == 0) end_document(counts);
        else count_line(counts, sentence, nouns, line, length);
    }
    end_document(counts);
    free(sentence);
}

// ---- what is said ------------------------------------------------------------------------------

static void report(FILE *out, struct counts *counts, const char *path, size_t bytes)
{
    size_t repeated, documents = counts->documents.count;
    const bool whole = counts->blocks == 0;
    const size_t left = counts->types.count;
    if (whole) count_block(counts);
    const double each = whole ? (double)(left ? left : 1) : BLOCK_WORDS;
    const size_t shapes = distinct(&counts->shapes, NULL);
    const double n = counts->sentences ? (double)counts->sentences : 1;
    const double mean = counts->lengths / n, square = counts->squares / n - mean * mean;
    distinct(&counts->grams, &repeated);
    const double grams = counts->grams.count ? (double)counts->grams.count : 1;
    fprintf(out, "%s\n", path);
    fprintf(out, "  %-46s %zu\n", "bytes", bytes);
    fprintf(out, "  %-46s %zu\n", "words", counts->words);
    fprintf(out, "  %-46s %zu\n", "documents", documents);
    fprintf(out, "  %-46s %zu\n", "documents that were there before",
            documents - distinct(&counts->documents, NULL));
    fprintf(out, "  %-46s %zu\n", "sentences", counts->sentences);
    fprintf(out, "  %-46s %zu\n", "distinct shapes of sentences", shapes);
    fprintf(out, "  %-46s %.1f\n", "distinct shapes in 100 sentences", 100.0 * (double)shapes / n);
    fprintf(out, "  %-46s %.4f%s\n", "types for each token, over 100,000 words",
            counts->types_of_blocks / (double)counts->blocks / each,
            whole ? " (fewer words: over all)" : "");
    fprintf(out, "  %-46s %.1f %%\n", "8-grams that occur more than once",
            100.0 * (double)repeated / grams);
    fprintf(out, "  %-46s %.1f +- %.1f\n", "words in a sentence, mean and deviation", mean,
            sqrt(square > 0 ? square : 0));
}

int kitchen_statistics(struct kitchen *kitchen, const struct options *options)
{
    if (!options->file_count)
        fail_usage("statistics: name a text, as in \"kitchen statistics build/kitchen.txt\"");
    struct nouns nouns;
    nouns_begin(&nouns, kitchen, options);
    FILE *out = out_begin(options);
    for (int i = 0; i < options->file_count; i++) {
        struct counts counts = {.document = hash_start};
        const struct file_bytes file = file_map(options->files[i]);
        count_file(&counts, &nouns, file);
        report(out, &counts, options->files[i], file.count);
        write_packed(out, options->files[i], file);
        file_unmap(file);
        free(counts.types.all);
        free(counts.grams.all);
        free(counts.shapes.all);
        free(counts.documents.all);
    }
    out_end(options);
    return 0;
}
