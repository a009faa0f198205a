// pass.h: the parts of the program in which a whole model runs on a student's objects. Given code
// around the topics, linked into one object; grade adds an object for each topic.
#ifndef CRUMB_WHOLE_PASS_H
#define CRUMB_WHOLE_PASS_H

#include "arena.h"
#include "checkpoint.h"
#include "chat_template.h"
#include "runner.h"
#include "tokenizer.h"
#include "trace.h"

#include <stdint.h>

struct pass {
    struct arena arena;
    struct checkpoint model;
    struct tokenizer tokenizer;
    const struct chat_template *form;
    const char *question;  // as a person types it
    int32_t *ids;          // [count] the question in the form of the template
    dim count;
    float *logits;         // [V] of the last id, from the pass over all ids
};

// ---- emit.c: records --------------------------------------------------------------------------

__attribute__((format(printf, 1, 2))) void emit_stage(const char *format, ...);  // of what follows
void emit_bytes(const char *name, const char *topic, const uint8_t *bytes, dim count);
void emit_ids(const char *name, const char *topic, const int32_t *ids, dim count);
void emit_floats(const char *name, const char *topic, const float *values, dim count);
void emit_whole(const char *name, const char *topic, dim value);  // one I64
void emit_end(void);
// Every tensor of the runner's last pass.
void emit_pass(const struct runner *runner);
// Between these two, whatever ends the program tells what of the pass was written until then.
// The memory of the next `count` rows behind `past` is filled with WIRE_UNWRITTEN first.
void emit_begin(struct runner *runner, const int32_t *ids, dim count, dim past);
void emit_over(void);
// Faults, so many seconds of the processor, and LAB_TODO end the program with a record that says
// so.
void emit_guard(int seconds);

// ---- what is run, in this order ---------------------------------------------------------------

void pass_words(struct pass *pass);    // words.c: characters, merges, ids
void pass_full(struct pass *pass);     // pass.c: all ids at once
void pass_variant(struct pass *pass);  // variant.c: the same, with what this model does without
void pass_answer(struct pass *pass);   // answer.c: in pieces with the cache, then greedy
void pass_sampled(struct pass *pass);  // answer.c: the filters, then a drawn answer

#endif
