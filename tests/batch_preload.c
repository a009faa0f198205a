// batch_preload.c: put before the C library in a test (LD_PRELOAD), it lets grade die or a disk be
// full at one chosen call. Programs that grade starts get a clean environment, and none of this.
//   CRUMB_JOURNAL   a path; calls of write and fsync on it are counted, from 1
//   CRUMB_AT        the call at which it happens
//   CRUMB_HOW       kill: the process dies instead; half: after half of the bytes;
//                   full: from then on half of the bytes are written and the disk is full
// A grading process that opens a file in a folder named poison dies; in one named murder it takes
// the batch with it.
#define _GNU_SOURCE  // RTLD_NEXT

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pid_t first;  // the batch, not what it forked
static int calls;

static void __attribute__((constructor)) remember(void)
{
    first = getpid();
}

static const char *setting(const char *name)
{
    const char *value = getenv(name);
    return value ? value : "";
}

static int is_journal(int descriptor)
{
    struct stat own, wanted;
    return getpid() == first && fstat(descriptor, &own) == 0 &&
           stat(setting("CRUMB_JOURNAL"), &wanted) == 0 && own.st_ino == wanted.st_ino &&
           own.st_dev == wanted.st_dev;
}

static int is_now(void)
{
    return calls == atoi(setting("CRUMB_AT"));
}

static int is_how(const char *how)
{
    return strcmp(setting("CRUMB_HOW"), how) == 0;
}

// The function of that name in the next library. ISO C has no way from an object pointer to it.
static void next(void *function, const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);
    memcpy(function, &found, sizeof found);
}

ssize_t write(int descriptor, const void *bytes, size_t count)
{
    ssize_t (*real)(int, const void *, size_t);
    next(&real, "write");
    if (!is_journal(descriptor)) return real(descriptor, bytes, count);
    calls++;
    if (is_how("full") && calls >= atoi(setting("CRUMB_AT"))) {
        if (count > 1) return real(descriptor, bytes, count / 2);
        errno = ENOSPC;
        return -1;
    }
    if (is_now()) {
        if (is_how("half") && real(descriptor, bytes, count / 2) < 0) abort();
        kill(first, SIGKILL);
    }
    return real(descriptor, bytes, count);
}

int fsync(int descriptor)
{
    int (*real)(int);
    next(&real, "fsync");
    if (!is_journal(descriptor)) return real(descriptor);
    calls++;
    if (is_now() && !is_how("full")) kill(first, SIGKILL);
    return real(descriptor);
}

int open(const char *path, int flags, ...)
{
    int (*real)(const char *, int, ...);
    va_list more;
    va_start(more, flags);
    const int mode = flags & O_CREAT ? va_arg(more, int) : 0;
    va_end(more);
    next(&real, "open");
    if (getpid() != first && strstr(path, "/poison/")) kill(getpid(), SIGKILL);
    if (getpid() != first && strstr(path, "/murder/")) {
        kill(first, SIGKILL);
        pause();  // it follows
    }
    return real(path, flags, mode);
}
