// regrade.c: grades again, and shows old against new before anything is replaced. See batch.h.
#include "batch/batch.h"

#include "arguments.h"
#include "batch/results.h"
#include "fail.h"
#include "fields.h"
#include "flags.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct comparison {
    const struct history *old, *new;
    struct arena *arena;
    dim same, differ, fresh, other, gone;  // of submissions
};

// ---- old against new ---------------------------------------------------------------------------

static const json_t *find(const json_t *list, const char *key, const char *value)
{
    size_t i;
    json_t *one;
    json_array_foreach(list, i, one)
        if (field_is(one, key, value)) return one;
    return NULL;
}

static bool is_same_part(const json_t *a, const json_t *b)
{
    return a && b && field_number(a, "earned") == field_number(b, "earned") &&
           field_number(a, "points") == field_number(b, "points") &&
           field_is(a, "verdict", field_text(b, "verdict"));
}

static void print_side(const json_t *part)
{
    if (part) printf("%d/%d %s", field_number(part, "earned"), field_number(part, "points"),
                     field_text(part, "verdict"));
    else printf("not graded");
}

static void print_part(const json_t *lab, const char *name, const json_t *old, const json_t *new)
{
    printf("   %s %s %s  ", field_text(lab, "number"), field_text(lab, "topic"), name);
    print_side(old);
    printf(" -> ");
    print_side(new);
    putchar('\n');
}

// Rows of parts that differ between two labs, either of which may be NULL. Returns how many;
// only counts when quiet.
static int compare_lab(const json_t *old, const json_t *new, bool quiet)
{
    const json_t *before = json_object_get(old, "parts"), *after = json_object_get(new, "parts");
    size_t i;
    json_t *part;
    int rows = 0;
    json_array_foreach(after, i, part) {
        const json_t *was = find(before, "part", field_text(part, "part"));
        if (is_same_part(was, part)) continue;
        if (!quiet) print_part(new, field_text(part, "part"), was, part);
        rows++;
    }
    json_array_foreach(before, i, part) {
        if (find(after, "part", field_text(part, "part"))) continue;
        if (!quiet) print_part(old, field_text(part, "part"), part, NULL);
        rows++;
    }
    return rows;
}

static int compare_labs(const json_t *old, const json_t *new, bool quiet)
{
    const json_t *before = json_object_get(old, "labs"), *after = json_object_get(new, "labs");
    size_t i;
    json_t *lab;
    int rows = 0;
    json_array_foreach(after, i, lab)
        rows += compare_lab(find(before, "number", field_text(lab, "number")), lab, quiet);
    json_array_foreach(before, i, lab)
        if (!find(after, "number", field_text(lab, "number")))
            rows += compare_lab(lab, NULL, quiet);
    return rows;
}

static void compare_records(struct comparison *all, const char *id, const char *old_text,
                            const char *new_text)
{
    json_t *old = json_loads(old_text, 0, NULL), *new = json_loads(new_text, 0, NULL);
    if (compare_labs(old, new, true) == 0) {
        all->same++;
    } else {
        all->differ++;
        printf(" %s: %d -> %d of %d points\n", id, field_number(old, "earned"),
               field_number(new, "earned"), field_number(new, "points"));
        compare_labs(old, new, false);
    }
    json_decref(old);
    json_decref(new);
}

static void compare_entry(struct comparison *all, const char *id)
{
    dim count;
    const json_t *old = json_object_get(all->old->ids, id);
    const json_t *new = json_object_get(all->new->ids, id);
    const char **submissions = results_submissions(&count, all->arena, new);
    const bool graded_before = json_object_size(json_object_get(old, "results")) > 0;
    for (dim i = 0; i < count; i++) {
        const char *was = history_record(old, submissions[i]);
        const char *now = history_record(new, submissions[i]);
        if (was) {
            compare_records(all, id, was, now);
            continue;
        }
        json_t *record = json_loads(now, 0, NULL);
        all->fresh += !graded_before;
        all->other += graded_before;
        printf(" %s: %d of %d points; %s\n", id, field_number(record, "earned"),
               field_number(record, "points"),
               graded_before ? "other files than those graded before" : "not graded before");
        json_decref(record);
    }
}

// Results of old that new has none beside, and the first of them.
static const char *count_gone(struct comparison *all)
{
    dim count, graded;
    const char **ids = results_ids(&count, all->arena, all->old), *first = NULL;
    for (dim i = 0; i < count; i++) {
        const char **list = results_submissions(&graded, all->arena,
                                                json_object_get(all->old->ids, ids[i]));
        for (dim s = 0; s < graded; s++)
            if (!history_record(json_object_get(all->new->ids, ids[i]), list[s])) {
                if (all->gone++ == 0) first = ids[i];
            }
    }
    return first;
}

static const char *show_differences(struct comparison *all)
{
    dim count;
    const char **ids = results_ids(&count, all->arena, all->new);
    const char *differs = history_differs(all->arena, all->old->fingerprint,
                                          all->new->fingerprint);
    for (dim i = 0; i < count; i++) compare_entry(all, ids[i]);
    const char *first = count_gone(all);
    printf(" %td the same, %td differ, %td with other files, %td not graded before\n", all->same,
           all->differ, all->other, all->fresh);
    if (*differs) printf(" graded another way than before (%s differs)\n", differs);
    if (first) printf(" %td of the old results not graded again (the first: %s)\n", all->gone,
                      first);
    return first;
}

// ---- replacing ---------------------------------------------------------------------------------

// What stands at path, kept under a name that is free. NULL: nothing stood there.
static const char *keep_beside(struct arena *arena, const char *path)
{
    struct stat status;
    if (lstat(path, &status) != 0) return NULL;
    for (int i = 1; i < 10000; i++) {
        const char *aside = arena_print(arena, "%.480s.before-%d", path, i);
        if (link(path, aside) == 0) return aside;
        if (errno != EEXIST) fail_environment("%s: %s", aside, strerror(errno));
    }
    fail("%s: ten thousand files are kept beside it; move some away", path);
}

static void apply(const struct comparison *all, struct history *old, const char *first_gone,
                  const char *path)
{
    const char *differs = history_differs(all->arena, old->fingerprint, all->new->fingerprint);
    if (*differs && first_gone)
        fail("%s: %td of the old results, of %s for one, were not graded again, and the others "
             "were graded another way (%s differs); grade all of them, so that one file holds one "
             "examination", path, all->gone, first_gone, differs);
    history_replace(old, all->new);
    const char *aside = keep_beside(all->arena, path);
    results_write(all->arena, path, old);
    printf(" written to %s%s%s\n", path, aside ? "; what stood there is " : "",
           aside ? aside : "");
}

static void take(struct history *history, struct arena *arena, const char *path)
{
    *history = (struct history){0};
    results_take(history, arena, path, path);
    if (!history->fingerprint) fail("%s: nothing has been graded in it", path);
}

int regrade_command(struct settings *settings, struct arena *arena, const char *program, int argc,
                    char **argv)
{
    static struct batch batch;
    struct history old, new;
    const char *against = NULL, *out = NULL;
    bool only_diff = false;
    const struct flag more[] = {{"--against", FLAG_PATH, &against, 0, NULL},
                                {"--apply", FLAG_PATH, &out, 0, NULL},
                                {"--diff", FLAG_SET, &only_diff, 0, NULL},
                                {NULL, FLAG_SET, NULL, 0, NULL}};
    batch_read(&batch, settings, arena, "regrade", more, argc, argv);
    if (!against)
        fail_usage("grade regrade: wanted --against OLD, results or a journal to compare with");
    if (only_diff && out)
        fail_usage("--diff only shows; leave it out, and --apply writes what was shown");
    if (only_diff && (batch.count || batch.all))
        fail_usage("--diff grades nothing: it compares --journal with --against; leave the folders "
                   "out");
    take(&old, arena, against);
    int code = 0;
    if (!only_diff) {
        arguments_settle(settings, arena, program, batch.seeded);
        code = batch_run(&batch);
    }
    take(&new, arena, batch.journal);
    struct comparison all = {.old = &old, .new = &new,
                             .arena = arena};
    const char *first_gone = show_differences(&all);
    if (out && code == 1) fail("not all was graded, see above; nothing is replaced");
    if (out) apply(&all, &old, first_gone, out);
    const bool differ = all.differ + all.fresh + all.other > 0;
    history_close(&old);
    history_close(&new);
    return only_diff ? differ : code;
}
