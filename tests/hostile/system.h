// system.h: system calls without the C library, for submissions that do what the list of allowed
// names would stop. Linux on x86-64 and arm64; elsewhere grade attack leaves such cases out.
#ifndef CRUMB_HOSTILE_SYSTEM_H
#define CRUMB_HOSTILE_SYSTEM_H

#if defined(__x86_64__)
enum { SYS_READ = 0, SYS_WRITE = 1, SYS_CLOSE = 3, SYS_ACTION = 13, SYS_FORK = 57, SYS_EXIT = 231,
       SYS_KILL = 62, SYS_PID = 39, SYS_PARENT = 110, SYS_SESSION = 112, SYS_NAP = 35,
       SYS_OPEN = 257, SYS_SEEK = 8, SYS_MAP = 9, SYS_PROTECT = 10, SYS_SOCKET = 41,
       SYS_CONNECT = 42, SYS_SEND = 44, SYS_EXEC = 59, SYS_PTRACE = 101, SYS_LIMIT = 302,
       SYS_LOCK = 73, SYS_SHMGET = 29, SYS_MEMFD = 319, SYS_EXECAT = 322, SYS_URING = 425,
       SYS_CLONE = 56, SYS_CLONE3 = 435, SYS_ADD_KEY = 248, SYS_KEYCTL = 250, SYS_BPF = 321,
       SYS_PERF = 298, SYS_USERFAULT = 323, SYS_UNSHARE = 272, SYS_MOUNT = 165, SYS_VM_READ = 310,
       SYS_PIDFD = 434, SYS_CHECK = 269, SYS_UNLINK = 263, SYS_PAIR = 53, SYS_PERSONALITY = 135,
       SYS_MODE = 268, SYS_TIME = 228 };
static inline long system_call6(long number, long a, long b, long c, long d, long e, long f)
{
    register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
    __asm__ volatile("syscall" : "+a"(number) : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return number;
}
static inline long system_fork(void) { return system_call6(SYS_FORK, 0, 0, 0, 0, 0, 0); }
#elif defined(__aarch64__)
enum { SYS_READ = 63, SYS_WRITE = 64, SYS_CLOSE = 57, SYS_ACTION = 134, SYS_CLONE = 220,
       SYS_EXIT = 94, SYS_KILL = 129, SYS_PID = 172, SYS_PARENT = 173, SYS_SESSION = 157,
       SYS_NAP = 101, SYS_OPEN = 56, SYS_SEEK = 62, SYS_MAP = 222, SYS_PROTECT = 226,
       SYS_SOCKET = 198, SYS_CONNECT = 203, SYS_SEND = 206, SYS_EXEC = 221, SYS_PTRACE = 117,
       SYS_LIMIT = 261, SYS_LOCK = 32, SYS_SHMGET = 194, SYS_MEMFD = 279, SYS_EXECAT = 281,
       SYS_URING = 425, SYS_CLONE3 = 435, SYS_ADD_KEY = 217, SYS_KEYCTL = 219, SYS_BPF = 280,
       SYS_PERF = 241, SYS_USERFAULT = 282, SYS_UNSHARE = 97, SYS_MOUNT = 40, SYS_VM_READ = 270,
       SYS_PIDFD = 434, SYS_CHECK = 48, SYS_UNLINK = 35, SYS_PAIR = 199, SYS_PERSONALITY = 92,
       SYS_MODE = 53, SYS_TIME = 113 };
static inline long system_call6(long number, long a, long b, long c, long d, long e, long f)
{
    register long x8 __asm__("x8") = number, x0 __asm__("x0") = a, x1 __asm__("x1") = b,
                  x2 __asm__("x2") = c, x3 __asm__("x3") = d, x4 __asm__("x4") = e,
                  x5 __asm__("x5") = f;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
                     : "memory");
    return x0;
}
static inline long system_fork(void) { return system_call6(SYS_CLONE, 17, 0, 0, 0, 0, 0); }
#endif

static inline long system_call(long number, long a, long b, long c, long d)
{
    return system_call6(number, a, b, c, d, 0, 0);
}

enum { AT_HERE = -100, OPEN_READ = 0, OPEN_WRITE = 1, OPEN_BOTH = 2, OPEN_MAKE = 0100 };
static inline long system_open(const char *path, long flags)
{
    return system_call(SYS_OPEN, AT_HERE, (long)path, flags, 0666);
}
static inline void system_say(const char *text)
{
    long count = 0;
    while (text[count]) count++;
    system_call(SYS_WRITE, 1, (long)text, count, 0);
}
// What a descriptor holds, to standard output.
static inline void system_copy(long descriptor)
{
    static char bytes[4096];
    const long count = descriptor < 0 ? 0 : system_call(SYS_READ, descriptor, (long)bytes,
                                                        sizeof bytes, 0);
    for (long i = 0; i < count; i++)
        if (!bytes[i]) bytes[i] = '\n';
    if (count > 0) system_call(SYS_WRITE, 1, (long)bytes, count, 0);
}
// The line that begins with word, from whatever a descriptor holds.
static inline void system_find(long descriptor, const char *word)
{
    static char bytes[65536];
    long count = 0, got = 1, length = 0;
    while (word[length]) length++;
    for (; descriptor >= 0 && got > 0 && count < 65000; count += got > 0 ? got : 0)
        got = system_call(SYS_READ, descriptor, (long)bytes + count, 65000 - count, 0);
    for (long i = 0, same = 0; i + length < count; i++, same = 0) {
        while (same < length && bytes[i + same] == word[same]) same++;
        if (same == length) system_call(SYS_WRITE, 1, (long)bytes + i, 60, 0);
    }
}
static inline void system_nap(long seconds)
{
    const long time[2] = {seconds, 0};
    system_call(SYS_NAP, (long)time, 0, 0, 0);
}

#endif
