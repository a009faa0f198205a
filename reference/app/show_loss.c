// show_loss.c: how surprising each next byte of a sentence is, by the linked loss.c.
//
// What you see: a model of the humblest kind, which has counted which byte follows which in three
// sentences, guesses every next byte. Where it was sure and right the loss is near 0; where it was
// sure and wrong it is large; and who knows nothing pays ln 256 for each byte. Perplexity says the
// same as a number of equally likely bytes. Below, the gradient of the most surprising guess: the
// right byte is pulled up, the others are pushed down by as much as they were believed in.
#include "show.h"

#include "arena.h"
#include "fail.h"
#include "loss.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { BYTES = 256, ROWS_SHOWN = 36, LONGEST = 20000, BELIEVED = 4 };

static const char seen[] = "How do I bake a cake? To bake cookies you chop the chocolate. "
                           "How do I chop chocolate? Choose chips: chocolate chips.";

// Logits are the logs of the counts of what followed, and a little for what never did.
static void guess(float *logits, const uint8_t *bytes, dim rows)
{
    for (dim r = 0; r < rows; r++)
        for (dim c = 0; c < BYTES; c++) {
            int count = 0;
            for (size_t i = 0; i + 2 < sizeof seen; i++)
                count += (uint8_t)seen[i] == bytes[r] && (uint8_t)seen[i + 1] == c;
            logits[r * BYTES + c] = (float)log(count + 0.005);
        }
}

static void byte(uint8_t value)
{
    printf("[");
    const int used = show_bytes(&value, 1, 0);
    printf("]%*s", 5 - used, "");
}

static void table(const float *losses, const uint8_t *bytes, dim rows)
{
    show_title("the surprise of each next byte, for a model that has counted pairs of bytes");
    puts("  after  comes  chance      nats");
    for (dim r = 0; r < rows && r < ROWS_SHOWN; r++) {
        const double loss = (double)losses[r];
        printf("  ");
        byte(bytes[r]);
        byte(bytes[r + 1]);
        printf("%6.2f %%  %8.4f  ", 100.0 * exp(-loss), loss);
        show_bar(loss, log(BYTES), 36);
        puts("");
    }
    if (rows > ROWS_SHOWN) printf("  and %td more\n", rows - ROWS_SHOWN);
}

static void average(const char *name, double nats, dim rows)
{
    printf("  %-22s %8.4f nats  perplexity %7.2f  %6.3f bits per byte\n", name, nats,
           loss_perplexity(nats), loss_bits_per_byte(nats, rows, rows));
}

static void gradient(const float *logits, const double *lse, const int32_t *targets,
                     const uint8_t *bytes, dim row)
{
    float d[BYTES];
    bool told[BYTES] = {false};
    double sum = 0.0;
    loss_backward(d, logits + row * BYTES, lse + row, targets + row, 1, BYTES, 1.0f);
    show_title("\nits gradient where the surprise was largest");
    for (int turn = 0; turn <= BELIEVED; turn++) {
        int best = turn ? -1 : targets[row];  // the right byte, then those that were believed in
        for (int c = 0; turn && c < BYTES; c++)
            if (!told[c] && (best < 0 || d[c] > d[best])) best = c;
        told[best] = true;
        printf("  after ");
        byte(bytes[row]);
        byte((uint8_t)best);
        printf("%8.4f  ", (double)d[best]);
        show_bar(fabs((double)d[best]), 1.0, 24);
        puts(turn ? "" : "  raise it: less loss");
    }
    for (int c = 0; c < BYTES; c++) sum += (double)d[c];
    printf("  all %d together %.4f\n", BYTES, fabs(sum));
}

void show_loss(const char *text)
{
    const uint8_t *bytes = (const uint8_t *)text;
    const dim rows = (dim)strlen(text) - 1;
    struct arena arena = {0};
    if (rows < 1 || rows >= LONGEST)
        fail("show loss: %td bytes; give 2 to %d, so that there is a next one to guess", rows + 1,
             LONGEST);
    float *logits = arena_array(&arena, (size_t)(rows * BYTES), sizeof *logits);
    float *losses = arena_array(&arena, (size_t)rows, sizeof *losses);
    double *lse = arena_array(&arena, (size_t)rows, sizeof *lse);
    int32_t *targets = arena_array(&arena, (size_t)rows, sizeof *targets);
    dim counted, worst = 0;
    guess(logits, bytes, rows);
    for (dim r = 0; r < rows; r++) targets[r] = bytes[r + 1];
    const double mean = loss_forward(losses, lse, &counted, logits, targets, rows, BYTES);
    table(losses, bytes, rows);
    for (dim r = 0; r < rows; r++)
        if (losses[r] > losses[worst]) worst = r;
    show_title("\non average");
    average("this model", mean, rows);
    average("one that knows nothing", log(BYTES), rows);
    gradient(logits, lse, targets, bytes, worst);
    arena_free(&arena);
}
