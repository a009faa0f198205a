// workers.c: forks, pipes and one poll. See workers.h.
#include "workers.h"

#include "fail.h"
#include "orphans.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { AT_ONCE_MAX = 64 };
enum { RECORD, SAID, PIPES };

struct worker {
    dim job;
    pid_t process;  // 0: this place is free
    int ends[PIPES];  // -1: closed
    char *record;
    size_t count, room, said_count;
};

_Noreturn static void work(int record, workers_job job, const void *context, dim number)
{
    json_t *result = job(context, number);
    FILE *out = fdopen(record, "w");
    const bool written =
        out && json_dumpf(result, out, JSON_COMPACT | JSON_ENCODE_ANY) == 0 && fclose(out) == 0;
    exit(written ? 0 : FAIL_ENVIRONMENT);
}

static void start(struct worker *worker, dim number, workers_job job, const void *context)
{
    int pipes[PIPES][2];
    for (int p = 0; p < PIPES; p++)
        if (pipe(pipes[p]) != 0) fail_environment("pipe: %s", strerror(errno));
    fflush(NULL);  // nothing is left in a buffer that the worker would write again
    *worker = (struct worker){.job = number, .process = fork()};
    if (worker->process < 0) fail_environment("fork: %s", strerror(errno));
    if (worker->process == 0) {
        orphans_follow_parent();  // whatever kills the grader ends what it started
        for (int p = 0; p < PIPES; p++) close(pipes[p][0]);
        dup2(pipes[SAID][1], 2);
        work(pipes[RECORD][1], job, context, number);
    }
    for (int p = 0; p < PIPES; p++) {
        close(pipes[p][1]);
        worker->ends[p] = pipes[p][0];
    }
}

static void take_record(struct worker *worker, const char *bytes, size_t count)
{
    if (worker->count + count > worker->room) {
        worker->room = 2 * (worker->count + count);
        worker->record = realloc(worker->record, worker->room);
        if (!worker->record) fail_environment("memory: no room for a worker's record");
    }
    memcpy(worker->record + worker->count, bytes, count);
    worker->count += count;
}

static void take(struct worker *worker, int which, char *said)
{
    char bytes[65536];
    const ssize_t got = read(worker->ends[which], bytes, sizeof bytes);
    if (got < 0 && errno == EINTR) return;
    if (got <= 0) {
        close(worker->ends[which]);
        worker->ends[which] = -1;
    } else if (which == RECORD) {
        take_record(worker, bytes, (size_t)got);
    } else {
        size_t count = WORKERS_SAID_MAX - 1 - worker->said_count;
        if (count > (size_t)got) count = (size_t)got;
        memcpy(said + worker->said_count, bytes, count);
        worker->said_count += count;
    }
}

static json_t *finish(struct worker *worker, char *said)
{
    int status = 0;
    while (waitpid(worker->process, &status, 0) < 0 && errno == EINTR) continue;
    json_t *result = json_loadb(worker->record ? worker->record : "", worker->count,
                                JSON_DECODE_ANY, NULL);
    size_t count = worker->said_count;
    said[count] = 0;
    while (count && said[count - 1] == '\n') said[--count] = 0;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        json_decref(result);
        result = NULL;
    }
    free(worker->record);
    *worker = (struct worker){.process = 0};
    return result;
}

static dim at_once(dim count)
{
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    dim most = cores > 0 ? (dim)cores : 1;
    if (most > AT_ONCE_MAX) most = AT_ONCE_MAX;
    return most < count ? most : count;
}

// Waits until some worker says something or ends, and takes it.
static void listen_once(struct worker *workers, dim places, char (*said)[WORKERS_SAID_MAX])
{
    struct pollfd sockets[AT_ONCE_MAX * PIPES];
    for (dim i = 0; i < places; i++)
        for (int p = 0; p < PIPES; p++)
            sockets[PIPES * i + p] =
                (struct pollfd){.fd = workers[i].process ? workers[i].ends[p] : -1,
                                .events = POLLIN};
    if (poll(sockets, (nfds_t)(PIPES * places), -1) < 0) return;  // interrupted
    for (dim i = 0; i < places; i++)
        for (int p = 0; p < PIPES; p++)
            if (sockets[PIPES * i + p].fd >= 0 && sockets[PIPES * i + p].revents)
                take(&workers[i], p, said[workers[i].job]);
}

void workers_run(json_t **results, char (*said)[WORKERS_SAID_MAX], dim count, workers_job job,
                 const void *context)
{
    struct worker workers[AT_ONCE_MAX] = {{0}};
    const dim places = at_once(count);
    dim started = 0, finished = 0;
    while (finished < count) {
        for (dim i = 0; i < places && started < count; i++)
            if (!workers[i].process) start(&workers[i], started++, job, context);
        listen_once(workers, places, said);
        for (dim i = 0; i < places; i++) {
            struct worker *worker = &workers[i];
            const dim number = worker->job;
            if (!worker->process || worker->ends[RECORD] >= 0 || worker->ends[SAID] >= 0) continue;
            results[number] = finish(worker, said[number]);
            finished++;
        }
    }
}
