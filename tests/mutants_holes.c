// mutants_holes.c: holds the catalogue against what is known elsewhere: every entry of the list of
// mistakes is a mutant, or it is said why it cannot be; every wrong code that passes another
// course's tests is caught by the case that is named for it.
#include "mutants.h"

#include "fail.h"
#include "file.h"

#include <glob.h>
#include <string.h>

static char *trimmed(char *text)
{
    text += strspn(text, " ");
    size_t length = strlen(text);
    while (length && text[length - 1] == ' ') text[--length] = 0;
    return text;
}

static void take_line(char *line, struct fields *row,
                      void (*take)(void *context, const struct fields *row), void *context)
{
    row->count = 0;
    for (int i = 0; i < FIELDS_MAX; i++) row->field[i] = "";
    if (!*trimmed(line) || *trimmed(line) == '#') return;
    for (char *at = line; at && row->count < FIELDS_MAX;) {
        char *bar = strchr(at, '|');
        if (bar) *bar = 0;
        row->field[row->count++] = trimmed(at);
        at = bar ? bar + 1 : NULL;
    }
    take(context, row);
}

void mutants_rows(struct arena *arena, const char *pattern,
                  void (*take)(void *context, const struct fields *row), void *context)
{
    glob_t paths;
    if (glob(pattern, 0, NULL, &paths) != 0) return;
    for (size_t i = 0; i < paths.gl_pathc; i++) {
        struct fields row = {.path = paths.gl_pathv[i]};
        for (char *line = file_text(arena, row.path, 1 << 20, NULL); line;) {
            char *end = strchr(line, '\n');
            if (end) *end = 0;
            row.line++;
            take_line(line, &row, take, context);
            line = end ? end + 1 : NULL;
        }
    }
    globfree(&paths);
}

struct complaints {
    FILE *out;
    struct catalogue *all;
    json_t *const *results;
    int count;
    const char *entry;  // the one that is looked for ...
    bool found;         // ... and was
};

// ---- holes -------------------------------------------------------------------------------------

static bool caught_by(const json_t *result, const char *id)
{
    size_t i;
    json_t *failed;
    json_array_foreach(json_object_get(result, "failed"), i, failed)
        if (strcmp(json_string_value(failed), id) == 0) return true;
    return false;
}

static dim find_mutant(const struct catalogue *all, const char *topic, const char *name,
                       size_t length)
{
    for (dim i = 0; i < all->count; i++)
        if (strcmp(all->all[i].topic, topic) == 0 && strlen(all->all[i].name) == length &&
            strncmp(all->all[i].name, name, length) == 0)
            return i;
    return -1;
}

static bool has_topic(const struct catalogue *all, const char *topic)
{
    for (dim i = 0; i < all->count; i++)
        if (strcmp(all->all[i].topic, topic) == 0) return true;
    return false;
}

// peer's test | wrong code that passes there | topic | mutants | topic:case
static void check_hole(void *context, const struct fields *row)
{
    struct complaints *complaints = context;
    const char *topic = row->field[2], *id = row->field[4];
    if (row->count != 5) {
        fprintf(complaints->out, "# %s:%d: wanted five fields between |\n", row->path, row->line);
        complaints->count++;
        return;
    }
    if (!has_topic(complaints->all, topic)) return;  // "-", "later", or not asked for now
    for (const char *at = row->field[3]; *at && *at != '-';) {
        const size_t length = strcspn(at, ", ");
        const dim i = find_mutant(complaints->all, topic, at, length);
        const bool good = i >= 0 && caught_by(complaints->results[i], id);
        if (!good)
            fprintf(complaints->out, "# %s:%d: %s %.*s: %s %s\n", row->path, row->line, topic,
                    (int)length, at, i < 0 ? "no such mutant, wanted for" : "is not caught by", id);
        complaints->count += !good;
        at += length + strspn(at + length, ", ");
    }
}

// ---- entries -----------------------------------------------------------------------------------

static bool has_word(const char *text, const char *word)
{
    const size_t length = strlen(word);
    for (const char *at = text; *at;) {
        const size_t here = strcspn(at, " ,");
        if (here == length && strncmp(at, word, length) == 0) return true;
        at += here + strspn(at + here, " ,");
    }
    return false;
}

static void check_impossible(void *context, const struct fields *row)
{
    struct complaints *complaints = context;
    if (has_word(row->field[0], complaints->entry)) complaints->found = true;
}

static void check_entry(struct complaints *complaints, const char *entry)
{
    complaints->entry = entry;
    complaints->found = false;
    for (dim i = 0; i < complaints->all->count; i++)
        if (has_word(mutant_value(&complaints->all->all[i], &complaints->all->arena, "entry"),
                     entry))
            return;
    mutants_rows(&complaints->all->arena, "tests/mutants/impossible.txt", check_impossible,
                 complaints);
    if (complaints->found) return;
    fprintf(complaints->out,
            "# entry %s: no mutant is it, and tests/mutants/impossible.txt does not say why\n",
            entry);
    complaints->count++;
}

int mutants_complain(FILE *out, struct catalogue *all, json_t *const *results)
{
    // Letters of the list, and how many mistakes each has.
    static const struct { char letter; int count; } lists[] = {
        {'U', 4}, {'B', 9}, {'E', 8}, {'N', 8}, {'R', 9}, {'A', 14}, {'S', 13}, {'T', 24},
        {'K', 12}, {'P', 13}};
    struct complaints complaints = {.out = out, .all = all, .results = results};
    mutants_rows(&all->arena, "tests/mutants/holes/*.txt", check_hole, &complaints);
    const bool whole = strcmp(all->all[0].topic, all->all[all->count - 1].topic) != 0;
    for (size_t l = 0; whole && l < sizeof lists / sizeof *lists; l++)
        for (int i = 1; i <= lists[l].count; i++) {
            char entry[8];
            snprintf(entry, sizeof entry, "%c%d", lists[l].letter, i);
            check_entry(&complaints, entry);
        }
    return complaints.count;
}
