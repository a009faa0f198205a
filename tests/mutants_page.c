// mutants_page.c: docs/mistakes.md, made from the mutants, and whether it is still theirs.
#include "mutants.h"

#include "fail.h"
#include "file.h"

#include <stdlib.h>
#include <string.h>

// ---- what was measured -------------------------------------------------------------------------

struct row {
    int wrong, rejected, named, variants, accepted;
    double nearest;  // the least distance of those that are a matter of degree
};

static void count(struct row *row, const struct mutant *mutant, const json_t *result)
{
    const double times = json_number_value(json_object_get(result, "times"));
    row->wrong += !mutant->accepted;
    row->variants += mutant->accepted;
    if (mutant->accepted) row->accepted += mutant_accepted(result);
    else row->rejected += mutant_rejected(result), row->named += mutant_named(result);
    if (!mutant->accepted && !json_object_get(result, "discrete") &&
        (row->nearest == 0.0 || times < row->nearest))
        row->nearest = times;
}

static void print_row(FILE *out, const char *topic, const struct row *row)
{
    char near[24] = "-";
    if (row->nearest > 0.0) snprintf(near, sizeof near, "%.3g", row->nearest);
    fprintf(out, "%-10s %4d of %-4d  %4d of %-4d  %3d of %-3d  %9s\n", topic, row->rejected,
           row->wrong, row->named, row->wrong, row->accepted, row->variants, near);
}

static void add(struct row *sum, const struct row *row)
{
    sum->wrong += row->wrong, sum->rejected += row->rejected, sum->named += row->named;
    sum->variants += row->variants, sum->accepted += row->accepted;
    if (row->nearest > 0.0 && (sum->nearest == 0.0 || row->nearest < sum->nearest))
        sum->nearest = row->nearest;
}

// The row of a topic that was not graded now, as the page has it.
static void row_before(struct row *row, struct catalogue *all, const char *topic)
{
    char near[24] = "-", begin[80];
    const char *page = file_text(&all->arena, "docs/mistakes.md", 4 << 20, NULL);
    snprintf(begin, sizeof begin, "\n%-10s ", topic);
    const char *line = strstr(page, begin);
    if (!line || sscanf(line + strlen(begin), "%d of %d %d of %d %d of %d %23s", &row->rejected,
                        &row->wrong, &row->named, &row->wrong, &row->accepted, &row->variants,
                        near) != 7)
        fail("docs/mistakes.md: no row of %s; make mutants RECORD=1 without T= writes all", topic);
    row->nearest = strtod(near, NULL);
}

void mutants_matrix(FILE *out, struct catalogue *all, json_t *const *results)
{
    struct row row = {0}, sum = {0};
    fputs("topic         rejected    recognised   accepted   nearest miss, in bounds\n", out);
    for (dim i = 0; i < all->count; i++) {
        const char *topic = all->all[i].topic;
        if (results[i]) count(&row, &all->all[i], results[i]);
        if (i + 1 < all->count && strcmp(topic, all->all[i + 1].topic) == 0) continue;
        if (!results[i]) row_before(&row, all, topic);
        print_row(out, topic, &row);
        add(&sum, &row);
        row = (struct row){0};
    }
    print_row(out, "all", &sum);
}

// ---- the page -----------------------------------------------------------------------------------

static const char opening[] =
    "# Mistakes that are known by name\n\n"
    "When a function fails, the grader compares what it answered with what every mistake\n"
    "below answered to the same recorded cases, and says the tutor's sentence when they agree.\n"
    "The mistakes are changes to `solutions/`, one file each in `tests/mutants/TOPIC/`; what\n"
    "they answer is kept in `datasets/golden/mutants/`, so nothing of them runs while a lab is\n"
    "graded. A list of mistakes that teachers know came first; its entries are in the last\n"
    "column. This page is made:\n\n"
    "```sh slow\n"
    "make mutants\n"
    "```\n\n"
    "grades every mistake and every accepted variant, and holds the gates: each mistake is\n"
    "rejected by a recorded case, by at least 100 times the error bound where it is a matter of\n"
    "degree (`nearest miss`; - where none is); at least 95 of 100 are told by their name; each\n"
    "accepted variant earns full marks at several seeds. `make mutants RECORD=1` records\n"
    "answers again and writes this page, with `T=rope` for one topic.\n\n";

static int row_text(char *text, size_t size, struct catalogue *all, const struct mutant *mutant)
{
    return snprintf(text, size, "| `%s` | `%s` | %s | %s |", mutant->name,
                    mutant_value(mutant, &all->arena, "in"),
                    mutant_value(mutant, &all->arena, "says"),
                    mutant_value(mutant, &all->arena, "entry"));
}

static void write_rows(FILE *out, struct catalogue *all, dim from, dim to, bool accepted)
{
    bool any = false;
    for (dim i = from; i < to; i++) {
        char row[1000];
        if (all->all[i].accepted != accepted) continue;
        if (!any)
            fputs(accepted ? "\nAccepted, since it is right too:\n\n| name | function | why | |\n"
                             "|---|---|---|---|\n"
                           : "| name | function | what the tutor says | entry |\n"
                             "|---|---|---|---|\n", out);
        any = true;
        row_text(row, sizeof row, all, &all->all[i]);
        fprintf(out, "%s\n", row);
    }
}

static void write_hole(void *context, const struct fields *row)
{
    FILE *out = context;
    const char *topic = row->field[2];
    const bool elsewhere = strcmp(topic, "-") == 0 || strcmp(topic, "later") == 0;
    fprintf(out, "| %s | %s | %s | %s%s%s |\n", row->field[0], row->field[1],
            strcmp(topic, "later") == 0 ? "a later lab" : elsewhere ? "-" : row->field[3],
            elsewhere || !*row->field[4] ? "" : "`", row->field[4],
            elsewhere || !*row->field[4] ? "" : "`");
}

static void write_impossible(void *context, const struct fields *row)
{
    fprintf(context, "| %s | %s |\n", row->field[0], row->field[1]);
}

void mutants_page(FILE *out, struct catalogue *all, json_t *const *results)
{
    fputs(opening, out);
    fputs("```text\n", out);
    mutants_matrix(out, all, results);
    fputs("```\n", out);
    for (dim i = 0, from = 0; i < all->count; i++) {
        if (i + 1 < all->count && strcmp(all->all[i].topic, all->all[i + 1].topic) == 0) continue;
        const struct topic_part *part = topics_find(&all->settings->topics, all->all[i].topic);
        fprintf(out, "\n## %s %s\n\n", part->number, part->topic);
        write_rows(out, all, from, i + 1, false);
        write_rows(out, all, from, i + 1, true);
        from = i + 1;
    }
    fputs("\n## What the tests of other courses let pass\n\n"
          "Wrong code that passes the published tests of another course, the mutant here that is\n"
          "that code, and the case that catches it. `make mutants` checks each row.\n\n"
          "| their test | wrong code that passes it | here | caught by |\n"
          "|---|---|---|---|\n", out);
    mutants_rows(&all->arena, "tests/mutants/holes/*.txt", write_hole, out);
    fputs("\n## Entries without a mutant\n\n| entry | why, and what stands in its place |\n"
          "|---|---|\n", out);
    mutants_rows(&all->arena, "tests/mutants/impossible.txt", write_impossible, out);
}

int mutants_page_stale(FILE *out, struct catalogue *all)
{
    const char *page = file_text(&all->arena, "docs/mistakes.md", 4 << 20, NULL);
    int stale = 0;
    for (dim i = 0; i < all->count; i++) {
        char row[1000];
        row_text(row, sizeof row, all, &all->all[i]);
        if (strstr(page, row)) continue;
        fprintf(out, "# docs/mistakes.md does not have the row of %s; make mutants RECORD=1 writes "
                "it\n", all->all[i].path);
        stale++;
    }
    return stale;
}
