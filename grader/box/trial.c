// trial.c: a file, a folder, a port, a socket and a process that are there to be attacked; the
// attacker in each kind of box; what it says that it could do. See trial.h.
#include "box/trial.h"

#include "box/cgroup.h"
#include "box/entry.h"
#include "box/landlock.h"
#include "box/place.h"
#include "box/user.h"
#include "converse.h"
#include "orphans.h"
#include "show.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATH_ROOM = 4352, ATTACK_SECONDS = 10, TRIAL_MEBIBYTES = 24, TRIAL_PROCESSES = 12 };
static const char *const environment[] = {"PATH=/usr/bin:/bin", "LC_ALL=C", NULL};

// What is attacked.
struct ground {
    char folder[PATH_ROOM], file[PATH_ROOM], made[PATH_ROOM], program[PATH_ROOM];
    char inside[PATH_ROOM];  // a folder of the attacker's own, for the compiler's box
    char name[64], port_text[16], victim_text[24];
    int port, socket;
    pid_t victim;
};

const char *trial_bubblewrap(void)
{
    static char path[PATH_ROOM];
    const char *folders = getenv("PATH");
    for (const char *at = folders ? folders : "/usr/bin:/bin"; *at;) {
        const int length = (int)strcspn(at, ":");
        snprintf(path, sizeof path, "%.*s/bwrap", length, at);
        if (path[0] == '/' && access(path, X_OK) == 0) return path;
        at += length + (at[length] == ':');
    }
    return NULL;
}

// Both listen; nothing is ever accepted.
static void open_sockets(struct ground *ground)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    struct sockaddr_un abstract = {.sun_family = AF_UNIX};
    socklen_t size = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ground->port = socket(AF_INET, SOCK_STREAM, 0);
    if (ground->port >= 0 &&
        bind(ground->port, (const struct sockaddr *)&address, sizeof address) == 0 &&
        listen(ground->port, 4) == 0)
        getsockname(ground->port, (struct sockaddr *)&address, &size);
    snprintf(ground->port_text, sizeof ground->port_text, "%d", ntohs(address.sin_port));
    const int length = snprintf(ground->name, sizeof ground->name, "crumb-trial-%ld",
                                (long)getpid());
    memcpy(abstract.sun_path + 1, ground->name, (size_t)length);
    ground->socket = socket(AF_UNIX, SOCK_STREAM, 0);
    size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length);
    if (ground->socket >= 0 && bind(ground->socket, (const struct sockaddr *)&abstract, size) == 0)
        listen(ground->socket, 4);
}

// A process that does nothing. It is as near to the boxed program as the grader itself.
static void start_victim(struct ground *ground)
{
    const pid_t parent = getpid();
    fflush(NULL);
    ground->victim = fork();
    if (ground->victim == 0) {
        orphans_follow_parent();
        while (getppid() == parent) pause();
        _exit(0);
    }
    snprintf(ground->victim_text, sizeof ground->victim_text, "%ld", (long)ground->victim);
}

static bool victim_lives(const struct ground *ground)
{
    if (ground->victim <= 0) return false;
    siginfo_t about = {.si_pid = 0};
    waitid(P_PID, (id_t)ground->victim, &about, WEXITED | WNOHANG | WNOWAIT);
    return about.si_pid == 0;
}

// Everything here may be read and written by anybody: only the box is in the way.
static bool prepare(struct ground *ground, const char *objects)
{
    char program[PATH_ROOM];
    ground->port = ground->socket = -1;
    snprintf(program, sizeof program, "%.4000s/box.attacker", objects);
    if (access(program, X_OK) != 0) return false;
    snprintf(ground->folder, sizeof ground->folder, "%.4000s/crumb-XXXXXX", place_temporary());
    if (!mkdtemp(ground->folder)) return false;
    snprintf(ground->file, sizeof ground->file, "%.4000s/canary", ground->folder);
    snprintf(ground->made, sizeof ground->made, "%.4000s/made", ground->folder);
    snprintf(ground->inside, sizeof ground->inside, "%.4000s/inside", ground->folder);
    snprintf(ground->program, sizeof ground->program, "%.4000s/attacker", ground->folder);
    const int canary = open(ground->file, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (canary >= 0) close(canary);
    open_sockets(ground);
    start_victim(ground);
    return canary >= 0 && ground->victim > 0 && mkdir(ground->inside, 0777) == 0 &&
           chmod(ground->folder, 0777) == 0 && chmod(ground->inside, 0777) == 0 &&
           chmod(ground->file, 0666) == 0 && place_copy(program, ground->program, 0755);
}

static void clean(struct ground *ground)
{
    const char *const files[] = {ground->file, ground->made, ground->program};
    if (ground->victim > 0) {
        kill(ground->victim, SIGKILL);
        while (waitpid(ground->victim, NULL, 0) < 0 && errno == EINTR) continue;
    }
    if (ground->port >= 0) close(ground->port);
    if (ground->socket >= 0) close(ground->socket);
    if (!ground->folder[0]) return;
    for (int i = 0; i < 3; i++) unlink(files[i]);
    rmdir(ground->inside);
    rmdir(ground->folder);
}

static struct launch attack_of(const struct ground *ground, enum box_kind kind,
                               const char *const *argv)
{
    return (struct launch){.argv = argv, .environment = environment, .directory = "/",
                           .answer_limit = 4096, .text_limit = 4096,
                           .wall_seconds = ATTACK_SECONDS, .cpu_seconds = ATTACK_SECONDS,
                           .file_size = 1 << 20, .box.kind = kind,
                           .box.readable[0] = kind == BOX_COMPILER ? ground->program : NULL,
                           .box.writable = kind == BOX_COMPILER ? ground->inside : NULL};
}

// The first line of what a launcher said instead of starting the program.
static void keep_words(struct trial *trial, const struct launched *end)
{
    const char *text = end->text ? end->text : "";
    char said[200];
    show(said, sizeof said, text, strcspn(text, "\n"));
    if (end->end == LAUNCH_FAILED) snprintf(said, sizeof said, "%s", strerror(end->code));
    if (trial->tier >= BOX_NAMESPACES)
        snprintf(trial->why, sizeof trial->why,
                 "bubblewrap cannot make namespaces here (%s); the machine, or the container "
                 "around this, has to allow user namespaces: see docs/instructor/sandbox.md", said);
    else
        snprintf(trial->why, sizeof trial->why,
                 "a program in a filter and Landlock does not start here (%s)", said);
}

static const char *const names[ATTACKS_ALL] = {
    [ATTACK_READ] = "read a file", [ATTACK_WRITE] = "write a file",
    [ATTACK_CONNECT] = "connect to a port", [ATTACK_SOCKET] = "connect to a socket",
    [ATTACK_FORK] = "start a process", [ATTACK_NAMESPACE] = "make a namespace",
    [ATTACK_CALLS] = "use keyrings, io_uring, bpf", [ATTACK_ENVIRONMENT] = "read an environment",
    [ATTACK_TRACE] = "trace a process", [ATTACK_KILL] = "end a process",
    [ATTACK_MEMORY] = "take more memory", [ATTACK_PROCESSES] = "start more processes"};

const char *attack_name(enum attack attack)
{
    return names[attack];
}

static void count(struct trial *trial, enum attack attack, bool done)
{
    trial->tried[attack] = true;
    if (!done) return;
    trial->done[attack] = true;
    if (!trial->why[0])
        snprintf(trial->why, sizeof trial->why,
                 "the self-test could %s from inside; see docs/instructor/sandbox.md",
                 names[attack]);
}

// All attacks from one kind of box. False: it did not start.
static bool attack(struct trial *trial, struct ground *ground, enum box_kind kind)
{
    const char *const argv[ATTACKER_WORDS + 1] = {
        ground->program, [ATTACKER_FILE] = ground->file, [ATTACKER_NEW_FILE] = ground->made,
        [ATTACKER_PORT] = ground->port_text, [ATTACKER_SOCKET] = ground->name,
        [ATTACKER_VICTIM] = ground->victim_text};
    const struct launch what = attack_of(ground, kind, argv);
    struct launched end;
    launch(&end, &what);
    const bool whole = end.answer_count == ATTACKS;
    if (!whole) keep_words(trial, &end);
    for (int i = 0; whole && i < ATTACKS; i++)
        if (kind != BOX_COMPILER || i != ATTACK_FORK)
            count(trial, (enum attack)i, end.answer[i] != ATTACK_STOPPED);
    launched_free(&end);
    // What it says is one thing, what happened another.
    if (!victim_lives(ground)) {
        count(trial, ATTACK_KILL, true);
        while (waitpid(ground->victim, NULL, 0) < 0 && errno == EINTR) continue;
        start_victim(ground);  // for the next kind
    }
    if (access(ground->made, F_OK) == 0) count(trial, ATTACK_WRITE, true);
    return whole;
}

// One that must be ended, or told no, by its control group.
static void attack_group(struct trial *trial, struct ground *ground, enum attack which)
{
    const bool memory = which == ATTACK_MEMORY;
    const char *const argv[] = {ground->program, memory ? "memory" : "processes", NULL};
    const struct launch what = attack_of(ground, memory ? BOX_CHECKED : BOX_COMPILER, argv);
    struct launched end;
    launch(&end, &what);
    count(trial, which, end.answer_count > 0 && end.answer[0] != ATTACK_STOPPED);
    launched_free(&end);
}

static void attack_groups(struct trial *trial, struct ground *ground)
{
    if (!cgroup_open() || !cgroup_limit((size_t)TRIAL_MEBIBYTES << 20, TRIAL_PROCESSES)) {
        snprintf(trial->why, sizeof trial->why, "the control groups for memory and pids below "
                 "/sys/fs/cgroup cannot be written");
        return;
    }
    attack_group(trial, ground, ATTACK_MEMORY);
    attack_group(trial, ground, ATTACK_PROCESSES);
    if (!cgroup_limit(CGROUP_MEMORY, CGROUP_PROCESSES))
        snprintf(trial->why, sizeof trial->why, "limits of control groups cannot be set again");
}

// What a tier needs, before anything is tried.
static bool has_parts(struct trial *trial)
{
    struct filter filter;
    const char *why = NULL;
    if (trial->tier >= BOX_FILTERED && !filter_make(&filter, BOX_PROBE))
        why = "this grader was built without libseccomp: install it (make deps SET=course, or "
              "apt-get install libseccomp-dev) and run make build";
    else if (trial->tier == BOX_FILTERED && landlock_version() == 0)
        why = "this kernel has no Landlock (Linux 5.13 and later, with landlock among lsm=)";
    else if (trial->tier >= BOX_NAMESPACES && !trial_bubblewrap())
        why = "bubblewrap is not installed: make deps SET=course, or apt-get install bubblewrap";
    else if (trial->tier >= BOX_GROUPED && geteuid() != 0)
        why = "control groups and a user for each worker need root";
    else if (trial->tier >= BOX_GROUPED && !user_reserve())
        why = "no user ids to give to workers: this root is one of a user namespace with no other";
    if (why) snprintf(trial->why, sizeof trial->why, "%s", why);
    return !why;
}

void trial_run(struct trial *trial, int tier, const char *objects, bool full)
{
    struct ground ground = {.victim = 0};
    const int before = entry_tier();
    *trial = (struct trial){.tier = tier};
    if (!has_parts(trial)) return;
    entry_set(tier, trial_bubblewrap());
    const bool ready = prepare(&ground, objects);
    if (!ready)
        snprintf(trial->why, sizeof trial->why,
                 "the self-test cannot be run: %.200s/box.attacker: %s; run make build", objects,
                 strerror(errno));
    for (int kind = BOX_COMPILER; ready && kind < BOX_KINDS && (full || !trial->why[0]); kind++)
        if (!attack(trial, &ground, (enum box_kind)kind)) break;
    if (tier >= BOX_GROUPED && !trial->why[0]) attack_groups(trial, &ground);
    clean(&ground);
    trial->held = !trial->why[0] && tier > BOX_LIMITS;
    if (!trial->held) entry_set(before, trial_bubblewrap());
}

double trial_time(int tier, const char *objects, int count)
{
    struct ground ground = {.victim = 0};
    const int before = entry_tier();
    double seconds = -1.0;
    entry_set(tier, trial_bubblewrap());
    if (prepare(&ground, objects)) {
        const char *const argv[] = {ground.program, NULL};
        const struct launch what = attack_of(&ground, BOX_PROBE, argv);
        const double start = converse_now();
        for (int i = 0; i < count; i++) {
            struct launched end;
            launch(&end, &what);
            launched_free(&end);
        }
        seconds = converse_now() - start;
    }
    clean(&ground);
    entry_set(before, trial_bubblewrap());
    return seconds;
}
