// sampling_flags.c: see sampling_flags.h.
#include "sampling_flags.h"

#include "app.h"

#include <string.h>

static float real(int argc, char **argv, int *i, double lowest, double highest, bool *has)
{
    const char *flag = argv[*i];
    *has = true;
    return (float)app_number(flag, app_value(argc, argv, i), lowest, highest);
}

static dim whole(int argc, char **argv, int *i, dim highest, bool *has)
{
    const char *flag = argv[*i];
    *has = true;
    return app_whole(flag, app_value(argc, argv, i), 0, highest);
}

bool sampling_flag(struct sampling_flags *f, int argc, char **argv, int *i)
{
    const char *flag = argv[*i];
    if (!strcmp(flag, "--greedy")) f->greedy = true;
    else if (!strcmp(flag, "--temperature"))
        f->temperature = real(argc, argv, i, 0.0, 100.0, &f->has_temperature);
    else if (!strcmp(flag, "--top-k"))
        f->top_k = whole(argc, argv, i, INT32_MAX, &f->has_top_k);
    else if (!strcmp(flag, "--top-p")) f->top_p = real(argc, argv, i, 0.0, 1.0, &f->has_top_p);
    else if (!strcmp(flag, "--min-p")) f->min_p = real(argc, argv, i, 0.0, 1.0, &f->has_min_p);
    else if (!strcmp(flag, "--repetition-penalty"))
        f->penalty = real(argc, argv, i, 1.0, 100.0, &f->has_penalty);
    else if (!strcmp(flag, "--seed"))
        f->seed = (uint64_t)whole(argc, argv, i, INT32_MAX, &f->has_seed);
    else return false;
    return true;
}

struct generate_options sampling_options(const struct sampling_flags *f,
                                         const struct generation_config *generation)
{
    return (struct generate_options){
        .temperature = f->greedy ? 0.0f : f->has_temperature ? f->temperature
                                                             : generation->temperature,
        .top_k = f->has_top_k ? f->top_k : generation->top_k,
        .top_p = f->has_top_p ? f->top_p : generation->top_p,
        .min_p = f->has_min_p ? f->min_p : generation->min_p,
        .penalty = f->has_penalty ? f->penalty : generation->penalty,
        .penalty_span = INT32_MAX,  // all that was read and said
        .stops = generation->stops,
        .stop_count = generation->stop_count};
}

uint64_t sampling_seed(const struct sampling_flags *f)
{
    return f->has_seed ? f->seed : 1;
}
