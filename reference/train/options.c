// options.c: the options of a run, in one table: flags, --config, the saved state, the help and
// what may change when a run goes on all read it. See pretrain.h.
#include "fail.h"
#include "pretrain.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { WHOLE, REAL, CHOICE, TEXT, SWITCH, FILES };
enum change { FIXED, FREE, UNSAVED };  // FREE: another value may be given with --resume

static const struct option {
    const char *name;
    enum kind kind;
    enum change change;
    size_t at;  // in struct pretrain_options
    double lowest, highest;
    const char *first;    // default; NULL: settled from others
    const char *choices;  // "a|b|c": the value is which
    const char *help;
} table[] = {
#define AT(field) offsetof(struct pretrain_options, field)
    {"text", FILES, FIXED, AT(files), 0, 0, NULL, NULL, "FILE...  what to learn from, any bytes"},
    {"documents", CHOICE, FIXED, AT(documents), 0, 0, "0", "whole|marked|jsonl",
     "each file is one; <|endoftext|> ends one; a line {\"text\": ...} each"},
    {"tokenizer", TEXT, FIXED, AT(tokenizer), 0, 0, "bytes", NULL,
     "DIR with a tokenizer.json, or bytes"},
    {"cache", TEXT, UNSAVED, AT(cache), 0, 0, NULL, NULL,
     "FILE of the tokenised text (OUT/tokens.bin)"},
    {"out", TEXT, UNSAVED, AT(out), 0, 0, NULL, NULL, "DIR  the folder of the run"},
    {"layers", WHOLE, FIXED, AT(layers), 1, 1000, "4", NULL, "blocks"},
    {"heads", WHOLE, FIXED, AT(heads), 1, 1024, "4", NULL, "query heads; they share the width"},
    {"kv-heads", WHOLE, FIXED, AT(kv_heads), 0, 1024, "0", NULL, "key and value heads (as heads)"},
    {"width", WHOLE, FIXED, AT(width), 2, 65536, "128", NULL, "numbers per token in the stream"},
    {"hidden", WHOLE, FIXED, AT(hidden), 0, 262144, "0", NULL,
     "inside the feed-forward part (8/3 of the width)"},
    {"context", WHOLE, FIXED, AT(context), 1, 1048576, "64", NULL, "tokens in a window"},
    {"positions", WHOLE, FIXED, AT(positions), 0, 1048576, "0", NULL,
     "tokens the model says it can take (as context)"},
    {"theta", REAL, FIXED, AT(theta), 1, 1e12, "10000", NULL, "base of the rotary angles"},
    {"untied", SWITCH, FIXED, AT(untied), 0, 0, "0", NULL, "the head is not the embedding table"},
    {"batch", WHOLE, FIXED, AT(batch), 1, 1 << 20, "12", NULL, "windows at once"},
    {"accumulate", WHOLE, FIXED, AT(accumulate), 1, 1 << 20, "1", NULL, "batches in a step"},
    {"steps", WHOLE, FREE, AT(steps), 1, 1e12, "2000", NULL, "optimiser steps in all"},
    {"rate", REAL, FREE, AT(rate), 0, 1e38, "0.001", NULL, "the highest learning rate"},
    {"floor", REAL, FREE, AT(floor), -1, 1e38, "-1", NULL,
     "the last rate (a tenth of the highest)"},
    {"warmup", WHOLE, FREE, AT(warmup), -1, 1e12, "-1", NULL,
     "steps of rising rate (100, at most a tenth)"},
    {"decay", REAL, FREE, AT(decay), 0, 1, "0.1", NULL, "weight decay of matrices"},
    {"beta1", REAL, FIXED, AT(beta1), 0, 0.999999, "0.9", NULL, "of AdamW"},
    {"beta2", REAL, FIXED, AT(beta2), 0, 0.9999999, "0.99", NULL, "of AdamW"},
    {"clip", REAL, FREE, AT(clip), 0, 1e38, "1", NULL, "the largest norm of all gradients"},
    {"seed", WHOLE, FIXED, AT(seed), 0, 9e15, "1", NULL, "of first weights and windows"},
    {"hold-out", REAL, FIXED, AT(hold_out), 0, 0.9, "0.1", NULL, "the last part, not learnt from"},
    {"validate-every", WHOLE, FREE, AT(validate_every), 0, 1e12, "0", NULL,
     "steps (a twentieth of all)"},
    {"save-every", WHOLE, FREE, AT(save_every), 0, 1e12, "0", NULL, "steps (a tenth of all)"},
    {"weights", CHOICE, FREE, AT(weights), 0, 0, "0", "f32|bf16|f16", "of model.safetensors"},
    {"threads", WHOLE, UNSAVED, AT(threads), 0, 1024, "0", NULL, "all that the machine has"},
    {"resume", SWITCH, UNSAVED, AT(resume), 0, 0, "0", NULL, "go on where OUT/state.bin stands"},
#undef AT
};
enum { ROWS = sizeof table / sizeof *table };
_Static_assert((int)ROWS <= (int)PRETRAIN_OPTIONS, "struct pretrain_options has a bit for each");

static void *field(const struct pretrain_options *options, const struct option *row)
{
    return (char *)(uintptr_t)options + row->at;
}

static const struct option *find(const char *name)
{
    for (int i = 0; i < ROWS; i++)
        if (strcmp(table[i].name, name) == 0) return &table[i];
    return NULL;
}

// ---- one value ------------------------------------------------------------------------------

static double number(const struct option *row, const char *where, const char *value)
{
    char *end;
    errno = 0;
    const double got = row->kind == WHOLE ? (double)strtoll(value, &end, 10) : strtod(value, &end);
    if (end == value || *end || errno || !(got >= row->lowest && got <= row->highest))
        fail_usage("%s%s %s: expected a %snumber from %.15g to %.15g", where, row->name, value,
                   row->kind == WHOLE ? "whole " : "", row->lowest, row->highest);
    return got;
}

static dim choice(const struct option *row, const char *where, const char *value)
{
    const size_t length = strlen(value);
    dim which = 0;
    for (const char *at = row->choices;; which++) {
        const size_t n = strcspn(at, "|");
        if (n == length && !memcmp(at, value, n)) return which;
        if (!at[n]) break;
        at += n + 1;
    }
    fail_usage("%s%s %s: expected one of %s", where, row->name, value, row->choices);
}

static bool on(const struct option *row, const char *where, const char *value)
{
    if (!value || !strcmp(value, "yes") || !strcmp(value, "1")) return true;
    if (!strcmp(value, "no") || !strcmp(value, "0")) return false;
    fail_usage("%s%s %s: expected yes or no", where, row->name, value);
}

static void add_file(struct pretrain_options *options, const char *value)
{
    if (options->file_count == PRETRAIN_FILES)
        fail_usage("at most %d files; join some", PRETRAIN_FILES);
    options->files[options->file_count++] = value;
}

static void set(struct pretrain_options *options, const struct option *row, const char *where,
                const char *value)
{
    void *to = field(options, row);
    switch (row->kind) {
    case WHOLE: *(dim *)to = (dim)number(row, where, value); break;
    case REAL: *(double *)to = number(row, where, value); break;
    case CHOICE: *(dim *)to = choice(row, where, value); break;
    case SWITCH: *(bool *)to = on(row, where, value); break;
    case TEXT: *(const char **)to = value; break;
    case FILES: add_file(options, value); break;
    }
}

void pretrain_defaults(struct pretrain_options *options)
{
    memset(options, 0, sizeof *options);
    for (int i = 0; i < ROWS; i++)
        if (table[i].first && table[i].kind != CHOICE) set(options, &table[i], "", table[i].first);
}

bool pretrain_is_option(const char *name)
{
    return find(name) != NULL;
}

bool pretrain_is_switch(const char *name)
{
    const struct option *row = find(name);
    return row && row->kind == SWITCH;
}

bool pretrain_set(struct pretrain_options *options, const char *where, const char *name,
                  const char *value)
{
    const struct option *row = find(name);
    if (!row) return false;
    set(options, row, where, value);
    options->given[row - table] = true;
    return true;
}

// ---- all of them, as text -------------------------------------------------------------------

static char *trim(char *text)
{
    text += strspn(text, " \t\r");
    for (size_t n = strlen(text); n > 0 && strchr(" \t\r", text[n - 1]); n--) text[n - 1] = '\0';
    return text;
}

void pretrain_read(struct pretrain_options *options, struct arena *arena, const char *name,
                   const char *text)
{
    char *copy = arena_alloc(arena, strlen(text) + 1);
    bool before[PRETRAIN_OPTIONS];
    memcpy(before, options->given, sizeof before);
    memcpy(copy, text, strlen(text));
    for (int line = 1; copy; line++) {
        char *next = strchr(copy, '\n'), where[256];
        if (next) *next++ = '\0';
        char *word = trim(copy);
        copy = next;
        if (!*word || *word == '#') continue;
        snprintf(where, sizeof where, "%.200s:%d: ", name, line);
        char *value = word + strcspn(word, " \t");
        if (*value) *value++ = '\0';
        value = trim(value);
        const struct option *row = find(word);
        if (!row) fail_usage("%s%s: no such option; crumb pretrain --help lists them", where, word);
        if (!*value && row->kind != SWITCH) fail_usage("%s%s: without a value", where, word);
        if (!before[row - table]) pretrain_set(options, where, word, *value ? value : NULL);
    }
}

// As short as can be without becoming another number.
static dim write_real(char *text, size_t room, const char *name, double value)
{
    for (int digits = 6;; digits++) {
        const int n = snprintf(text, room, "%s %.*g\n", name, digits, value);
        if (digits == 17 || strtod(text + strlen(name), NULL) == value) return n;
    }
}

static dim write_value(char *text, size_t room, const struct option *row, const void *from)
{
    switch (row->kind) {
    case WHOLE: return snprintf(text, room, "%s %td\n", row->name, *(const dim *)from);
    case REAL: return write_real(text, room, row->name, *(const double *)from);
    case SWITCH:
        return snprintf(text, room, "%s %s\n", row->name, *(const bool *)from ? "yes" : "no");
    case TEXT: return snprintf(text, room, "%s %s\n", row->name, *(const char *const *)from);
    case CHOICE: {
        const char *at = row->choices;
        for (dim i = *(const dim *)from; i > 0; i--) at += strcspn(at, "|") + 1;
        return snprintf(text, room, "%s %.*s\n", row->name, (int)strcspn(at, "|"), at);
    }
    case FILES: break;
    }
    return 0;
}

dim pretrain_write(char *text, dim room, const struct pretrain_options *options)
{
    dim used = 0;
    for (int i = 0; i < ROWS; i++) {
        if (table[i].change == UNSAVED) continue;
        const int times = table[i].kind == FILES ? options->file_count : 1;
        for (int f = 0; f < times; f++) {
            if (used + 64 >= room) fail("the options of this run are too long; name fewer files");
            const size_t left = (size_t)(room - used);
            used += table[i].kind == FILES
                        ? snprintf(text + used, left, "text %s\n", options->files[f])
                        : write_value(text + used, left, &table[i], field(options, &table[i]));
        }
    }
    if (used >= room) fail("the options of this run are too long; name fewer files");
    return used;
}

// ---- a run that goes on ---------------------------------------------------------------------

static bool same_files(const struct pretrain_options *a, const struct pretrain_options *b)
{
    bool same = a->file_count == b->file_count;
    for (int i = 0; same && i < a->file_count; i++) same = !strcmp(a->files[i], b->files[i]);
    return same;
}

static void keep(struct pretrain_options *options, const struct option *row,
                 const struct pretrain_options *saved)
{
    switch (row->kind) {
    case WHOLE:
    case CHOICE: *(dim *)field(options, row) = *(dim *)field(saved, row); break;
    case REAL: *(double *)field(options, row) = *(double *)field(saved, row); break;
    case SWITCH: *(bool *)field(options, row) = *(bool *)field(saved, row); break;
    case TEXT: *(const char **)field(options, row) = *(const char **)field(saved, row); break;
    case FILES:
        memcpy(options->files, saved->files, sizeof saved->files);
        options->file_count = saved->file_count;
        break;
    }
}

void pretrain_merge(struct pretrain_options *options, const struct pretrain_options *saved)
{
    for (int i = 0; i < ROWS; i++) {
        const struct option *row = &table[i];
        if (row->change == UNSAVED || (row->change == FREE && options->given[i])) continue;
        char now[4200], then[4200];
        write_value(now, sizeof now, row, field(options, row));
        write_value(then, sizeof then, row, field(saved, row));
        const bool same = row->kind == FILES ? same_files(options, saved) : !strcmp(now, then);
        if (options->given[i] && !same) {
            now[strcspn(now, "\n")] = then[strcspn(then, "\n")] = '\0';
            if (row->kind == FILES)
                fail("%s: this run was begun with other --text files (%s ...); leave --text out",
                     options->out, saved->files[0]);
            fail("%s: this run was begun with --%s, not --%s; leave it out, or begin another run",
                 options->out, then, now);
        }
        keep(options, row, saved);
    }
}

// ---- what follows from what -----------------------------------------------------------------

static dim least(dim a, dim b)
{
    return a < b ? a : b;
}

void pretrain_settle(struct pretrain_options *o)
{
    if (!o->out) fail_usage("pretrain needs --out DIR, the folder of the run");
    if (!o->resume && o->file_count == 0)
        fail_usage("pretrain needs --text FILE, or --resume to go on with the run in --out");
    if (!o->kv_heads) o->kv_heads = o->heads;
    if (!o->hidden) o->hidden = (o->width * 8 / 3 + 7) / 8 * 8;
    if (!o->positions) o->positions = o->context;
    if (o->warmup < 0) o->warmup = least(100, o->steps / 10);
    if (o->floor < 0.0) o->floor = o->rate / 10.0;
    if (!o->validate_every) o->validate_every = o->steps / 20 > 0 ? o->steps / 20 : 1;
    if (!o->save_every) o->save_every = o->steps / 10 > 0 ? o->steps / 10 : 1;
    if (o->positions < o->context)
        fail_usage("--context %td is beyond --positions %td; raise --positions", o->context,
                   o->positions);
    if (o->warmup > o->steps)
        fail_usage("--warmup %td is more than --steps %td", o->warmup, o->steps);
    if (o->floor > o->rate)
        fail_usage("--floor %g is above --rate %g", o->floor, o->rate);
}

static void print_row(const struct option *row)
{
    const bool first = row->first && row->kind != SWITCH && strcmp(row->first, "0") != 0 &&
                       strcmp(row->first, "-1") != 0;
    printf("  --%-15s %s", row->name, row->help);
    if (row->kind == CHOICE) printf(" (%s)", row->choices);
    if (first) printf(" (%s)", row->first);
    puts(row->change == FREE ? "  *" : "");
}

void pretrain_help(void)
{
    puts("crumb pretrain --text FILE... --out DIR [option...]\n"
         "crumb pretrain --resume --out DIR [option *...]");
    for (int i = 0; i < ROWS; i++) print_row(&table[i]);
    puts("  --config FILE     options as lines of name and value; a flag beside it wins\n"
         "  * may change when a run goes on; all others stay what they were");
}
