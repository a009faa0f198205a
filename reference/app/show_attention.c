// show_attention.c: the walkthrough's five steps for "bake", computed, and a map of who looks at
// whom, by the linked attention.c. The eight raw scores are the walkthrough's. Query and keys are
// built so that their dot products are exactly these: q is (1, 0, 0, ...), key s begins with its
// score.
#include "show.h"

#include "attention.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { HEAD = 128, BAKE = 3 };

static const float raw[SHOW_WORDS] = {3.2f, 1.1f, 0.8f, 2.5f, 4.7f, 4.1f, 5.3f, 0.3f};

static void five_steps(void)
{
    static float q[SHOW_WORDS * HEAD], k[SHOW_WORDS * HEAD], v[SHOW_WORDS * HEAD];
    static float out[SHOW_WORDS * HEAD], weights[SHOW_WORDS * SHOW_WORDS];
    for (int s = 0; s < SHOW_WORDS; s++) {
        q[s * HEAD] = 1.0f;
        k[s * HEAD] = raw[s];
        v[s * HEAD + s] = 1.0f;  // value s points along axis s: the output shows its own recipe
    }
    attention_forward(out, weights, q, k, v, 1, SHOW_WORDS, SHOW_WORDS, SHOW_WORDS, 1, 1, HEAD);
    show_title("\"bake\", at position 3, looks at the sentence (one head of width 128)");
    printf("  %-10s %8s %10s %8s %9s\n", "key", "1 q . k", "2 / 11.3", "3 sees", "4 weight");
    for (int s = 0; s < SHOW_WORDS; s++) {
        double weight = (double)weights[BAKE * SHOW_WORDS + s];
        printf("  %-10s %8.1f %10.3f %8s %7.1f %%  ", show_words[s], (double)raw[s],
               (double)raw[s] / sqrt(HEAD), s <= BAKE ? "yes" : "no", 100.0 * weight);
        show_bar(weight, 1.0, 24);
        puts("");
    }
    printf("  5 output =");
    for (int s = 0; s <= BAKE; s++)
        printf(" %s%.3f V(%s)", s ? "+ " : "", (double)out[BAKE * HEAD + s], show_words[s]);
    puts("\n");
}

static void map(void)
{
    enum { D = 8 };
    float q[SHOW_WORDS * D], k[SHOW_WORDS * D], v[SHOW_WORDS * D], out[SHOW_WORDS * D];
    float weights[SHOW_WORDS * SHOW_WORDS];
    show_normal(q, SHOW_WORDS * D, 1.6f, 21);
    show_normal(k, SHOW_WORDS * D, 1.6f, 22);
    show_normal(v, SHOW_WORDS * D, 1.0f, 23);
    attention_forward(out, weights, q, k, v, 1, SHOW_WORDS, SHOW_WORDS, SHOW_WORDS, 1, 1, D);
    show_title("who looks at whom, with random queries and keys (rows look, -- is masked)");
    printf("  %-10s", "");
    for (int s = 0; s < SHOW_WORDS; s++) printf(" %3.3s", show_words[s]);
    puts("   sum");
    for (int t = 0; t < SHOW_WORDS; t++) {
        double sum = 0.0;
        printf("  %-10s", show_words[t]);
        for (int s = 0; s < SHOW_WORDS; s++) {
            double weight = (double)weights[t * SHOW_WORDS + s];
            printf("  ");
            show_cell(weight, s > t);
            sum += weight;
        }
        printf("  %.3f\n", sum);
    }
    puts("  shades: below 0.05, 0.15, 0.3, 0.6, and above");
}

void show_attention(const char *text)
{
    (void)text;
    five_steps();
    map();
}
