// resident.c: /proc/N/statm, and the list of children of each. See resident.h, proc(5).
#include "box/resident.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { DEPTH_MAX = 6, TEXT_ROOM = 4096 };

static bool read_text(char text[TEXT_ROOM], const char *path)
{
    FILE *in = fopen(path, "r");
    const size_t count = in ? fread(text, 1, TEXT_ROOM - 1, in) : 0;
    if (in) fclose(in);
    text[count] = 0;
    return count > 0;
}

static size_t pages_of(long process, int depth)
{
    char text[TEXT_ROOM], path[80], *end;
    long all, resident;
    size_t pages = 0;
    snprintf(path, sizeof path, "/proc/%ld/statm", process);
    if (read_text(text, path) &&
        sscanf(text, "%ld %ld", &all, &resident) == 2)
        pages = (size_t)resident;
    snprintf(path, sizeof path, "/proc/%ld/task/%ld/children", process, process);
    if (depth == DEPTH_MAX || !read_text(text, path)) return pages;
    for (char *at = text;; at = end) {
        const long child = strtol(at, &end, 10);
        if (end == at) return pages;
        pages += pages_of(child, depth + 1);
    }
}

size_t resident_bytes(pid_t process)
{
    return pages_of(process, 0) * (size_t)sysconf(_SC_PAGESIZE);
}
