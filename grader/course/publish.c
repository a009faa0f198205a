// publish.c: grade publish. See publish.h.
#include "course/publish.h"

#include "arguments.h"
#include "course/lms.h"
#include "course/moment.h"
#include "course/scores.h"
#include "course/sheets.h"
#include "fail.h"
#include "fields.h"
#include "file.h"
#include "flags.h"
#include "page/page.h"
#include "paint.h"
#include "show.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { FILES_MAX = 200, LMS_KINDS = 3, SHOWN = 400 };

struct publish {
    const char *course, *times, *out, *now, *lms[LMS_KINDS];
    const char *results[FILES_MAX];
    int result_count;
    bool dry;
    struct arena *arena;
    struct sheet sheet;
    struct lms_filled filled[LMS_KINDS];
};

static const char *const lms_files[LMS_KINDS] = {"canvas.csv", "moodle.csv",
                                                 "moodle-worksheet.csv"};

// ---- the command line --------------------------------------------------------------------------

// --results may be said several times, or name several files: it is taken out before the others.
static int take_results(struct publish *publish, int argc, char **argv)
{
    int left = 0;
    bool open = false;
    for (int i = 0; i < argc; i++) {
        const bool named = strcmp(argv[i], "--results") == 0;
        if (named && (i + 1 == argc || argv[i + 1][0] == '-'))
            fail_usage("--results: wanted the files that grade merge wrote behind it");
        open = named || (open && argv[i][0] != '-');
        if (named) continue;
        if (!open) {
            argv[left++] = argv[i];
            continue;
        }
        if (publish->result_count == FILES_MAX)
            fail_usage("--results: more than %d files", FILES_MAX);
        publish->results[publish->result_count++] = flags_path(publish->arena, argv[i]);
    }
    return left;
}

static void read_flags(struct publish *publish, struct settings *settings, int argc, char **argv)
{
    const struct flag table[] = {
        {"--course", FLAG_PATH, &publish->course, 0, NULL},
        {"--times", FLAG_PATH, &publish->times, 0, NULL},
        {"--out", FLAG_PATH, &publish->out, 0, NULL},
        {"--now", FLAG_TEXT, &publish->now, 0, NULL},
        {"--lab", FLAG_TEXT, &settings->lab, 0, NULL},
        {"--canvas", FLAG_PATH, &publish->lms[LMS_CANVAS], 0, NULL},
        {"--moodle", FLAG_PATH, &publish->lms[LMS_MOODLE], 0, NULL},
        {"--moodle-worksheet", FLAG_PATH, &publish->lms[LMS_WORKSHEET], 0, NULL},
        {"--objects", FLAG_PATH, &settings->objects, 0, NULL},
        {"--dry-run", FLAG_SET, &publish->dry, 0, NULL},
        {NULL, FLAG_SET, NULL, 0, NULL}};
    argc = take_results(publish, argc, argv);
    if (flags_read(publish->arena, "publish", table, argc, argv) > 0)
        fail_usage("%s: grade publish takes flags only; build/grade --help lists them", argv[0]);
    if (!publish->course) fail_usage("publish: wanted --course FILE; grade course --new makes one");
    if (publish->result_count == 0) fail_usage("publish: wanted --results FILE, of grade merge");
    if (!publish->out) fail_usage("publish: wanted --out DIR, a folder to write to");
    if (publish->lms[LMS_WORKSHEET] && !settings->lab)
        fail_usage("--moodle-worksheet: such a file is about one assignment; wanted --lab NN "
                   "beside it");
}

static int64_t now_of(const struct publish *publish)
{
    int64_t now = (int64_t)time(NULL);
    if (publish->now && !moment_parse(&now, publish->now))
        fail_usage("--now %s: " MOMENT_WANTED, publish->now);
    return now;
}

// ---- what there is to say ----------------------------------------------------------------------

static void list_unmatched(FILE *out, const json_t *unmatched)
{
    size_t i;
    json_t *one;
    json_array_foreach(unmatched, i, one)
        fprintf(out, "%s: %s\n", field_text(one, "account"), field_text(one, "why"));
}

static void say(const struct publish *publish)
{
    char shown[SHOWN], line[2 * SHOWN];
    size_t i;
    json_t *one;
    const struct sheet *sheet = &publish->sheet;
    const struct course *course = sheet->course;
    dim scored = 0;
    for (dim k = 0; k < course->roster_count * course->lab_count; k++)
        scored += sheet->cells[k].state == CELL_SCORED &&
                  (!sheet->only ||
                   strcmp(course->labs[k % course->lab_count].topic, sheet->only) == 0);
    printf(" %s\n %td students, %td scores\n",
           show(shown, sizeof shown, course->title, strlen(course->title)), course->roster_count,
           scored);
    for (int kind = 0; kind < LMS_KINDS; kind++)
        if (publish->lms[kind])
            printf(" %s: %td cells filled in %td column%s, %td had the score already\n",
                   lms_files[kind], publish->filled[kind].filled, publish->filled[kind].columns,
                   publish->filled[kind].columns == 1 ? "" : "s", publish->filled[kind].same);
    const size_t count = json_array_size(sheet->unmatched);
    printf("\n unmatched: %zu%s\n", count, count ? "; nothing is written for these" : "");
    json_array_foreach(sheet->unmatched, i, one) {
        snprintf(line, sizeof line, "%s: %s", field_text(one, "account"), field_text(one, "why"));
        paint_wrapped(stdout, "   ", line);
    }
    if (json_array_size(sheet->warnings)) printf("\n warnings\n");
    json_array_foreach(sheet->warnings, i, one) {
        const char *text = json_string_value(one);
        paint_wrapped(stdout, "   ", show(line, sizeof line, text, strlen(text)));
    }
}

// ---- files -------------------------------------------------------------------------------------

static const char *path_in(const struct publish *publish, const char *folder, const char *name)
{
    const size_t bytes = strlen(publish->out) + strlen(folder) + strlen(name) + 3;
    char *path = arena_alloc(publish->arena, bytes);
    snprintf(path, bytes, "%s/%s%s%s", publish->out, folder, *folder ? "/" : "", name);
    return path;
}

// The time of writing is no news: where nothing else changed, the file stays as it was.
static void keep_time(const struct publish *publish, json_t *scores)
{
    json_error_t error;
    json_t *old = publish->now ? NULL
                : json_load_file(path_in(publish, "", "scores.json"), JSON_REJECT_DUPLICATES,
                                 &error);
    json_t *when = json_object_get(old, "when");
    json_t *mine = json_incref(json_object_get(scores, "when"));
    if (json_is_string(when)) {
        json_object_set(scores, "when", when);
        char *a = json_dumps(scores, JSON_REAL_PRECISION(10) | JSON_SORT_KEYS);
        char *b = json_dumps(old, JSON_REAL_PRECISION(10) | JSON_SORT_KEYS);
        if (!a || !b || strcmp(a, b) != 0) json_object_set(scores, "when", mine);
        free(a);
        free(b);
    }
    json_decref(mine);
    json_decref(old);
}

static void write_feedback(const struct publish *publish, const json_t *scores)
{
    size_t i;
    json_t *student;
    struct file_writer file;
    file_make_folder(path_in(publish, "", "feedback"));
    json_array_foreach(json_object_get(scores, "students"), i, student) {
        const char *name = arena_print(publish->arena, "%s.md", field_text(student, "account"));
        file_begin(&file, path_in(publish, "feedback", name));
        sheet_write(file.stream, scores, student);
        file_commit(&file);
    }
}

static void write_files(const struct publish *publish, json_t *scores)
{
    struct file_writer file;
    file_make_folder(publish->out);
    keep_time(publish, scores);
    for (int kind = 0; kind < LMS_KINDS; kind++) {
        if (!publish->lms[kind]) continue;
        file_begin(&file, path_in(publish, "", lms_files[kind]));
        csv_write(file.stream, &publish->filled[kind].csv);
        file_commit(&file);
    }
    file_begin(&file, path_in(publish, "", "unmatched.txt"));
    list_unmatched(file.stream, publish->sheet.unmatched);
    file_commit(&file);
    file_begin(&file, path_in(publish, "", "scores.csv"));
    scores_csv(file.stream, &publish->sheet, publish->arena);
    file_commit(&file);
    write_feedback(publish, scores);
    page_write(publish->out, scores);
    file_begin(&file, path_in(publish, "", "scores.json"));  // last: who has it has the others
    json_dumpf(scores, file.stream, JSON_INDENT(1) | JSON_REAL_PRECISION(10));
    fputc('\n', file.stream);
    file_commit(&file);
}

// An export that is written over would be gone if this run was wrong.
static void check_paths(const struct publish *publish)
{
    for (int kind = 0; kind < LMS_KINDS; kind++)
        if (publish->lms[kind] &&
            strcmp(publish->lms[kind], path_in(publish, "", lms_files[kind])) == 0)
            fail_usage("%s: this export would be written over; name another --out",
                       publish->lms[kind]);
}

// ---- all ---------------------------------------------------------------------------------------

static const char *only_of(const struct course *course, const struct settings *settings)
{
    if (!settings->lab) return NULL;
    const char *topic = topics_find(&settings->topics, settings->lab)->topic;
    if (!course_lab(course, topic))
        fail("--lab %s: this lab does not stand in labs of %s", settings->lab, course->path);
    return topic;
}

int publish_command(struct settings *settings, struct arena *arena, const char *program, int argc,
                    char **argv)
{
    struct publish publish = {.arena = arena};
    struct course course;
    struct results results = {0};
    read_flags(&publish, settings, argc, argv);
    arguments_settle(settings, arena, program, false);
    course_read(&course, arena, &settings->topics, publish.course);
    publish.sheet = (struct sheet){.course = &course, .now = now_of(&publish),
                                   .only = only_of(&course, settings), .warnings = json_array(),
                                   .unmatched = json_array()};
    check_paths(&publish);
    for (int i = 0; i < publish.result_count; i++)
        results_read(&results, arena, publish.results[i]);
    if (publish.times)
        results_times(&results, arena, publish.times, publish.sheet.warnings);
    scores_make(&publish.sheet, arena, &results);
    for (int kind = 0; kind < LMS_KINDS; kind++)
        if (publish.lms[kind])
            lms_fill(&publish.filled[kind], &publish.sheet, arena, (enum lms_kind)kind,
                     publish.lms[kind]);
    json_t *scores = scores_json(&publish.sheet, arena);
    say(&publish);
    if (!publish.dry) write_files(&publish, scores);
    printf(publish.dry ? "\n nothing was written (--dry-run)\n" : "\n written to %s\n",
           publish.out);
    json_decref(scores);
    json_decref(publish.sheet.warnings);
    json_decref(publish.sheet.unmatched);
    results_free(&results);
    course_free(&course);
    return publish.sheet.broken ? 2 : 0;
}
