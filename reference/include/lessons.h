// lessons.h: conversations as a fine-tuning run learns from them: rows of tokens, with the targets
// that count. Given code.
//
// One conversation is one row, padded behind its end to the longest row of its batch. Several in
// one row would see each other: to attention (attention.h) all that stands before in a row is past.
// Padding behind the end is seen by nobody.
#ifndef CRUMB_LESSONS_H
#define CRUMB_LESSONS_H

#include "arena.h"
#include "conversation.h"
#include "dim.h"

#include <stdint.h>

struct lesson {
    const int32_t *ids;     // [count + 1]
    const uint8_t *spoken;  // [count + 1] as conversation_encode has it
    dim count;              // places in a row: the last id is a target only
    dim answers;            // targets that count
};

struct lessons {
    struct lesson *learnt, *held;  // [learnt_count], [held_count]
    dim learnt_count, held_count;
    dim longest;                   // places of the longest of all
    dim tokens, answers;           // of those to learn from: places, and targets that count
    dim held_tokens;               // places of those held out
    dim cut, left_out;             // conversations that lost turns; that did not fit at all
    uint64_t checksum;
};

// Reads and encodes all files. A conversation of more than context places keeps the turns that fit
// up to an answer; one whose first answer does not fit is left out: named on standard error. The
// share hold_out of conversations, drawn by the seed, is held out.
void lessons_read(struct lessons *lessons, struct arena *arena,
                  struct conversation_encoder *encoder, const char *const *files, int file_count,
                  dim context, double hold_out, uint64_t seed);
// One row of length places, length >= lesson->count: targets that do not count, and padding, are
// LOSS_IGNORED.
void lessons_row(int32_t *inputs, int32_t *targets, const struct lesson *lesson, dim length);

#endif
