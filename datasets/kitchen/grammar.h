// grammar.h: rules in text files that write English: read, checked, expanded. How rules are written
// stands in grammar/README.md. Reading returns a sentence and a line, so that it can be fuzzed;
// grammar_load() reports it and ends the program.
#ifndef KITCHEN_GRAMMAR_H
#define KITCHEN_GRAMMAR_H

#include "arena.h"
#include "dim.h"
#include "rng.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    GRAMMAR_VARIABLES_MOST = 4096,
    GRAMMAR_DEPTH_MOST = 48,    // beyond it the shortest way out is taken
    GRAMMAR_NESTING_MOST = 24,  // braces inside braces
    GRAMMAR_FILE_MOST = 1 << 22,
    GRAMMAR_DOCUMENT_MOST = 1 << 17,
};

struct grammar_attribute {
    const char *key, *value;
};

// What a variable holds: words, and what is known of them; an attribute that is not its own may be
// its parent's ("Ada the baker" is Ada, who is a she).
struct grammar_value {
    const char *text;
    const struct grammar_attribute *own;
    dim owned;
    const struct grammar_value *parent;
    const char
        *fact;  // with --marked: the name in front of each attribute that is written, or NULL
};

enum grammar_kind {
    GRAMMAR_TEXT,    // words as they stand
    GRAMMAR_SLOT,    // {name} {name.attribute}
    GRAMMAR_CHOICE,  // {one|another|}
    GRAMMAR_BIND,    // {name:what} {let name:what}
    GRAMMAR_SET,     // {set name}
    GRAMMAR_CALL,    // {a what} {cap what} {plural what} {word what}
    GRAMMAR_MANY,    // {many number what}
    GRAMMAR_SOME,    // {some 2-3 rule}
    GRAMMAR_LIST,    // {list 2-4 rule}
    GRAMMAR_NUMBER,  // {number 2 9}
    GRAMMAR_SUM,     // {sum x y} {minus x y} {times x y}
};

struct grammar_template {
    struct grammar_node *nodes;
    dim count, capacity;
};

struct grammar_node {
    enum grammar_kind kind;
    const char *text;       // the words, the name, the function
    const char *attribute;  // of a slot, or NULL; the second name of a sum
    struct grammar_rule *rule;
    dim variable, second;  // -1: none
    int low, high;
    bool silent;
    struct grammar_template *parts;
    dim count, capacity;
};

struct grammar_condition {
    const char *attribute, *equals;  // NULL: only whether it is there
    dim variable;
    bool negated;
};

struct grammar_alternative {
    struct grammar_template body;
    struct grammar_condition *conditions;
    struct grammar_attribute *attributes;
    dim condition_count, attribute_count, line, height;
    uint32_t weight;
    uint64_t used;  // the last document that took it
};

struct grammar_rule {
    const char *name, *file;
    struct grammar_alternative *alternatives;
    dim count, capacity, line, height;  // height: the least depth in which it can end, 0: not known
    dim share;                          // of the text, in parts; 0: not a kind of document
    bool reached, noun;                 // noun: what statistics replaces by the rule's name
    bool given;                         // by the program: it may stand unused
};

struct grammar {
    struct arena *arena;
    struct grammar_rule **rules, **table;
    dim count, capacity, table_size;
    const char *variables[GRAMMAR_VARIABLES_MOST];
    bool bound[GRAMMAR_VARIABLES_MOST];  // somewhere in the grammar, or given by the program
    struct grammar_rule
        *first[GRAMMAR_VARIABLES_MOST];  // %bind: what binds it where it is not bound
    dim variable_count;
};

struct grammar_error {
    const char *why, *file;
    dim line;
};

// ---- reading and checking
void grammar_begin(struct grammar *grammar, struct arena *arena);
// A variable that the program binds. Returns its index.
dim grammar_give(struct grammar *grammar, const char *name);
// A rule that the program fills, and an alternative of it.
struct grammar_rule *grammar_add_rule(struct grammar *grammar, const char *name, const char *file,
                                      dim line);
void grammar_add_word(struct grammar *grammar, struct grammar_rule *rule, const char *text,
                      const struct grammar_attribute *attributes, dim count);
// bytes [count + 1]: one file, with a NUL behind it; changed while reading. False: error is filled.
bool grammar_read(struct grammar *grammar, const char *file, char *bytes, dim count,
                  struct grammar_error *error);
// Names are known, every rule is reached from a kind of document, and every rule can end.
bool grammar_check(struct grammar *grammar, struct grammar_error *error);
// Every .txt file of a folder, in the order of their names; fails with file and line.
void grammar_load(struct grammar *grammar, const char *folder);
void grammar_report(const struct grammar_error *error);  // fails

struct grammar_rule *grammar_find(const struct grammar *grammar, const char *name);
dim grammar_variable(struct grammar *grammar, const char *name);  // -1: one too many
// For readers: a piece of an alternative's text. NULL: error is filled.
bool grammar_parse(struct grammar *grammar, struct grammar_template *body, const char *text,
                   dim count, struct grammar_error *error);
void *grammar_grow(struct arena *arena, void *items, dim count, dim *capacity, size_t size);

// ---- writing
struct grammar_pen {
    const struct grammar *grammar;
    struct rng rng;
    uint64_t document;  // its number: alternatives of one document differ
    struct grammar_value values[GRAMMAR_VARIABLES_MOST];
    bool bound[GRAMMAR_VARIABLES_MOST];
    bool named[GRAMMAR_VARIABLES_MOST];  // a person is called by name before "she" or "his"
    bool marked;
    char *bytes;   // [GRAMMAR_DOCUMENT_MOST]
    char *memory;  // [8 * GRAMMAR_DOCUMENT_MOST], of the values of one document
    dim count, used;
};

void grammar_pen(struct grammar_pen *pen, const struct grammar *grammar, struct arena *arena,
                 uint64_t seed, uint64_t stream);
void grammar_new_document(struct grammar_pen *pen);
void grammar_bind(struct grammar_pen *pen, dim variable, const struct grammar_value *value);
// The document of this rule, finished (capitals, spaces): pen->bytes [pen->count], NUL behind it.
void grammar_write(struct grammar_pen *pen, const struct grammar_rule *rule);
void *grammar_take(struct grammar_pen *pen, dim bytes);  // memory until the next document
const char *grammar_attribute(const struct grammar_value *value, const char *key);  // or NULL

// ---- words: spelling that needs no knowledge base
bool word_takes_an(const char *text);
void word_plural(char *out, dim capacity, const char *noun);
void word_number(char *out, dim capacity, long number);  // "twenty-one"; numerals from 1000
const char *word_of_person(const char *key, const char *pronoun);  // "their", "she": "her"; or NULL
dim word_finish(char *bytes, dim count);                           // returns the new count

#endif
