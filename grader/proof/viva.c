// viva.c: grade viva: chooses among all that can be asked, and prints a page for the student and
// one for the examiner. See viva.h.
#include "proof/viva.h"

#include "arguments.h"
#include "fail.h"
#include "file.h"
#include "flags.h"
#include "paint.h"
#include "proof/commands.h"
#include "show.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { QUESTIONS = 6, QUESTIONS_MOST = 50, TOPICS_MOST = 100, ROWS = 6, SHOWN = 300, NAME = 60,
       COLUMNS = PAINT_COLUMNS - 12 };
enum page { STUDENT, EXAMINER, BOTH };

// ---- which questions ---------------------------------------------------------------------------

static int by_rank(const void *a, const void *b)
{
    const struct viva_question *x = a, *y = b;
    return strcmp(x->rank, y->rank);
}

static bool overlaps(const struct viva_question *const *chosen, int count,
                     const struct viva_question *one)
{
    for (int i = 0; i < count; i++)
        if (chosen[i] == one || (one->lines && chosen[i]->source == one->source &&
                                 one->line < chosen[i]->line + chosen[i]->lines &&
                                 chosen[i]->line < one->line + one->lines))
            return true;
    return false;
}

// Round by round one more of each kind, by rank, so that no kind crowds out the others. A question
// of size is not about the student's lines: one of them is enough.
static int choose(const struct viva_question **chosen, int most, struct viva *viva)
{
    int count = 0;
    qsort(viva->all, (size_t)viva->count, sizeof *viva->all, by_rank);
    for (int round = 1; round <= most && count < most; round++) {
        int taken[VIVA_KINDS] = {0};
        for (int i = 0; i < count; i++) taken[chosen[i]->kind]++;
        for (dim i = 0; i < viva->count && count < most; i++) {
            const struct viva_question *one = &viva->all[i];
            const int limit = one->kind == VIVA_QUIZ ? 1 : round;
            if (taken[one->kind] >= limit || overlaps(chosen, count, one)) continue;
            taken[one->kind]++;
            chosen[count++] = one;
        }
    }
    return count;
}

static int by_place(const void *a, const void *b)
{
    const struct viva_question *x = *(const struct viva_question *const *)a;
    const struct viva_question *y = *(const struct viva_question *const *)b;
    const int topics = strcmp(x->source->topic->number, y->source->topic->number);
    return topics ? topics : x->line != y->line ? x->line - y->line : strcmp(x->rank, y->rank);
}

// ---- pages -------------------------------------------------------------------------------------

// A line of code, in pieces where it is long; no character is cut.
static void write_code(FILE *out, const char *code)
{
    for (size_t left = strlen(code); left > COLUMNS; left = strlen(code)) {
        size_t end = COLUMNS;
        while (end > 1 && ((unsigned char)code[end] & 0xC0) == 0x80) end--;
        fprintf(out, "%.*s\n          | ", (int)end, code);
        code += end;
    }
    fprintf(out, "%s\n", code);
}

static void write_lines(FILE *out, const struct viva_question *one)
{
    const struct viva_source *source = one->source;
    for (int i = 0; i < one->lines && i < ROWS; i++) {
        const int number = one->line + i;
        if (number > source->line_count) break;
        const char *line = source->lines[number - 1];
        char shown[SHOWN];
        show(shown, sizeof shown, line, strcspn(line, "\r\n"));
        fprintf(out, "     %4d | ", number);
        write_code(out, shown);
    }
    if (one->lines > ROWS) fprintf(out, "          | ... to line %d\n", one->line + one->lines - 1);
}

static void write_question(FILE *out, int number, const struct viva_question *one, bool examiner)
{
    char path[SHOWN];
    show(path, sizeof path, one->source->path, strlen(one->source->path));
    fprintf(out, "\n %2d. ", number);
    if (one->kind == VIVA_QUIZ) fprintf(out, "a question of size, %s\n", one->source->topic->topic);
    else
        fprintf(out, "%s:%d%s%s\n", path, one->line, *one->function ? ", in " : "",
                one->function);
    write_lines(out, one);
    paint_wrapped(out, "     ", one->ask);
    if (!examiner) return;
    fprintf(out, "     listen for:\n");
    paint_wrapped(out, "       ", one->listen);
}

static void write_page(FILE *out, const struct viva *viva,
                       const struct viva_question *const *chosen, int count, bool examiner)
{
    fprintf(out, " %s: questions for %s, seed %llu\n", examiner ? "for the examiner" : "viva",
            viva->name, (unsigned long long)viva->seed);
    paint_wrapped(out, " ", examiner
                  ? "What to listen for is a help, found by reading the file: nothing was run, and "
                    "a good answer may be another one."
                  : "All are about your own file. Have it open; there is nothing to prepare.");
    for (int i = 0; i < count; i++) write_question(out, i + 1, chosen[i], examiner);
}

static void write_file(const struct viva *viva, const char *folder,
                       const struct viva_question *const *chosen, int count, bool examiner)
{
    struct file_writer writer;
    const char *path = viva_print(viva->arena, "%s/%s-%s.txt", folder, viva->name,
                                  examiner ? "examiner" : "student");
    file_begin(&writer, path);
    write_page(writer.stream, viva, chosen, count, examiner);
    file_commit(&writer);
    printf(" %s\n", path);
}

static void write_pages(const struct viva *viva, const struct viva_question *const *chosen,
                        int count, enum page page, const char *folder)
{
    if (folder) file_make_folder(folder);
    for (int examiner = 0; examiner < 2; examiner++) {
        if (page != BOTH && page != (enum page)examiner) continue;
        if (folder) write_file(viva, folder, chosen, count, examiner);
        else write_page(stdout, viva, chosen, count, examiner);
        if (!folder && page == BOTH && !examiner) printf("\n\n");
    }
}

// ---- the command -------------------------------------------------------------------------------

static void collect(struct viva *viva, const char *folder)
{
    const struct topic_part *first[TOPICS_MOST];
    const dim topics = handed_topics(first, TOPICS_MOST, viva->settings);
    for (dim i = 0; i < topics; i++) {
        struct handed file;
        struct viva_source *source = arena_alloc(viva->arena, sizeof *source);
        bool written = false;
        handed_read(&file, viva->arena, folder, first[i]);
        if (!file.text && file.why) printf(" %s.c: %s\n", first[i]->topic, file.why);
        if (!file.text) continue;
        viva_read(source, viva->arena, first[i], &file);
        for (dim f = 0; f < source->function_count; f++) written |= source->functions[f].written;
        if (!written) continue;
        viva_lines(viva, source);
        viva_facts(viva, source);
    }
}

static struct viva read_arguments(const char **folder, enum page *page, int *count,
                                  const char **out, struct settings *settings,
                                  struct arena *arena, int argc, char **argv)
{
    struct viva viva = {.arena = arena, .settings = settings};
    static const char *const words[] = {"student", "examiner", "both", NULL};
    int wanted = BOTH;
    struct stat status;
    const struct flag table[] = {
        {.name = "--lab", .kind = FLAG_TEXT, .value = &settings->lab},
        {.name = "--count", .kind = FLAG_INT, .value = count, .most = QUESTIONS_MOST},
        {.name = "--seed", .kind = FLAG_NUMBER, .value = &viva.seed, .most = UINT32_MAX},
        {.name = "--for", .kind = FLAG_CHOICE, .value = &wanted, .words = words},
        {.name = "--out", .kind = FLAG_PATH, .value = out},
        {.name = NULL}};
    if (flags_read(arena, "viva", table, argc, argv) != 1)
        fail_usage("viva: wanted one folder with the files of a student");
    *folder = flags_path(arena, argv[0]);
    if (stat(*folder, &status) != 0 || !S_ISDIR(status.st_mode))
        fail("%s: no such folder; wanted one with NN-topic/topic.c or topic.c", argv[0]);
    char *name = arena_alloc(arena, NAME);
    handed_name(name, NAME, *folder);
    viva.name = name;
    *page = (enum page)wanted;
    return viva;
}

int viva_command(struct settings *settings, struct arena *arena, const char *program, int argc,
                 char **argv)
{
    const struct viva_question *chosen[QUESTIONS_MOST];
    const char *folder, *out = NULL;
    int most = QUESTIONS;
    enum page page;
    struct viva viva = read_arguments(&folder, &page, &most, &out, settings, arena, argc, argv);
    arguments_settle(settings, arena, program, true);
    viva.all = arena_array(arena, VIVA_MOST, sizeof *viva.all);
    collect(&viva, folder);
    const int count = choose(chosen, most, &viva);
    if (!count) fail("%s: nothing is written in it that could be asked about", folder);
    qsort(chosen, (size_t)count, sizeof *chosen, by_place);
    write_pages(&viva, chosen, count, page, out);
    return 0;
}
