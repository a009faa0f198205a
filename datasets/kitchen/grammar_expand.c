// grammar_expand.c: from a rule to a document: alternatives are drawn, variables bound, words
// joined.
#include "grammar.h"

#include "fail.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FRESH_FROM = 4 };  // a rule with as many alternatives takes none twice in a document

struct writing {
    struct grammar_pen *pen;
    const struct grammar_rule *rule;  // the innermost, for sentences about what is wrong
    dim line;
    dim depth;
};

static const struct grammar_value nothing = {.text = ""};
static const struct grammar_value *write_body(struct writing *writing,
                                              const struct grammar_template *body);

// ---- values ------------------------------------------------------------------------------------

void *grammar_take(struct grammar_pen *pen, dim bytes)
{
    dim start = (pen->used + 15) & ~(dim)15;
    if (start + bytes > 8 * GRAMMAR_DOCUMENT_MOST)
        fail("one document takes more memory than %d bytes; a rule calls too much",
             8 * GRAMMAR_DOCUMENT_MOST);
    pen->used = start + bytes;
    return pen->memory + start;
}

static const char *keep(struct grammar_pen *pen, const char *text, dim count)
{
    char *copy = grammar_take(pen, count + 1);
    memcpy(copy, text, (size_t)count);
    copy[count] = 0;
    return copy;
}

// NULL when the value itself does not have it: "their" is known of everybody.
static const char *own_attribute(const struct grammar_value *value, const char *key)
{
    for (; value; value = value->parent)
        for (dim i = 0; i < value->owned; i++)
            if (strcmp(value->own[i].key, key) == 0) return value->own[i].value;
    return NULL;
}

const char *grammar_attribute(const struct grammar_value *value, const char *key)
{
    static const char *const pronouns[] = {"she", "he", "they"};
    const char *found = own_attribute(value, key), *pronoun = "it";
    for (int i = 0; i < 3; i++)
        if (own_attribute(value, pronouns[i])) pronoun = pronouns[i];
    const char *word = word_of_person(key, pronoun);
    const bool flag = found && strcmp(found, "yes") == 0;  // "they": a pronoun, and its own word
    return found && !(flag && word) ? found : word;
}

void grammar_bind(struct grammar_pen *pen, dim variable, const struct grammar_value *value)
{
    pen->values[variable] = *value;
    pen->bound[variable] = true;
}

static long number_of(struct writing *writing, dim variable)
{
    const struct grammar_pen *pen = writing->pen;
    char *end;
    const char *text = pen->bound[variable] ? pen->values[variable].text : "";
    long number = strtol(text, &end, 10);
    if (end == text || *end)
        fail("%s:%td: {%s} is wanted as a number, and is \"%s\"", writing->rule->file,
             writing->line, pen->grammar->variables[variable], text);
    return number;
}

// ---- pieces of text ----------------------------------------------------------------------------

static void put(struct writing *writing, const char *text, dim count)
{
    struct grammar_pen *pen = writing->pen;
    if (pen->count + count >= GRAMMAR_DOCUMENT_MOST)
        fail("%s:%td: a document of more than %d bytes; a rule calls too much", writing->rule->file,
             writing->line, GRAMMAR_DOCUMENT_MOST);
    memcpy(pen->bytes + pen->count, text, (size_t)count);
    pen->count += count;
    pen->bytes[pen->count] = 0;
}

static void put_word(struct writing *writing, const char *text)
{
    put(writing, text, (dim)strlen(text));
}

// Takes back what was written since start, as a text that lasts as long as the document.
static const char *take_back(struct writing *writing, dim start)
{
    struct grammar_pen *pen = writing->pen;
    const char *text = keep(pen, pen->bytes + start, pen->count - start);
    pen->count = start;
    return text;
}

// "[apple pie|oven|375]": a mark stands on one line, so that programs can read it.
static void put_mark(struct writing *writing, const char *fact, const char *key, const char *text)
{
    const char *const parts[] = {"[", fact, "|", key, "|", text, "]"};
    const dim start = writing->pen->count;
    for (int i = 0; i < 7; i++) put_word(writing, parts[i]);
    for (dim i = start; i < writing->pen->count; i++)
        if (writing->pen->bytes[i] == '\n') writing->pen->bytes[i] = ';';
}

// Of somebody who was not named yet, the name stands for "she" and "her".
static bool put_name(struct writing *writing, const struct grammar_node *node)
{
    struct grammar_pen *pen = writing->pen;
    const char *key = node->attribute;
    if (!pen->grammar->first[node->variable] || pen->named[node->variable]) return false;
    const bool their = key && strcmp(key, "their") == 0;
    pen->named[node->variable] =
        !key || their || strcmp(key, "they") == 0 || strcmp(key, "them") == 0;
    if (!key || !pen->named[node->variable]) return false;
    put_word(writing, pen->values[node->variable].text);
    put_word(writing, their ? "'s" : "");
    return true;
}

static const struct grammar_value *put_slot(struct writing *writing,
                                            const struct grammar_node *node)
{
    struct grammar_pen *pen = writing->pen;
    const struct grammar_value *value = &pen->values[node->variable];
    if (put_name(writing, node)) return &nothing;
    const char *text = node->attribute ? grammar_attribute(value, node->attribute) : value->text;
    char spelled[128];
    if (!text && strcmp(node->attribute, "plural") == 0) {
        word_plural(spelled, sizeof spelled, value->text);
        text = spelled;
    } else if (!text && strcmp(node->attribute, "word") == 0) {
        word_number(spelled, sizeof spelled, number_of(writing, node->variable));
        text = spelled;
    }
    if (!text)
        fail("%s:%td: {%s.%s}: \"%s\" has no such attribute; add it behind an @, or guard this "
             "with a condition",
             writing->rule->file, writing->line, node->text, node->attribute, value->text);
    put_word(writing, text);
    if (pen->marked && value->fact && (!node->attribute || own_attribute(value, node->attribute)))
        put_mark(writing, value->fact, node->attribute ? node->attribute : "name", text);
    return node->attribute ? &nothing : value;
}

// ---- rules -------------------------------------------------------------------------------------

static bool holds(const struct grammar_pen *pen, const struct grammar_condition *condition)
{
    const struct grammar_value *value = &pen->values[condition->variable];
    bool is = pen->bound[condition->variable];
    const char *text = is ? value->text : NULL;
    if (is && condition->attribute) {
        text = own_attribute(value, condition->attribute);
        is = text != NULL;
    }
    if (condition->equals) is = text && strcmp(text, condition->equals) == 0;
    return is != condition->negated;
}

static bool fits(const struct grammar_pen *pen, const struct grammar_alternative *one)
{
    for (dim i = 0; i < one->condition_count; i++)
        if (!holds(pen, &one->conditions[i])) return false;
    return true;
}

static struct grammar_alternative *shortest(const struct writing *writing,
                                            const struct grammar_rule *rule)
{
    struct grammar_alternative *best = NULL;
    for (dim i = 0; i < rule->count; i++)
        if (fits(writing->pen, &rule->alternatives[i]) &&
            (!best || rule->alternatives[i].height < best->height))
            best = &rule->alternatives[i];
    return best;
}

// Draws an alternative whose conditions hold; in a rule of some size one that this document has not
// used, as long as there is one.
static struct grammar_alternative *draw(struct writing *writing, const struct grammar_rule *rule)
{
    struct grammar_pen *pen = writing->pen;
    for (int pass = rule->count >= FRESH_FROM ? 0 : 1; pass < 2; pass++) {
        uint32_t total = 0;
        for (dim i = 0; i < rule->count; i++)
            if ((pass || rule->alternatives[i].used != pen->document) &&
                fits(pen, &rule->alternatives[i]))
                total += rule->alternatives[i].weight;
        if (!total) continue;
        uint32_t left = rng_below(&pen->rng, total);
        for (dim i = 0; i < rule->count; i++) {
            struct grammar_alternative *one = &rule->alternatives[i];
            if ((!pass && one->used == pen->document) || !fits(pen, one)) continue;
            if (left < one->weight) return one;
            left -= one->weight;
        }
    }
    fail("%s:%td: no alternative of %s fits, each has a condition that does not hold; add one "
         "without (called in %s:%td)",
         rule->file, rule->line, rule->name, writing->rule->file, writing->line);
}

static const struct grammar_value *write_rule(struct writing *writing,
                                              const struct grammar_rule *rule)
{
    struct writing inner = {writing->pen, rule, rule->line, writing->depth + 1};
    struct grammar_alternative *one =
        inner.depth > GRAMMAR_DEPTH_MOST ? shortest(&inner, rule) : NULL;
    if (!one) one = draw(writing, rule);
    one->used = writing->pen->document;
    inner.line = one->line;
    const struct grammar_value *inherited = write_body(&inner, &one->body);
    if (!one->attribute_count) return inherited;
    struct grammar_value *value = grammar_take(writing->pen, sizeof *value);
    *value = (struct grammar_value){
        .text = "", .own = one->attributes, .owned = one->attribute_count, .parent = inherited};
    return value;
}

// ---- nodes -------------------------------------------------------------------------------------

static const struct grammar_value *write_bind(struct writing *writing,
                                              const struct grammar_node *node)
{
    struct grammar_pen *pen = writing->pen;
    dim start = pen->count;
    const bool marked = pen->marked;
    pen->marked = marked && !node->silent;  // a number that is bound must stay one
    const struct grammar_value *known = write_body(writing, &node->parts[0]);
    pen->marked = marked;
    struct grammar_value *value = grammar_take(pen, sizeof *value);
    *value = (struct grammar_value){.parent = known, .fact = known->fact};
    value->text = take_back(writing, start);
    if (!node->silent) put_word(writing, value->text);
    grammar_bind(pen, node->variable, value);
    return node->silent ? &nothing : value;
}

// Binds a variable by the rule that %bind names for it, if there is one.
static void bind_first(struct writing *writing, dim variable)
{
    const struct grammar_rule *rule = writing->pen->grammar->first[variable];
    if (!rule) return;
    const dim start = writing->pen->count;
    struct grammar_value value = {.parent = write_rule(writing, rule)};
    value.text = take_back(writing, start);
    grammar_bind(writing->pen, variable, &value);
}

static void write_call(struct writing *writing, const struct grammar_node *node)
{
    dim start = writing->pen->count;
    const struct grammar_value *value = write_body(writing, &node->parts[0]);
    const char *text = take_back(writing, start);
    char spelled[256];
    if (strcmp(node->text, "a") == 0) {
        put_word(writing, word_takes_an(text) ? "an " : "a ");
    } else if (strcmp(node->text, "plural") == 0) {
        const char *known = grammar_attribute(value, "plural");
        word_plural(spelled, sizeof spelled, text);
        text = known ? known : spelled;
    } else if (strcmp(node->text, "word") == 0) {
        word_number(spelled, sizeof spelled, strtol(text, NULL, 10));
        text = spelled;
    }
    start = writing->pen->count;
    put_word(writing, text);
    char *first = writing->pen->bytes + start;
    if (strcmp(node->text, "cap") == 0 && *first >= 'a' && *first <= 'z') *first -= 'a' - 'A';
}

// "three eggs", "one egg", "no eggs"
static void write_many(struct writing *writing, const struct grammar_node *node)
{
    long number = number_of(writing, node->variable);
    char spelled[256];
    word_number(spelled, sizeof spelled, number);
    put_word(writing, number ? spelled : "no");
    put_word(writing, " ");
    dim start = writing->pen->count;
    const struct grammar_value *value = write_body(writing, &node->parts[0]);
    if (number == 1) return;
    const char *noun = take_back(writing, start), *known = grammar_attribute(value, "plural");
    word_plural(spelled, sizeof spelled, noun);
    put_word(writing, known ? known : spelled);
}

static void write_several(struct writing *writing, const struct grammar_node *node)
{
    int count =
        node->low + (int)rng_below(&writing->pen->rng, (uint32_t)(node->high - node->low + 1));
    for (int i = 0; i < count; i++) {
        bool list = node->kind == GRAMMAR_LIST;
        if (i) put_word(writing, !list ? " " : i < count - 1 ? ", " : " and ");
        write_rule(writing, node->rule);
    }
}

static void write_sum(struct writing *writing, const struct grammar_node *node)
{
    long left = number_of(writing, node->variable);
    long right = node->second >= 0 ? number_of(writing, node->second) : node->low;
    long result = *node->text == 's'   ? left + right
                  : *node->text == 'm' ? left - right
                                       : left * right;
    char text[32];
    put(writing, text, snprintf(text, sizeof text, "%ld", result));
}

static const struct grammar_value *write_node(struct writing *writing,
                                              const struct grammar_node *node)
{
    struct grammar_pen *pen = writing->pen;
    char text[16];
    switch (node->kind) {
    case GRAMMAR_TEXT: put_word(writing, node->text); break;
    case GRAMMAR_SLOT:
        if (!pen->bound[node->variable]) bind_first(writing, node->variable);
        if (pen->bound[node->variable]) return put_slot(writing, node);
        if (node->rule && !node->attribute) return write_rule(writing, node->rule);
        fail("%s:%td: {%s} is not bound here; bind it before, as in {%s:person}",
             writing->rule->file, writing->line, node->text, node->text);
    case GRAMMAR_CHOICE:
        return write_body(writing, &node->parts[rng_below(&pen->rng, (uint32_t)node->count)]);
    case GRAMMAR_BIND:
        if (!pen->bound[node->variable]) return write_bind(writing, node);
        return node->silent ? &nothing : put_slot(writing, node);
    case GRAMMAR_SET:
        grammar_bind(pen, node->variable, &(struct grammar_value){.text = "yes"});
        break;
    case GRAMMAR_CALL: write_call(writing, node); break;
    case GRAMMAR_MANY: write_many(writing, node); break;
    case GRAMMAR_SOME:
    case GRAMMAR_LIST: write_several(writing, node); break;
    case GRAMMAR_NUMBER:
        put(writing, text,
            snprintf(text, sizeof text, "%d",
                     node->low +
                         (int)rng_below(&pen->rng, (uint32_t)(node->high - node->low + 1))));
        break;
    case GRAMMAR_SUM: write_sum(writing, node); break;
    }
    return &nothing;
}

// Returns what is known of the words: that of the only slot, or of the first that knows something.
static const struct grammar_value *write_body(struct writing *writing,
                                              const struct grammar_template *body)
{
    const struct grammar_value *known = &nothing;
    for (dim i = 0; i < body->count; i++) {
        const struct grammar_value *value = write_node(writing, &body->nodes[i]);
        if (known == &nothing) known = value;
    }
    return known;
}

// ---- documents ---------------------------------------------------------------------------------

void grammar_pen(struct grammar_pen *pen, const struct grammar *grammar, struct arena *arena,
                 uint64_t seed, uint64_t stream)
{
    *pen = (struct grammar_pen){.grammar = grammar};
    rng_seed(&pen->rng, seed, stream);
    pen->bytes = arena_alloc(arena, GRAMMAR_DOCUMENT_MOST + 1);
    pen->memory = arena_alloc(arena, 8 * (size_t)GRAMMAR_DOCUMENT_MOST);
}

void grammar_new_document(struct grammar_pen *pen)
{
    pen->document++;
    pen->count = pen->used = 0;
    memset(pen->bound, 0, sizeof pen->bound);
    memset(pen->named, 0, sizeof pen->named);
}

void grammar_write(struct grammar_pen *pen, const struct grammar_rule *rule)
{
    struct writing writing = {pen, rule, rule->line, 0};
    write_rule(&writing, rule);
    pen->count = word_finish(pen->bytes, pen->count);
    pen->bytes[pen->count] = 0;
}
