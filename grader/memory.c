// memory.c: read, lock, change, write, rename. See memory.h.
#include "memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PATH_ROOM = 4200, LOCK_TRIES = 200, ASIDE_MAX = 99 };

static void path_of(char path[PATH_ROOM], const struct memory *memory, const char *ending)
{
    snprintf(path, PATH_ROOM, "%.4000s/%s%s", memory->folder, memory->name, ending);
}

// The first thing that is off is what is told.
static void off(const struct memory *memory, const char *path, const char *what, const char *next)
{
    const char *slash = strrchr(memory->folder, '/');
    size_t skipped = slash ? (size_t)(slash - memory->folder) + 1 : 0;
    if (!memory->why[0])
        snprintf(memory->why, memory->why_size, "%s: %s; %s", path + skipped, what, next);
}

static json_t *fresh(const struct memory *memory)
{
    return json_pack("{s:s}", "schema", memory->schema);
}

json_t *memory_read(const struct memory *memory, bool *damaged)
{
    char path[PATH_ROOM];
    json_error_t error;
    *damaged = false;
    path_of(path, memory, ".json");
    FILE *in = fopen(path, "rb");
    if (!in && (errno == ENOENT || errno == ENOTDIR)) return fresh(memory);
    if (!in) {
        off(memory, path, strerror(errno), "nothing is remembered");
        return NULL;
    }
    json_t *root = json_loadf(in, JSON_REJECT_DUPLICATES, &error);
    bool failed = ferror(in) != 0;
    fclose(in);
    const char *schema = json_string_value(json_object_get(root, "schema"));
    if (schema && strcmp(schema, memory->schema) == 0) return root;
    size_t family = strcspn(memory->schema, "/");
    family += 1 + strcspn(memory->schema + family + 1, "/");
    bool other = schema && strncmp(schema, memory->schema, family + 1) == 0;
    json_decref(root);
    if (failed || other) {
        off(memory, path, other ? "written by another version of this program" : "cannot be read",
            "it is left as it is, and nothing is remembered");
        return NULL;
    }
    *damaged = true;
    off(memory, path, "damaged", "it starts anew, and the damaged file is kept beside it");
    return fresh(memory);
}

// A descriptor that holds the lock; -1: nothing can be written here. Never waits for long: who
// holds it may have been stopped.
static int lock(const struct memory *memory)
{
    char path[PATH_ROOM];
    path_of(path, memory, ".lock");
    if (mkdir(memory->folder, 0777) != 0 && errno != EEXIST) {
        off(memory, memory->folder, strerror(errno), "nothing is remembered");
        return -1;
    }
    int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    for (int i = 0; descriptor >= 0 && i < LOCK_TRIES; i++) {
        if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) return descriptor;
        if (errno != EWOULDBLOCK && errno != EINTR) break;
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    off(memory, path, strerror(errno), "nothing is remembered this time");
    if (descriptor >= 0) close(descriptor);
    return -1;
}

static void keep_aside(const struct memory *memory)
{
    char path[PATH_ROOM], aside[PATH_ROOM], ending[40];
    path_of(path, memory, ".json");
    for (int i = 1; i <= ASIDE_MAX; i++) {
        snprintf(ending, sizeof ending, "-damaged-%d.json", i);
        path_of(aside, memory, ending);
        if (access(aside, F_OK) == 0) continue;
        if (link(path, aside) != 0) rename(path, aside);  // some file systems have no links
        return;
    }
}

static bool dump(const json_t *root, const char *temporary)
{
    FILE *out = fopen(temporary, "wb");
    if (!out) return false;
    bool written = json_dumpf(root, out, JSON_INDENT(1) | JSON_SORT_KEYS) == 0 &&
                   fputc('\n', out) != EOF && fflush(out) == 0 &&
                   (fsync(fileno(out)) == 0 || errno == EINVAL || errno == ENOTSUP);
    int reason = errno;
    if (fclose(out) != 0 && written) return false;
    errno = reason;
    return written;
}

static void write_whole(const struct memory *memory, const json_t *root)
{
    char path[PATH_ROOM], temporary[PATH_ROOM], ending[40];
    snprintf(ending, sizeof ending, ".json.%ld.tmp", (long)getpid());
    path_of(path, memory, ".json");
    path_of(temporary, memory, ending);
    if (dump(root, temporary) && rename(temporary, path) == 0) return;
    off(memory, path, strerror(errno),
        "what was there is untouched, this result is not remembered");
    unlink(temporary);
}

json_t *memory_change(const struct memory *memory, void (*change)(json_t *root, void *context),
                      void *context)
{
    bool damaged;
    int descriptor = lock(memory);
    json_t *root = memory_read(memory, &damaged);
    if (root) {
        json_t *before = json_deep_copy(root);
        change(root, context);
        if (descriptor >= 0 && damaged) keep_aside(memory);
        if (descriptor >= 0 && (damaged || !json_equal(before, root))) write_whole(memory, root);
        json_decref(before);
    }
    if (descriptor >= 0) close(descriptor);
    return root;
}
