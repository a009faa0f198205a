// compare_records.c: grade compare: two records beside each other, such as a student's preview and
// the official one: where they come from, points, verdicts, checks.
#include "fail.h"
#include "fields.h"
#include "flags.h"
#include "proof/commands.h"
#include "proof/paper.h"
#include "show.h"

#include <stdio.h>
#include <string.h>

enum { CELL = 24, WHAT = 29, NAME = 120 };

struct table {
    bool points;  // only points and verdicts count
    dim rows, counted;
};

// A row where both differ. told: it is shown, and no difference.
static void row(struct table *table, const char *what, const char *first, const char *second,
                bool told)
{
    char cells[2][CELL], name[WHAT + 1];
    if (strcmp(first, second) == 0) return;
    show(cells[0], sizeof cells[0], *first ? first : "-", *first ? strlen(first) : 1);
    show(cells[1], sizeof cells[1], *second ? second : "-", *second ? strlen(second) : 1);
    show(name, sizeof name, what, strlen(what));
    printf("   %-*s  %-*s %s\n", WHAT, name, CELL, cells[0], cells[1]);
    table->rows++;
    table->counted += !told;
}

static void row_of_field(struct table *table, const char *key, const json_t *first,
                         const json_t *second)
{
    char cells[2][40];
    const json_t *const records[] = {first, second};
    for (int i = 0; i < 2; i++) {
        const json_t *value = json_object_get(records[i], key);
        cells[i][0] = 0;
        if (json_is_integer(value))
            snprintf(cells[i], sizeof cells[i], "%d", field_number(records[i], key));
        else snprintf(cells[i], sizeof cells[i], "%s", field_text(records[i], key));
    }
    // whole digests say no more to a person than their beginnings do, unless these are the same
    if (strcmp(cells[0], cells[1]) != 0 && strncmp(cells[0], cells[1], 12) != 0)
        for (int i = 0; i < 2; i++)
            if (strlen(cells[i]) > 20) strcpy(cells[i] + 12, "...");
    row(table, key, cells[0], cells[1], table->points && strcmp(key, "earned") != 0);
}

static const json_t *find(const json_t *list, const char *key, const char *name)
{
    size_t i;
    json_t *one;
    json_array_foreach(list, i, one)
        if (field_is(one, key, name)) return one;
    return NULL;
}

static void compare_checks(struct table *table, const json_t *first, const json_t *second)
{
    size_t i;
    json_t *check;
    json_array_foreach(first, i, check) {
        const char *id = field_text(check, "id");
        row(table, id, field_text(check, "verdict"), field_text(find(second, "id", id), "verdict"),
            table->points);
    }
    json_array_foreach(second, i, check) {
        const char *id = field_text(check, "id");
        if (!find(first, "id", id)) row(table, id, "", field_text(check, "verdict"), table->points);
    }
}

static void compare_part(struct table *table, const char *topic, const json_t *first,
                         const json_t *second)
{
    char what[NAME], cells[2][40] = {"", ""};
    const json_t *const parts[] = {first, second};
    snprintf(what, sizeof what, "%s.%s", topic, field_text(first ? first : second, "part"));
    for (int i = 0; i < 2; i++)
        if (parts[i])
            snprintf(cells[i], sizeof cells[i], "%d/%d %s", field_number(parts[i], "earned"),
                     field_number(parts[i], "points"), field_text(parts[i], "verdict"));
    row(table, what, cells[0], cells[1], false);
    if (first && second)
        compare_checks(table, json_object_get(first, "checks"), json_object_get(second, "checks"));
}

static void compare_lab(struct table *table, const json_t *first, const json_t *second)
{
    size_t i;
    json_t *part;
    const char *topic = field_text(first ? first : second, "topic");
    const json_t *ours = json_object_get(first, "parts");
    const json_t *theirs = json_object_get(second, "parts");
    if (first && second)
        row(table, topic, field_text(first, "build"), field_text(second, "build"), false);
    json_array_foreach(ours, i, part)
        compare_part(table, topic, part, find(theirs, "part", field_text(part, "part")));
    json_array_foreach(theirs, i, part)
        if (!find(ours, "part", field_text(part, "part"))) compare_part(table, topic, NULL, part);
}

static void compare_records(struct table *table, const json_t *first, const json_t *second)
{
    static const char *const fields[] = {"submission", "commit", "goldens", "grader", "tier",
                                         "points", "earned"};
    size_t i;
    json_t *lab;
    row(table, "kind", field_text(first, "kind"), field_text(second, "kind"), true);
    for (i = 0; i < sizeof fields / sizeof *fields; i++)
        row_of_field(table, fields[i], first, second);
    const json_t *ours = json_object_get(first, "labs"), *theirs = json_object_get(second, "labs");
    json_array_foreach(ours, i, lab)
        compare_lab(table, lab, find(theirs, "topic", field_text(lab, "topic")));
    json_array_foreach(theirs, i, lab)
        if (!find(ours, "topic", field_text(lab, "topic"))) compare_lab(table, NULL, lab);
}

static void compare_results(struct table *table, const json_t *first, const json_t *second)
{
    const json_t *ours = json_object_get(first, "results");
    const json_t *theirs = json_object_get(second, "results");
    size_t i;
    json_t *one;
    char name[NAME];
    json_array_foreach(ours, i, one) {
        const char *id = field_text(one, "id");
        const json_t *other = find(theirs, "id", id);
        printf(" %s\n", show(name, sizeof name, id, strlen(id)));
        if (other)
            compare_records(table, json_object_get(one, "record"),
                            json_object_get(other, "record"));
        else row(table, "in both", "yes", "no", false);
    }
    json_array_foreach(theirs, i, one) {
        const char *id = field_text(one, "id");
        if (find(ours, "id", id)) continue;
        printf(" %s\n", show(name, sizeof name, id, strlen(id)));
        row(table, "in both", "no", "yes", false);
    }
}

int compare_command(struct settings *settings, struct arena *arena, const char *program, int argc,
                    char **argv)
{
    (void)settings, (void)program;
    struct table table = {.points = false};
    const struct flag flags[] = {{.name = "--points", .kind = FLAG_SET, .value = &table.points},
                                 {.name = NULL}};
    if (flags_read(arena, "compare", flags, argc, argv) != 2)
        fail_usage("compare: wanted two files with a record each");
    json_t *first = paper_read(argv[0]), *second = paper_read(argv[1]);
    const bool several = json_object_get(first, "results") != NULL;
    if (several != (json_object_get(second, "results") != NULL))
        fail("%s and %s: one is a result, the other a list of them; wanted two of a kind", argv[0],
             argv[1]);
    printf("   %-*s  %-*s %s\n", WHAT, "", CELL, "first", "second");
    if (several) compare_results(&table, first, second);
    else compare_records(&table, first, second);
    if (table.counted) printf(" %td of %td rows count as different\n", table.counted, table.rows);
    else printf(" nothing that counts differs\n");
    json_decref(first);
    json_decref(second);
    return table.counted ? FAIL_INPUT : 0;
}
