// rope_scaling.c: rotary frequencies stretched for longer contexts. See rope_scaling.h.
// Formulas: the papers named there, as Hugging Face's modeling_rope_utils applies them.
#include "rope_scaling.h"

#include "rope.h"

#include <math.h>

static const double two_pi = 6.283185307179586;

static double clamp(double x, double least, double most)
{
    return x < least ? least : x > most ? most : x;
}

static void scale_llama3(double *frequencies, const struct model_config *config)
{
    const double original = (double)config->original_positions;
    for (dim i = 0; i < config->head / 2; i++) {
        const double turns = original * frequencies[i] / two_pi;  // in the original context
        const double keep = clamp((turns - config->low_frequency) /
                                  (config->high_frequency - config->low_frequency), 0.0, 1.0);
        frequencies[i] *= keep + (1.0 - keep) / config->scaling_factor;
    }
}

// Which pair of elements turns `turns` times in the original context; not a whole number.
static double pair_of_turns(double turns, const struct model_config *config)
{
    return (double)config->head * log((double)config->original_positions / (turns * two_pi)) /
           (2.0 * log(config->theta));
}

static void scale_yarn(double *frequencies, const struct model_config *config)
{
    const double low = fmax(floor(pair_of_turns(config->beta_fast, config)), 0.0);
    double high = fmin(ceil(pair_of_turns(config->beta_slow, config)), (double)config->head - 1);
    if (high <= low) high = low + 0.001;  // a step, not a division by zero
    for (dim i = 0; i < config->head / 2; i++) {
        const double stretch = clamp(((double)i - low) / (high - low), 0.0, 1.0);
        frequencies[i] *= 1.0 - stretch + stretch / config->scaling_factor;
    }
}

void rope_scaled_frequencies(double *frequencies, const struct model_config *config)
{
    rope_frequencies(frequencies, config->head, config->theta);
    switch (config->scaling) {
    case ROPE_PLAIN: break;
    case ROPE_LINEAR:
        for (dim i = 0; i < config->head / 2; i++) frequencies[i] /= config->scaling_factor;
        break;
    case ROPE_LLAMA3: scale_llama3(frequencies, config); break;
    case ROPE_YARN: scale_yarn(frequencies, config); break;
    }
}

void rope_scaled_table(float *cosines, float *sines, double *scratch,
                       const struct model_config *config, dim positions)
{
    rope_scaled_frequencies(scratch, config);
    rope_table(cosines, sines, scratch, 0, positions, config->head);
    if (config->scaling != ROPE_YARN) return;
    for (dim i = 0; i < positions * config->head / 2; i++) {
        cosines[i] = (float)((double)cosines[i] * config->amplitude);
        sines[i] = (float)((double)sines[i] * config->amplitude);
    }
}
