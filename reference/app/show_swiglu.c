// show_swiglu.c: the curve of silu, and one row through the layer, by the linked swiglu.c.
//
// What you see: far to the left the gate is shut (0), far to the right it lets everything through
// (z itself); in between it dips below 0 once. In the row below, a hidden unit is large only where
// the gate is open and up is large too, as in unit 3.
#include "show.h"

#include "swiglu.h"

#include <stdio.h>

// silu(z) out of a layer of one unit: gate weight z, up weight 1, down weight 1, input 1.
static double silu(double z)
{
    float gate_weight = (float)z, one = 1.0f, gate, up, hidden, y;
    const float x = 1.0f;
    const struct swiglu_params params = {&gate_weight, &one, &one};
    const struct swiglu_state state = {&gate, &up, &hidden};
    swiglu_forward(&y, &state, &x, &params, 1, 1, 1);
    return (double)y;
}

static void curve(void)
{
    show_title("silu(z) = z times its sigmoid, a gate that opens slowly");
    for (int i = -6; i <= 6; i++) {
        double value = silu(i);
        printf("  %3d %8.4f  ", i, value);
        int column = value > -1.5 && value < 6.5 ? (int)(8.0 + 6.0 * value + 0.5) : -1;
        for (int c = 0; c < 46; c++) putchar(c == column ? 'o' : c == 8 ? '|' : ' ');
        puts("");
    }
    printf("  lowest near -1.28: silu(-1.2785) = %.5f\n", silu(-1.2785));
    printf("  and far out: silu(-100) = %.5f, silu(100) = %.1f\n\n", silu(-100), silu(100));
}

static void row(const char *name, const float *values, int count)
{
    printf("  %-16s", name);
    for (int i = 0; i < count; i++) printf(" %8.4f", (double)values[i]);
    puts("");
}

void show_swiglu(const char *text)
{
    enum { WIDTH = 3, HIDDEN = 5 };
    float w_gate[HIDDEN * WIDTH], w_up[HIDDEN * WIDTH], w_down[WIDTH * HIDDEN];
    float gate[HIDDEN], up[HIDDEN], hidden[HIDDEN], y[WIDTH];
    const float x[WIDTH] = {1.0f, -0.5f, 2.0f};
    const struct swiglu_params params = {w_gate, w_up, w_down};
    const struct swiglu_state state = {gate, up, hidden};
    (void)text;
    curve();
    show_normal(w_gate, HIDDEN * WIDTH, 0.8f, 31);
    show_normal(w_up, HIDDEN * WIDTH, 0.8f, 32);
    show_normal(w_down, WIDTH * HIDDEN, 0.8f, 33);
    swiglu_forward(y, &state, x, &params, 1, WIDTH, HIDDEN);
    show_title("one row of three through five hidden units");
    row("x", x, WIDTH);
    row("gate = x Wg^T", gate, HIDDEN);
    row("up = x Wu^T", up, HIDDEN);
    row("silu(gate) * up", hidden, HIDDEN);
    row("y = ... Wd^T", y, WIDTH);
}
