// watch_job.c: fork, pipes, an end with nothing left behind. See watch_job.h.
#include "watch_job.h"

#include "converse.h"
#include "fail.h"
#include "orphans.h"
#include "watch_terminal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { FOLDERS_DEEP = 3 };

static const double patience_seconds = 0.2;  // for a worker to put its things away

static int go_ahead = -1;  // in the child

// ---- what is left behind ------------------------------------------------------------------------

enum { JOBS_MAX = 4 };
static pid_t living[JOBS_MAX];

static void note_process(pid_t before, pid_t after)
{
    for (int i = 0; i < JOBS_MAX; i++)
        if (living[i] == before) {
            living[i] = after;
            return;
        }
}

// Whatever is a child of ours and no job lost its parent, which was one.
static void end_orphans(void)
{
    struct orphans orphans = {" "};
    size_t used = 1;
    for (int i = 0; i < JOBS_MAX; i++)
        if (living[i])
            used += (size_t)snprintf(orphans.before + used, sizeof orphans.before - used, "%ld ",
                                     (long)living[i]);
    orphans_end(&orphans);
}

static void remove_folder(const char *path, int depth)
{
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        char inside[600];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        snprintf(inside, sizeof inside, "%s/%s", path, entry->d_name);
        if (unlink(inside) != 0 && depth > 1) remove_folder(inside, depth - 1);
    }
    if (folder) closedir(folder);
    rmdir(path);
}

// ---- the child ----------------------------------------------------------------------------------

// A process group of its own: Ctrl-C and Ctrl-Z are for the watch, which decides what to do.
_Noreturn static void become(const struct watch_job *job, int pipes[][2], int go,
                             void (*work)(FILE *out, const void *context), const void *context)
{
    setpgid(0, 0);
    watch_terminal_forget();
    orphans_follow_parent();
    const int nothing = open("/dev/null", O_RDONLY);
    if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(pipes[WATCH_JOB_OUT][1], 1) < 0 ||
        dup2(pipes[WATCH_JOB_SAID][1], 2) < 0)
        _exit(FAIL_ENVIRONMENT);
    for (int p = 0; p < WATCH_JOB_ENDS; p++)
        for (int side = 0; side < 2; side++) close(pipes[p][side]);
    go_ahead = go;
    setenv("TMPDIR", job->folder, 1);
    work(stdout, context);
    exit(fflush(stdout) == 0 && !ferror(stdout) ? 0 : FAIL_ENVIRONMENT);
}

void watch_job_wait(void)
{
    char byte;
    ssize_t got;
    do got = read(go_ahead, &byte, 1);
    while (got < 0 && errno == EINTR);
    if (got != 1) _exit(0);
}

// ---- the watch ----------------------------------------------------------------------------------

static void make_folder(struct watch_job *job)
{
    const char *temporary = getenv("TMPDIR");
    snprintf(job->folder, sizeof job->folder, "%.150s/crumb-watch-XXXXXX",
             temporary && *temporary ? temporary : "/tmp");
    if (!mkdtemp(job->folder))
        fail_environment("%s: %s; set TMPDIR to a folder that can be written", job->folder,
                         strerror(errno));
}

static void open_pipe(int ends[2])
{
    if (pipe(ends) != 0) fail_environment("pipe: %s", strerror(errno));
}

void watch_job_start(struct watch_job *job, void (*work)(FILE *out, const void *context),
                     const void *context)
{
    struct orphans unused;
    int pipes[WATCH_JOB_ENDS][2], go[2];
    watch_job_drop(job);
    job->started = job->answered = false;
    job->count = job->taken = job->said_count = 0;
    job->said[0] = 0;
    orphans_expect(&unused);  // from now on, what loses its parent comes to us
    make_folder(job);
    for (int p = 0; p < WATCH_JOB_ENDS; p++) open_pipe(pipes[p]);
    open_pipe(go);
    fflush(NULL);  // nothing is left in a buffer that the child would write again
    job->process = fork();
    if (job->process < 0)
        fail_environment("fork: %s; close other programs and try again", strerror(errno));
    if (job->process == 0) {
        close(go[1]);
        become(job, pipes, go[0], work, context);
    }
    note_process(0, job->process);
    setpgid(job->process, job->process);
    close(go[0]);
    job->go = go[1];
    for (int p = 0; p < WATCH_JOB_ENDS; p++) {
        close(pipes[p][1]);
        job->ends[p] = pipes[p][0];
    }
}

void watch_job_go(struct watch_job *job)
{
    job->started = true;
    if (write(job->go, "g", 1) != 1) return;  // it has died, as its other pipes will tell
}

static void keep_text(struct watch_job *job, const char *bytes, size_t count)
{
    if (job->count + count + 1 > job->room) {
        job->room = 2 * (job->count + count + 1);
        job->text = realloc(job->text, job->room);
        if (!job->text) fail_environment("memory: no room for what a worker wrote");
    }
    memcpy(job->text + job->count, bytes, count);
    job->count += count;
    job->text[job->count] = 0;
}

static void keep_said(struct watch_job *job, const char *bytes, size_t count)
{
    const size_t room = sizeof job->said - 1 - job->said_count;
    if (count > room) count = room;
    memcpy(job->said + job->said_count, bytes, count);
    job->said_count += count;
    job->said[job->said_count] = 0;
}

void watch_job_take(struct watch_job *job, int which)
{
    char bytes[65536];
    const ssize_t got = read(job->ends[which], bytes, sizeof bytes);
    if (got < 0 && errno == EINTR) return;
    if (got <= 0) {
        close(job->ends[which]);
        job->ends[which] = -1;
    } else if (which == WATCH_JOB_OUT) {
        keep_text(job, bytes, (size_t)got);
    } else {
        keep_said(job, bytes, (size_t)got);
    }
}

const char *watch_job_line(struct watch_job *job)
{
    if (job->taken >= job->count) return NULL;
    char *line = job->text + job->taken, *end = strchr(line, '\n');
    if (!end) return NULL;
    *end = 0;
    job->taken = (size_t)(end - job->text) + 1;
    return line;
}

static void close_all(struct watch_job *job)
{
    for (int p = 0; p < WATCH_JOB_ENDS; p++) {
        if (job->ends[p] >= 0) close(job->ends[p]);
        job->ends[p] = -1;
    }
    close(job->go);
    note_process(job->process, 0);
    job->process = 0;
    end_orphans();
    remove_folder(job->folder, FOLDERS_DEEP);
}

bool watch_job_ended(struct watch_job *job)
{
    if (!job->process || job->ends[WATCH_JOB_OUT] >= 0 || job->ends[WATCH_JOB_SAID] >= 0)
        return false;
    while (waitpid(job->process, NULL, 0) < 0 && errno == EINTR) continue;
    while (job->said_count && job->said[job->said_count - 1] == '\n')
        job->said[--job->said_count] = 0;
    close_all(job);
    return true;
}

// Politely first, since a worker on its way out ends what it started; then for certain.
void watch_job_drop(struct watch_job *job)
{
    const struct timespec nap = {.tv_nsec = 1000000};
    if (!job->process) return;
    kill(job->process, SIGTERM);
    const double end = converse_now() + patience_seconds;
    while (waitpid(job->process, NULL, WNOHANG) == 0) {
        if (converse_now() >= end) kill(job->process, SIGKILL);
        nanosleep(&nap, NULL);
    }
    close_all(job);
}

void watch_job_free(struct watch_job *job)
{
    watch_job_drop(job);
    free(job->text);
    *job = (struct watch_job){.ends = {-1, -1}};
}
