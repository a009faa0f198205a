// landlock.c: three system calls. Their structures are declared here, for headers are often older
// than the kernel: it is asked for its version, and told no more than that one knows. See
// landlock.h.
#define _GNU_SOURCE  // memfd_create, O_PATH, CLONE_NEW...
#include "box/landlock.h"

#ifdef __linux__
#include <fcntl.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#if defined(__linux__) && defined(SYS_landlock_create_ruleset)
struct ruleset {
    uint64_t files, network, scoped;
};
struct __attribute__((packed)) beneath {
    uint64_t allowed;
    int32_t parent;
};

enum { VERSION_FLAG = 1, RULE_BENEATH = 1 };
enum { EXECUTE = 1 << 0, WRITE_FILE = 1 << 1, READ_FILE = 1 << 2, READ_FOLDER = 1 << 3,
       REMOVE_FOLDER = 1 << 4, REMOVE_FILE = 1 << 5, MAKE_FOLDER = 1 << 7, MAKE_FILE = 1 << 8,
       TRUNCATE = 1 << 14 };
enum { OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE };
enum { BIND_AND_CONNECT = 3, SOCKETS_AND_SIGNALS = 3 };

int landlock_version(void)
{
    const long version = syscall(SYS_landlock_create_ruleset, NULL, 0, VERSION_FLAG);
    return version > 0 ? (int)version : 0;
}

// All rights over files that a kernel of this version knows: what is handled is denied.
static uint64_t all_rights(int version)
{
    const int bits = version >= 5 ? 16 : version >= 3 ? 15 : version >= 2 ? 14 : 13;
    return (UINT64_C(1) << bits) - 1;
}

int landlock_begin(void)
{
    const int version = landlock_version();
    struct ruleset set = {.files = all_rights(version)};
    size_t size = sizeof set.files;
    if (version < 1) return -1;
    if (version >= 4) {
        set.network = BIND_AND_CONNECT;
        size += sizeof set.network;
    }
    if (version >= 6) {
        set.scoped = SOCKETS_AND_SIGNALS;
        size += sizeof set.scoped;
    }
    return (int)syscall(SYS_landlock_create_ruleset, &set, size, 0);
}

static void allow(int rules, const char *path, uint64_t rights)
{
    struct stat status;
    struct beneath beneath = {.parent = open(path, O_PATH | O_CLOEXEC)};
    if (beneath.parent < 0) return;
    const bool folder = fstat(beneath.parent, &status) == 0 && S_ISDIR(status.st_mode);
    beneath.allowed = rights & all_rights(landlock_version()) & (folder ? UINT64_MAX : OF_FILES);
    syscall(SYS_landlock_add_rule, rules, RULE_BENEATH, &beneath, 0);
    close(beneath.parent);
}

void landlock_allow_read(int rules, const char *path)
{
    allow(rules, path, EXECUTE | READ_FILE | READ_FOLDER);
}

void landlock_allow_write(int rules, const char *path)
{
    allow(rules, path, WRITE_FILE | READ_FILE | READ_FOLDER | REMOVE_FOLDER | REMOVE_FILE |
                           MAKE_FOLDER | MAKE_FILE | TRUNCATE);
}

void landlock_allow_null(int rules)
{
    allow(rules, "/dev/null", WRITE_FILE | READ_FILE);
}

bool landlock_enter(int rules)
{
    const bool good = rules >= 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                      syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    if (rules >= 0) close(rules);
    return good;
}
#else
int landlock_version(void)
{
    return 0;
}

int landlock_begin(void)
{
    return -1;
}

void landlock_allow_read(int rules, const char *path)
{
    (void)rules, (void)path;
}

void landlock_allow_write(int rules, const char *path)
{
    (void)rules, (void)path;
}

void landlock_allow_null(int rules)
{
    (void)rules;
}

bool landlock_enter(int rules)
{
    (void)rules;
    return false;
}
#endif
