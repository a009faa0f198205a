// look.h: what crumb trace, explain and check-causal share: a model folder, a text as ids, and one
// pass over all of them whose activations are kept.
#ifndef CRUMB_LOOK_H
#define CRUMB_LOOK_H

#include "arena.h"
#include "checkpoint.h"
#include "dim.h"
#include "runner.h"
#include "tokenizer.h"
#include "trace.h"

#include <stdbool.h>
#include <stdint.h>

struct look {
    struct arena arena;
    struct checkpoint model;
    struct tokenizer tokenizer;
    bool words;  // there is a tokenizer.json; without it only ids can be given
    bool any_length;  // more tokens than the model has positions are no failure
};

// A text, and what the model is given for it: its ids behind the id that opens a text, where the
// model has one. Ids given as such are taken as they are, and then there is no text.
struct look_text {
    const uint8_t *bytes;  // NULL: ids were given
    dim byte_count;
    const int32_t *ids;
    dim count;
};

// --model DIR, --prompt-ids LIST and TEXT, as all three commands take them.
struct look_request {
    const char *model, *ids, *text;
};

// Takes argv[*i] when it is one of these; false: another flag, which fail_usage should name.
bool look_flag(struct look_request *request, int argc, char **argv, int *i);
// Neither text nor ids, or both, is fail_usage: before anything is opened.
void look_expect(const struct look_request *request);
struct look_text look_input(struct look *look, const struct look_request *request);

// Any failure is fail(): what is wrong with the folder, or that model and tokenizer differ.
void look_open(struct look *look, const char *folder);
void look_close(struct look *look);
// An empty text, one with more tokens than the model has positions, and one for a model without a
// tokenizer are fail(). what: the text's name in that sentence.
struct look_text look_encode(struct look *look, const char *text, bool opened, const char *what);
// The same of bytes [count], opened by bos or not. specials: the text of a special token is that
// token; what a stranger typed should stay text.
struct look_text look_encode_bytes(struct look *look, const uint8_t *bytes, dim count, bool opened,
                                   bool specials, const char *what);
// "1,403,407": numbers below the vocabulary, commas or spaces between them.
struct look_text look_ids(struct look *look, const char *list);
// One pass over all ids, everything kept; logits of the last are returned (in the runner's arena).
float *look_run(struct runner *runner, const struct checkpoint *model, const int32_t *ids,
                dim count);
// A pass with nan or infinity in it says nothing: fail() names the first such number, parameters
// first.
void look_expect_numbers(const struct runner *runner, const struct checkpoint *model);
// The events of the runner's last pass.
void look_trace(const struct trace_sink *sink, const struct runner *runner);

// The bytes of a token; *count is 0 for an id without any.
const uint8_t *look_token(dim *count, const struct tokenizer *tokenizer, int32_t id);
// " bake" with its quotes in exactly width columns, a longer one cut; width 0: as wide as it is;
// negative: at most so wide. #403 without a tokenizer (NULL).
void look_label(const struct tokenizer *tokenizer, int32_t id, int width);

#endif
