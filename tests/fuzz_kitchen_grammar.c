// fuzz_kitchen_grammar.c: any bytes as a file of grammar. What is read and checked can be written,
// unless a variable is missing; what is not is one sentence with a line of the file.
#include "grammar.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void expect(bool right)
{
    if (!right) abort();
}

// Nothing but rules of words: each can be written at any time, whatever it says.
static bool is_plain(const struct grammar_template *body)
{
    for (dim i = 0; i < body->count; i++) {
        const struct grammar_node *node = &body->nodes[i];
        const bool slot = node->kind == GRAMMAR_SLOT && node->rule && !node->attribute;
        if (node->kind != GRAMMAR_TEXT && node->kind != GRAMMAR_CHOICE && !slot) return false;
        for (dim k = 0; k < node->count; k++)
            if (!is_plain(&node->parts[k])) return false;
    }
    return true;
}

static bool all_plain(const struct grammar *grammar)
{
    dim widest = 0;
    for (dim i = 0; i < grammar->count; i++)
        for (dim k = 0; k < grammar->rules[i]->count; k++) {
            const struct grammar_alternative *one = &grammar->rules[i]->alternatives[k];
            if (one->condition_count || !is_plain(&one->body)) return false;
            if (one->body.count > widest) widest = one->body.count;
        }
    return widest < 3;  // wider ones may double at each of 48 levels, which is told by fail()
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct arena arena = {0};
    struct grammar grammar;
    struct grammar_error error = {0};
    char *text = malloc(count + 1);  // of its own, so that a step over its end is seen
    if (!text) return 0;
    if (count) memcpy(text, bytes, count);
    text[count] = 0;
    grammar_begin(&grammar, &arena);
    const bool right = grammar_read(&grammar, "file", text, (dim)count, &error) &&
                       grammar_check(&grammar, &error);
    expect(right || (error.why && *error.why && strcmp(error.file, "file") == 0));
    expect(right || (error.line >= 1 && error.line <= (dim)count + 1));
    if (right && count < 200 && all_plain(&grammar)) {
        struct grammar_pen pen;
        grammar_pen(&pen, &grammar, &arena, 1, 1);
        for (dim i = 0; i < grammar.count; i++) {
            grammar_new_document(&pen);
            if (grammar.rules[i]->reached) grammar_write(&pen, grammar.rules[i]);
        }
    }
    free(text);
    arena_free(&arena);
    return 0;
}
