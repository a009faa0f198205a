// summary.c: the step summary of GitHub Actions, a file to which Markdown is appended. See emit.h.
#include "emit/emit.h"

#include "fail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Behind what is there, or nothing: a file that got half of it is cut back.
static const char *append(int descriptor, off_t before, const char *text, size_t count)
{
    for (size_t done = 0; done < count;) {
        const ssize_t wrote = write(descriptor, text + done, count - done);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote <= 0) {
            const char *reason = wrote < 0 ? strerror(errno) : "the disk refused some bytes";
            if (ftruncate(descriptor, before) != 0) return "half of it was written; see the file";
            return reason;
        }
        done += (size_t)wrote;
    }
    return fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP ? NULL : strerror(errno);
}

static const char *append_page(int descriptor, off_t before, const json_t *record,
                               struct arena *arena)
{
    const char *why = "the file would have more than 1 MiB, which GitHub does not take";
    for (int details = 1; details >= 0; details--) {
        char *text = NULL;
        size_t count = 0;
        FILE *out = open_memstream(&text, &count);
        if (!out) fail_environment("memory: no room for the summary");
        if (before > 0) fputc('\n', out);  // what is there may not end its line
        emit_markdown_page(out, record, arena, details);
        if (fclose(out) != 0) fail_environment("memory: no room for the summary");
        const bool fits = (uintmax_t)before + count <= EMIT_SUMMARY_MOST;
        if (fits) why = append(descriptor, before, text, count);
        free(text);
        if (fits) break;
    }
    return why;
}

const char *emit_summary(const char *path, const json_t *record, struct arena *arena)
{
    struct stat status;
    const int descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666);
    if (descriptor < 0) return strerror(errno);
    const char *why = fstat(descriptor, &status) != 0 ? strerror(errno)
                      : !S_ISREG(status.st_mode)      ? "it is no regular file"
                                                      : NULL;
    if (!why) why = append_page(descriptor, status.st_size, record, arena);
    close(descriptor);
    return why;
}
