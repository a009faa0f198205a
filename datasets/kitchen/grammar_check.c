// grammar_check.c: what must hold before a word is written: every name is known, every rule is
// reached from a kind of document, every rule can end. Each complaint has its file and line.
#include "grammar.h"

#include "fail.h"
#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct checker {
    struct grammar *grammar;
    struct grammar_error *error;
    const struct grammar_rule *rule;
    dim line;
};

static bool wrong(struct checker *checker, const char *why)
{
    *checker->error = (struct grammar_error){why, checker->rule->file, checker->line};
    return false;
}

// ---- names -------------------------------------------------------------------------------------

static bool is_known(const struct grammar *grammar, dim variable)
{
    return variable < 0 || grammar->bound[variable];
}

static bool link_node(struct checker *checker, struct grammar_node *node)
{
    struct grammar *grammar = checker->grammar;
    bool rule_wanted = node->kind == GRAMMAR_SOME || node->kind == GRAMMAR_LIST;
    if (node->kind == GRAMMAR_SLOT || rule_wanted) node->rule = grammar_find(grammar, node->text);
    if (node->kind == GRAMMAR_SLOT && grammar->first[node->variable])
        node->rule = grammar->first[node->variable];
    if (rule_wanted && !node->rule)
        return wrong(checker, arena_print(grammar->arena,
                                          "no rule named %.60s; write one, or mend "
                                          "the name",
                                          node->text));
    bool known = is_known(grammar, node->second) &&
                 (is_known(grammar, node->variable) || (node->rule && !node->attribute));
    if (known) return true;
    dim which = is_known(grammar, node->variable) ? node->second : node->variable;
    return wrong(checker, arena_print(grammar->arena,
                                      "{%.60s} is neither a rule nor a variable; "
                                      "write the rule, or mend the name",
                                      grammar->variables[which]));
}

static bool link_body(struct checker *checker, struct grammar_template *body)
{
    for (dim i = 0; i < body->count; i++) {
        struct grammar_node *node = &body->nodes[i];
        if (!link_node(checker, node)) return false;
        for (dim k = 0; k < node->count; k++)
            if (!link_body(checker, &node->parts[k])) return false;
    }
    return true;
}

static bool link_rule(struct checker *checker)
{
    const struct grammar_rule *rule = checker->rule;
    checker->line = rule->line;
    if (rule->count == 0 && !rule->given)
        return wrong(checker, arena_print(checker->grammar->arena,
                                          "the rule %.60s has no "
                                          "alternative; write one below it",
                                          rule->name));
    for (dim i = 0; i < rule->count; i++) {
        struct grammar_alternative *one = &rule->alternatives[i];
        checker->line = one->line;
        for (dim k = 0; k < one->condition_count; k++)
            if (!is_known(checker->grammar, one->conditions[k].variable))
                return wrong(checker,
                             arena_print(checker->grammar->arena,
                                         "nothing ever binds or sets "
                                         "%.60s, which this condition asks for",
                                         checker->grammar->variables[one->conditions[k].variable]));
        if (!link_body(checker, &one->body)) return false;
    }
    return true;
}

// ---- reached, and able to end ------------------------------------------------------------------

static void reach(struct grammar_rule *rule);

static void reach_body(const struct grammar_template *body)
{
    for (dim i = 0; i < body->count; i++) {
        if (body->nodes[i].rule) reach(body->nodes[i].rule);
        for (dim k = 0; k < body->nodes[i].count; k++) reach_body(&body->nodes[i].parts[k]);
    }
}

static void reach(struct grammar_rule *rule)
{
    if (rule->reached) return;
    rule->reached = true;
    for (dim i = 0; i < rule->count; i++) reach_body(&rule->alternatives[i].body);
}

enum { ENDLESS = 1 << 20 };

// The least depth in which a text can end, by what is known so far.
static dim height_of(const struct grammar_template *body)
{
    dim height = 1;
    for (dim i = 0; i < body->count; i++) {
        const struct grammar_node *node = &body->nodes[i];
        dim least = node->count ? ENDLESS : 1;
        if (node->rule) least = node->rule->height ? node->rule->height : ENDLESS;
        for (dim k = 0; k < node->count; k++) {
            dim part = height_of(&node->parts[k]);
            if (part < least) least = part;
        }
        if (least > height) height = least;
    }
    return height;
}

static bool raise_heights(struct grammar *grammar)
{
    bool changed = false;
    for (dim i = 0; i < grammar->count; i++) {
        struct grammar_rule *rule = grammar->rules[i];
        for (dim k = 0; k < rule->count; k++) {
            struct grammar_alternative *one = &rule->alternatives[k];
            one->height = height_of(&one->body);
            if (one->height >= ENDLESS || (rule->height && rule->height <= one->height + 1))
                continue;
            rule->height = one->height + 1;
            changed = true;
        }
    }
    return changed;
}

bool grammar_check(struct grammar *grammar, struct grammar_error *error)
{
    struct checker checker = {grammar, error, NULL, 0};
    for (dim i = 0; i < grammar->count; i++) {
        checker.rule = grammar->rules[i];
        if (!link_rule(&checker)) return false;
    }
    for (dim i = 0; i < grammar->count; i++)
        if (grammar->rules[i]->share) reach(grammar->rules[i]);
    while (raise_heights(grammar)) continue;
    for (dim i = 0; i < grammar->count; i++) {
        checker.rule = grammar->rules[i];
        checker.line = checker.rule->line;
        if (!checker.rule->reached && !checker.rule->given)
            return wrong(&checker, arena_print(grammar->arena,
                                               "no document ever uses the rule "
                                               "%.60s; call it, or give it a %%share",
                                               checker.rule->name));
        if (!checker.rule->height && checker.rule->count)
            return wrong(&checker, arena_print(grammar->arena,
                                               "the rule %.60s cannot end: each "
                                               "of its alternatives comes back to it; add one "
                                               "that does not",
                                               checker.rule->name));
    }
    return true;
}

// ---- files -------------------------------------------------------------------------------------

void grammar_report(const struct grammar_error *error)
{
    fail("%s:%td: %s", error->file, error->line, error->why);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void grammar_load(struct grammar *grammar, const char *folder)
{
    const char *names[64];
    dim count = 0;
    DIR *listing = opendir(folder);
    if (!listing)
        fail("%s: this folder of grammar files cannot be read (%s); name the kitchen's folder "
             "with --kitchen",
             folder, strerror(errno));
    for (struct dirent *entry; (entry = readdir(listing));) {
        size_t length = strlen(entry->d_name);
        if (length < 5 || strcmp(entry->d_name + length - 4, ".txt") != 0) continue;
        if (count == 64) fail("%s: more than 64 grammar files; join some", folder);
        names[count++] = arena_print(grammar->arena, "%s/%s", folder, entry->d_name);
    }
    closedir(listing);
    if (!count) fail("%s: no .txt file in it, so there is no grammar", folder);
    qsort(names, (size_t)count, sizeof *names, by_name);  // names in one folder are never equal
    for (dim i = 0; i < count; i++) {
        struct grammar_error error;
        size_t bytes;
        char *text = file_text(grammar->arena, names[i], GRAMMAR_FILE_MOST, &bytes);
        if (!grammar_read(grammar, names[i], text, (dim)bytes, &error)) grammar_report(&error);
    }
}
