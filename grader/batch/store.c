// store.c: a whole journal, bounded; the time. See store.h.
#include "batch/store.h"

#include "fail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>


static size_t read_all(char *text, size_t count, int descriptor)
{
    size_t at = 0;
    while (at < count) {
        const ssize_t got = pread(descriptor, text + at, count - at, (off_t)at);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        at += (size_t)got;
    }
    return at;
}

char *store_text_of(const char **why, size_t *count, struct arena *arena, const char *path,
                   int descriptor)
{
    struct stat status;
    *why = NULL;
    if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        *why = arena_print(arena, "%s: no regular file; wanted a journal or results", path);
        return NULL;
    }
    if (status.st_size > STORE_BYTES_MAX) {
        *why = arena_print(arena, "%s: larger than 2 GiB; split the batch into shards", path);
        return NULL;
    }
    const size_t wanted = (size_t)status.st_size;
    char *text = malloc(wanted + 1);
    if (!text) fail_environment("memory: no room for %s", path);
    *count = read_all(text, wanted, descriptor);
    text[*count] = 0;
    if (*count == wanted) return text;
    *why = arena_print(arena, "%s: cannot be read to its end", path);
    free(text);
    return NULL;
}

void store_time(char *text)
{
    const time_t now = time(NULL);
    struct tm parts;
    gmtime_r(&now, &parts);
    strftime(text, STORE_TIME, "%Y-%m-%dT%H:%M:%SZ", &parts);
}
