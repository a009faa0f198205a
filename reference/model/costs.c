// costs.c: operations and bytes of a model. See costs.h.
#include "costs.h"

#include "params.h"

double costs_weights(const struct model_config *config)
{
    return 2.0 * (double)params_count(config);
}

double costs_attention(const struct model_config *config, dim keys)
{
    return 4.0 * (double)(config->layers * config->heads * config->head) * (double)keys;
}

double costs_training(const struct model_config *config)
{
    return 6.0 * (double)params_count(config);
}

double costs_seconds(const struct model_config *config, double tokens, double devices, double rate)
{
    return costs_training(config) * tokens / (devices * rate);
}

double costs_cache(const struct model_config *config, dim positions, double bytes)
{
    return 2.0 * (double)(config->layers * config->kv_heads * config->head) * (double)positions *
           bytes;
}
