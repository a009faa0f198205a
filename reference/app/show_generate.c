// show_generate.c: the loop that makes an answer, step by step, by the linked generate.c around a
// model of 21 words.
//
// What you see: the model here is a table, "after oven comes . or and", nothing more; the loop does
// not know that. It hands the question over in pieces (prefill), then gives one word at a time and
// gets the logits of the next. Each line is one call of the model and what was shown after it. The
// same seed gives the same answer; the word that ends it is never shown.
#include "show.h"

#include "generate.h"

#include <math.h>
#include <stdio.h>

enum { WORDS = 21, NEXT = 5, QUESTION = 8, MOST = 24, END = 20 };

// A word, which words may follow it, and their logits.
static const struct {
    const char *text;
    int32_t next[NEXT];  // 0 ("How") after the first: none
    float logit[NEXT];
} words[WORDS] = {
    {"How", {1}, {4}},
    {"do", {2}, {4}},
    {"I", {3}, {4}},
    {"bake", {6, 4, 10}, {2.0f, 1.2f, 0.7f}},
    {"chocolate", {5}, {4}},
    {"chip", {6}, {4}},
    {"cookies", {7, 12, 15}, {2.5f, 2.2f, 0.4f}},
    {"?", {8, 13}, {2.0f, 1.0f}},
    {"First", {9, 13, 19}, {2.0f, 1.2f, -1.0f}},
    {"preheat", {10}, {4}},
    {"the", {11, 14, 16, 17, 6}, {1.5f, 1.0f, 0.8f, 0.8f, 0.5f}},
    {"oven", {12, 15}, {2.0f, 1.0f}},
    {".", {13, 18, 20}, {1.4f, 0.8f, 1.2f}},
    {"Mix", {10, 14, 16, 17}, {1.0f, 1.5f, 1.0f, 0.6f}},
    {"butter", {15, 12}, {2.0f, 1.0f}},
    {"and", {16, 17, 14, 9, 19}, {1.6f, 1.4f, 1.0f, 0.2f, 0.6f}},
    {"sugar", {15, 12, 18}, {1.0f, 1.5f, -0.5f}},
    {"flour", {12, 15}, {1.5f, 0.8f}},
    {"then", {13, 19, 3}, {1.0f, 1.4f, 0.5f}},
    {"eat", {10, 6, 4}, {1.0f, 1.5f, 1.0f}},
    {"<end>", {0}, {4}},
};

static bool silent;

static void forward(void *context, float *logits, const int32_t *ids, dim count, dim past)
{
    (void)context;
    const int32_t last = ids[count - 1];
    for (int32_t id = 0; id < WORDS; id++) logits[id] = -20.0f;
    for (int i = 0; i < NEXT && (i == 0 || words[last].next[i]); i++)
        logits[words[last].next[i]] = words[last].logit[i];
    if (silent) return;
    printf("\n  at %2td <-", past);
    for (dim i = 0; i < count; i++) printf(" %s", words[ids[i]].text);
    if (count > 1) return;
    for (int width = (int)snprintf(NULL, 0, "%s", words[last].text); width < 10; width++)
        putchar(' ');
    printf("next:");
    for (int i = 0; i < NEXT && (i == 0 || words[last].next[i]); i++)
        printf(" %s %.1f", words[words[last].next[i]].text, (double)words[last].logit[i]);
}

static bool show(void *context, int32_t id)
{
    (void)context;
    if (!silent) printf("\n    shown -> %s", words[id].text);
    return true;
}

static void answer(float temperature, float penalty, dim most, dim positions, uint64_t seed)
{
    static const char *const ends[4] = {"a stop id", "the length", "full positions", "show"};
    static const int32_t stops[1] = {END};
    int32_t ids[QUESTION + MOST] = {0, 1, 2, 3, 4, 5, 6, 7}, order[WORDS];
    float logits[WORDS], probabilities[WORDS];
    const struct generate_model model = {.forward = forward, .vocab = WORDS, .chunk = 5,
                                         .positions = positions};
    const struct generate_options options = {.temperature = temperature, .top_p = 0.95f,
                                             .penalty = penalty, .penalty_span = 16,
                                             .stops = stops, .stop_count = 1};
    enum generate_end end;
    struct rng rng;
    rng_seed(&rng, seed, 13);
    const dim count = generate_run(ids, &end, logits, probabilities, order, QUESTION, 0, most,
                                   &model, &options, &rng, show, NULL);
    if (!silent) {
        printf("\n  ended by %s after %td words\n", ends[end], count);
        return;
    }
    printf("   ");
    int column = 3;
    for (dim i = QUESTION; i < QUESTION + count; i++) {
        const int width = snprintf(NULL, 0, " %s", words[ids[i]].text);
        if (column + width > 78) column = printf("\n   ") - 1;
        column += printf(" %s", words[ids[i]].text);
    }
    printf("\n    (%td words, ended by %s)\n", count, ends[end]);
}

void show_generate(const char *text)
{
    (void)text;
    silent = false;
    show_title("the loop at work: a chunk of 5, temperature 0.8, top-p 0.95");
    answer(0.8f, 1.0f, MOST, QUESTION + MOST, 3);
    silent = true;
    show_title("\nother seeds, other answers");
    for (uint64_t seed = 4; seed <= 6; seed++) answer(0.8f, 1.0f, MOST, QUESTION + MOST, seed);
    show_title("\nthe first seed again");
    answer(0.8f, 1.0f, MOST, QUESTION + MOST, 3);
    show_title("\ngreedy, and greedy with a penalty of 1.5 on the last 16 words");
    answer(0.0f, 1.0f, MOST, QUESTION + MOST, 3);
    answer(0.0f, 1.5f, MOST, QUESTION + MOST, 3);
    show_title("\nfive words at most; room for three");
    answer(0.8f, 1.0f, 5, QUESTION + MOST, 3);
    answer(0.8f, 1.0f, MOST, QUESTION + 3, 3);
}
