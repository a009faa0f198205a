// show_embedding.c: a toy table made by hand, its neighbours and an analogy, by the linked
// embedding.c. The table is ours, not learned: the columns have names so that the arithmetic can be
// followed.
//
// What you see: rows looked up by id, an id that comes twice giving the same row twice. Words
// that are used alike have rows that point alike, so their cosine is near 1; words with nothing
// in common are near 0, opposites below it. Taking man from king and adding woman leaves royal
// as it is and turns male around: the row nearest to the result is queen's.
#include "show.h"

#include "embedding.h"
#include "fail.h"

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

static const char *name_of(int32_t id)
{
    return id >= 0 && id < VOCAB ? words[id] : "(no id)";
}

static void nearest(const char *what, const float *query, const int32_t *skip, dim skips)
{
    int32_t ids[NEAREST];
    float scores[NEAREST];
    embedding_nearest(ids, scores, query, skip, skips, table, VOCAB, WIDTH, NEAREST);
    printf("%s\n", what);
    for (int i = 0; i < NEAREST; i++) {
        printf("  %-10s %6.3f  ", name_of(ids[i]), (double)scores[i]);
        show_bar((double)scores[i], 1.0, 40);
        puts("");
    }
    puts("");
}

static void cosines(void)
{
    static const int32_t some[] = {0, 1, 2, 3, 7, 8, 11};
    enum { SOME = sizeof some / sizeof *some };
    show_title("cosine of each with each: 1 the same direction, 0 nothing in common");
    printf("  %-9s", "");
    for (int c = 0; c < SOME; c++) printf(" %7s", words[some[c]]);
    puts("");
    for (int r = 0; r < SOME; r++) {
        printf("  %-9s", words[some[r]]);
        for (int c = 0; c < SOME; c++)
            printf(" %7.2f", (double)embedding_cosine(table + some[r] * WIDTH,
                                                      table + some[c] * WIDTH, WIDTH));
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
    const int32_t king = find("king"), man = find("man"), woman = find("woman");
    const int32_t id = find(strcmp(text, SHOW_SENTENCE) == 0 ? "cookie" : text);
    const int32_t skip[3] = {king, man, woman};
    char title[120];
    float query[WIDTH];
    if (id < 0)
        fail_usage("show embedding: %s is not in the table of thirteen words; take one of them, "
                   "such as king, girl, baker, bread, oven or eat", text);
    puts("these thirteen vectors are made by hand; a model learns its own\n");
    rows();
    cosines();
    snprintf(title, sizeof title, "nearest to \"%s\" by cosine", words[id]);
    nearest(title, table + id * WIDTH, &id, 1);
    embedding_analogy(query, king, man, woman, table, VOCAB, WIDTH);
    nearest("nearest to king - man + woman", query, skip, 3);
}
