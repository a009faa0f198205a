// show_attention.c: the walkthrough's five steps for "bake", computed, and a map of who looks at
// whom, by the linked attention.c. The eight raw scores are the walkthrough's. Query and keys are
// built so that their dot products are these: each of the 128 products is a 128th of the score.
//
// What you see: one row of the matrix of weights, then a whole one. Dividing by the root of 128
// brings the scores close together, so the weights of the four words differ little; the four later
// words get nothing, whatever their scores. In the map the upper right is empty for the same
// reason, and each row shares out exactly 1.
#include "show.h"

#include "attention.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { HEAD = 128, BAKE = 3, N = SHOW_WORDS };

struct steps {
    double scaled[N];  // read off the linked attention
    float weights[N * N], out[N * HEAD];
};

static const float raw[N] = {3.2f, 1.1f, 0.8f, 2.5f, 4.7f, 4.1f, 5.3f, 0.3f};

// The scaled score is no output of attention. But beside a key of zeros, whose score is 0, the two
// weights are exp(score) / (exp(score) + 1) and 1 / (exp(score) + 1): the log of their ratio is it.
static double scaled_score(const float *q, const float *key)
{
    float queries[2 * HEAD], keys[2 * HEAD] = {0}, v[2 * HEAD] = {0}, out[2 * HEAD], weights[4];
    memcpy(queries, q, HEAD * sizeof *q);
    memcpy(queries + HEAD, q, HEAD * sizeof *q);
    memcpy(keys + HEAD, key, HEAD * sizeof *key);
    attention_forward(out, weights, queries, keys, v, 1, 2, 2, 2, 1, 1, HEAD);
    return log((double)weights[3] / (double)weights[2]);
}

static void compute(struct steps *steps)
{
    static float q[N * HEAD], k[N * HEAD], v[N * HEAD];
    for (int s = 0; s < N; s++) {
        for (int i = 0; i < HEAD; i++) {
            q[s * HEAD + i] = 0.25f;
            k[s * HEAD + i] = raw[s] * 4.0f / HEAD;
        }
        v[s * HEAD + s] = 1.0f;  // value s points along axis s: the output shows its own recipe
    }
    for (int s = 0; s < N; s++) steps->scaled[s] = scaled_score(q + BAKE * HEAD, k + s * HEAD);
    attention_forward(steps->out, steps->weights, q, k, v, 1, N, N, N, 1, 1, HEAD);
}

static void output(const char *label, const float *out)
{
    const char *plus = "";
    printf("  %s output =", label);
    for (int s = 0; s < N; s++)
        if (out[s] < 0.0f || out[s] > 0.0f) {
            printf(" %s%.3f V(%s)", plus, (double)out[s], show_words[s]);
            plus = "+ ";
        }
    puts("");
}

static void five_steps(const struct steps *steps)
{
    show_title("\"bake\", at position 3, looks at the sentence (one head of width 128)");
    printf("  %-10s %8s %10s %8s %9s\n", "key", "1 q . k", "2 / 11.3", "3 sees", "4 weight");
    for (int s = 0; s < N; s++) {
        double weight = (double)steps->weights[BAKE * N + s];
        printf("  %-10s %8.1f %10.3f %8s %7.1f %%  ", show_words[s], (double)raw[s],
               steps->scaled[s], weight > 0.0 ? "yes" : "no", 100.0 * weight);
        show_bar(weight, 1.0, 24);
        puts("");
    }
    output("5", steps->out + BAKE * HEAD);
}

static void map(void)
{
    enum { D = 8 };
    float q[N * D], k[N * D], v[N * D], out[N * D], weights[N * N];
    show_normal(q, N * D, 1.6f, 21);
    show_normal(k, N * D, 1.6f, 22);
    show_normal(v, N * D, 1.0f, 23);
    attention_forward(out, weights, q, k, v, 1, N, N, N, 1, 1, D);
    show_title("\nwho looks at whom, with random queries and keys (rows look, -- is masked)");
    printf("  %-10s", "");
    for (int s = 0; s < N; s++) printf(" %3.3s", show_words[s]);
    puts("   sum");
    for (int t = 0; t < N; t++) {
        double sum = 0.0;
        printf("  %-10s", show_words[t]);
        for (int s = 0; s < N; s++) {
            double weight = (double)weights[t * N + s];
            printf("  ");
            show_cell(weight, weight <= 0.0);  // a mask that leaks is seen
            sum += weight;
        }
        printf("  %.3f\n", sum);
    }
    puts("  shades: below 0.05, 0.15, 0.3, 0.6, and above");
}

void show_attention(const char *text)
{
    static struct steps steps;
    (void)text;
    compute(&steps);
    five_steps(&steps);
    map();
}

// What the walkthrough prints for the same eight scores. Handout 08 asks what is wrong with it.
void show_walkthrough(const char *text)
{
    static const double scaled[N] = {0.050, 0.017, 0.013, 0.039, 0.073, 0.064, 0.083, 0.005};
    static const double percent[BAKE + 1] = {17.9, 28.6, 10.7, 42.9};
    static struct steps steps;
    (void)text;
    compute(&steps);
    show_title("\"bake\": the numbers that the walkthrough prints, and yours");
    printf("  %-10s %7s    %10s %8s    %10s %8s\n", "", "", "scaled", "", "weight", "");
    printf("  %-10s %7s    %10s %8s    %10s %8s\n", "key", "q . k", "printed", "yours", "printed",
           "yours");
    for (int s = 0; s < N; s++) {
        printf("  %-10s %7.1f    %10.3f %8.3f    ", show_words[s], (double)raw[s], scaled[s],
               steps.scaled[s]);
        if (s <= BAKE) printf("%8.1f %%", percent[s]);
        else printf("%10s", "-");
        printf(" %6.1f %%\n", 100.0 * (double)steps.weights[BAKE * N + s]);
    }
    puts("  printed:  output = 0.18 V(How) + 0.29 V(do) + 0.11 V(I) + 0.43 V(bake)");
    output("yours:  ", steps.out + BAKE * HEAD);
}
