// show_adamw.c: a ball that rolls down a narrow valley, by the linked adamw.c; its rate; clipping.
//
// What you see: a valley 200 times steeper across than along, from above; each band of dots is
// twice as high as the one inside it, 0 is the start, 1 to 6 the ball after 10 to 60 steps. Plain
// descent must take a rate that the steep direction bears, and creeps along the flat one; AdamW
// divides each direction by its own usual slope. Then the rate of each step, up in a line and down
// in half a cosine; and a gradient that is too long before and after clipping: shorter, with the
// same direction.
#include "show.h"

#include "adamw.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { WIDTH = 61, HEIGHT = 15, STEPS = 60, MARKED = 10, WARMUP = 5, TOTAL = 20, AFTER = 3 };

static const float start[2] = {-4.5f, 1.25f};
static const float steep[2] = {1.0f, 200.0f};

static double height(double x, double y)
{
    return (double)steep[0] * x * x / 2.0 + (double)steep[1] * y * y / 2.0;
}

static int column(double x)
{
    return (int)lround((x + 5.0) * 10.0);
}

static int row(double y)
{
    return (int)lround((1.4 - y) * 5.0);
}

static void mark(char map[HEIGHT][WIDTH + 1], const float *at, char what)
{
    const int r = row((double)at[1]), c = column((double)at[0]);
    if (r >= 0 && r < HEIGHT && c >= 0 && c < WIDTH) map[r][c] = what;
}

static void contours(char map[HEIGHT][WIDTH + 1])
{
    for (int r = 0; r < HEIGHT; r++) {
        for (int c = 0; c < WIDTH; c++) {
            const double x = c / 10.0 - 5.0, y = 1.4 - r / 5.0;
            map[r][c] = (int)floor(log2(height(x, y) + 0.01)) % 2 ? '.' : ' ';
        }
        map[r][WIDTH] = '\0';
    }
}

// Both ways down; the map gets AdamW's.
static void valley(void)
{
    char map[HEIGHT][WIDTH + 1];
    float ball[2], m[2] = {0}, v[2] = {0}, plain[2], grads[2];
    double heights[2][STEPS / MARKED + 1];
    struct adamw_options options = {0.0, 0.8, 0.9, 1e-8, 0.0};
    memcpy(ball, start, sizeof ball);
    memcpy(plain, start, sizeof plain);
    contours(map);
    for (int t = 0; t <= STEPS; t++) {
        if (t % MARKED == 0) {
            heights[0][t / MARKED] = height((double)plain[0], (double)plain[1]);
            heights[1][t / MARKED] = height((double)ball[0], (double)ball[1]);
            mark(map, ball, (char)('0' + t / MARKED));
        }
        for (int i = 0; i < 2; i++) grads[i] = steep[i] * ball[i];
        options.rate = adamw_rate(t, WARMUP, STEPS, 0.2, 0.0);
        adamw_step(ball, m, v, grads, 2, t + 1, &options);
        for (int i = 0; i < 2; i++) plain[i] -= 0.009f * steep[i] * plain[i];
    }
    show_title("a valley from above, 200 times steeper across than along");
    for (int r = 0; r < HEIGHT; r++) printf("  %s\n", map[r]);
    printf("\n  height after    ");
    for (int t = 0; t <= STEPS; t += MARKED) printf(" %7d", t);
    printf(" steps\n  plain descent   ");
    for (int i = 0; i <= STEPS / MARKED; i++) printf(" %7.3f", heights[0][i]);
    printf("\n  AdamW           ");
    for (int i = 0; i <= STEPS / MARKED; i++) printf(" %7.3f", heights[1][i]);
    puts("");
}

static void rates(void)
{
    show_title("\nthe rate of each step: warm-up 5, total 20, most 0.003, least 0.0003");
    for (dim t = 0; t < TOTAL + AFTER; t++) {
        const double rate = adamw_rate(t, WARMUP, TOTAL, 3e-3, 3e-4);
        printf("  %4td  %.6f  ", t, rate);
        show_bar(rate, 3e-3, 48);
        puts("");
    }
}

static void clip(void)
{
    float first[2] = {3.0f, -1.5f}, second[1] = {2.0f};
    float *grads[2] = {first, second};
    const dim counts[2] = {2, 1};
    show_title("\na gradient of two tensors, clipped to a norm of 1");
    printf("  before  [%7.4f %7.4f] [%7.4f]", (double)first[0], (double)first[1],
           (double)second[0]);
    printf("  norm %.4f\n", adamw_clip(grads, counts, 2, 1.0));
    printf("  after   [%7.4f %7.4f] [%7.4f]", (double)first[0], (double)first[1],
           (double)second[0]);
    printf("  norm %.4f\n", adamw_clip(grads, counts, 2, 2.0));
}

void show_adamw(const char *text)
{
    (void)text;
    valley();
    rates();
    clip();
}
