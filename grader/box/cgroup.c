// cgroup.c: folders below /sys/fs/cgroup. Version 1 has one for each of pids and memory, version 2
// one for both. See cgroup.h, cgroups(7).
#include "box/cgroup.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOUNT "/sys/fs/cgroup"
#define PREFIX "crumb-"
enum { PATH_ROOM = 1024 };
struct controller {
    const char *parent;  // NULL: version 2, which has one folder for both
    const char *memory, *processes;  // files in it
};
static const struct controller controllers[] = {
    {MOUNT "/memory", "memory.limit_in_bytes", NULL},
    {MOUNT "/pids", NULL, "pids.max"},
    {MOUNT, "memory.max", "pids.max"}};
enum { FIRST_OF_1 = 0, FIRST_OF_2 = 2, BEHIND = 3 };

static pid_t owner;  // of the group that is open; 0: none
static int first, behind;  // which controllers it is made of

static void path_of(char path[PATH_ROOM], const struct controller *controller, const char *file)
{
    snprintf(path, PATH_ROOM, "%s/" PREFIX "%ld/%s", controller->parent, (long)owner, file);
}

static bool put(const char *path, const char *text)
{
    const int out = open(path, O_WRONLY | O_CLOEXEC);
    const bool good = out >= 0 && write(out, text, strlen(text)) == (ssize_t)strlen(text);
    if (out >= 0) close(out);
    return good;
}

// Memory that is full goes to no disk, where there is such a limit.
static void no_swap(const struct controller *controller, size_t memory)
{
    char path[PATH_ROOM], text[32];
    const bool second = strcmp(controller->parent, MOUNT) == 0;
    if (!controller->memory) return;
    path_of(path, controller, second ? "memory.swap.max" : "memory.memsw.limit_in_bytes");
    snprintf(text, sizeof text, "%zu", second ? 0 : memory);
    put(path, text);
}

static bool put_number(const struct controller *controller, const char *file, size_t number)
{
    char path[PATH_ROOM], text[32];
    if (!file) return true;
    path_of(path, controller, file);
    snprintf(text, sizeof text, "%zu", number);
    return put(path, text);
}

bool cgroup_limit(size_t memory, int processes)
{
    bool good = owner == getpid();
    for (int i = first; good && i < behind; i++) no_swap(&controllers[i], memory);  // to raise it
    for (int i = first; good && i < behind; i++)
        good = put_number(&controllers[i], controllers[i].memory, memory) &&
               put_number(&controllers[i], controllers[i].processes, (size_t)processes);
    for (int i = first; good && i < behind; i++) no_swap(&controllers[i], memory);  // to lower it
    return good;
}

static bool make(int from, int to)
{
    char path[PATH_ROOM];
    first = from;
    behind = to;
    owner = getpid();
    for (int i = from; i < to; i++) {
        path_of(path, &controllers[i], "");
        if (mkdir(path, 0755) != 0 && errno != EEXIST) return false;
    }
    return cgroup_limit(CGROUP_MEMORY, CGROUP_PROCESSES);
}

// Also of what this process forked, and what ended without a word.
static void close_all(void)
{
    cgroup_close();
    cgroup_sweep();
}

bool cgroup_open(void)
{
    static bool closes;
    if (owner == getpid()) return true;
    if (geteuid() != 0) return false;
    if (!closes && atexit(close_all) == 0) closes = true;  // what was forked inherits it
    if (make(FIRST_OF_1, FIRST_OF_2)) return true;
    cgroup_close();
    put(MOUNT "/cgroup.subtree_control", "+memory +pids");
    if (make(FIRST_OF_2, BEHIND)) return true;
    cgroup_close();
    return false;
}

bool cgroup_join(void)
{
    char path[PATH_ROOM];
    for (int i = first; i < behind; i++) {
        path_of(path, &controllers[i], "cgroup.procs");
        if (!put(path, "0")) return false;
    }
    return owner != 0;
}

void cgroup_close(void)
{
    char path[PATH_ROOM];
    if (owner != getpid()) return;
    for (int i = first; i < behind; i++) {
        path_of(path, &controllers[i], "");
        rmdir(path);
    }
    owner = 0;
}

void cgroup_sweep(void)
{
    char path[PATH_ROOM];
    for (int i = 0; i < BEHIND; i++) {
        DIR *folder = opendir(controllers[i].parent);
        for (struct dirent *entry; folder && (entry = readdir(folder));) {
            const char *number = entry->d_name + sizeof PREFIX - 1;
            if (strncmp(entry->d_name, PREFIX, sizeof PREFIX - 1) != 0 ||
                !isdigit((unsigned char)*number))
                continue;
            if (kill((pid_t)atol(number), 0) == 0 || errno != ESRCH) continue;
            snprintf(path, sizeof path, "%s/%.200s", controllers[i].parent, entry->d_name);
            rmdir(path);  // refused while something is in it
        }
        if (folder) closedir(folder);
    }
}
