// entry.c: what each kind may see, and the order in which a child gives things up: its group of
// processes is counted, its user changed, then files, then system calls. See entry.h.
#define _GNU_SOURCE  // memfd_create, O_PATH, CLONE_NEW...
#include "box/entry.h"

#include "box/cgroup.h"
#include "box/landlock.h"
#include "box/user.h"
#include "fail.h"
#include "orphans.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __linux__
#include <elf.h>
#include <fcntl.h>
#include <sys/mman.h>
#endif

// Where compilers and libraries lie. Not all of /usr: somebody's course may lie below it.
static const char *const libraries[] = {"/lib", "/lib64", "/usr/lib", "/usr/lib64",
                                        "/usr/local/lib", "/etc/ld.so.cache", NULL};
static const char *const compilers[] = {"/bin", "/usr/bin", "/usr/libexec", "/usr/include",
                                        "/usr/local/bin", "/usr/local/include", "/lib32",
                                        "/usr/lib32", "/etc/alternatives", NULL};

static int tier_now = BOX_LIMITS;
static const char *bubblewrap_now;
static struct filter filters[BOX_KINDS];

void entry_set(int tier, const char *bubblewrap)
{
    tier_now = tier;
    bubblewrap_now = bubblewrap;
    for (int kind = BOX_COMPILER; tier > BOX_LIMITS && kind < BOX_KINDS; kind++)
        if (!filters[kind].bytes) filter_make(&filters[kind], (enum box_kind)kind);
}

int entry_tier(void)
{
    return tier_now;
}

static void readable(struct entry *entry, const char *path)
{
    if (entry->readable_count + 1 < ENTRY_READABLE && path && *path)
        entry->readable[entry->readable_count++] = path;
}

// argv[0] with its folder: as it stands, or the first of that name in PATH.
static void find_program(char program[4096], const char *name)
{
    const char *path = getenv("PATH");
    snprintf(program, 4096, "%s", name);
    if (strchr(name, '/')) return;
    for (const char *at = path ? path : "/usr/bin:/bin"; *at;) {
        const int length = (int)strcspn(at, ":");
        snprintf(program, 4096, "%.*s/%s", length, at, name);
        if (length && access(program, X_OK) == 0) return;
        at += length + (at[length] == ':');
    }
    snprintf(program, 4096, "%s", name);
}

static void follow_links(char program[4096])
{
    static char whole[PATH_MAX];
    if (realpath(program, whole)) snprintf(program, 4096, "%.4095s", whole);
}

// Does it name a program that loads its libraries? Programs of Linux say so in their first bytes.
#ifdef __linux__
static bool wants_libraries(const char *program)
{
    unsigned char bytes[4096];
    Elf64_Ehdr head;
    Elf64_Phdr part;
    const int in = open(program, O_RDONLY | O_CLOEXEC);
    const ssize_t got = in >= 0 ? read(in, bytes, sizeof bytes) : -1;
    if (in >= 0) close(in);
    if (got < (ssize_t)sizeof head) return true;
    memcpy(&head, bytes, sizeof head);
    for (int i = 0; i < head.e_phnum; i++) {
        const size_t at = head.e_phoff + (size_t)i * sizeof part;
        if (head.e_phoff > sizeof bytes || at + sizeof part > (size_t)got) return true;
        memcpy(&part, bytes + at, sizeof part);
        if (part.p_type == PT_INTERP) return true;
    }
    return false;
}
#else
static bool wants_libraries(const char *program)
{
    (void)program;
    return true;
}
#endif

// A compiler that lies elsewhere, /opt/gcc-14/bin/gcc, has the rest of itself beside its folder.
static void readable_home(struct entry *entry)
{
    static char home[PATH_MAX];
    if (!realpath(entry->program, home)) return;
    char *slash = strrchr(home, '/');
    if (slash) *slash = 0;
    const size_t length = strlen(home);
    if (length < 5 || strcmp(home + length - 4, "/bin") != 0 || strncmp(home, "/usr/", 5) == 0)
        return;
    home[length - 4] = 0;
    readable(entry, home);
}

static void list_readable(struct entry *entry, const struct launch *what)
{
    const struct box *box = &what->box;
    entry->readable_count = 0;
    if (entry->kind != BOX_PROBE)
        for (int i = 0; libraries[i]; i++) readable(entry, libraries[i]);
    if (entry->kind == BOX_COMPILER) {
        for (int i = 0; compilers[i]; i++) readable(entry, compilers[i]);
        readable_home(entry);
    } else {
        readable(entry, entry->program);
    }
    for (int i = 0; i < BOX_READABLE; i++) readable(entry, box->readable[i]);
    entry->readable[entry->readable_count] = NULL;
}

// ---- bubblewrap's command line -----------------------------------------------------------------

static char text[ENTRY_TEXT];
static size_t text_used;

static const char *keep(const char *word)
{
    const size_t bytes = strlen(word) + 1;
    if (bytes > sizeof text - text_used) fail("bubblewrap's command line is too long");
    char *copy = memcpy(text + text_used, word, bytes);
    text_used += bytes;
    return copy;
}

static int words(struct entry *entry, int count, const char *a, const char *b, const char *c)
{
    const char *const all[] = {a, b, c};
    for (int i = 0; i < 3 && all[i]; i++) {
        if (count + 1 >= ENTRY_WORDS) fail("bubblewrap's command line has too many words");
        entry->words[count++] = all[i];
    }
    return count;
}

// /lib is often a link to usr/lib: it is one inside too.
static int mount_readable(struct entry *entry, int count, const char *path)
{
    char target[256];
    struct stat status;
    if (lstat(path, &status) != 0) return count;
    if (!S_ISLNK(status.st_mode)) return words(entry, count, "--ro-bind", path, path);
    const ssize_t length = readlink(path, target, sizeof target - 1);
    if (length <= 0) return count;
    target[length] = 0;
    return words(entry, count, "--symlink", keep(target), path);
}

enum { FILTER_DESCRIPTOR = 5 };

static void wrap(struct entry *entry, const struct launch *what)
{
    static const char *const opening[] = {"--unshare-all", "--die-with-parent", "--new-session",
                                          "--cap-drop", "ALL", NULL};
    int count = words(entry, 0, bubblewrap_now, NULL, NULL);
    text_used = 0;
    for (int i = 0; opening[i]; i++) count = words(entry, count, opening[i], NULL, NULL);
    for (int i = 0; i < entry->readable_count; i++)
        count = mount_readable(entry, count, entry->readable[i]);
    if (entry->kind != BOX_PROBE) {
        // Sanitizers look for their own program there; of the system's processes there is nothing.
        if (entry->kind == BOX_CHECKED)
            count = words(entry, count, "--symlink", entry->program, "/proc/self/exe");
        count = words(entry, count, "--dev-bind", "/dev/null", "/dev/null");
    }
    if (what->box.writable)
        count = words(entry, count, "--bind", what->box.writable, what->box.writable);
    count = words(entry, count, "--remount-ro", "/", NULL);
    count = words(entry, count, "--chdir", what->box.writable ? what->box.writable : "/", NULL);
    count = words(entry, count, "--seccomp", "5", "--");
    count = words(entry, count, entry->program, NULL, NULL);
    for (int i = 1; what->argv[i]; i++) count = words(entry, count, what->argv[i], NULL, NULL);
    entry->words[count] = NULL;
    entry->argv = entry->words;
}

void entry_prepare(struct entry *entry, const struct launch *what)
{
    *entry = (struct entry){.tier = tier_now, .kind = what->box.kind, .argv = what->argv};
    if (entry->kind == BOX_TRUSTED) entry->tier = BOX_LIMITS;
    if (entry->tier == BOX_LIMITS) return;
    entry->user = user_reserve();
    find_program(entry->program, what->argv[0]);
    if (entry->kind != BOX_COMPILER) follow_links(entry->program);  // it is mounted alone
    if (entry->kind == BOX_PROBE && wants_libraries(entry->program)) entry->kind = BOX_CHECKED;
    list_readable(entry, what);
    if (entry->tier >= BOX_GROUPED) cgroup_open();
    if (entry->tier >= BOX_NAMESPACES) wrap(entry, what);
}

// ---- in the child ------------------------------------------------------------------------------

static bool hide_files(const struct entry *entry, const struct launch *what)
{
    const int rules = landlock_begin();
    for (int i = 0; i < entry->readable_count; i++) landlock_allow_read(rules, entry->readable[i]);
    if (entry->kind == BOX_CHECKED) landlock_allow_read(rules, "/proc/self");
    if (entry->kind != BOX_PROBE) landlock_allow_null(rules);
    if (what->box.writable) landlock_allow_write(rules, what->box.writable);
    return landlock_enter(rules);
}

#ifdef __linux__
// Inside its namespace the program is process 2: 1 is bubblewrap.
static bool hand_filter_over(struct filter *filter)
{
    const int memory = memfd_create("filter", 0);
    filter_set_self(filter, 2);
    return memory >= 0 && (memory == FILTER_DESCRIPTOR || dup2(memory, FILTER_DESCRIPTOR) >= 0) &&
           write(FILTER_DESCRIPTOR, filter->code, filter->bytes) == (ssize_t)filter->bytes &&
           lseek(FILTER_DESCRIPTOR, 0, SEEK_SET) == 0;
}
#else
static bool hand_filter_over(struct filter *filter)
{
    (void)filter;
    return false;
}
#endif

bool entry_enter(struct entry *entry, const struct launch *what)
{
    struct filter *filter = &filters[entry->kind];
    if (entry->tier == BOX_LIMITS) return true;
    errno = ENOSYS;
    if (!filter->bytes) return false;
    if (entry->tier >= BOX_GROUPED && !cgroup_join()) return false;
    if (what->box.writable && chdir(what->box.writable) != 0) return false;
    if (!user_become(entry->user)) return false;
    orphans_follow_parent();  // another user has forgotten it
    if (entry->tier >= BOX_NAMESPACES) return hand_filter_over(filter);
    filter_set_self(filter, getpid());
    return hide_files(entry, what) && filter_enter(filter);
}
