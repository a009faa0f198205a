// show.h: drawing for `crumb show`: bars, heat maps, tables, in 80 columns. Block characters only
// on a terminal whose locale is UTF-8; plain ASCII with --plain, in a file, in a pipe and on
// TERM=dumb, so that what a handout quotes does not depend on the machine. Bold titles and tinted
// cells on a terminal without NO_COLOR only: nothing is told by colour alone.
#ifndef CRUMB_SHOW_H
#define CRUMB_SHOW_H

#include "dim.h"

#include <stdbool.h>
#include <stdint.h>

#define SHOW_SENTENCE "How do I bake chocolate chip cookies?"

// text: what to draw, SHOW_SENTENCE when the user gave none.
typedef void show_topic(const char *text);
show_topic show_unicode, show_bpe, show_embedding, show_linear, show_norm, show_rope, show_softmax,
    show_attention, show_swiglu, show_block, show_model, show_sampling;
show_topic show_generate;
show_topic show_loss;
show_topic show_adamw;
show_topic show_training;
show_topic show_cache;
show_topic show_walkthrough;  // attention, beside the numbers that the walkthrough prints

void show_begin(bool plain);  // decides on ASCII and colour, once
void show_title(const char *title);

// A bar of `width` cells for value out of full, no newline. Negative values are drawn as none.
void show_bar(double value, double full, int width);
// One cell of a heat map, two characters wide, for value in 0..1; a masked one is "--".
void show_cell(double value, bool masked);
void show_tinted_cell(double value, bool masked);
// unicode_step, which may be a student's: an answer that is not in 1..4 and <= n ends in fail().
dim show_step(int32_t *point, const uint8_t *bytes, dim n);
// Bytes as they may stand on a terminal, at least `width` columns wide: controls and bytes above
// 127 that are no character as \xNN, other characters as they are (or \xNN each in plain mode).
// Returns how many columns that took, a character counted as one.
int show_bytes(const uint8_t *bytes, dim count, int width);
// How many columns that takes with width 0.
int show_columns(const uint8_t *bytes, dim count);
// The same in at most `width` columns: what does not fit is cut, with a ~ in the last column.
int show_bytes_within(const uint8_t *bytes, dim count, int width);
// The same as a paragraph: `indent` columns, then lines of show_width() at most, ended.
void show_paragraph(const uint8_t *bytes, dim count, int indent);
// Columns of the terminal, or of COLUMNS, between 40 and 400; 80 where neither says.
int show_width(void);

// The eight words of the walkthrough.
enum { SHOW_WORDS = 8 };
extern const char *const show_words[SHOW_WORDS];

// count values of a fixed pseudo-random normal stream.
void show_normal(float *values, dim count, float scale, uint64_t seed);

#endif
