// fuzz_training.c: any bytes as a saved training state, a right state with bytes changed, and one
// with a digest that fits whatever stands before it. What is refused must change nothing.
#include "training.h"

#include "sha256.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

enum { COUNT = 3, HASHED = TRAINING_HEADER + 3 * 4 * COUNT, ALL = HASHED + TRAINING_DIGEST };

struct run {
    struct training training;
    float params[COUNT], m[COUNT], v[COUNT];
};

static void begin(struct run *run)
{
    memset(run, 0, sizeof *run);
    for (int i = 0; i < COUNT; i++) run->params[i] = 0.5f + (float)i;
    run->training = (struct training){.params = run->params, .m = run->m, .v = run->v,
                                      .count = COUNT, .step = 7, .rng = {3, 5}};
}

static void load(const uint8_t *bytes, size_t count)
{
    struct run run, before;
    uint8_t *exactly = malloc(count ? count : 1);  // a read behind the end is seen
    if (!exactly) return;
    if (count) memcpy(exactly, bytes, count);
    begin(&run);
    before = run;
    const char *wrong = training_load(&run.training, exactly, (dim)count);
    if (wrong && (!wrong[0] || strchr(wrong, '\n') || memcmp(&run, &before, sizeof run) != 0))
        abort();
    if (!wrong && count != ALL) abort();
    free(exactly);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct run run;
    uint8_t saved[ALL];
    char digest[TRAINING_DIGEST + 1];
    load(bytes, count);
    begin(&run);
    training_save(saved, &run.training);
    for (size_t i = 0; i + 1 < count; i += 2) saved[bytes[i] % ALL] = bytes[i + 1];
    load(saved, count ? ALL - bytes[0] % 3u : ALL);
    load(saved, ALL);
    sha256_hex(digest, saved, HASHED);
    memcpy(saved + HASHED, digest, TRAINING_DIGEST);
    load(saved, ALL);
    return 0;
}
