// filter_libseccomp.c: the lists, and what arguments calls on them may have. See filter.h,
// seccomp(2). Names that this architecture does not have are passed over.
#define _GNU_SOURCE  // memfd_create, O_PATH, CLONE_NEW...
#include "box/filter.h"

#include <errno.h>
#include <linux/filter.h>
#include <sched.h>
#include <seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { SELF = 0x5E1F5E1F };  // stands where filter_set_self puts the process id

// To compute, to use memory that is one's own, to end; and what a program does before main().
static const char *const computing[] = {
    "read", "readv", "write", "writev", "close", "lseek", "mmap", "mprotect", "munmap", "mremap",
    "madvise", "brk", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack",
    "restart_syscall", "exit", "exit_group", "execve", "arch_prctl", "set_tid_address",
    "set_robust_list", "rseq", "getrandom", "futex", "clock_gettime", "clock_getres",
    "gettimeofday", "time", "nanosleep", "clock_nanosleep", "getpid", "gettid", "sched_yield",
    "fstat", "newfstatat", "getrlimit", "times", "uname",
    "wait4", NULL};  // bubblewrap's first process waits under the same filter
// Libraries are opened, and looked for: what can be found is up to Landlock and the mounts.
static const char *const loading[] = {
    "open", "openat", "access", "faccessat", "faccessat2", "pread64", "readlink", "readlinkat",
    "stat", "lstat", "statx", "getcwd", "fcntl", "getdents64", NULL};
static const char *const checking[] = {"dup", "dup2", "dup3", "getppid", "sched_getaffinity",
                                       "getrusage", "sysinfo", "ioctl", "setrlimit", NULL};
// A compiler starts its parts, and they write files.
static const char *const compiling[] = {
    "fork", "vfork", "waitid", "pipe", "pipe2", "poll", "ppoll", "select", "pselect6",
    "chdir", "fchdir", "creat", "unlink", "unlinkat", "rename", "renameat", "renameat2", "mkdir",
    "mkdirat", "rmdir", "chmod", "fchmod", "fchmodat", "umask", "ftruncate", "truncate",
    "fallocate", "pwrite64", "pwritev", "preadv", "fadvise64", "fsync", "fdatasync", "sendfile",
    "copy_file_range", "utimensat", "statfs", "fstatfs", "setpgid", "getpgrp", "getpgid",
    "getuid", "geteuid", "getgid", "getegid", "sched_getparam", "sched_getscheduler",
    "sched_get_priority_max", "sched_get_priority_min", "membarrier", "mincore", "msync",
    "getpriority", "getcpu", "link", "linkat", "symlink", "symlinkat", NULL};

static bool allow(scmp_filter_ctx filter, const char *const *names)
{
    for (; *names; names++) {
        const int call = seccomp_syscall_resolve_name(*names);
        if (call == __NR_SCMP_ERROR || call < 0) continue;
        if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) != 0) return false;
    }
    return true;
}

// A process reads its own limits; sanitizers also lower theirs.
static bool allow_limits(scmp_filter_ctx filter, enum box_kind kind)
{
    const struct scmp_arg_cmp own = SCMP_A0(SCMP_CMP_EQ, 0, 0),
                              nothing = SCMP_A2(SCMP_CMP_EQ, 0, 0);
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64),
                            kind == BOX_CHECKED ? 1 : 2, own, nothing) == 0;
}

// abort() and assert() send a signal to their own process.
static bool allow_own_signals(scmp_filter_ctx filter)
{
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(kill), 1,
                            SCMP_A0(SCMP_CMP_EQ, SELF, 0)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                            SCMP_A0(SCMP_CMP_EQ, SELF, 0)) == 0;
}

// Processes and threads, but no namespaces. The arguments of clone3 lie in memory that no filter
// can read, so it is said not to exist: the C library then takes clone.
static bool allow_processes(scmp_filter_ctx filter)
{
    const scmp_datum_t spaces = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
                                CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP | CLONE_PTRACE;
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                            SCMP_A0(SCMP_CMP_MASKED_EQ, spaces, 0)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
}

static bool fill(scmp_filter_ctx filter, enum box_kind kind)
{
    if (!allow(filter, computing) || !allow_limits(filter, kind)) return false;
    if (kind != BOX_COMPILER && !allow_own_signals(filter)) return false;
    if (kind != BOX_PROBE && (!allow(filter, loading) || !allow(filter, checking))) return false;
    return kind != BOX_COMPILER || (allow(filter, compiling) && allow_processes(filter));
}

static bool export(struct filter *filter, scmp_filter_ctx rules)
{
    const int memory = memfd_create("filter", MFD_CLOEXEC);
    bool good = memory >= 0 && seccomp_export_bpf(rules, memory) == 0;
    const ssize_t got = good ? pread(memory, filter->code, sizeof filter->code, 0) : -1;
    good = got > 0 && got < FILTER_BYTES && got % (ssize_t)sizeof(struct sock_filter) == 0;
    filter->bytes = good ? (size_t)got : 0;
    if (memory >= 0) close(memory);
    return good;
}

static void find_self(struct filter *filter)
{
    struct sock_filter one;
    filter->self_count = 0;
    for (size_t at = 0; at < filter->bytes; at += sizeof one) {
        memcpy(&one, filter->code + at, sizeof one);
        if (BPF_CLASS(one.code) == BPF_JMP && one.k == SELF && filter->self_count < FILTER_SELF)
            filter->self[filter->self_count++] = (uint16_t)at;
    }
}

bool filter_make(struct filter *filter, enum box_kind kind)
{
    scmp_filter_ctx rules = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    bool good = rules && seccomp_attr_set(rules, SCMP_FLTATR_ACT_BADARCH,
                                          SCMP_ACT_KILL_PROCESS) == 0;
    if (good) seccomp_attr_set(rules, SCMP_FLTATR_CTL_OPTIMIZE, 2);  // a tree; older ones have none
    good = good && fill(rules, kind) && export(filter, rules);
    if (rules) seccomp_release(rules);
    find_self(filter);
    return good;
}

// Called in a child that still shares the parent's memory: the places are kept, so that it can be
// done again for the next child.
void filter_set_self(struct filter *filter, pid_t self)
{
    struct sock_filter one;
    for (int i = 0; i < filter->self_count; i++) {
        uint8_t *at = filter->code + filter->self[i];
        memcpy(&one, at, sizeof one);
        one.k = (uint32_t)self;
        memcpy(at, &one, sizeof one);
    }
}

bool filter_enter(const struct filter *filter)
{
    static struct sock_filter code[FILTER_BYTES / sizeof(struct sock_filter)];
    struct sock_fprog program = {.len = (unsigned short)(filter->bytes / sizeof *code),
                                 .filter = code};
    memcpy(code, filter->code, filter->bytes);
    return filter->bytes > 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}
