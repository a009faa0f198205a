// checkpoint.h: a model folder as Hugging Face lays it out, read and written. Given code.
//   config.json  model.safetensors (or model.safetensors.index.json and its shards)
//   generation_config.json  tokenizer.json (tokenizer.h reads that one)
// Every failure is one sentence with folder, file, tensor, found and wanted.
#ifndef CRUMB_CHECKPOINT_H
#define CRUMB_CHECKPOINT_H

#include "arena.h"
#include "config.h"
#include "params.h"
#include "safetensors.h"

#include <stdbool.h>
#include <stdint.h>

enum { CHECKPOINT_STOPS = 8 };

// generation_config.json: what the makers of a model found best. Not given: 0, 1, or -1 for ids.
struct generation_config {
    int32_t bos;                      // -1: none
    int32_t stops[CHECKPOINT_STOPS];  // eos_token_id, one or a list
    dim stop_count;
    float temperature;  // 1 when not given
    dim top_k;          // 0: off
    float top_p;        // 1: off
    float min_p;        // 0: off
    float penalty;      // 1: off
    bool do_sample;
};

struct checkpoint {
    struct arena arena;
    const char *folder;
    struct model_config config;
    struct generation_config generation;
    struct params params;
    enum tensor_type type;  // as stored
    struct safetensors *files;  // [file_count], open while tensors point into them
    dim file_count;
};

// Sizes and choices only: config.json. Returns NULL or a sentence (in the arena).
const char *config_parse(struct model_config *config, struct arena *arena, const char *text,
                         size_t n);
void config_load(struct model_config *config, const char *folder);
// What is wrong with these sizes (width not divisible, groups, odd head, ...), or NULL.
const char *config_problem(const struct model_config *config);

// generation_config.json over what config.json says of ids; the file may be missing. Ids are
// checked against vocab.
const char *generation_parse(struct generation_config *generation, struct arena *arena,
                             const char *text, size_t n, dim vocab);
void generation_load(struct generation_config *generation, const char *folder, dim vocab);

// Config, table and open files; no tensor is read and params.model points nowhere. What it costs
// does not grow with the weights: for `crumb inspect`.
void checkpoint_open(struct checkpoint *checkpoint, const char *folder);
// The tensor as stored, its shape and type checked; and its numbers as float32, to [elements].
const struct tensor *checkpoint_stored(const struct checkpoint *checkpoint,
                                       const struct params_tensor *wanted);
void checkpoint_widen(float *to, const struct tensor *tensor);
// All of that and the numbers. writable: in one flat float32 array (training goes on); otherwise
// float32 tensors stay in the mapped file, and f16/bf16 are expanded.
void checkpoint_load(struct checkpoint *checkpoint, const char *folder, bool writable);
// Writes config.json, generation_config.json and model.safetensors, each atomically, the weights
// last. type: TENSOR_F32, TENSOR_BF16 or TENSOR_F16.
void checkpoint_save(const char *folder, const struct model_config *config,
                     const struct generation_config *generation, const struct params *params,
                     enum tensor_type type);
void checkpoint_close(struct checkpoint *checkpoint);

#endif
