// skipgram.c: counting words, and the pairs that move their vectors. See skipgram.h.
#include "skipgram.h"

#include "fail.h"
#include "map.h"
#include "rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { INIT_STREAM = 1, DRAW_STREAM = 2, NOISE_PLACES = 1 << 20, NEGATIVES_MAX = 64 };
#define REPORTED 0.1  // share of the work

const struct skipgram_options skipgram_usual = {.width = 64, .window = 5, .negatives = 5,
                                                .epochs = 3, .least = 20, .most = 1500,
                                                .rate = 0.05, .frequent = 1e-3, .seed = 1};

// ---- words -------------------------------------------------------------------------------------

static int small_letter(uint8_t byte)
{
    if (byte >= 'A' && byte <= 'Z') return byte - 'A' + 'a';
    return byte >= 'a' && byte <= 'z' ? byte : 0;
}

// <|endoftext|> and its kind: how long the mark at bytes [n] is; 0: there is none.
static dim mark_length(const uint8_t *bytes, dim n)
{
    if (n < 4 || bytes[0] != '<' || bytes[1] != '|') return 0;
    for (dim i = 2; i + 1 < n && i < SKIPGRAM_WORD_MAX && bytes[i] != '\n'; i++)
        if (bytes[i] == '|' && bytes[i + 1] == '>') return i + 2;
    return 0;
}

// The word at or behind *at, into word. Returns its length; 0 at the end of a line or the text, and
// at a mark, which ends a line too: *at is its last byte then.
static dim next_word(char word[SKIPGRAM_WORD_MAX + 1], dim *at, const uint8_t *bytes, dim n)
{
    dim length = 0;
    word[0] = 0;
    for (; *at < n && bytes[*at] != '\n' && !small_letter(bytes[*at]); ++*at) {
        const dim mark = mark_length(bytes + *at, n - *at);
        if (mark == 0) continue;
        *at += mark - 1;
        return 0;
    }
    for (; *at < n; ++*at) {
        int letter = small_letter(bytes[*at]);
        const bool joins = (bytes[*at] == '-' || bytes[*at] == '\'') && *at + 1 < n &&
                           small_letter(bytes[*at + 1]);
        if (!letter && !(joins && length > 0)) break;
        if (!letter) letter = bytes[*at];
        if (length < SKIPGRAM_WORD_MAX) word[length++] = (char)letter;
    }
    word[length] = 0;
    return length;
}

struct counted {
    const char *word;
    int64_t count;
};

static int most_frequent_first(const void *a, const void *b)
{
    const struct counted *x = a, *y = b;
    if (x->count != y->count) return x->count < y->count ? 1 : -1;
    return strcmp(x->word, y->word);
}

static dim count_words(struct bytes_map *map, const uint8_t *bytes, dim n)
{
    char word[SKIPGRAM_WORD_MAX + 1];
    dim words = 0;
    for (dim at = 0; at < n;) {
        const dim length = next_word(word, &at, bytes, n);
        if (length) ++*bytes_map_at(map, (const uint8_t *)word, length);
        else at++;
        words += length > 0;
    }
    return words;
}

static void choose(struct skipgram *model, struct arena *arena, const struct bytes_map *map,
                   const struct skipgram_options *options)
{
    dim count = 0;
    struct counted *all = arena_array(arena, (size_t)map->count + 1, sizeof *all);
    for (dim i = 0; i < map->capacity; i++) {
        const struct bytes_slot *slot = &map->slots[i];
        if (!slot->bytes || slot->value < options->least) continue;
        char *word = arena_alloc(arena, (size_t)slot->length + 1);
        memcpy(word, slot->bytes, slot->length);
        all[count++] = (struct counted){word, slot->value};
    }
    qsort(all, (size_t)count, sizeof *all, most_frequent_first);
    model->vocab = count < options->most ? count : options->most;
    if (model->vocab < 2)
        fail("the text has %td words that stand %td times or more; give more text, or a smaller "
             "--least", count, options->least);
    model->words = arena_array(arena, (size_t)model->vocab, sizeof *model->words);
    model->counts = arena_array(arena, (size_t)model->vocab, sizeof *model->counts);
    for (dim i = 0; i < model->vocab; i++) {
        model->words[i] = all[i].word;
        model->counts[i] = all[i].count;
    }
}

static void number_words(struct skipgram_text *text, struct arena *arena, struct bytes_map *map,
                         const struct skipgram *model, const uint8_t *bytes, dim n)
{
    char word[SKIPGRAM_WORD_MAX + 1];
    for (dim i = 0; i < map->capacity; i++) map->slots[i].value = -1;
    for (dim i = 0; i < model->vocab; i++)
        *bytes_map_at(map, (const uint8_t *)model->words[i], (dim)strlen(model->words[i])) = i;
    dim lines = 1;
    for (dim i = 0; i < n; i++) lines += bytes[i] == '\n' || mark_length(bytes + i, n - i) > 0;
    text->ids = arena_array(arena, (size_t)(text->words + lines), sizeof *text->ids);
    text->count = 0;
    for (dim at = 0; at < n;) {
        const dim length = next_word(word, &at, bytes, n);
        const int64_t id = length ? bytes_map_get(map, (const uint8_t *)word, length, -1) : -1;
        if (length == 0) at++;
        if (id >= 0 || length == 0) text->ids[text->count++] = (int32_t)id;
    }
}

void skipgram_begin(struct skipgram *model, struct skipgram_text *text, struct arena *arena,
                    const uint8_t *bytes, dim n, const struct skipgram_options *options)
{
    struct arena scratch = {0};
    struct bytes_map map;
    struct rng rng;
    bytes_map_init(&map, &scratch, 1024);
    *model = (struct skipgram){.width = options->width};
    text->words = count_words(&map, bytes, n);
    choose(model, arena, &map, options);
    number_words(text, arena, &map, model, bytes, n);
    arena_free(&scratch);
    const dim size = model->vocab * model->width;
    model->table = arena_array(arena, (size_t)size, sizeof *model->table);
    model->context = arena_array(arena, (size_t)size, sizeof *model->context);  // zeros
    rng_seed(&rng, options->seed, INIT_STREAM);
    for (dim i = 0; i < size; i++)
        model->table[i] = (rng_uniform(&rng) - 0.5f) / (float)model->width;
}

// ---- pairs -------------------------------------------------------------------------------------

static float dot(const float *a, const float *b, dim width)
{
    float sum = 0.0f;
    for (dim i = 0; i < width; i++) sum += a[i] * b[i];
    return sum;
}

// -log s(z), without overflow for any z.
static double surprise(double z)
{
    return z > 0 ? log1p(exp(-z)) : log1p(exp(z)) - z;
}

double skipgram_pair(float *table, float *context, float *room, dim width, int32_t word,
                     int32_t other, const int32_t *negatives, dim count, float rate)
{
    float *w = table + word * width;
    float slopes[NEGATIVES_MAX + 1];  // of the loss, by each neighbour's score
    double loss = 0.0;
    if (count > NEGATIVES_MAX) fail("more than %d negatives for a pair", NEGATIVES_MAX);
    memset(room, 0, (size_t)width * sizeof *room);
    for (dim k = 0; k <= count; k++) {
        const float *c = context + (k == 0 ? other : negatives[k - 1]) * width;
        const double z = (double)dot(w, c, width), sign = k == 0 ? 1.0 : -1.0;
        loss += surprise(sign * z);
        slopes[k] = (float)(-sign / (1.0 + exp(sign * z)));
        for (dim i = 0; i < width; i++) room[i] += slopes[k] * c[i];
    }
    for (dim k = 0; k <= count; k++) {
        float *c = context + (k == 0 ? other : negatives[k - 1]) * width;
        for (dim i = 0; i < width; i++) c[i] -= rate * slopes[k] * w[i];
    }
    for (dim i = 0; i < width; i++) w[i] -= rate * room[i];
    return loss;
}

// ---- the whole text ----------------------------------------------------------------------------

struct training {
    struct skipgram *model;
    const struct skipgram_options *options;
    struct rng rng;
    int32_t *noise;   // [NOISE_PLACES] words, as often as count^(3/4) says
    float *kept;      // [vocab] how likely a word is read
    float *room;      // [width]
    int32_t *line;    // [words of the longest line]
    double loss;      // of pairs since the last report
    int64_t pairs;
};

static void prepare(struct training *t, struct arena *arena, const struct skipgram_text *text)
{
    const struct skipgram *model = t->model;
    double total = 0.0, reached = 0.0;
    dim word = 0, longest = 0, length = 0;
    t->noise = arena_array(arena, NOISE_PLACES, sizeof *t->noise);
    t->kept = arena_array(arena, (size_t)model->vocab, sizeof *t->kept);
    t->room = arena_array(arena, (size_t)model->width, sizeof *t->room);
    for (dim i = 0; i < model->vocab; i++) {
        const double share = (double)model->counts[i] / (double)text->words;
        const double ratio = t->options->frequent > 0 ? t->options->frequent / share : 1.0;
        t->kept[i] = (float)(ratio < 1.0 ? sqrt(ratio) + ratio : 1.0);
        total += pow((double)model->counts[i], 0.75);
    }
    for (dim place = 0; place < NOISE_PLACES; place++) {
        const double wanted = total * (double)place / NOISE_PLACES;
        for (; word + 1 < model->vocab; word++) {
            const double share = pow((double)model->counts[word], 0.75);
            if (reached + share > wanted) break;
            reached += share;
        }
        t->noise[place] = (int32_t)word;
    }
    for (dim i = 0; i < text->count; i++) {
        length = text->ids[i] < 0 ? 0 : length + 1;
        if (length > longest) longest = length;
    }
    t->line = arena_array(arena, (size_t)longest + 1, sizeof *t->line);
}

static void learn_line(struct training *t, dim count, float rate)
{
    int32_t negatives[NEGATIVES_MAX];
    const dim window = t->options->window;
    for (dim at = 0; at < count; at++) {
        const dim reach = 1 + (dim)rng_below(&t->rng, (uint32_t)window);  // near words more often
        const dim from = at > reach ? at - reach : 0;
        const dim to = at + reach < count - 1 ? at + reach : count - 1;
        for (dim near = from; near <= to; near++) {
            dim drawn = 0;
            if (near == at) continue;
            for (dim k = 0; k < t->options->negatives; k++) {
                const int32_t word = t->noise[rng_below(&t->rng, NOISE_PLACES)];
                if (word != t->line[near]) negatives[drawn++] = word;
            }
            t->loss += skipgram_pair(t->model->table, t->model->context, t->room, t->model->width,
                                     t->line[at], t->line[near], negatives, drawn, rate);
            t->pairs++;
        }
    }
}

static void report(struct training *t, double done, void (*told)(double done, double loss))
{
    if (told && t->pairs) told(done, t->loss / (double)t->pairs);
    t->loss = 0.0;
    t->pairs = 0;
}

void skipgram_train(struct skipgram *model, const struct skipgram_text *text,
                    const struct skipgram_options *options, void (*told)(double done, double loss))
{
    struct arena arena = {0};
    struct training t = {.model = model, .options = options};
    const double all = (double)text->count * (double)options->epochs;
    double next = REPORTED;
    prepare(&t, &arena, text);
    rng_seed(&t.rng, options->seed, DRAW_STREAM);
    for (dim epoch = 0; epoch < options->epochs; epoch++) {
        dim length = 0;
        for (dim i = 0; i <= text->count; i++) {
            const int32_t id = i < text->count ? text->ids[i] : -1;
            if (id >= 0) {
                if (rng_uniform(&t.rng) < t.kept[id]) t.line[length++] = id;
                continue;
            }
            const double done = ((double)epoch * (double)text->count + (double)i) / all;
            const double rate = options->rate * (done < 0.9999 ? 1.0 - done : 1e-4);
            learn_line(&t, length, (float)rate);
            length = 0;
            if (done < next) continue;
            report(&t, done, told);
            next = done + REPORTED;
        }
    }
    report(&t, 1.0, told);
    arena_free(&arena);
}
