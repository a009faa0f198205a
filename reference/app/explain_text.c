// explain_text.c: the sixteen steps of the walkthrough, in a terminal. Steps 7 to 9, the blocks,
// are in explain_block.c; the flags that show one thing only in explain_views.c.
#include "explain.h"

#include "embedding.h"
#include "show.h"
#include "unicode.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

// Rows of a table before "and N more"; columns of a token in a sentence.
enum { ROWS = 12, CHARACTER_ROWS = 15, NEAR = 8 };

static void title(int step)
{
    char text[80];
    snprintf(text, sizeof text, "%s%d  %s", step == 1 ? "" : "\n", step, explain_steps[step - 1]);
    show_title(text);
}

static void more(dim all, dim shown)
{
    if (all > shown) printf("  ... and %td more (--json has all of them)\n", all - shown);
}

static dim least(dim a, dim b)
{
    return a < b ? a : b;
}

// Texts one after the other, within the width.
struct flow {
    int used, width;
};

// Begins a new line where so many columns do not fit any more.
static void flow(struct flow *line, int columns)
{
    if (line->used && line->used + columns > line->width) {
        puts("");
        line->used = 0;
    }
    if (line->used == 0) line->used = printf("  ");
    line->used += columns;
}

static void flow_tokens(const struct explain *explain, const int32_t *ids, dim count)
{
    struct flow line = {0, show_width()};
    for (dim i = 0; i < count; i++) {
        char number[16];
        dim bytes;
        const uint8_t *text = look_token(&bytes, explain->in.tokenizer, ids[i]);
        const int digits = snprintf(number, sizeof number, "#%d", ids[i]);
        flow(&line, 2 + (bytes ? show_columns(text, bytes) : digits));
        putchar('[');
        if (bytes) show_bytes(text, bytes, 0);
        else fputs(number, stdout);
        putchar(']');
    }
    puts("");
}

static void flow_ids(const int32_t *ids, dim count)
{
    struct flow line = {0, show_width()};
    char text[16];
    for (dim i = 0; i < count; i++) {
        const int columns = snprintf(text, sizeof text, "%s%d%s", i ? "" : "[", ids[i],
                                     i + 1 < count ? "," : "]");
        const int before = line.used;
        flow(&line, columns + 1);
        printf("%s%s", before && line.used > before ? " " : "", text);
    }
    puts("");
}

// ---- 1 to 6: text to vectors ----------------------------------------------------------------

static void step_text(const struct look_text *text)
{
    title(1);
    if (!text->bytes) {
        printf("  no text: %td token ids were given\n", text->count);
        return;
    }
    show_paragraph(text->bytes, text->byte_count, 2);
    puts("  The model sees none of this: it computes with numbers.");
}

// One character in a cell: as it is, its code point, the same as a number, its bytes in UTF-8.
// Returns how many columns that took.
static int character(const uint8_t *bytes, dim taken, int32_t point, int wide)
{
    int used = show_bytes(bytes, taken, wide);
    used += printf(" U+%04X", (unsigned)point);
    used += printf(" %*d", wide + 15 - used - 1, point);
    for (dim i = 0; i < taken; i++) used += printf(" %02X", bytes[i]);
    return used;
}

static void step_unicode(const struct look_text *text)
{
    title(2);
    if (!text->bytes) {
        puts("  no text, no characters");
        return;
    }
    int wide = 1, longest = 1, columns, used = 0;  // of a cell: character, bytes
    int32_t point;
    dim points = 0;
    for (dim at = 0, taken; at < text->byte_count; at += taken) {
        taken = show_step(&point, text->bytes + at, text->byte_count - at);
        const int columns_here = show_columns(text->bytes + at, taken);
        if (columns_here > wide) wide = columns_here;
        if ((int)taken > longest) longest = (int)taken;
    }
    const int cell = wide + 15 + 3 * longest + 2;
    columns = (show_width() + 2) / cell;
    const dim most = CHARACTER_ROWS * (dim)columns;
    for (dim at = 0, taken; at < text->byte_count && points < most; at += taken) {
        taken = show_step(&point, text->bytes + at, text->byte_count - at);
        if (points++ % columns) printf("%*s", cell - used, "");
        else printf("%s  ", points > 1 ? "\n" : "");
        used = character(text->bytes + at, taken, point, wide);
    }
    puts("");
    const dim all = unicode_count(text->bytes, text->byte_count);
    more(all, points);
    printf("  character, code point, bytes in UTF-8: %td code points, %td bytes\n", all,
           text->byte_count);
}

static void step_tokens(const struct explain *explain)
{
    const struct look_text *text = &explain->in.text;
    title(3);
    flow_tokens(explain, text->ids, text->count);
    if (text->bytes && explain->in.tokenizer)
        printf("  %td bytes, %td tokens; %td merges were learnt before the model was trained\n",
               text->byte_count, text->count, explain->in.tokenizer->bpe.merge_count);
}

static void step_ids(const struct explain *explain)
{
    title(4);
    flow_ids(explain->in.text.ids, explain->in.text.count);
    printf("  from here on the text is gone; each id is one of %td\n",
           explain->in.model->config.vocab);
}

static void step_embedding(const struct explain *explain)
{
    const struct model_config *c = &explain->in.model->config;
    const struct look_text *text = &explain->in.text;
    const float *rows = explain->runner.activations.state.stream[0];
    const dim shown = least(text->count, ROWS);
    const dim values = least(c->width, (show_width() - 43) / 8);
    title(5);
    for (dim t = 0; t < shown; t++) {
        printf("  %4td %6d ", t, text->ids[t]);
        look_label(explain->in.tokenizer, text->ids[t], 13);
        for (dim i = 0; i < values; i++) printf(" %7.3f", (double)rows[t * c->width + i]);
        printf(" ...  |x| %.3f\n", explain_length(rows + t * c->width, c->width));
    }
    more(text->count, shown);
    printf("  [%td x %td]: %td rows of the table [%td x %td]\n", text->count, c->width, text->count,
           c->vocab, c->width);
    const int32_t last = text->ids[text->count - 1];
    const dim k = least(3, c->vocab - 1);
    int32_t near[3];
    float scores[3];
    embedding_nearest(near, scores, rows + (text->count - 1) * c->width, &last, 1,
                      explain->in.model->params.model.embedding, c->vocab, c->width, k);
    fputs("  nearest to ", stdout);
    look_label(explain->in.tokenizer, last, -NEAR);
    for (dim i = 0; i < k; i++) {
        fputs(i ? ", " : ": ", stdout);
        look_label(explain->in.tokenizer, near[i], -NEAR);
        printf(" %.3f", (double)scores[i]);
    }
    puts(" (cosine)");
}

static void step_positions(const struct explain *explain)
{
    const dim half = explain->in.model->config.head / 2, T = explain->in.text.count;
    const dim shown = least(T, ROWS), pairs = least(half, (show_width() - 22) / 8);
    title(6);
    printf("  %-18s", "pair turns by");
    for (dim i = 0; i < pairs; i++) printf(" %6td", i);
    puts("");
    for (dim t = 0; t < shown; t++) {
        printf("  %4td ", t);
        look_label(explain->in.tokenizer, explain->in.text.ids[t], 13);
        for (dim i = 0; i < pairs; i++) printf(" %6.1f", explain_angle(explain, t, i));
        puts(pairs < half ? " ..." : "");
    }
    more(T, shown);
    printf("  degrees; in a head of %td numbers, i turns with i + %td. Only queries and keys\n"
           "  turn: their dot product then knows how far apart two tokens are.\n",
           2 * half, half);
}

// ---- 10 to 13: one vector to one token ------------------------------------------------------

static void step_head(const struct explain *explain)
{
    const struct model_config *c = &explain->in.model->config;
    const dim T = explain->in.text.count, k = least(EXPLAIN_TOP, c->vocab);
    const int32_t *order = explain->order;
    title(10);
    printf("  the last vector, normalised, times [%td x %td]%s: %td logits\n", c->vocab, c->width,
           c->tied ? ", the embedding table" : "", c->vocab);
    printf("  |x| %.3f, after the norm %.3f\n",
           explain_length(explain->runner.activations.state.stream[c->layers] + (T - 1) * c->width,
                          c->width),
           explain_length(explain->runner.activations.state.normed + (T - 1) * c->width, c->width));
    for (dim i = 0; i < k; i++) {
        fputs("  ", stdout);
        look_label(explain->in.tokenizer, order[i], 18);
        printf(" %9.3f\n", (double)explain->logits[order[i]]);
    }
    printf("  %-18s %9.3f, the least of all\n", "...",
           (double)explain->logits[order[c->vocab - 1]]);
}

static void step_softmax(const struct explain *explain)
{
    const dim V = explain->in.model->config.vocab, k = least(EXPLAIN_TOP, V);
    double sum = 0.0, nats = 0.0;
    title(11);
    for (dim c = 0; c < V; c++) {
        const double p = (double)explain->probabilities[c];
        sum += p;
        if (p > 0.0) nats -= p * log(p);
    }
    for (dim i = 0; i < k; i++) {
        const double p = (double)explain->probabilities[explain->order[i]];
        fputs("  ", stdout);
        look_label(explain->in.tokenizer, explain->order[i], 18);
        printf(" %8.3g %%  ", 100.0 * p);
        show_bar(p, (double)explain->probabilities[explain->order[0]], 30);
        puts("");
    }
    printf("  all %td together %.4f %%; as uncertain as a fair choice among %.1f\n", V, 100.0 * sum,
           exp(nats));
}

static void step_sampling(const struct explain *explain)
{
    const dim V = explain->in.model->config.vocab, k = least(EXPLAIN_TOP, V);
    title(12);
    if (explain->in.options.penalty > 1.0f)
        printf("  repetition penalty %g: logits of tokens that stand there already are lowered\n",
               (double)explain->in.options.penalty);
    if (explain->cut_count == 0) {
        puts("  greedy: the largest logit is taken, nothing is cut or drawn");
        return;
    }
    printf("  %-18s", "");
    for (int i = 0; i < explain->cut_count; i++) printf(" %11s", explain->cuts[i].name);
    printf("\n  %-18s", "");
    for (int i = 0; i < explain->cut_count; i++) printf(" %11g", explain->cuts[i].value);
    puts("");
    for (dim t = 0; t < k; t++) {
        fputs("  ", stdout);
        look_label(explain->in.tokenizer, explain->order[t], 18);
        for (int i = 0; i < explain->cut_count; i++) {
            const double p = (double)explain->cuts[i].probabilities[explain->order[t]];
            if (p > 0.0) printf(" %9.3g %%", 100.0 * p);
            else printf(" %11s", "-");
        }
        puts("");
    }
    printf("  %-18s", "tokens left");
    for (int i = 0; i < explain->cut_count; i++) printf(" %11td", explain->cuts[i].left);
    puts("");
}

static void step_selected(const struct explain *explain)
{
    title(13);
    if (explain->cut_count == 0) fputs("  the largest logit: ", stdout);
    else
        printf("  u = %.7f (seed %llu); the running sum exceeds it at ", (double)explain->u,
               (unsigned long long)explain->in.seed);
    printf("%d ", explain->chosen);
    look_label(explain->in.tokenizer, explain->chosen, 0);
    puts("");
}

// ---- 14 to 16: the loop, and text again -------------------------------------------------------

static void step_loop(const struct explain *explain)
{
    static const char *const ends[] = {
        [GENERATE_STOP] = "a token that ends an answer was chosen",
        [GENERATE_LENGTH] = "as many as asked for (--max-tokens)",
        [GENERATE_FULL] = "all positions of the model are taken",
        [GENERATE_ENDED] = "the reader stopped it"};
    const struct model_config *c = &explain->in.model->config;
    const dim shown = least(explain->answered, ROWS);
    title(14);
    for (dim i = 0; i < shown; i++) {
        printf("  pass %2td: %4td rows computed, %4td in the cache -> ", i + 1,
               explain->computed[i] - (i ? explain->computed[i - 1] : 0),
               explain->in.text.count + i);
        look_label(explain->in.tokenizer, explain->answer[i], 0);
        puts("");
    }
    more(explain->answered, shown);
    printf("  ended: %s\n", ends[explain->end]);
    printf("  the cache holds 2 x %td layers x %td heads x %td numbers a position\n", c->layers,
           c->kv_heads, c->head);
}

static void step_text_again(const struct explain *explain)
{
    const dim shown = least(explain->answered, ROWS);
    title(15);
    for (dim i = 0; i < shown; i++) {
        printf("  %6d -> ", explain->answer[i]);
        look_label(explain->in.tokenizer, explain->answer[i], 0);
        puts("");
    }
    more(explain->answered, shown);
}

static void step_display(const struct explain *explain)
{
    title(16);
    if (explain->in.tokenizer) show_paragraph(explain->said, explain->said_count, 2);
    else puts("  no tokenizer.json, so no text");
}

void explain_text(const struct explain *explain)
{
    const dim layers = explain->in.model->config.layers;
    step_text(&explain->in.text);
    step_unicode(&explain->in.text);
    step_tokens(explain);
    step_ids(explain);
    step_embedding(explain);
    step_positions(explain);
    title(7);
    explain_text_block(explain, 0);
    title(8);
    if (layers > 1) explain_text_block(explain, 1);
    else puts("  this model has one block");
    title(9);
    for (dim i = 2; i < layers; i++) explain_text_block(explain, i);
    explain_text_streams(explain);
    step_head(explain);
    step_softmax(explain);
    step_sampling(explain);
    step_selected(explain);
    step_loop(explain);
    step_text_again(explain);
    step_display(explain);
}
