// folder.h: the files of a run: one writer at a time, leftovers removed, metrics that end where the
// saved state ends.
#ifndef CRUMB_FOLDER_H
#define CRUMB_FOLDER_H

#include "dim.h"
#include "tokenizer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct folder {
    const char *path;
    char state[4096], tokens[4096];
    int metrics;            // descriptor of metrics.jsonl; holds the lock
    int samples;            // of samples.jsonl; -1: there is none
};

struct metrics {
    int64_t step, tokens;
    double loss, val_loss, rate, grad_norm, tokens_per_second;  // NaN is written as null
    double text_loss;  // of the text mixed in; written when mixed
    bool mixed;
};

// Makes the folder, or takes the one that is there. A run is neither begun over another one nor
// resumed where there is none.
void folder_open(struct folder *folder, const char *path, bool resume);
// metrics.jsonl keeps its lines up to this step: what a killed run wrote after its last checkpoint
// is going to be written again.
void folder_metrics_from(struct folder *folder, int64_t step);
void folder_metrics(struct folder *folder, const struct metrics *metrics);
void folder_metrics_sync(const struct folder *folder);
// samples.jsonl, opened when it is wanted; its lines up to this step are kept (-1: none).
void folder_samples_from(struct folder *folder, int64_t step);
void folder_sample(struct folder *folder, const char *line);
bool folder_has(const char *path, const char *name);
// A whole small file, atomically.
void folder_write(const struct folder *folder, const char *name, const void *bytes, size_t count);
// tokenizer.json of source ("bytes", or a folder): copied as it is.
void folder_tokenizer(const struct folder *folder, const char *source);
void folder_close(struct folder *folder);

#endif
