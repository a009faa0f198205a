// workshop.c: a folder, copies into it, one file out of it. See workshop.h.
#define _XOPEN_SOURCE 700  // nftw
#include "workshop.h"

#include "box/box.h"
#include "box/place.h"
#include "box/user.h"
#include "fail.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PROGRAM_MODE = 0750, OPEN_FOLDERS = 8 };

void workshop_open(struct workshop *workshop, const struct submission *submission)
{
    static int count;
    *workshop = (struct workshop){.home = submission->folder};
    snprintf(workshop->folder, sizeof workshop->folder, "%s", submission->folder);
    workshop->apart = box_tier() > BOX_LIMITS;
    if (!workshop->apart) return;
    snprintf(workshop->folder, sizeof workshop->folder, "%.4000s/at-work-%ld-%d",
             submission->folder, (long)getpid(), count++);
    if (mkdir(workshop->folder, 0700) != 0 || !user_give(workshop->folder, user_reserve()))
        fail_environment("%s: %s; free some space or set TMPDIR", workshop->folder,
                         strerror(errno));
}

static bool is_below(const char *path, const char *folder)
{
    const size_t length = strlen(folder);
    return strncmp(path, folder, length) == 0 && path[length] == '/';
}

static void copied(const char *path, const char *copy, bool good)
{
    if (!good)
        fail_environment("%s: not copied to %s: %s; free some space or set TMPDIR", path, copy,
                         strerror(errno));
}

void workshop_bring(char *name, struct workshop *workshop, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    char copy[SUBMISSION_PATH_MAX + 300];
    snprintf(name, SUBMISSION_PATH_MAX, "%s", path);
    if (!workshop->apart) return;
    if (!is_below(path, workshop->home) && user_reaches(path)) {
        snprintf(workshop->seen, sizeof workshop->seen, "%.*s", (int)(base - path) - 1, path);
        return;
    }
    snprintf(copy, sizeof copy, "%s/%.255s", workshop->folder, base);
    copied(path, copy, place_copy(path, copy, 0644));
    snprintf(name, SUBMISSION_PATH_MAX, "%.255s", base);
}

void workshop_bring_headers(char *name, struct workshop *workshop, const char *path)
{
    char copy[SUBMISSION_PATH_MAX + 300];
    snprintf(name, SUBMISSION_PATH_MAX, "%s", path);
    if (!workshop->apart) return;
    if (user_reaches(path)) {
        snprintf(workshop->seen, sizeof workshop->seen, "%s", path);
        return;
    }
    snprintf(copy, sizeof copy, "%s/include", workshop->folder);
    copied(path, copy, place_copy_folder(path, copy));
    strcpy(name, "include");
}

bool workshop_take(struct workshop *workshop, const char *name)
{
    char made[SUBMISSION_PATH_MAX + 300], kept[SUBMISSION_PATH_MAX + 300];
    struct stat status;
    if (!workshop->apart) return true;
    snprintf(made, sizeof made, "%s/%.255s", workshop->folder, name);
    snprintf(kept, sizeof kept, "%.4000s/%.255s", workshop->home, name);
    if (lstat(made, &status) != 0 || !S_ISREG(status.st_mode) || status.st_nlink != 1) return false;
    return chmod(made, PROGRAM_MODE) == 0 && user_give(made, geteuid()) && rename(made, kept) == 0;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status, (void)kind, (void)place;
    remove(path);
    return 0;
}

void workshop_remove(const char *folder)
{
    nftw(folder, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

void workshop_close(struct workshop *workshop)
{
    if (workshop->apart) workshop_remove(workshop->folder);
}
