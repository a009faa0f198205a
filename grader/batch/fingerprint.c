// fingerprint.c: digests of all that decides a result. See fingerprint.h.
#include "batch/fingerprint.h"

#include "fail.h"
#include "proof/hidden_seed.h"
#include "sha256.h"
#include "submission.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES_MAX = 400 };

struct list {
    const char *names[FILES_MAX];  // as they stand in the list
    const char *paths[FILES_MAX];
    int count;
};

void batch_key_read(struct batch_key *key, const char *path)
{
    char line[2 * BATCH_KEY + 2] = "";
    struct stat status;
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) fail("%s: %s; wanted a file with the term key", path, strerror(errno));
    if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode) || (status.st_mode & 077))
        fail("%s: wanted a file that only its owner can read; run chmod 600 on it", path);
    const ssize_t count = read(descriptor, line, sizeof line);
    close(descriptor);
    if (count != 2 * BATCH_KEY + 1 || strspn(line, "0123456789abcdef") != 2 * BATCH_KEY)
        fail("%s: is no term key; wanted one line of %d hex digits", path, 2 * BATCH_KEY);
    for (int i = 0; i < BATCH_KEY; i++) {
        const char pair[3] = {line[2 * i], line[2 * i + 1], 0};
        key->bytes[i] = (uint8_t)strtoul(pair, NULL, 16);
    }
    key->count = BATCH_KEY;
}

// False when it cannot be read. Read as it lies in memory: the programs are large.
static bool digest_file(char *hex, const char *path)
{
    struct stat status;
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return false;
    bool good = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
    if (good && status.st_size == 0) {
        sha256_hex(hex, "", 0);
    } else if (good) {
        void *bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
        good = bytes != MAP_FAILED;
        if (good) sha256_hex(hex, bytes, (size_t)status.st_size);
        if (good) munmap(bytes, (size_t)status.st_size);
    }
    close(descriptor);
    return good;
}

static void add(struct list *list, struct arena *arena, const char *name, const char *path)
{
    if (list->count == FILES_MAX) fail("more than %d files make up the grader", FILES_MAX);
    list->names[list->count] = arena_print(arena, "%s", name);
    list->paths[list->count++] = arena_print(arena, "%s", path);
}

static bool is_wanted(const struct settings *settings, const char *topic)
{
    const struct topic_part *only = settings->lab ? topics_find(&settings->topics, settings->lab)
                                                  : NULL;
    return !only || strcmp(only->topic, topic) == 0;
}

// What has to do with a topic nobody asked for does not count, unless it is linked with one.
static bool is_part(const struct settings *settings, const char *name)
{
    const char *dot = strchr(name, '.');
    const struct topics *topics = &settings->topics;
    if (name[0] == '.' || !dot || strncmp(name, "whole.", 6) == 0) return false;
    for (dim i = 0; i < topics->count; i++) {
        const char *topic = topics->parts[i].topic;
        if (strlen(topic) != (size_t)(dot - name) || strncmp(topic, name, strlen(topic)) != 0)
            continue;
        if (is_wanted(settings, topic)) return true;
        for (dim j = 0; j < topics->count; j++)
            if (is_wanted(settings, topics->parts[j].topic) &&
                topics_reaches(topics, topics->parts[j].topic, topic))
                return strcmp(dot, ".o") == 0 || strcmp(dot, ".supplied.o") == 0;
        return false;
    }
    return true;  // common.o and its kind
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_folder(struct list *list, struct arena *arena, const struct settings *settings,
                       const char *folder, const char *shown, bool objects)
{
    DIR *entries = opendir(folder);
    const int first = list->count;
    if (!entries) fail_environment("%s: %s", folder, strerror(errno));
    for (struct dirent *entry; (entry = readdir(entries));) {
        struct stat status;
        const char *path = arena_print(arena, "%s/%s", folder, entry->d_name);
        if (stat(path, &status) != 0 || !S_ISREG(status.st_mode)) continue;
        if (objects ? is_part(settings, entry->d_name) : entry->d_name[0] != '.')
            add(list, arena, entry->d_name, path);
    }
    closedir(entries);
    qsort(list->names + first, (size_t)(list->count - first), sizeof *list->names, by_name);
    for (int i = first; i < list->count; i++) {
        list->paths[i] = arena_print(arena, "%s/%s", folder, list->names[i]);
        list->names[i] = arena_print(arena, "%s/%s", shown, list->names[i]);
    }
}

void fingerprint_grader(char *hex, struct arena *arena, const struct settings *settings)
{
    struct list *list = arena_alloc(arena, sizeof *list);
    char *text = arena_array(arena, FILES_MAX, 600), *end = text;
    const char *beside = arena_print(arena, "%s/../grade", settings->objects);
    const char *own = access("/proc/self/exe", R_OK) == 0 ? "/proc/self/exe" : beside;
    add(list, arena, "grade", own);
    add(list, arena, "labs/topics.txt", "labs/topics.txt");
    add_folder(list, arena, settings, settings->objects, "objects", true);
    add_folder(list, arena, settings, "reference/include", "reference/include", false);
    for (int i = 0; i < list->count; i++) {
        char digest[65];
        if (!digest_file(digest, list->paths[i]))
            fail_environment("%s: cannot be read; run make build", list->paths[i]);
        end += sprintf(end, "%.500s %s\n", list->names[i], digest);
    }
    sha256_hex(hex, text, (size_t)(end - text));
}

void fingerprint_goldens(char *hex, const struct settings *settings)
{
    char path[SUBMISSION_PATH_MAX];
    snprintf(path, sizeof path, "%s/manifest.txt", settings->golden);
    if (!digest_file(hex, path)) fail_environment("%s: cannot be read", path);
}

json_t *fingerprint_make(struct arena *arena, const struct settings *settings,
                         const struct batch_key *key)
{
    static const char *const checks[] = {"auto", "always", "never"};  // of settings.h
    char grader[65], goldens[65];
    const struct topic_part *first = settings->lab ? topics_find(&settings->topics, settings->lab)
                                                   : NULL;
    fingerprint_grader(grader, arena, settings);
    fingerprint_goldens(goldens, settings);
    json_t *made = json_pack("{s:s,s:s,s:s,s:i,s:s,s:s}", "grader", grader, "goldens", goldens,
                             "lab", first ? first->number : "all", "seconds", settings->seconds,
                             "checked", checks[settings->checked], "kind",
                             key->count ? "official" : "preview");
    if (key->count) {
        char id[65];
        hidden_seed(id, key->bytes, key->count, "which key is this?");
        json_object_set_new(made, "key", json_string(id));
    } else {
        json_object_set_new(made, "seed", json_integer((json_int_t)settings->seed));
    }
    return made;
}
