// inspect.h: what `crumb inspect` found out, and its ways of saying it.
#ifndef CRUMB_INSPECT_H
#define CRUMB_INSPECT_H

#include "arena.h"
#include "checkpoint.h"
#include "config.h"
#include "dim.h"
#include "params.h"
#include "presets.h"

#include <stdbool.h>

enum inspect_type { INSPECT_F32, INSPECT_BF16, INSPECT_F16, INSPECT_INT8, INSPECT_TYPES };
extern const char *const inspect_type_names[INSPECT_TYPES];
extern const double inspect_type_bytes[INSPECT_TYPES];

struct inspection {
    const char *name;                     // the folder or the preset
    const struct preset *preset;          // NULL for a folder
    const struct checkpoint *checkpoint;  // NULL for a preset
    const struct model_config *config;
    struct params params;                 // the table, pointing nowhere
    enum inspect_type type;               // of weights and cache in memory
    dim batch, context;
    double tokens, devices, rate, days;   // of a training; 0: not known
    bool all;                             // every layer's tensors, not one line for all layers
};

// Sizes in bytes, in double: the activations of a large preset are beyond any real memory.
struct inspect_memory {
    double stored, weights;               // in the file, in memory as `type`
    double cache;                         // `context` positions of `batch` sequences
    double token, chunk;                  // activations of one new token, of a chunk of a prompt
    double learned;                       // parameters, gradients and two moments, float32
    double learner;                       // activations of both directions
    dim chunk_rows;
};
struct inspect_memory inspect_memory(const struct inspection *inspection);

// The tokenizer of a folder. vocab 0: there is none, or problem says what is wrong with it.
struct inspect_tokenizer {
    dim vocab, specials;
    const char *problem;
};
struct inspect_tokenizer inspect_tokenizer(struct arena *arena, const char *folder);

// Bytes of one number of a tensor as stored, and the type's name; a preset is published as BF16.
dim inspect_stored(const char **type, const struct inspection *inspection, dim tensor);

void inspect_print(const struct inspection *inspection);
void inspect_print_json(const struct inspection *inspection);

// --tensor: name may be a part of a name when only one tensor has it.
void inspect_tensor(const struct inspection *inspection, const char *name, bool json);

// "8,030,261,248" and "16.06 GB" into text [32]; returns text.
char *inspect_whole(char *text, dim value);
char *inspect_size(char *text, double bytes);

#endif
