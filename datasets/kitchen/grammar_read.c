// grammar_read.c: the lines of a grammar: rules, alternatives, weights, conditions, attributes.
// What stands inside an alternative is read in grammar_parse.c.
#include "grammar.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

void *grammar_grow(struct arena *arena, void *items, dim count, dim *capacity, size_t size)
{
    if (count < *capacity) return items;
    *capacity = *capacity ? 2 * *capacity : 4;
    void *larger = arena_array(arena, (size_t)*capacity, size);
    if (count) memcpy(larger, items, (size_t)count * size);
    return larger;
}

// ---- names -------------------------------------------------------------------------------------

static uint32_t hash_of(const char *name)
{
    uint32_t hash = 2166136261u;
    for (; *name; name++) hash = (hash ^ (uint8_t)*name) * 16777619u;
    return hash;
}

static struct grammar_rule **place_of(const struct grammar *grammar, const char *name)
{
    dim at = (dim)(hash_of(name) % (uint32_t)grammar->table_size);
    while (grammar->table[at] && strcmp(grammar->table[at]->name, name) != 0)
        at = (at + 1) % grammar->table_size;
    return &grammar->table[at];
}

struct grammar_rule *grammar_find(const struct grammar *grammar, const char *name)
{
    return *place_of(grammar, name);
}

dim grammar_variable(struct grammar *grammar, const char *name)
{
    for (dim i = 0; i < grammar->variable_count; i++)
        if (strcmp(grammar->variables[i], name) == 0) return i;
    if (grammar->variable_count == GRAMMAR_VARIABLES_MOST) return -1;
    grammar->variables[grammar->variable_count] = name;
    return grammar->variable_count++;
}

dim grammar_give(struct grammar *grammar, const char *name)
{
    dim variable = grammar_variable(grammar, name);
    assert(variable >= 0);
    grammar->bound[variable] = true;
    return variable;
}

void grammar_begin(struct grammar *grammar, struct arena *arena)
{
    *grammar = (struct grammar){.arena = arena, .table_size = 1021};
    grammar->table = arena_array(arena, (size_t)grammar->table_size, sizeof *grammar->table);
}

struct grammar_rule *grammar_add_rule(struct grammar *grammar, const char *name, const char *file,
                                      dim line)
{
    if (2 * (grammar->count + 1) > grammar->table_size) {
        grammar->table_size = 2 * grammar->table_size + 1;
        grammar->table =
            arena_array(grammar->arena, (size_t)grammar->table_size, sizeof *grammar->table);
        for (dim i = 0; i < grammar->count; i++)
            *place_of(grammar, grammar->rules[i]->name) = grammar->rules[i];
    }
    struct grammar_rule *rule = arena_alloc(grammar->arena, sizeof *rule);
    *rule = (struct grammar_rule){.name = name, .file = file, .line = line};
    *place_of(grammar, name) = rule;
    grammar->rules = grammar_grow(grammar->arena, grammar->rules, grammar->count,
                                  &grammar->capacity, sizeof *grammar->rules);
    return grammar->rules[grammar->count++] = rule;
}

static struct grammar_alternative *add_alternative(struct grammar *grammar,
                                                   struct grammar_rule *rule, dim line)
{
    rule->alternatives = grammar_grow(grammar->arena, rule->alternatives, rule->count,
                                      &rule->capacity, sizeof *rule->alternatives);
    struct grammar_alternative *new = &rule->alternatives[rule->count++];
    *new = (struct grammar_alternative){.line = line, .weight = 1};
    return new;
}

void grammar_add_word(struct grammar *grammar, struct grammar_rule *rule, const char *text,
                      const struct grammar_attribute *attributes, dim count)
{
    struct grammar_alternative *new = add_alternative(grammar, rule, rule->line);
    struct grammar_node *node = arena_alloc(grammar->arena, sizeof *node);
    *node = (struct grammar_node){.kind = GRAMMAR_TEXT, .text = text};
    new->body = (struct grammar_template){node, 1, 1};
    new->attributes = arena_array(grammar->arena, (size_t)count + 1, sizeof *attributes);
    if (count) memcpy(new->attributes, attributes, (size_t)count * sizeof *attributes);
    new->attribute_count = count;
}

// ---- one alternative ---------------------------------------------------------------------------

struct reader {
    struct grammar *grammar;
    struct grammar_error *error;
    struct grammar_rule *rule;  // the one that indented lines belong to
    dim line;
};

static bool wrong(struct reader *reader, const char *why)
{
    *reader->error = (struct grammar_error){why, reader->error->file, reader->line};
    return false;
}

static char *skip_space(char *at)
{
    while (*at == ' ' || *at == '\t') at++;
    return at;
}

static void trim(char *text)
{
    size_t length = strlen(text);
    while (length && isspace((unsigned char)text[length - 1])) text[--length] = 0;
}

static bool is_name(const char *text)
{
    if (!islower((unsigned char)*text)) return false;
    for (; *text; text++)
        if (!islower((unsigned char)*text) && !isdigit((unsigned char)*text) && *text != '-')
            return false;
    return true;
}

// "hero.she", "!rain", "n=1": one condition.
static bool read_condition(struct reader *reader, struct grammar_alternative *new, char *text)
{
    struct grammar_condition condition = {.negated = *text == '!'};
    text = skip_space(text + condition.negated);
    char *equals = strchr(text, '=');
    if (equals) *equals = 0, condition.equals = skip_space(equals + 1);
    trim(text);
    char *point = strchr(text, '.');
    if (point) *point = 0, condition.attribute = point + 1;
    if (!is_name(text) || (point && !is_name(point + 1)))
        return wrong(reader, "a condition is a variable, as in '? rain: ...' or '? hero.she: ...'");
    condition.variable = grammar_variable(reader->grammar, text);
    if (condition.variable < 0)
        return wrong(reader, "more than 4096 names of rules and variables; use fewer");
    new->conditions = grammar_grow(reader->grammar->arena, new->conditions, new->condition_count,
                                   &(dim){new->condition_count}, sizeof condition);
    new->conditions[new->condition_count++] = condition;
    return true;
}

// "? rain & !hero.she: text" in front of an alternative. Returns the text behind it, or NULL.
static char *read_conditions(struct reader *reader, struct grammar_alternative *new, char *text)
{
    char *colon = strchr(text, ':');
    if (!colon) {
        wrong(reader, "a condition without its colon; write '? rain: what is said then'");
        return NULL;
    }
    *colon = 0;
    for (char *part = text, *next; part; part = next) {
        next = strchr(part, '&');
        if (next) *next++ = 0;
        trim(part = skip_space(part));
        if (!read_condition(reader, new, part)) return NULL;
    }
    return skip_space(colon + 1);
}

// "she; plural=geese" behind the @ of an alternative.
static bool read_attributes(struct reader *reader, struct grammar_alternative *new, char *text)
{
    dim capacity = 0;
    for (char *part = text, *next; part; part = next) {
        next = strchr(part, ';');
        if (next) *next++ = 0;
        trim(part = skip_space(part));
        char *equals = strchr(part, '=');
        if (equals) *equals = 0;
        trim(part);
        if (!is_name(part))
            return wrong(reader, "behind @ stand names, as in '@ she; plural=geese'");
        struct grammar_attribute attribute = {part, equals ? skip_space(equals + 1) : "yes"};
        new->attributes = grammar_grow(reader->grammar->arena, new->attributes,
                                       new->attribute_count, &capacity, sizeof attribute);
        new->attributes[new->attribute_count++] = attribute;
    }
    return true;
}

static bool read_alternative(struct reader *reader, char *text)
{
    struct grammar_alternative *new = add_alternative(reader->grammar, reader->rule, reader->line);
    trim(text = skip_space(text));
    if (*text == '*') {
        char *end;
        long weight = strtol(text + 1, &end, 10);
        if (end == text + 1 || weight < 1 || weight > 1000)
            return wrong(reader, "a weight is * and a number from 1 to 1000");
        new->weight = (uint32_t)weight;
        text = skip_space(end);
    }
    if (*text == '?' && !(text = read_conditions(reader, new, text + 1))) return false;
    char *at = strstr(text, " @ ");
    if (at) {
        *at = 0;
        trim(text);
        if (!read_attributes(reader, new, at + 3)) return false;
    }
    if (strcmp(text, "nothing") == 0) *text = 0;
    else if (!*text)
        return wrong(reader, "an empty alternative; write the word nothing if that is meant");
    if (grammar_parse(reader->grammar, &new->body, text, (dim)strlen(text), reader->error))
        return true;
    reader->error->line = reader->line;
    return false;
}

// "one | two {three|four}": alternatives are parted by bars outside of braces.
static bool read_alternatives(struct reader *reader, char *text)
{
    int depth = 0;
    char *start = text;
    for (char *at = text;; at++) {
        depth += (*at == '{') - (*at == '}');
        if (depth < 0) return wrong(reader, "a } without its {");
        if (*at && (*at != '|' || depth > 0)) continue;
        if (depth > 0) return wrong(reader, "a { without its }; a rule's braces close on its line");
        bool last = !*at;
        *at = 0;
        if (!read_alternative(reader, start)) return false;
        if (last) return true;
        start = at + 1;
    }
}

// ---- lines -------------------------------------------------------------------------------------

// "hero person" behind %bind: a hero who is not bound yet is a person.
static bool read_bind(struct reader *reader, char *name)
{
    char *space = strchr(name, ' ');
    if (space) *space = 0;
    struct grammar_rule *rule = space ? grammar_find(reader->grammar, skip_space(space + 1)) : NULL;
    if (!is_name(name) || !rule)
        return wrong(reader,
                     "wanted a variable and a rule above this line, as in '%bind hero person'");
    const dim variable = grammar_variable(reader->grammar, name);
    if (variable < 0)
        return wrong(reader, "more than 4096 names of rules and variables; use fewer");
    reader->grammar->first[variable] = rule;
    return reader->grammar->bound[variable] = true;
}

// "%share story 40", "%noun fruit"
static bool read_order(struct reader *reader, char *text)
{
    char order[16] = "", *name = strchr(text, ' ');
    if (name && name - text < (dim)sizeof order) memcpy(order, text, (size_t)(name - text));
    name = name ? skip_space(name) : text + strlen(text);
    if (strcmp(order, "%bind") == 0) return read_bind(reader, name);
    char *number = strchr(name, ' ');
    if (number) *number++ = 0;
    struct grammar_rule *rule = is_name(name) ? grammar_find(reader->grammar, name) : NULL;
    bool share = strcmp(order, "%share") == 0;
    if (!share && strcmp(order, "%noun") != 0)
        return wrong(
            reader,
            "an unknown order; there are %share RULE PARTS, %noun RULE and %bind VARIABLE RULE");
    if (!rule) return wrong(reader, "no such rule above this line; an order stands below its rule");
    if (!share) return rule->noun = true;
    char *end = number;
    long parts = number ? strtol(number, &end, 10) : 0;
    if (parts < 1 || parts > 10000 || *end)
        return wrong(reader, "a share is a number from 1 to 10000, as in '%share story 40'");
    rule->share = parts;
    return true;
}

static bool read_line(struct reader *reader, char *line)
{
    bool inside = *line == ' ' || *line == '\t';
    char *text = skip_space(line);
    trim(text);
    if (!*text || *text == '#') return true;
    if (*text == '%' && !inside) return read_order(reader, text);
    if (inside) {
        if (!reader->rule) return wrong(reader, "an alternative before the first rule");
        return read_alternatives(reader, text);
    }
    char *colon = strchr(text, ':');
    if (colon) *colon = 0;
    if (!colon || !is_name(text))
        return wrong(reader, "a rule is a name of small letters, digits and hyphens, and a colon");
    struct grammar_rule *old = grammar_find(reader->grammar, text);
    if (old)
        return wrong(reader, arena_print(reader->grammar->arena,
                                         "the rule %.60s stands in %.100s:%td already", text,
                                         old->file, old->line));
    reader->rule = grammar_add_rule(reader->grammar, text, reader->error->file, reader->line);
    colon = skip_space(colon + 1);
    return !*colon || read_alternatives(reader, colon);
}

bool grammar_read(struct grammar *grammar, const char *file, char *bytes, dim count,
                  struct grammar_error *error)
{
    *error = (struct grammar_error){NULL, file, 0};
    struct reader reader = {grammar, error, NULL, 1};
    for (dim i = 0; i < count; i++) {
        reader.line += i > 0 && bytes[i - 1] == '\n';
        if ((bytes[i] < ' ' && bytes[i] != '\n' && bytes[i] != '\t') || bytes[i] > '~')
            return wrong(&reader,
                         "a character that is not plain ASCII; the vocabulary has no room");
    }
    reader.line = 0;
    for (char *line = bytes, *end; line < bytes + count; line = end + 1) {
        reader.line++;
        end = strchr(line, '\n');
        if (!end) end = bytes + count;
        // a line that ends with a backslash goes on in the next one
        dim joined = 0;
        while (end > line && end < bytes + count && end[-1] == '\\') {
            end[-1] = *end = ' ';
            joined++;
            end = strchr(end, '\n');
            if (!end) end = bytes + count;
        }
        *end = 0;
        if (!read_line(&reader, line)) return false;
        reader.line += joined;
    }
    return true;
}
