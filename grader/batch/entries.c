// entries.c: names, hashes, shards. See entries.h.
#include "batch/entries.h"

#include "fail.h"
#include "sha256.h"
#include "show.h"
#include "submission.h"
#include "submission_hash.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ENTRIES_MAX = 1000000 };

static void add(struct entries *entries, struct arena *arena, const char *path)
{
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') length--;  // "ada/" would follow a link
    char *own = arena_alloc(arena, length + 1), *id = arena_alloc(arena, ENTRY_ID_MAX);
    memcpy(own, path, length);
    const char *slash = strrchr(own, '/'), *name = slash ? slash + 1 : own;
    show(id, ENTRY_ID_MAX, name, strlen(name));
    if (!*name || strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strlen(own) > 3500)
        fail_usage("%s: wanted a folder with a name, which becomes the name of the submission",
                   path);
    if (entries->count == ENTRIES_MAX)
        fail_usage("more than %d submissions; grade them in several journals", ENTRIES_MAX);
    if ((entries->count & (entries->count + 1)) == 0) {  // 1, 3, 7 ...: twice the room
        entries->all = realloc(entries->all, (size_t)(2 * entries->count + 2) *
                                             sizeof *entries->all);
        if (!entries->all) fail_environment("memory: no room for the list of submissions");
    }
    struct entry *entry = &entries->all[entries->count++];
    *entry = (struct entry){.path = own, .id = id, .graded_before = -1};
    sha256_hex(entry->order, id, strlen(id));
}

// Folders, and links to folders so that they can be told of; files beside them are left alone.
static void add_all(struct entries *entries, struct arena *arena, const char *folder)
{
    DIR *list = opendir(folder);
    if (!list) fail("%s: %s; wanted the folder that holds all submissions", folder,
                    strerror(errno));
    for (struct dirent *entry; (entry = readdir(list));) {
        char path[SUBMISSION_PATH_MAX];
        struct stat status;
        if (entry->d_name[0] == '.') continue;
        if (snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) >= (int)sizeof path)
            fail("%s/%.40s...: the path is too long", folder, entry->d_name);
        if (lstat(path, &status) == 0 && !S_ISDIR(status.st_mode) && !S_ISLNK(status.st_mode))
            continue;
        add(entries, arena, path);
    }
    closedir(list);
}

static int by_order(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    const int order = strcmp(x->order, y->order);
    return order ? order : strcmp(x->path, y->path);
}

void entries_find(struct entries *entries, struct arena *arena, char **paths, dim count,
                  const char *all, int shard, int shards)
{
    *entries = (struct entries){0};
    for (dim i = 0; i < count; i++) add(entries, arena, paths[i]);
    if (all) add_all(entries, arena, all);
    if (entries->count == 0)
        fail_usage("no submissions; name their folders, or with --all the folder that holds them");
    qsort(entries->all, (size_t)entries->count, sizeof *entries->all, by_order);
    for (dim i = 1; i < entries->count; i++)
        if (strcmp(entries->all[i].order, entries->all[i - 1].order) == 0)
            fail_usage("%s and %s: two submissions of one name; rename one of the folders",
                       entries->all[i - 1].path, entries->all[i].path);
    dim kept = 0;
    for (dim i = 0; i < entries->count; i++) {
        char digits[16] = "";  // 60 bits
        memcpy(digits, entries->all[i].order, 15);
        if (strtoull(digits, NULL, 16) % (unsigned long long)shards ==
            (unsigned long long)(shard - 1))
            entries->all[kept++] = entries->all[i];
    }
    entries->total = entries->count;
    entries->count = kept;
}

// A folder of a lab that is a link could lead to another submission, or to a solution.
static const char *linked_lab(const struct entry *entry, struct arena *arena,
                              const struct settings *settings)
{
    for (dim i = 0; i < settings->topics.count; i++) {
        const struct topic_part *part = &settings->topics.parts[i];
        struct stat status;
        const char *path = arena_print(arena, "%s/%s-%s", entry->path, part->number, part->topic);
        if (lstat(path, &status) == 0 && S_ISLNK(status.st_mode))
            return arena_print(arena, "%s-%s in it is a symbolic link; wanted a folder",
                               part->number, part->topic);
    }
    return NULL;
}

const char *entry_look(struct entry *entry, struct arena *arena, const struct settings *settings)
{
    struct settings own = *settings;
    struct arena passing = {0};
    struct stat status;
    entry->submission[0] = 0;
    if (lstat(entry->path, &status) != 0)
        return errno == ENOENT ? "no such folder" : arena_print(arena, "%s", strerror(errno));
    if (S_ISLNK(status.st_mode)) return "is a symbolic link; wanted the folder itself";
    if (!S_ISDIR(status.st_mode)) return "is no folder";
    if (access(entry->path, R_OK | X_OK) != 0) return "cannot be read; check its permissions";
    const char *why = linked_lab(entry, &passing, settings);
    if (why) why = arena_print(arena, "%s", why);
    arena_free(&passing);
    own.from = entry->path;
    if (!why) submission_hash(entry->submission, &own);
    return why;
}
