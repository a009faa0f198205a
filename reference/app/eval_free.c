// eval_free.c: crumb eval --free-running: the table of free_running.h. See app_eval.h.
#include "app_eval.h"
#include "fail.h"
#include "free_running.h"
#include "show.h"

#include <stdio.h>

enum { LINES = 12, BAR = 26 };

static double mean(const double *curve, dim from, dim to)
{
    double sum = 0.0;
    for (dim t = from; t < to; t++) sum += curve[t];
    return sum / (double)(to - from);
}

static void table(const struct free_running *r)
{
    const double full = mean(r->free, 0, r->count) * 1.6;
    printf("%td windows: %td true tokens, then %td more, in nats per token\n", r->windows,
           r->prefix, r->count);
    puts("  behind    the true token after       its own   all own so");
    puts("  prefix   true text   own text         tokens   far true     after own text");
    const dim lines = r->count < LINES ? r->count : LINES;
    for (dim i = 0; i < lines; i++) {
        const dim from = i * r->count / lines, to = (i + 1) * r->count / lines;
        printf("  %3td-%-3td %9.3f %10.3f %14.3f %8.1f %%     ", from + 1, to,
               mean(r->forced, from, to), mean(r->free, from, to), mean(r->own, from, to),
               100.0 * mean(r->still, from, to));
        show_bar(mean(r->free, from, to), full, BAR);
        puts("");
    }
    printf("  all     %9.3f %10.3f %14.3f\n", mean(r->forced, 0, r->count),
           mean(r->free, 0, r->count), mean(r->own, 0, r->count));
}

void eval_free_running(const struct checkpoint *checkpoint, const struct training_tokens *tokens,
                       dim context, dim windows, dim seed)
{
    struct arena arena = {0};
    struct runner runner;
    struct free_running result;
    struct rng rng;
    const dim prefix = context / 4 > 0 ? context / 4 : 1, count = context - prefix;
    if (count < 1) fail("--free-running needs a context of at least 2 tokens");
    if (tokens->count < context)
        fail("--free-running: %td tokens of text are less than a context of %td", tokens->count,
             context);
    rng_seed(&rng, (uint64_t)seed, 1);
    runner_open(&runner, &checkpoint->config, &checkpoint->params, context, prefix, false);
    free_running(&result, &arena, &runner, tokens, prefix, count, windows, &rng);
    show_begin(false);
    table(&result);
    runner_close(&runner);
    arena_free(&arena);
}
