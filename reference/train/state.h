// state.h: state.bin, from which a run goes on bit for bit. One file holds parameters, moments and
// counters, so they always belong together; it is replaced as a whole (file.h) and checked as a
// whole when read: a file cut anywhere or with one bit changed is refused.
//   0 magic [8] | 8 length of the options [8] | 16 length of the training part [8] | 24 checksum of
//   the tokens [8] | 32 vocabulary [8] | 40 zeros [8] | 48 checksum of the rest of the file [8] ·
//   56 checksum of the header before [8] | 64 options, zeros up to a multiple of 8, training part
//   (training.h)
#ifndef CRUMB_STATE_H
#define CRUMB_STATE_H

#include "arena.h"
#include "file.h"
#include "training.h"

#include <stdint.h>

struct state_info {
    const char *options;  // as options_write made them; ends in a NUL when read
    dim options_length;
    uint64_t tokens;      // checksum: the run goes on with the same tokens or not at all
    dim vocab;
};

// buffer [training_saved_bytes] is scratch.
void state_write(const char *path, const struct state_info *info, const struct training *training,
                 uint8_t *buffer);

struct state {
    struct file_bytes file;
    struct state_info info;
    const uint8_t *training;
    dim training_bytes;
};

void state_open(struct state *state, struct arena *arena, const char *path);
void state_close(struct state *state);

#endif
