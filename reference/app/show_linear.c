// show_linear.c: a 2 x 3 layer with every product written out, by the linked linear.c, and the cost
// of the layers of a real model.
//
// What you see: every product of a small layer; the sum after the = sign is linear.c's. Backward
// uses the same weights, column by column, and the same inputs. In the table, all but a small part
// of a model's work is this one function.
#include "show.h"

#include "linear.h"

#include <stdio.h>

static void by_hand(void)
{
    enum { INPUTS = 3, OUTPUTS = 2 };
    const float x[INPUTS] = {2.0f, -1.0f, 0.5f}, bias[OUTPUTS] = {0.5f, -1.0f};
    const float w[OUTPUTS * INPUTS] = {1.0f, 3.0f, -2.0f, 0.5f, -1.5f, 4.0f};
    float y[OUTPUTS], dx[INPUTS], dw[OUTPUTS * INPUTS] = {0}, db[OUTPUTS] = {0};
    const float dy[OUTPUTS] = {1.0f, 10.0f};
    linear_forward(y, x, w, bias, 1, INPUTS, OUTPUTS);
    show_title("y = x W^T + bias, three inputs, two outputs");
    for (int o = 0; o < OUTPUTS; o++) {
        printf("  y[%d] = %4.1f", o, (double)bias[o]);
        for (int i = 0; i < INPUTS; i++)
            printf(" + %4.1f * %4.1f", (double)x[i], (double)w[o * INPUTS + i]);
        printf(" = %5.2f\n", (double)y[o]);
    }
    linear_backward(dx, dw, db, dy, x, w, 1, INPUTS, OUTPUTS);
    show_title("\nbackward, when the loss rises by 1 and by 10 for each unit of y[0] and y[1]");
    for (int i = 0; i < INPUTS; i++)
        printf("  dx[%d] = 1 * %4.1f + 10 * %4.1f = %5.1f\n", i, (double)w[i],
               (double)w[INPUTS + i], (double)dx[i]);
    for (int o = 0; o < OUTPUTS; o++) {
        printf("  dW[%d] = %4.1f * x = ", o, (double)dy[o]);
        for (int i = 0; i < INPUTS; i++) printf(" %6.1f", (double)dw[o * INPUTS + i]);
        printf("   dbias[%d] = %4.1f\n", o, (double)db[o]);
    }
}

void show_linear(const char *text)
{
    static const struct {
        const char *name;
        double inputs, outputs;
    } layers[] = {{"q or o projection", 4096, 4096}, {"k or v, 8 of 32 heads", 4096, 1024},
                  {"SwiGLU gate or up", 4096, 11008}, {"SwiGLU down", 11008, 4096},
                  {"LM head, 100,000 tokens", 4096, 100000}};
    (void)text;
    by_hand();
    show_title("\nthe layers of a model of width 4096, for each token");
    printf("  %-26s %8s x %-8s %16s\n", "layer", "outputs", "inputs", "multiply-adds");
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++) {
        double work = layers[i].inputs * layers[i].outputs;
        printf("  %-26s %8.0f x %-8.0f %16.0f  ", layers[i].name, layers[i].outputs,
               layers[i].inputs, work);
        show_bar(work, 409600000.0, 12);
        puts("");
    }
}
