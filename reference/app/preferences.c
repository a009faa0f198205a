// preferences.c: see preferences.h.
#include "preferences.h"

#include "fail.h"
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static json_t *messages_of(const struct conversation *question)
{
    json_t *list = json_array();
    for (dim i = 0; i < question->count; i++) {
        const struct conversation_turn *turn = &question->turns[i];
        json_t *words = json_stringn(turn->words, (size_t)turn->length);
        if (!words) fail("the question is no UTF-8, and a line of JSON has no place for it");
        json_array_append_new(list, json_pack("{s:s, s:o}", "role",
                                              conversation_role_name(turn->role), "content",
                                              words));
    }
    return list;
}

static void read_lines(struct preferences *p)
{
    const struct file_bytes file = file_map(p->path);
    int line = 1;
    for (size_t at = 0; at < file.count; line++) {
        const char *text = (const char *)file.bytes + at;
        const char *end = memchr(text, '\n', file.count - at);
        const size_t n = end ? (size_t)(end - text) : file.count - at;
        json_error_t error;
        at += n + 1;
        if (n == 0) continue;
        json_t *root = json_loadb(text, n, 0, &error);
        if (!json_is_object(root))
            fail("%s:%d: this is no line of preferences (%s); name another file, or mend it",
                 p->path, line, root ? "no object" : error.text);
        json_array_append(p->rated, json_object_get(root, "prompt"));
        json_decref(root);
    }
    file_unmap(file);
}

void preferences_open(struct preferences *p, const char *path)
{
    *p = (struct preferences){.path = path, .rated = json_array()};
    struct stat status;
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
        fail("%s: is no regular file; name a file to write", path);
    p->file = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (p->file < 0) fail("%s: cannot be written (%s)", path, strerror(errno));
    read_lines(p);
}

bool preferences_has(const struct preferences *p, const struct conversation *question)
{
    json_t *messages = messages_of(question);
    bool found = false;
    for (size_t i = 0; !found && i < json_array_size(p->rated); i++)
        found = json_equal(messages, json_array_get(p->rated, i));
    json_decref(messages);
    return found;
}

dim preferences_count(const struct preferences *p)
{
    return (dim)json_array_size(p->rated);
}

static void append(const struct preferences *p, const char *line, size_t n)
{
    struct stat before;
    char last = '\n';
    flock(p->file, LOCK_EX);  // another reader may rate into the same file
    if (fstat(p->file, &before) != 0)
        fail_environment("%s: cannot be read (%s)", p->path, strerror(errno));
    if (before.st_size > 0 && pread(p->file, &last, 1, before.st_size - 1) != 1)
        fail_environment("%s: cannot be read (%s)", p->path, strerror(errno));
    // In one call: whenever Ctrl-C comes, the line is there or it is not.
    const char *from = last == '\n' ? line + 1 : line;
    const ssize_t wanted = (ssize_t)(n - (size_t)(from - line));
    errno = ENOSPC;  // what a short write means
    const bool whole = write(p->file, from, (size_t)wanted) == wanted;
    const int reason = errno;
    if (!whole || (fsync(p->file) != 0 && errno != EINVAL && errno != ENOTSUP)) {
        if (ftruncate(p->file, before.st_size) != 0) errno = reason;
        fail_environment("%s: the choice could not be written (%s); the lines before it are whole",
                         p->path, strerror(reason));
    }
    flock(p->file, LOCK_UN);
}

void preferences_add(struct preferences *p, const struct conversation *question,
                     const char *chosen, const char *rejected, bool tie)
{
    char when[32];
    const time_t now = time(NULL);
    struct tm utc;
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
    json_t *messages = messages_of(question);
    json_t *line = tie ? json_pack("{s:O, s:[s, s], s:s}", "prompt", messages, "tie", chosen,
                                   rejected, "when", when)
                       : json_pack("{s:O, s:s, s:s, s:s}", "prompt", messages, "chosen", chosen,
                                   "rejected", rejected, "when", when);
    char *text = json_dumps(line, 0);
    const size_t n = text ? strlen(text) : 0;
    char *with_ends = malloc(n + 2);  // a line end on both sides: the first only where it is needed
    if (!text || !with_ends) fail_environment("no memory for a line of preferences");
    with_ends[0] = with_ends[n + 1] = '\n';
    memcpy(with_ends + 1, text, n);
    append(p, with_ends, n + 2);
    json_array_append_new(p->rated, messages);
    free(with_ends);
    free(text);
    json_decref(line);
}

void preferences_close(struct preferences *p)
{
    close(p->file);
    json_decref(p->rated);
}
