// explain.h: the inside of one answer, computed once and shown in two ways: as text in sixteen
// steps, and as JSON. Both read the same struct, and everything in it comes from the code that runs
// the model: the runner's kept pass, the topics' own functions, and the loop of generate.h.
#ifndef CRUMB_EXPLAIN_H
#define CRUMB_EXPLAIN_H

#include "arena.h"
#include "checkpoint.h"
#include "dim.h"
#include "generate.h"
#include "look.h"
#include "runner.h"
#include "tokenizer.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define EXPLAIN_SCHEMA "crumb-explain/1"

enum { EXPLAIN_STEPS = 16, EXPLAIN_TOP = 10, EXPLAIN_CUTS = 4 };

struct explain_input {
    const struct checkpoint *model;
    const struct tokenizer *tokenizer;  // NULL: none, tokens are shown by their number
    struct look_text text;              // bytes may be NULL: the ids speak for themselves
    struct generate_options options;
    uint64_t seed;
    dim most;                           // tokens of the answer that the loop makes
};

struct explain_cut {
    const char *name;      // "temperature", "top-k", ...
    double value;
    float *probabilities;  // [V] after it
    dim left;              // tokens with a probability above 0
};

struct explain {
    struct explain_input in;
    struct arena arena;
    struct runner runner;         // the pass over the text, everything kept
    float *logits;                // [V] of the last position
    float *probabilities;         // [V] their softmax
    int32_t *order;               // [V] ids by falling probability
    struct explain_cut cuts[EXPLAIN_CUTS];
    int cut_count;                // 0 when greedy
    float u;                      // the draw; nothing is drawn when greedy
    int32_t chosen;
    int32_t *answer;              // [answered]
    dim answered, *computed;      // [answered] positions computed until each was chosen
    enum generate_end end;
    uint8_t *said;                // [said_count] the bytes of the answer's tokens, joined
    dim said_count;
};

void explain_open(struct explain *explain, const struct explain_input *input);
void explain_close(struct explain *explain);

// What /explain in a chat shows: the sixteen steps, on stdout, for the token behind ids [count].
// show_begin has been called: it decides on ASCII and colour.
void explain_show(const struct checkpoint *model, const struct tokenizer *tokenizer,
                  const int32_t *ids, dim count, const struct generate_options *options,
                  uint64_t seed);

// ---- numbers that both ways of showing need ---------------------------------------------------

extern const char *const explain_steps[EXPLAIN_STEPS];  // the names of the walkthrough
double explain_length(const float *x, dim count);       // the Euclidean norm
// weights [T, T] of a head in the kept pass.
const float *explain_weights(const struct explain *explain, dim layer, dim head);
// The position whose attention is shown in five steps: one with something before and behind it.
dim explain_middle(const struct explain *explain);
// scores [T] out: q . k of position t with keys 0 .. T - 1, not scaled.
void explain_scores(float *scores, const struct explain *explain, dim layer, dim head, dim t);
double explain_angle(const struct explain *explain, dim position, dim pair);  // degrees, 0 .. 360
dim explain_rank(const struct explain *explain, int32_t id);                  // 1: the most likely
// probabilities [L + 1, V] out: final norm, head and softmax on each stream of the last position.
void explain_lens(float *probabilities, const struct explain *explain);
// ids [k] out: the k most likely of probabilities [V], by sampling_order.
void explain_top(int32_t *ids, const float *probabilities, dim vocab, dim k);

// Two texts with a run of tokens in common; its last token, seen from both.
struct explain_pair {
    const char *names[2];
    struct look_text texts[2];
    dim at[2], run;        // the position of the shared token in each; how many tokens are shared
    int32_t id;
    dim layers;
    double *cosines;       // [layers + 1]
};
void explain_compare(struct explain_pair *pair, struct look *look, const char *a, const char *b);

// The one token that a text is; fail() when it is several.
int32_t explain_token(struct look *look, const char *text);

// ---- text, on stdout, within show_width() -----------------------------------------------------

void explain_text(const struct explain *explain);
void explain_text_streams(const struct explain *explain);  // how long the vectors are, by layer
void explain_text_block(const struct explain *explain, dim layer);
void explain_text_maps(const struct explain *explain, dim layer);  // all heads, small
void explain_text_attention(const struct explain *explain, dim layer, dim head);  // one, large
void explain_text_lens(const struct explain *explain);
void explain_text_token(const struct explain *explain, int32_t id);
void explain_text_compare(const struct explain_pair *pair, const struct tokenizer *tokenizer);

// ---- JSON: a new reference each ---------------------------------------------------------------

json_t *explain_json(const struct explain *explain);
json_t *explain_json_attention(const struct explain *explain, dim layer, dim head);
json_t *explain_json_lens(const struct explain *explain);
json_t *explain_json_token(const struct explain *explain, int32_t id);
json_t *explain_json_compare(const struct explain_pair *pair, const struct tokenizer *tokenizer);

#endif
