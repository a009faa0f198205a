// file.c: whole files in and out, by the calls of POSIX.1-2008. See file.h.
#include "file.h"

#include "fail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

// ---- reading --------------------------------------------------------------------------------

static int open_for_reading(const char *path, struct stat *status)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0 && errno == ENOENT)
        fail("%s: no such file; check the name and the folder you are in", path);
    if (descriptor < 0) fail("%s: cannot be read (%s)", path, strerror(errno));
    if (fstat(descriptor, status) != 0) fail("%s: cannot be read (%s)", path, strerror(errno));
    if (S_ISDIR(status->st_mode)) fail("%s: is a directory; name a file in it", path);
    return descriptor;
}

// A pipe cannot be mapped: its bytes go to a nameless file, which can. Returns that file.
static int spool(const char *path, int descriptor, struct stat *status)
{
    FILE *copy = tmpfile();
    if (!copy) fail_environment("%s: no temporary file for its bytes (%s)", path, strerror(errno));
    char block[1 << 15];
    ssize_t got;
    while ((got = read(descriptor, block, sizeof block)) != 0) {
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail("%s: reading stopped (%s)", path, strerror(errno));
        if (fwrite(block, 1, (size_t)got, copy) != (size_t)got)
            fail_environment("%s: the temporary copy of its bytes failed (%s)", path,
                             strerror(errno));
    }
    int spooled = fflush(copy) == 0 ? dup(fileno(copy)) : -1;
    if (spooled < 0 || fstat(spooled, status) != 0)
        fail_environment("%s: the temporary copy of its bytes failed (%s)", path, strerror(errno));
    fclose(copy);
    close(descriptor);
    return spooled;
}

struct file_bytes file_map(const char *path)
{
    struct stat status;
    int descriptor = open_for_reading(path, &status);
    if (!S_ISREG(status.st_mode)) descriptor = spool(path, descriptor, &status);

    struct file_bytes file = {(const uint8_t *)"", (size_t)status.st_size};
    if (file.count > 0) {  // nothing cannot be mapped
        void *start = mmap(NULL, file.count, PROT_READ, MAP_PRIVATE, descriptor, 0);
        if (start == MAP_FAILED)
            fail_environment("%s: %zu bytes cannot be mapped (%s)", path, file.count,
                             strerror(errno));
        file.bytes = start;
    }
    close(descriptor);
    return file;
}

void file_unmap(struct file_bytes file)
{
    if (file.count > 0) munmap((void *)(uintptr_t)file.bytes, file.count);
}

char *file_text(struct arena *arena, const char *path, size_t limit, size_t *count)
{
    struct file_bytes file = file_map(path);
    if (file.count > limit)
        fail("%s: %zu bytes, at most %zu are expected in such a file", path, file.count, limit);
    char *text = arena_alloc(arena, file.count + 1);
    memcpy(text, file.bytes, file.count);
    if (count) *count = file.count;
    file_unmap(file);
    return text;
}

// ---- writing --------------------------------------------------------------------------------

void file_make_folder(const char *path)
{
    struct stat status;
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        fail("%s: this folder cannot be made (%s)", path, strerror(errno));
    if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode))
        fail("%s: this is no folder; name another", path);
}

void file_begin(struct file_writer *writer, const char *path)
{
    struct stat status;
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
        fail("%s: is %s; name a file to write", path,
             S_ISDIR(status.st_mode) ? "a directory" : "not a regular file");

    writer->path = path;
    int descriptor = -1;
    for (int i = 0; i < 100 && descriptor < 0; i++) {  // another writer may hold the first name
        int length = snprintf(writer->temporary, sizeof writer->temporary, "%s.%ld-%d.tmp", path,
                              (long)getpid(), i);
        if (length < 0 || (size_t)length >= sizeof writer->temporary)
            fail("%.80s...: this path is too long", path);
        descriptor = open(writer->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (descriptor < 0 && errno != EEXIST) break;
    }
    if (descriptor < 0) fail("%s: cannot be written (%s)", path, strerror(errno));
    writer->stream = fdopen(descriptor, "wb");
    if (!writer->stream) fail_environment("%s: cannot be written (%s)", path, strerror(errno));
}

// Makes the new name itself survive a crash. Some file systems cannot; the bytes are safe anyway.
static void sync_folder(const char *path)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    size_t length = slash ? (size_t)(slash - path) + 1 : 0;
    if (length >= sizeof folder) return;
    memcpy(folder, path, length);
    folder[length] = '\0';
    int descriptor = open(length ? folder : ".", O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return;
    fsync(descriptor);
    close(descriptor);
}

_Noreturn static void write_failed(struct file_writer *writer, int reason)
{
    // An earlier fwrite may have met the full disk and its reason is lost: ask the disk.
    struct statvfs disk;
    if (reason == 0 && statvfs(writer->temporary, &disk) == 0 && disk.f_bavail == 0)
        reason = ENOSPC;
    unlink(writer->temporary);
    fail_environment("%s: could not be written (%s); what was there before is untouched",
                     writer->path, reason ? strerror(reason) : "the disk refused some bytes");
}

void file_commit(struct file_writer *writer)
{
    const bool earlier = ferror(writer->stream);
    errno = 0;
    if (fflush(writer->stream) != 0 || earlier) write_failed(writer, errno);
    if (fsync(fileno(writer->stream)) != 0 && errno != EINVAL && errno != ENOTSUP)
        write_failed(writer, errno);
    if (fclose(writer->stream) != 0) write_failed(writer, errno);
    if (rename(writer->temporary, writer->path) != 0) write_failed(writer, errno);
    sync_folder(writer->path);
    writer->stream = NULL;
}

void file_abandon(struct file_writer *writer)
{
    if (!writer->stream) return;
    fclose(writer->stream);
    unlink(writer->temporary);
    writer->stream = NULL;
}
