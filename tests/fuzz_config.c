// fuzz_config.c: any bytes as config.json and as generation_config.json. What is accepted must be
// right: sizes that can be planned, ids in the vocabulary.
#include "checkpoint.h"
#include "rope_scaling.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void expect(bool right)
{
    if (!right) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct arena arena = {0};
    struct model_config config;
    struct generation_config generation = {.bos = -1};
    const char *text = (const char *)bytes;
    if (!config_parse(&config, &arena, text, count)) {
        expect(config.heads % config.kv_heads == 0 && config.head % 2 == 0);
        expect(params_count(&config) > 0);
        if (config.head <= 1024) {
            double frequencies[512];
            rope_scaled_frequencies(frequencies, &config);
            for (dim i = 0; i < config.head / 2; i++) expect(isfinite(frequencies[i]));
        }
    }
    if (!generation_parse(&generation, &arena, text, count, 100)) {
        expect(generation.bos >= -1 && generation.bos < 100);
        expect(generation.temperature >= 0.0f && generation.penalty >= 1.0f);
        for (dim i = 0; i < generation.stop_count; i++)
            expect(generation.stops[i] >= 0 && generation.stops[i] < 100);
    }
    arena_free(&arena);
    return 0;
}
