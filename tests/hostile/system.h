// system.h: system calls without the C library, for submissions that do what the list of allowed
// names would stop. Linux on x86-64 and arm64; elsewhere hostile_test.sh leaves such cases out.
#ifndef CRUMB_HOSTILE_SYSTEM_H
#define CRUMB_HOSTILE_SYSTEM_H

#if defined(__x86_64__)
enum { SYS_READ = 0, SYS_WRITE = 1, SYS_CLOSE = 3, SYS_ACTION = 13, SYS_FORK = 57, SYS_EXIT = 231,
       SYS_KILL = 62, SYS_PID = 39, SYS_SESSION = 112, SYS_NAP = 35 };
static inline long system_call(long number, long a, long b, long c, long d)
{
    register long r10 __asm__("r10") = d;
    __asm__ volatile("syscall" : "+a"(number) : "D"(a), "S"(b), "d"(c), "r"(r10)
                     : "rcx", "r11", "memory");
    return number;
}
static inline long system_fork(void) { return system_call(SYS_FORK, 0, 0, 0, 0); }
#elif defined(__aarch64__)
enum { SYS_READ = 63, SYS_WRITE = 64, SYS_CLOSE = 57, SYS_ACTION = 134, SYS_CLONE = 220,
       SYS_EXIT = 94, SYS_KILL = 129, SYS_PID = 172, SYS_SESSION = 157, SYS_NAP = 101 };
static inline long system_call(long number, long a, long b, long c, long d)
{
    register long x8 __asm__("x8") = number, x0 __asm__("x0") = a, x1 __asm__("x1") = b,
                  x2 __asm__("x2") = c, x3 __asm__("x3") = d, x4 __asm__("x4") = 0;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
    return x0;
}
static inline long system_fork(void) { return system_call(SYS_CLONE, 17, 0, 0, 0); }
#endif

#endif
