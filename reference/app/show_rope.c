// show_rope.c: angles, and a score that depends on distance only, by the linked rope.c.
//
// What you see: pair 0,8 turns by a radian each position, each further pair more slowly; together
// they are a clock with eight hands. A query and an equal key fit best at distance 0; further away
// the score falls and waves, because the hands part. And (3, 0) gives what (1003, 1000) gives: only
// the distance is left in the score.
#include "show.h"

#include "rope.h"

#include <math.h>
#include <stdio.h>

enum { D = 16, HALF = D / 2, POSITIONS = 1100 };

static float cosines[POSITIONS * HALF], sines[POSITIONS * HALF];

static double score(const float *q, const float *k, dim at_q, dim at_k)
{
    float turned_q[D], turned_k[D];
    double sum = 0.0;
    for (int i = 0; i < D; i++) {
        turned_q[i] = q[i];
        turned_k[i] = k[i];
    }
    rope_forward(turned_q, cosines, sines, &at_q, 1, 1, D, POSITIONS);
    rope_forward(turned_k, cosines, sines, &at_k, 1, 1, D, POSITIONS);
    for (int i = 0; i < D; i++) sum += (double)turned_q[i] * (double)turned_k[i];
    return sum;
}

static void angles(const double *frequencies)
{
    show_title("the angle of each pair, in degrees, at the positions of the sentence");
    printf("  %-10s", "position");
    for (int i = 0; i < HALF; i++) printf("  %d,%-4d", i, i + HALF);
    puts("");
    for (dim p = 0; p < SHOW_WORDS; p++) {
        float hands[D] = {0};  // each pair is (1, 0); its angle is read off after the turn
        for (int i = 0; i < HALF; i++) hands[i] = 1.0f;
        rope_forward(hands, cosines, sines, &p, 1, 1, D, POSITIONS);
        printf("  %td %-9s", p, show_words[p]);
        for (int i = 0; i < HALF; i++) {
            double turn = atan2((double)hands[i + HALF], (double)hands[i]);
            printf(" %6.1f", turn * 180.0 / acos(-1.0));
        }
        puts("");
    }
    printf("  %-10s", "1 turn in");
    for (int i = 0; i < HALF; i++) printf(" %6.0f", 2.0 * acos(-1.0) / frequencies[i]);
    puts(" positions\n");
}

void show_rope(const char *text)
{
    double frequencies[HALF];
    float q[D];
    (void)text;
    rope_frequencies(frequencies, D, 10000.0);
    rope_table(cosines, sines, frequencies, 0, POSITIONS, D);
    angles(frequencies);
    show_normal(q, D, 1.0f, 11);
    double largest = score(q, q, 0, 0);
    show_title("the score of a query with an equal key, by distance");
    for (dim distance = 0; distance <= 64; distance = distance < 8 ? distance + 1 : distance * 2) {
        double s = score(q, q, distance, 0);
        printf("  %3td %8.3f  ", distance, s);
        show_bar(s, largest, 40);
        puts("");
    }
    show_title("\nthe same distance anywhere gives the same score");
    const dim pairs[4][2] = {{3, 0}, {8, 5}, {103, 100}, {1003, 1000}};
    for (int i = 0; i < 4; i++)
        printf("  query at %4td, key at %4td: %.4f\n", pairs[i][0], pairs[i][1],
               score(q, q, pairs[i][0], pairs[i][1]));
}
