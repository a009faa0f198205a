// options.c: the options of a run: one value, all of them as text, those of a run that goes on. The
// tables are in options_tables.c. See options.h.
#include "options.h"

#include "fail.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *field(const struct run_options *options, const struct option *row)
{
    return (char *)(uintptr_t)options + row->at;
}

const struct option *options_find(const struct run_options *options, const char *name)
{
    for (int i = 0; i < options->table->count; i++)
        if (strcmp(options->table->rows[i].name, name) == 0) return &options->table->rows[i];
    return NULL;
}

bool options_given(const struct run_options *options, const char *name)
{
    const struct option *row = options_find(options, name);
    return row && options->given[row - options->table->rows];
}

// ---- one value ------------------------------------------------------------------------------

static double number(const struct option *row, const char *where, const char *value)
{
    char *end;
    errno = 0;
    const double got =
        row->kind == OPTION_WHOLE ? (double)strtoll(value, &end, 10) : strtod(value, &end);
    if (end == value || *end || errno || !(got >= row->lowest && got <= row->highest))
        fail_usage("%s%s %s: expected a %snumber from %.15g to %.15g", where, row->name, value,
                   row->kind == OPTION_WHOLE ? "whole " : "", row->lowest, row->highest);
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

static void add_file(struct run_options *options, const char *value)
{
    if (options->file_count == OPTIONS_FILES)
        fail_usage("at most %d files; join some", OPTIONS_FILES);
    options->files[options->file_count++] = value;
}

static void set(struct run_options *options, const struct option *row, const char *where,
                const char *value)
{
    void *to = field(options, row);
    if (value && strchr(value, '\n'))  // options.txt has a line for each
        fail_usage("%s%s: a line end cannot stand in it", where, row->name);
    switch (row->kind) {
    case OPTION_WHOLE: *(dim *)to = (dim)number(row, where, value); break;
    case OPTION_REAL: *(double *)to = number(row, where, value); break;
    case OPTION_CHOICE: *(dim *)to = choice(row, where, value); break;
    case OPTION_SWITCH: *(bool *)to = on(row, where, value); break;
    case OPTION_TEXT: *(const char **)to = value; break;
    case OPTION_FILES: add_file(options, value); break;
    }
}

void options_defaults(struct run_options *options, const struct option_table *table)
{
    memset(options, 0, sizeof *options);
    options->table = table;
    for (int i = 0; i < table->count; i++) {
        const struct option *row = &table->rows[i];
        if (row->first && row->kind != OPTION_CHOICE) set(options, row, "", row->first);
    }
}

bool options_set(struct run_options *options, const char *where, const char *name,
                 const char *value)
{
    const struct option *row = options_find(options, name);
    if (!row) return false;
    set(options, row, where, value);
    options->given[row - options->table->rows] = true;
    return true;
}

// ---- all of them, as text -------------------------------------------------------------------

static char *trim(char *text)
{
    text += strspn(text, " \t\r");
    for (size_t n = strlen(text); n > 0 && strchr(" \t\r", text[n - 1]); n--) text[n - 1] = '\0';
    return text;
}

void options_read(struct run_options *options, struct arena *arena, const char *name,
                  const char *text)
{
    char *copy = arena_alloc(arena, strlen(text) + 1);
    bool before[OPTIONS_ROWS];
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
        const struct option *row = options_find(options, word);
        if (!row)
            fail_usage("%s%s: no such option; crumb %s --help lists them", where, word,
                       options->table->command);
        if (!*value && row->kind != OPTION_SWITCH)
            fail_usage("%s%s: without a value", where, word);
        if (before[row - options->table->rows]) continue;
        options_set(options, where, word, *value ? value : NULL);
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
    case OPTION_WHOLE: return snprintf(text, room, "%s %td\n", row->name, *(const dim *)from);
    case OPTION_REAL: return write_real(text, room, row->name, *(const double *)from);
    case OPTION_SWITCH:
        return snprintf(text, room, "%s %s\n", row->name, *(const bool *)from ? "yes" : "no");
    case OPTION_TEXT: {
        const char *value = *(const char *const *)from;
        return value ? snprintf(text, room, "%s %s\n", row->name, value) : 0;
    }
    case OPTION_CHOICE: {
        const char *at = row->choices;
        for (dim i = *(const dim *)from; i > 0; i--) at += strcspn(at, "|") + 1;
        return snprintf(text, room, "%s %.*s\n", row->name, (int)strcspn(at, "|"), at);
    }
    case OPTION_FILES: break;
    }
    return 0;
}

dim options_write(char *text, dim room, const struct run_options *options)
{
    dim used = 0;
    for (int i = 0; i < options->table->count; i++) {
        const struct option *row = &options->table->rows[i];
        if (row->change == OPTION_UNSAVED) continue;
        const int times = row->kind == OPTION_FILES ? options->file_count : 1;
        for (int f = 0; f < times; f++) {
            if (used + 64 >= room) fail("the options of this run are too long; name fewer files");
            const size_t left = (size_t)(room - used);
            used += row->kind == OPTION_FILES
                        ? snprintf(text + used, left, "%s %s\n", row->name, options->files[f])
                        : write_value(text + used, left, row, field(options, row));
        }
    }
    if (used >= room) fail("the options of this run are too long; name fewer files");
    return used;
}

// ---- a run that goes on ---------------------------------------------------------------------

static bool same_files(const struct run_options *a, const struct run_options *b)
{
    bool same = a->file_count == b->file_count;
    for (int i = 0; same && i < a->file_count; i++) same = !strcmp(a->files[i], b->files[i]);
    return same;
}

static void keep(struct run_options *options, const struct option *row,
                 const struct run_options *saved)
{
    switch (row->kind) {
    case OPTION_WHOLE:
    case OPTION_CHOICE: *(dim *)field(options, row) = *(dim *)field(saved, row); break;
    case OPTION_REAL: *(double *)field(options, row) = *(double *)field(saved, row); break;
    case OPTION_SWITCH: *(bool *)field(options, row) = *(bool *)field(saved, row); break;
    case OPTION_TEXT:
        *(const char **)field(options, row) = *(const char **)field(saved, row);
        break;
    case OPTION_FILES:
        memcpy(options->files, saved->files, sizeof saved->files);
        options->file_count = saved->file_count;
        break;
    }
}

static _Noreturn void differ(const struct run_options *options, const struct option *row,
                             const struct run_options *saved, char *now, char *then)
{
    now[strcspn(now, "\n")] = then[strcspn(then, "\n")] = '\0';
    if (row->kind == OPTION_FILES)
        fail("%s: this run was begun with other --%s files (%s ...); leave --%s out", options->out,
             row->name, saved->files[0], row->name);
    if (!*then)
        fail("%s: this run was begun without --%s; leave it out, or begin another run",
             options->out, row->name);
    fail("%s: this run was begun with --%s, not --%s; leave it out, or begin another run",
         options->out, then, now);
}

void options_merge(struct run_options *options, const struct run_options *saved)
{
    for (int i = 0; i < options->table->count; i++) {
        const struct option *row = &options->table->rows[i];
        if (row->change == OPTION_UNSAVED) continue;
        if (row->change == OPTION_FREE && options->given[i]) continue;
        char now[4200] = "", then[4200] = "";
        write_value(now, sizeof now, row, field(options, row));
        write_value(then, sizeof then, row, field(saved, row));
        const bool same = row->kind == OPTION_FILES ? same_files(options, saved)
                                                    : !strcmp(now, then);
        if (options->given[i] && !same) differ(options, row, saved, now, then);
        keep(options, row, saved);
    }
}

// ---- what follows from what -----------------------------------------------------------------

static dim share_of(dim steps, dim part)
{
    return steps / part > 0 ? steps / part : 1;
}

void options_settle(struct run_options *o)
{
    if (o->warmup < 0) o->warmup = o->steps / 10 < 100 ? o->steps / 10 : 100;
    if (o->floor < 0.0) o->floor = o->rate / 10.0;
    if (!o->validate_every) o->validate_every = share_of(o->steps, 20);
    if (!o->save_every) o->save_every = share_of(o->steps, 10);
    if (!o->sample_every) o->sample_every = share_of(o->steps, 10);
    if (o->warmup > o->steps)
        fail_usage("--warmup %td is more than --steps %td", o->warmup, o->steps);
    if (o->floor > o->rate)
        fail_usage("--floor %g is above --rate %g", o->floor, o->rate);
}

void options_help(const struct option_table *table)
{
    for (int i = 0; i < table->count; i++) {
        const struct option *row = &table->rows[i];
        const bool first = row->first && row->kind != OPTION_SWITCH &&
                           strcmp(row->first, "0") != 0 && strcmp(row->first, "-1") != 0;
        printf("  --%-15s %s", row->name, row->help);
        if (row->kind == OPTION_CHOICE) printf(" (%s)", row->choices);
        if (first) printf(" (%s)", row->first);
        puts(row->change == OPTION_FREE ? "  *" : "");
    }
    puts("  --config FILE     options as lines of name and value; a flag beside it wins\n"
         "  * may change when a run goes on; all others stay what they were");
}
