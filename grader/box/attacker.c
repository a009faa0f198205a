// attacker.c: the program that attacks from inside a box, for the self-test. It is built into
// build/objects/box.attacker and knows nothing of boxes: it tries, and tells what it could do. See
// attacks.h.
#include "box/attacks.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/sched.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#endif

static bool opens(const char *path, int how)
{
    const int descriptor = open(path, how, 0600);
    if (descriptor >= 0) close(descriptor);
    return descriptor >= 0;
}

static bool connects(const char *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int out = socket(AF_INET, SOCK_STREAM, 0);
    return out >= 0 && connect(out, (const struct sockaddr *)&address, sizeof address) == 0;
}

static bool connects_to_socket(const char *name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const int out = socket(AF_UNIX, SOCK_STREAM, 0);
    const size_t length = strlen(name);
    if (out < 0 || length + 2 > sizeof address.sun_path) return false;
    memcpy(address.sun_path + 1, name, length);
    const size_t size = offsetof(struct sockaddr_un, sun_path) + 1 + length;
    return connect(out, (const struct sockaddr *)&address, (socklen_t)size) == 0;
}

static bool forks(void)
{
    const pid_t child = fork();
    if (child == 0) _exit(0);
    if (child > 0) waitpid(child, NULL, 0);
    return child > 0;
}

static bool kills(pid_t victim)
{
    return kill(victim, SIGKILL) == 0;
}

#ifdef __linux__
static bool leaves_namespace(void)
{
    return syscall(SYS_unshare, CLONE_NEWUSER) == 0;
}

static bool makes_calls(pid_t victim)
{
    const char *why = NULL;
    char byte, parameters[256] = {0};
    long local[2] = {(long)&byte, 1}, other[2] = {(long)&victim, 1};
    return syscall(SYS_keyctl, 1, why) >= 0 || syscall(SYS_io_uring_setup, 1, parameters) >= 0 ||
           syscall(SYS_bpf, 0, parameters, 8) >= 0 ||
           syscall(SYS_process_vm_readv, (long)victim, local, 1L, other, 1L, 0L) >= 0;
}

static bool traces(pid_t victim)
{
    if (ptrace(PTRACE_ATTACH, victim, NULL, NULL) != 0) return false;
    waitpid(victim, NULL, __WALL);
    ptrace(PTRACE_DETACH, victim, NULL, NULL);
    return true;
}

static bool reads_environment(const char *victim)
{
    char path[64] = "/proc/";
    if (strlen(victim) > 20) return false;
    strcat(strcat(path, victim), "/environ");
    return opens(path, O_RDONLY);
}
#else
static bool leaves_namespace(void)
{
    return false;
}

static bool makes_calls(pid_t victim)
{
    (void)victim;
    return false;
}

static bool traces(pid_t victim)
{
    (void)victim;
    return false;
}

static bool reads_environment(const char *victim)
{
    (void)victim;
    return false;
}
#endif

static bool takes_memory(void)
{
    const size_t bytes = (size_t)ATTACKER_MEBIBYTES << 20;
    char *all = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED) return false;
    for (size_t i = 0; i < bytes; i += 4096) all[i] = 1;
    nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);  // who looks now and then sees it
    return true;
}

static bool takes_processes(void)
{
    for (int i = 0; i < ATTACKER_PROCESSES; i++) {
        const pid_t child = fork();
        if (child < 0) return false;
        if (child == 0)
            for (;;) pause();
    }
    return true;
}

int main(int argc, char **argv)
{
    char told[ATTACKS];
    bool done[ATTACKS] = {false};
    if (argc == 2) {
        const bool all = strcmp(argv[1], "memory") == 0 ? takes_memory() : takes_processes();
        told[0] = all ? ATTACK_DONE : ATTACK_STOPPED;
        return write(4, told, 1) == 1 ? 0 : 1;
    }
    if (argc != ATTACKER_WORDS) return 2;
    const pid_t victim = (pid_t)atol(argv[ATTACKER_VICTIM]);
    if (victim <= 1) return 2;
    done[ATTACK_READ] = opens(argv[ATTACKER_FILE], O_RDONLY);
    done[ATTACK_WRITE] = opens(argv[ATTACKER_NEW_FILE], O_WRONLY | O_CREAT);
    done[ATTACK_CONNECT] = connects(argv[ATTACKER_PORT]);
    done[ATTACK_SOCKET] = connects_to_socket(argv[ATTACKER_SOCKET]);
    done[ATTACK_FORK] = forks();
    done[ATTACK_CALLS] = makes_calls(victim);
    done[ATTACK_ENVIRONMENT] = reads_environment(argv[ATTACKER_VICTIM]);
    done[ATTACK_TRACE] = traces(victim);
    done[ATTACK_KILL] = kills(victim);
    done[ATTACK_NAMESPACE] = leaves_namespace();  // last: in it, much else is denied
    for (int i = 0; i < ATTACKS; i++) told[i] = done[i] ? ATTACK_DONE : ATTACK_STOPPED;
    return write(4, told, sizeof told) == (ssize_t)sizeof told ? 0 : 1;
}
