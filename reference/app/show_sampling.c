// show_sampling.c: how the next word is chosen, by the linked sampling.c.
//
// What you see: ten words that may follow a sentence. Their probabilities at three temperatures and
// twelve draws (part a); then the way through a sampler, column by column: a penalty for what was
// just said, a temperature, top-k, top-p, min-p, each sharing anew what is left (part b); last, who
// is drawn how often out of what remains.
#include "show.h"

#include "rng.h"
#include "sampling.h"

#include <stdio.h>
#include <string.h>

enum { WORDS = 10, DRAWS = 1000 };

static const char *const words[WORDS] = {"the",   "an",   "some", "your", "flour",
                                         "sugar", "them", "and",  "it",   "Zamboni"};
static const float logits[WORDS] = {4.2f, 2.6f, 2.1f, 3.3f, 1.9f, 1.4f, 0.2f, -0.6f, 1.0f, -6.0f};

static void shares(const char *title, const float *p)
{
    printf("  %s\n", title);
    for (int i = 0; i < WORDS; i++) {
        printf("    %-8s %6.2f -> %6.2f %%  ", words[i], (double)logits[i], 100.0 * (double)p[i]);
        show_bar((double)p[i], 1.0, 40);
        puts("");
    }
}

static void first_part(void)
{
    float p[WORDS];
    struct rng rng;
    rng_seed(&rng, 7, 12);
    show_title("\"How do I bake chocolate chip cookies? First, preheat\" -> which word?");
    sampling_temperature(p, logits, WORDS, 2.0f);
    shares("temperature 2: nearly everything is possible", p);
    sampling_temperature(p, logits, WORDS, 0.5f);
    shares("temperature 0.5: the safe choices", p);
    sampling_temperature(p, logits, WORDS, 1.0f);
    shares("temperature 1: as the model says", p);
    printf("  temperature 0, greedy: \"%s\", always\n", words[sampling_greedy(logits, WORDS)]);
    show_title("\ndrawing at temperature 1: add up from the top until the sum exceeds u");
    for (int i = 0; i < 12; i++) {
        const float u = rng_uniform(&rng);
        printf("  u %.3f %-8s%s", (double)u, words[sampling_draw(p, WORDS, u)],
               i % 4 == 3 ? "\n" : "");
    }
}

static void column(float columns[][WORDS], dim *left, int at, const float *p, dim count)
{
    memcpy(columns[at], p, WORDS * sizeof *p);
    left[at] = count;
}

static void second_part(void)
{
    enum { COLUMNS = 5 };
    static const int32_t recent[3] = {0, 5, 0};  // "the", "sugar", "the"
    float columns[COLUMNS][WORDS], now[WORDS], p[WORDS];
    dim left[COLUMNS];
    int32_t order[WORDS];
    memcpy(now, logits, sizeof now);
    sampling_temperature(p, now, WORDS, 1.0f);
    column(columns, left, 0, p, WORDS);
    sampling_repetition(now, recent, 3, WORDS, 1.3f);
    sampling_temperature(p, now, WORDS, 0.8f);
    column(columns, left, 1, p, WORDS);
    sampling_order(order, p, WORDS);
    dim count = sampling_top_k(p, order, WORDS, 6);
    column(columns, left, 2, p, count);
    count = sampling_top_p(p, order, WORDS, 0.9f);
    column(columns, left, 3, p, count);
    count = sampling_min_p(p, order, WORDS, 0.3f);
    column(columns, left, 4, p, count);

    show_title("\na whole sampler; \"the\" and \"sugar\" have just been said");
    puts("                          penalty 1.3\n"
         "  word      logit   alone    T 0.8   top-k 6  top-p .9  min-p .3");
    for (int i = 0; i < WORDS; i++) {
        const int32_t id = order[i];
        printf("  %-8s  %5.2f", words[id], (double)logits[id]);
        for (int c = 0; c < COLUMNS; c++)
            if (columns[c][id] > 0.0f) printf("  %6.2f %%", 100.0 * (double)columns[c][id]);
            else printf("         -");
        puts("");
    }
    printf("  left         ");
    for (int c = 0; c < COLUMNS; c++) printf("  %8td", left[c]);
    puts("");

    struct rng rng;
    dim drawn[WORDS] = {0};
    rng_seed(&rng, 7, 12);
    for (int i = 0; i < DRAWS; i++) drawn[sampling_draw(p, WORDS, rng_uniform(&rng))]++;
    printf("\n%d draws from the last column\n", DRAWS);
    for (int i = 0; i < WORDS && p[order[i]] > 0.0f; i++) {
        printf("  %-8s %4td of %6.1f expected  ", words[order[i]], drawn[order[i]],
               DRAWS * (double)p[order[i]]);
        show_bar((double)drawn[order[i]], DRAWS, 40);
        puts("");
    }
}

void show_sampling(const char *text)
{
    (void)text;
    first_part();
    second_part();
}
