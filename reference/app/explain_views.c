// explain_views.c: one thing alone, large: a head, the lens, a token, a token in two texts. See
// explain.h.
#include "explain.h"

#include "show.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LABEL = 15, LENS_TOP = 3 };

static dim least(dim a, dim b)
{
    return a < b ? a : b;
}

// Percent where the columns allow it, cells of two columns where not, and squares of several
// weights as one cell where even these are too many.
void explain_text_attention(const struct explain *explain, dim layer, dim head)
{
    const dim T = explain->in.text.count, room = show_width() - LABEL - 5;
    const float *weights = explain_weights(explain, layer, head);
    const bool numbers = T * 4 <= room;
    const dim pool = numbers ? 1 : (2 * T + room - 1) / room;
    char text[80];
    snprintf(text, sizeof text, "Attention of head %td.%td: rows look at columns", layer, head);
    show_title(text);
    if (pool > 1) printf("  a cell is the largest of %td x %td weights\n", pool, pool);
    printf("  %*s", LABEL + 3, "");
    for (dim s = 0; s * pool < T; s++) printf(numbers ? "%4td" : "%2td", s * pool % 100);
    puts("");
    for (dim r = 0; r * pool < T; r++) {
        printf("%4td ", r * pool);
        look_label(explain->in.tokenizer, explain->in.text.ids[r * pool], LABEL);
        for (dim column = 0; column * pool < T; column++) {
            double largest = 0.0;
            for (dim t = r * pool; t < least(T, (r + 1) * pool); t++)
                for (dim s = column * pool; s < least(T, (column + 1) * pool); s++)
                    largest = fmax(largest, (double)weights[t * T + s]);
            if (!numbers) show_tinted_cell(largest, column > r && largest <= 0.0);
            else if (column > r && largest <= 0.0) fputs("   -", stdout);
            else printf("%4.0f", 100.0 * largest);
        }
        puts("");
    }
    puts(numbers ? "  in percent; - is masked" : "  shades: below 0.05, 0.15, 0.3, 0.6, and above");
}

void explain_text_lens(const struct explain *explain)
{
    const struct model_config *c = &explain->in.model->config;
    const dim k = least(LENS_TOP, c->vocab);
    struct arena arena = {0};
    float *rows = arena_array(&arena, (size_t)((c->layers + 1) * c->vocab), sizeof *rows);
    explain_lens(rows, explain);
    show_title("Lens: what the model would say if it ended after this layer");
    for (dim i = 0; i <= c->layers; i++) {
        int32_t ids[LENS_TOP];
        char name[32] = "embedding";
        if (i) snprintf(name, sizeof name, "layers.%td", i - 1);
        explain_top(ids, rows + i * c->vocab, c->vocab, k);
        printf("  %-10s", name);
        for (dim j = 0; j < k; j++) {
            putchar(' ');
            look_label(explain->in.tokenizer, ids[j], 12);
            printf(" %5.1f %%", 100.0 * (double)rows[i * c->vocab + ids[j]]);
        }
        puts("");
    }
    puts("  the final norm and the head, on the last token's vector after each layer");
    arena_free(&arena);
}

void explain_text_token(const struct explain *explain, int32_t id)
{
    const dim V = explain->in.model->config.vocab;
    char text[80];
    snprintf(text, sizeof text, "Token %d as the next one", id);
    show_title(text);
    fputs("  ", stdout);
    look_label(explain->in.tokenizer, id, 0);
    printf(": logit %.3f, probability %.3g %%, rank %td of %td\n", (double)explain->logits[id],
           100.0 * (double)explain->probabilities[id], explain_rank(explain, id), V);
    for (int i = 0; i < explain->cut_count; i++)
        printf("  after %s %g: %.3g %%\n", explain->cuts[i].name, explain->cuts[i].value,
               100.0 * (double)explain->cuts[i].probabilities[id]);
}

void explain_text_compare(const struct explain_pair *pair, const struct tokenizer *tokenizer)
{
    show_title("One token in two texts");
    for (int i = 0; i < 2; i++) {
        fputs("  ", stdout);
        look_label(tokenizer, pair->id, 0);
        printf(" at position %td of '", pair->at[i]);
        show_bytes((const uint8_t *)pair->names[i], (dim)strlen(pair->names[i]), 0);
        puts("'");
    }
    if (pair->run > 1) printf("  the last of %td tokens that stand in both\n", pair->run);
    printf("  %-10s %9s\n", "after", "cosine");
    for (dim i = 0; i <= pair->layers; i++) {
        char name[32] = "embedding";
        if (i) snprintf(name, sizeof name, "layers.%td", i - 1);
        printf("  %-10s %9.3f  ", name, pair->cosines[i]);
        show_bar(pair->cosines[i], 1.0, show_width() - 26);
        puts("");
    }
    puts("  the embedding knows the token only; each layer mixes in what stands before it");
}
