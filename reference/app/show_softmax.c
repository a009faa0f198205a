// show_softmax.c: scores to probabilities at three temperatures, by the linked softmax.c.
//
// What you see: the same six scores three times. Divided by less than 1 the best takes more, by
// more than 1 the others catch up; the order stays, and the sum is 100 % each time. Below, three
// scores and the same three plus 1000 give the same probabilities: exp(1002) would be infinite,
// so the largest score is taken off first. A row of length 2 leaves its third entry at 0.
#include "show.h"

#include "softmax.h"

#include <stdio.h>

enum { WORDS = 6 };

static const char *const words[WORDS] = {"To", "First", "Here", "You", "Start", "Zamboni"};
static const float scores[WORDS] = {4.2f, 3.85f, 3.65f, 3.46f, 3.13f, -6.0f};

static void at_temperature(double temperature)
{
    float divided[WORDS], p[WORDS];
    double sum = 0.0;
    for (int i = 0; i < WORDS; i++) divided[i] = (float)((double)scores[i] / temperature);
    softmax_forward(p, divided, NULL, 1, WORDS);
    printf("  scores divided by %.1f\n", temperature);
    for (int i = 0; i < WORDS; i++) {
        printf("    %-8s %6.2f -> %8.4f %%  ", words[i], (double)scores[i], 100.0 * (double)p[i]);
        show_bar((double)p[i], 1.0, 36);
        puts("");
        sum += (double)p[i];
    }
    printf("    together %.4f %%\n", 100.0 * sum);
}

void show_softmax(const char *text)
{
    const float large[6] = {0, 1, 2, 1000, 1001, 1002};
    const dim lengths[2] = {3, 2};
    float p[6];
    (void)text;
    show_title("scores of the next word, as probabilities");
    at_temperature(1.0);
    at_temperature(0.5);
    at_temperature(2.0);
    softmax_forward(p, large, NULL, 2, 3);
    show_title("\nonly differences count, and nothing overflows");
    for (int r = 0; r < 2; r++)
        printf("  %4.0f %4.0f %4.0f -> %.4f %.4f %.4f\n", (double)large[3 * r],
               (double)large[3 * r + 1], (double)large[3 * r + 2], (double)p[3 * r],
               (double)p[3 * r + 1], (double)p[3 * r + 2]);
    softmax_forward(p, large, lengths, 2, 3);
    printf("  the second row with length 2 -> %.4f %.4f %.4f\n", (double)p[3], (double)p[4],
           (double)p[5]);
}
