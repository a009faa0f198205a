// page.c: which pages are written where, and the command. See page.h.
#include "page/page.h"

#include "arguments.h"
#include "fail.h"
#include "fields.h"
#include "file.h"
#include "flags.h"
#include "page/html.h"
#include "page/index.h"
#include "page/name.h"
#include "page/cells.h"
#include "page/student.h"
#include "show.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH_BYTES = 4096, SCORES_MAX = 1 << 30 };

// A page that grows in memory, so that what is on the disk is a whole page, and only a new one.
struct sheet {
    FILE *out;
    char *bytes;
    size_t count;
};

static void sheet_begin(struct sheet *sheet)
{
    *sheet = (struct sheet){0};
    sheet->out = open_memstream(&sheet->bytes, &sheet->count);
    if (!sheet->out) fail_environment("no memory for a page");
}

static void sheet_save(struct sheet *sheet, const char *folder, const char *name)
{
    char path[PATH_BYTES];
    if (fclose(sheet->out) != 0) fail_environment("no memory for the page %s", name);
    const int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (length < 0 || (size_t)length >= sizeof path)
        fail("%.80s...: this path is too long", folder);
    html_save(path, sheet->bytes, sheet->count);
}

static void write_student(const char *folder, const json_t *scores, const json_t *student)
{
    char name[PAGE_NAME_MAX];
    struct sheet sheet;
    sheet_begin(&sheet);
    student_write(sheet.out, scores, student);
    sheet_save(&sheet, folder,
               page_file_name(name, field_text(student, "account"), field_text(student, "id")));
}

static void write_index(const char *folder, const json_t *scores, bool everybody)
{
    struct sheet sheet;
    sheet_begin(&sheet);
    page_index_write(sheet.out, scores, everybody);
    sheet_save(&sheet, folder, "index.html");
}

static const char *students_folder(char path[PATH_BYTES], const char *folder)
{
    const int length = snprintf(path, PATH_BYTES, "%s/students", folder);
    if (length < 0 || length >= PATH_BYTES) fail("%.80s...: this path is too long", folder);
    return path;
}

// Pages of students who are no longer in the scores stay: they are told, not removed.
static void tell_old(const char *folder, const json_t *students)
{
    char name[PAGE_NAME_MAX], first[200] = "";
    json_t *known = json_object(), *student;
    dim old = 0;
    size_t i;
    DIR *listing = opendir(folder);
    json_array_foreach(students, i, student)
        json_object_set_new(known, page_file_name(name, field_text(student, "account"),
                                                  field_text(student, "id")), json_true());
    for (struct dirent *entry; listing && (entry = readdir(listing)) != NULL;) {
        const char *end = strrchr(entry->d_name, '.');
        if (!end || strcmp(end, ".html") != 0 || json_object_get(known, entry->d_name)) continue;
        if (!old++) show(first, sizeof first, entry->d_name, strlen(entry->d_name));
    }
    if (listing) closedir(listing);
    json_decref(known);
    if (old)
        fprintf(stderr, "grade: %s: %td page%s of nobody in these scores (%s%s); remove what is no "
                "longer wanted\n", folder, old, html_plural(old), first, old > 1 ? ", ..." : "");
}

static void write_named(const char *folder, const json_t *scores)
{
    char students[PATH_BYTES];
    size_t i;
    json_t *student;
    file_make_folder(folder);
    file_make_folder(students_folder(students, folder));
    json_array_foreach(json_object_get(scores, "students"), i, student)
        write_student(students, scores, student);
    tell_old(students, json_object_get(scores, "students"));
    write_index(folder, scores, false);  // last: its links lead somewhere
}

static void write_unnamed(const char *folder, const json_t *scores)
{
    char students[PATH_BYTES];
    struct stat status;
    file_make_folder(folder);
    if (lstat(students_folder(students, folder), &status) == 0)
        fail("%s: pages with names may be there, and --public pages are for everybody; give "
             "--out another folder", students);
    write_index(folder, scores, true);
}

void page_write(const char *folder, const json_t *scores)
{
    page_check(scores, "the scores");
    write_named(folder, scores);
}

void page_write_public(const char *folder, const json_t *scores)
{
    page_check(scores, "the scores");
    write_unnamed(folder, scores);
}

static json_t *read_scores(const char *path)
{
    json_error_t error;
    const struct file_bytes file = file_map(path);
    if (file.count > SCORES_MAX)
        fail("%s: %zu bytes, at most %d are expected in such a file", path, file.count, SCORES_MAX);
    json_t *scores = json_loadb((const char *)file.bytes, file.count, JSON_REJECT_DUPLICATES,
                                &error);
    if (!scores) {
        char shown[sizeof error.text + 20];
        fail("%s: no JSON: line %d: %s", path, error.line,
             show(shown, sizeof shown, error.text, strlen(error.text)));
    }
    file_unmap(file);
    return scores;
}

int page_command(struct settings *settings, struct arena *arena, const char *program, int argc,
                 char **argv)
{
    const char *out = NULL;
    bool everybody = false;
    const struct flag table[] = {{.name = "--out", .kind = FLAG_PATH, .value = &out},
                                 {.name = "--public", .kind = FLAG_SET, .value = &everybody},
                                 {.name = NULL}};
    const int words = flags_read(arena, "page", table, argc, argv);
    if (words != 1 || !out)
        fail_usage("grade page: wanted one file of scores, which grade publish writes, and --out "
                   "DIR for the pages; found %d file%s and %s --out", words, html_plural(words),
                   out ? "an" : "no");
    const char *path = flags_path(arena, argv[0]);
    (void)settings;
    (void)program;  // nothing of the course is read, so where its root is does not matter
    json_t *scores = read_scores(path);
    const dim students = (dim)json_array_size(json_object_get(scores, "students"));
    page_check(scores, path);
    if (everybody) write_unnamed(out, scores);
    else write_named(out, scores);
    if (everybody) printf("%s/index.html: for everybody, without names\n", out);
    else printf("%s/index.html: %td student%s, each with a page in students/\n", out, students,
                html_plural(students));
    json_decref(scores);
    return 0;
}
