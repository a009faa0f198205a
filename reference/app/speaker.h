// speaker.h: what crumb generate and crumb chat share: a model that continues ids, shows them as
// they come, keeps its cache from one call to the next, and counts what that saved.
#ifndef CRUMB_SPEAKER_H
#define CRUMB_SPEAKER_H

#include "bpe.h"
#include "dim.h"
#include "generate.h"
#include "look.h"
#include "rng.h"
#include "runner.h"

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

enum { SPEAKER_POSITIONS = 4096 };  // when no number is given: a long context takes gigabytes

struct speaker_stats {
    dim prompt, reused;             // ids of the last prompt, and how many the cache held already
    dim answer, slides;             // new ids; how often the oldest were dropped to make room
    double prefill, decode;         // seconds until the first id was chosen, and from there on
};

struct speaker {
    struct look look;
    struct runner runner;
    struct generate_options options;
    struct rng rng;
    float *logits, *probabilities;  // [V]
    int32_t *order;                 // [V]
    int32_t *ids;                   // [positions + 1]: prompt, behind it the answer
    dim count;                      // how many there are
    bool slide;                     // when positions are full: drop the oldest half, and go on
    bool print_ids;                 // numbers instead of text
    volatile sig_atomic_t *stop;    // not 0: the answer ends; may be NULL
    struct speaker_stats stats;
    struct bpe_stream stream;
    uint8_t *text;                  // [BPE_STREAM_ROOM(longest)]
    double first;                   // when the first id was shown
};

// look is open. positions: how many ids fit at once; 0: those of the model, at most
// SPEAKER_POSITIONS.
void speaker_open(struct speaker *speaker, dim positions, dim chunk);
// Continues ids [count] by at most `most`, on standard output. A prompt that does not fit: with
// slide its newest half of positions is taken, otherwise fail(). Afterwards ids and count hold
// prompt and answer (with slide, what is left of them).
enum generate_end speaker_answer(struct speaker *speaker, dim most);
// "prompt 57 tokens, 41 of them from the cache, ..." on standard error
void speaker_print_stats(const struct speaker *speaker, enum generate_end end);
void speaker_close(struct speaker *speaker);

#endif
