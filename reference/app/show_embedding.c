// show_embedding.c: a toy table made by hand, its neighbours and an analogy, by the linked
// embedding.c.
#include "show.h"

#include "embedding.h"

#include <stdio.h>
#include <string.h>

enum { VOCAB = 13, WIDTH = 5, NEAREST = 4 };

static const char *const words[VOCAB] = {"king", "queen", "man", "woman", "prince", "girl", "baker",
                                         "bread", "cookie", "chocolate", "oven", "bake", "eat"};
// columns: royal, male, human, food, kitchen work
static const float table[VOCAB * WIDTH] = {
    0.95f, 0.90f, 0.85f, 0.02f, 0.01f,  0.93f, -0.88f, 0.86f, 0.03f, 0.04f,
    0.05f, 0.92f, 0.90f, 0.01f, 0.03f,  0.04f, -0.90f, 0.91f, 0.02f, 0.05f,
    0.80f, 0.85f, 0.70f, 0.05f, 0.02f,  0.03f, -0.80f, 0.75f, 0.06f, 0.02f,
    0.02f, 0.10f, 0.80f, 0.45f, 0.85f,  0.01f, 0.03f,  0.05f, 0.95f, 0.30f,
    0.02f, -0.05f, 0.04f, 0.97f, 0.25f, 0.06f, -0.02f, 0.02f, 0.93f, 0.10f,
    0.01f, 0.02f, 0.03f, 0.20f, 0.90f,  0.02f, 0.01f,  0.10f, 0.40f, 0.95f,
    0.03f, 0.04f, 0.30f, 0.70f, 0.20f};

static void rows(void)
{
    const int32_t ids[3] = {8, 11, 8};
    float out[3 * WIDTH];
    embedding_forward(out, ids, table, 3, VOCAB, WIDTH);
    show_title("lookup: ids 8, 11, 8 become rows (royal, male, human, food, kitchen)");
    for (int r = 0; r < 3; r++) {
        printf("  %2d %-10s", ids[r], words[ids[r]]);
        for (int c = 0; c < WIDTH; c++) printf(" %6.2f", (double)out[r * WIDTH + c]);
        puts("");
    }
    puts("");
}

static void nearest(const char *what, const float *query, const int32_t *skip, dim skips)
{
    int32_t ids[NEAREST];
    float scores[NEAREST];
    embedding_nearest(ids, scores, query, skip, skips, table, VOCAB, WIDTH, NEAREST);
    printf("%s\n", what);
    for (int i = 0; i < NEAREST; i++) {
        printf("  %-10s %6.3f  ", words[ids[i]], (double)scores[i]);
        show_bar((double)scores[i], 1.0, 40);
        puts("");
    }
    puts("");
}

static int32_t find(const char *word)
{
    for (int32_t i = 0; i < VOCAB; i++)
        if (strcmp(words[i], word) == 0) return i;
    return -1;
}

void show_embedding(const char *text)
{
    const int32_t own = find(text), king = find("king"), man = find("man"), woman = find("woman");
    const int32_t id = own >= 0 ? own : find("cookie"), skip[3] = {king, man, woman};
    char title[120];
    float query[WIDTH];
    puts("these thirteen vectors are made by hand; a model learns its own\n");
    rows();
    snprintf(title, sizeof title, "nearest to \"%s\" by cosine", words[id]);
    nearest(title, table + id * WIDTH, &id, 1);
    embedding_analogy(query, king, man, woman, table, VOCAB, WIDTH);
    nearest("nearest to king - man + woman", query, skip, 3);
    printf("cosine of king and queen %.3f, of king and cookie %.3f\n",
           (double)embedding_cosine(table, table + WIDTH, WIDTH),
           (double)embedding_cosine(table, table + 8 * WIDTH, WIDTH));
}
