// place.c: copies. See place.h.
#include "box/place.h"

#include "box/entry.h"
#include "box/user.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_ROOM = 4352 };

static bool usable(const char *folder)
{
    return user_reaches(folder) && access(folder, W_OK) == 0;
}

const char *place_temporary(void)
{
    const char *asked = getenv("TMPDIR");
    const char *const others[] = {"/tmp", "/var/tmp", "/dev/shm"};
    if (!asked || !*asked) asked = "/tmp";
    if (entry_tier() == BOX_LIMITS || usable(asked)) return asked;
    for (int i = 0; i < 3; i++)
        if (usable(others[i])) return others[i];
    return asked;
}

static bool copy_bytes(int in, int out)
{
    char bytes[65536];
    for (;;) {
        const ssize_t got = read(in, bytes, sizeof bytes);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return got == 0;
        for (ssize_t at = 0, written; at < got; at += written)
            if ((written = write(out, bytes + at, (size_t)(got - at))) <= 0) return false;
    }
}

bool place_copy(const char *from, const char *to, unsigned mode)
{
    struct stat status;
    const int in = open(from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (in < 0) return false;
    errno = EINVAL;
    const bool regular = fstat(in, &status) == 0 && S_ISREG(status.st_mode);
    const int out = regular ? open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode) : -1;
    bool good = out >= 0 && copy_bytes(in, out) && fchmod(out, mode) == 0;
    const int error = errno;
    close(in);
    if (out >= 0 && close(out) != 0) good = false;
    errno = error;
    return good;
}

bool place_copy_folder(const char *from, const char *to)
{
    char source[PATH_ROOM], copy[PATH_ROOM];
    DIR *folder = opendir(from);
    bool good = folder && mkdir(to, 0755) == 0 && chmod(to, 0755) == 0;
    for (struct dirent *entry; good && (entry = readdir(folder));) {
        if (entry->d_name[0] == '.') continue;
        snprintf(source, sizeof source, "%.4000s/%.255s", from, entry->d_name);
        snprintf(copy, sizeof copy, "%.4000s/%.255s", to, entry->d_name);
        good = place_copy(source, copy, 0644);
    }
    if (folder) closedir(folder);
    return good;
}
