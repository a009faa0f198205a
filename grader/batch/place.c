// place.c: a folder in TMPDIR, emptied before and removed after. See place.h.
#include "batch/place.h"

#include "fail.h"
#include "sha256.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH_MAX = 16 };

// Everything below an open folder, which is closed; links are removed, never followed.
static void empty(int folder, int depth)
{
    DIR *list = fdopendir(folder);
    if (!list) {
        close(folder);
        return;
    }
    for (struct dirent *entry; (entry = readdir(list));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        if (unlinkat(folder, entry->d_name, 0) == 0 || depth == DEPTH_MAX) continue;
        const int inside = openat(folder, entry->d_name,
                                  O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (inside >= 0) empty(inside, depth + 1);
        unlinkat(folder, entry->d_name, AT_REMOVEDIR);
    }
    closedir(list);
}

void place_remove(const char *folder)
{
    const int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor >= 0) empty(descriptor, 0);
    rmdir(folder);
}

const char *place_make(struct arena *arena, const char *journal)
{
    char hex[65];
    struct stat status;
    const char *temporary = getenv("TMPDIR"), *real = realpath(journal, NULL);
    if (!temporary || !*temporary) temporary = "/tmp";
    sha256_hex(hex, real ? real : journal, strlen(real ? real : journal));
    free((char *)(uintptr_t)real);
    const char *folder = arena_print(arena, "%.400s/crumb-batch-%ld-%.16s", temporary,
                                     (long)getuid(), hex);
    // Somebody else's folder of that name is left alone.
    if (lstat(folder, &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == getuid())
        place_remove(folder);
    if (mkdir(folder, 0700) != 0)
        fail_environment("%s: %s; set TMPDIR to a folder that can be written", folder,
                         strerror(errno));
    setenv("TMPDIR", folder, 1);
    return folder;
}
