// similarity.c: grade similarity: files laid out for JPlag, MOSS and compare50, how to call these,
// and a first look by fingerprints. Public solutions stand among the known sources: whoever copied
// is looked for there first. docs/instructor/copied-work.md
#include "proof/similarity.h"

#include "arguments.h"
#include "fail.h"
#include "flags.h"
#include "proof/commands.h"
#include "show.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { JPLAG, MOSS, COMPARE50, TOOLS };

// ---- writing -----------------------------------------------------------------------------------

static void make_folder(const char *path)
{
    if (mkdir(path, 0755) != 0 && errno != EEXIST)
        fail_environment("%s: %s", path, strerror(errno));
}

// out/a/b/c/file with the folders on the way.
static void put(struct arena *arena, const char *out, const char *below, const char *file,
                const char *text, size_t count)
{
    const char *path = arena_print(arena, "%s/%s", out, below);
    for (const char *slash = strchr(below, '/'); slash; slash = strchr(slash + 1, '/'))
        make_folder(arena_print(arena, "%s/%.*s", out, (int)(slash - below), below));
    make_folder(path);
    FILE *to = fopen(arena_print(arena, "%s/%s", path, file), "wb");
    const bool written = to && fwrite(text, 1, count, to) == count;
    if (!to || fclose(to) != 0 || !written)
        fail_environment("%s/%s: could not be written; is the disk full?", path, file);
}

// ---- what there is -----------------------------------------------------------------------------

// Two folders with the same last name, in capitals or not, get names of their own.
static void name_folders(struct similarity *all)
{
    for (dim i = 0; i < all->folder_count; i++) {
        char plain[SIMILARITY_NAME - 12];
        int number = 1;
        handed_name(plain, sizeof plain, all->folders[i].path);
        strcpy(all->folders[i].name, plain);
        for (dim j = 0; j < i; j++)
            if (strcasecmp(all->folders[i].name, all->folders[j].name) == 0) {
                snprintf(all->folders[i].name, SIMILARITY_NAME, "%s-%d", plain, ++number);
                j = -1;  // from the start with the new name
            }
    }
}

static void take(struct similarity *all, const char *name, bool known, const struct handed *file,
                 const struct topic_part *first, const struct winnowed *base)
{
    struct similarity_file *one = &all->files[all->file_count++];
    *one = (struct similarity_file){.name = name, .known = known};
    winnow(&one->prints, &all->scratch, file->text, file->count, base);
    put(&all->scratch, all->out,
        arena_print(&all->scratch, "%s/%s/%s", first->topic, known ? "known" : "submissions", name),
        arena_print(&all->scratch, "%s.c", first->topic), file->text, file->count);
}

// The reference's file stands in one of its folders; this knows no topic.
static void take_reference(struct similarity *all, const struct topic_part *first,
                           const struct winnowed *base)
{
    DIR *reference = opendir("reference");
    for (struct dirent *entry; reference && (entry = readdir(reference));) {
        struct handed file;
        if (entry->d_name[0] == '.') continue;
        handed_read(&file, &all->scratch, arena_print(&all->scratch, "reference/%s", entry->d_name),
                    first);
        if (file.text) take(all, "reference", true, &file, first, base);
    }
    if (reference) closedir(reference);
}

static void take_known(struct similarity *all, const struct topic_part *first,
                       const struct winnowed *base)
{
    struct handed file;
    handed_read(&file, &all->scratch, "solutions", first);
    if (file.text) take(all, "solutions", true, &file, first, base);
    take_reference(all, first, base);
}

static void take_handed(struct similarity *all, FILE *map, const struct topic_part *first,
                        const struct winnowed *base)
{
    for (dim i = 0; i < all->folder_count; i++) {
        struct handed file;
        char shown[400];
        const char *path = all->folders[i].path;
        handed_read(&file, &all->scratch, path, first);
        show(shown, sizeof shown, path, strlen(path));
        for (char *c = shown; *c; c++)
            if (*c == '\n') *c = '?';
        if (file.text) take(all, all->folders[i].name, false, &file, first, base);
        if (file.text)
            fprintf(map, "%s\t%s\t%s/%s\n", first->topic, all->folders[i].name, shown, file.path);
        else if (file.why) {
            fprintf(map, "%s\t%s\t%s: left out: %s.c %s\n", first->topic, all->folders[i].name,
                    shown, first->topic, file.why);
            printf("\n left out: %s.c of %s: it %s\n", first->topic, all->folders[i].name,
                   file.why);
        }
    }
}

static void take_topic(struct similarity *all, FILE *map, const struct topic_part *first, int most)
{
    struct handed stub;
    struct winnowed base = {.reading = {{.count = 0}}};
    all->file_count = 0;
    handed_read(&stub, &all->scratch, "labs", first);
    if (stub.text) {
        winnow_all(&base, &all->scratch, stub.text, stub.count);
        put(&all->scratch, all->out, arena_print(&all->scratch, "%s/base", first->topic),
            arena_print(&all->scratch, "%s.c", first->topic), stub.text, stub.count);
    }
    take_known(all, first, &base);
    const dim known = all->file_count;
    take_handed(all, map, first, &base);
    if (all->file_count > known) similarity_table(all, first, most);
    arena_free(&all->scratch);
}

// ---- how to go on ------------------------------------------------------------------------------

static const char *const lines[TOOLS] = {
    [JPLAG] = "java -jar jplag.jar $t/submissions --old $t/known --base-code $t/base -l c "
              "-r $t/jplag --mode RUN",
    [MOSS] = "perl moss.pl -l c -d -b $t/base/$t.c $t/submissions/*/$t.c $t/known/*/$t.c",
    [COMPARE50] = "compare50 $t/submissions/* --archive $t/known/* --distro $t/base "
                  "--output $t/compare50"};

static void write_commands(FILE *out, const char *topics, int tool)
{
    for (int i = 0; i < TOOLS; i++)
        if (tool < 0 || tool == i)
            fprintf(out, "for t in%s; do %s; done\n", topics, lines[i]);
}

// Topics of which something was handed in: those that have a folder now.
static char *topics_of(const struct similarity *all, const struct topic_part *const *first,
                       dim count)
{
    char *names = calloc((size_t)count + 1, 64), *end = names;
    char path[SIMILARITY_PATH + 200];
    if (!names) fail_environment("memory: no room for a list of topics");
    for (dim i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/%.60s/submissions", all->out, first[i]->topic);
        if (access(path, F_OK) == 0) end += sprintf(end, " %.60s", first[i]->topic);
    }
    return names;
}

static void finish(const struct similarity *all, const char *final, const char *topics, int tool)
{
    char path[SIMILARITY_PATH + 40], shown[400];
    snprintf(path, sizeof path, "%s/commands.txt", all->out);
    FILE *out = fopen(path, "w");
    if (out) write_commands(out, topics, tool);
    if (!out || fclose(out) != 0) fail_environment("%s: could not be written", path);
    if (rename(all->out, final) != 0) fail_environment("%s: %s", final, strerror(errno));
    show(shown, sizeof shown, final, strlen(final));
    printf("\n The files are in %s; map.txt there says whose is whose. The programs that\n"
           " look closer are not part of Crumb. In that folder (commands.txt):\n\n", shown);
    write_commands(stdout, topics, tool);
}

static void prepare(struct similarity *all, struct arena *arena, int count, char **paths,
                    const char *final)
{
    if (access(final, F_OK) == 0)
        fail("%s: is there already; wanted a folder that is made now", final);
    all->folder_count = count;
    all->folders = arena_array(arena, (size_t)count, sizeof *all->folders);
    all->files = arena_array(arena, (size_t)count + SIMILARITY_KNOWN, sizeof *all->files);
    for (int i = 0; i < count; i++) {
        struct stat status;
        all->folders[i].path = flags_path(arena, paths[i]);
        if (stat(paths[i], &status) != 0 || !S_ISDIR(status.st_mode))
            fail("%s: no such folder; wanted one for each submission", paths[i]);
    }
    name_folders(all);
    if (strlen(final) > SIMILARITY_OUT)
        fail_usage("--out %s: is too long a name; wanted at most %d bytes", final, SIMILARITY_OUT);
    snprintf(all->out, sizeof all->out, "%s.XXXXXX", final);
    if (!mkdtemp(all->out)) fail_environment("%s: %s", all->out, strerror(errno));
    chmod(all->out, 0700);  // the work of students
}

int similarity_command(struct settings *settings, struct arena *arena, const char *program,
                       int argc, char **argv)
{
    struct similarity all = {.file_count = 0};
    const char *final = NULL;
    const struct topic_part *first[SIMILARITY_TOPICS];
    int most = 10, tool = TOOLS;
    static const char *const words[] = {"jplag", "moss", "compare50", "all", NULL};
    const struct flag table[] = {
        {.name = "--out", .kind = FLAG_PATH, .value = &final},
        {.name = "--lab", .kind = FLAG_TEXT, .value = &settings->lab},
        {.name = "--format", .kind = FLAG_CHOICE, .value = &tool, .words = words},
        {.name = "--most", .kind = FLAG_INT, .value = &most, .most = 10000},
        {.name = NULL}};
    const int count = flags_read(arena, "similarity", table, argc, argv);
    if (count < 1 || !final)
        fail_usage("similarity: wanted a folder for each submission, and --out DIR");
    prepare(&all, arena, count, argv, final);
    arguments_settle(settings, arena, program, true);
    const dim topics = handed_topics(first, SIMILARITY_TOPICS, settings);
    FILE *map = fopen(arena_print(arena, "%s/map.txt", all.out), "w");
    if (!map) fail_environment("%s/map.txt: %s", all.out, strerror(errno));
    similarity_head();
    for (dim i = 0; i < topics; i++) take_topic(&all, map, first[i], most);
    if (fclose(map) != 0) fail_environment("%s/map.txt: could not be written", all.out);
    char *names = topics_of(&all, first, topics);
    if (!*names) printf(" none of these folders holds a file of a lab\n");
    finish(&all, final, names, tool == TOOLS ? -1 : tool);
    free(names);
    return 0;
}
