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

_Noreturn static void work(int record, workers_job job, const void *context, dim number)
{
    json_t *result = job(context, number);
    FILE *out = fdopen(record, "w");
    const bool written =
        out && json_dumpf(result, out, JSON_COMPACT | JSON_ENCODE_ANY) == 0 && fclose(out) == 0;
    exit(written ? 0 : FAIL_ENVIRONMENT);
}

void worker_start(struct worker *worker, dim number, workers_job job, const void *context)
{
    int pipes[WORKER_PIPES][2];
    for (int p = 0; p < WORKER_PIPES; p++)
        if (pipe(pipes[p]) != 0) fail_environment("pipe: %s", strerror(errno));
    fflush(NULL);  // nothing is left in a buffer that the worker would write again
    *worker = (struct worker){.job = number, .process = fork()};
    if (worker->process < 0) fail_environment("fork: %s", strerror(errno));
    if (worker->process == 0) {
        orphans_follow_parent();  // whatever kills the grader ends what it started
        for (int p = 0; p < WORKER_PIPES; p++) close(pipes[p][0]);
        dup2(pipes[WORKER_SAID][1], 2);
        work(pipes[WORKER_RECORD][1], job, context, number);
    }
    for (int p = 0; p < WORKER_PIPES; p++) {
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

static void take(struct worker *worker, int which)
{
    char bytes[65536];
    const ssize_t got = read(worker->ends[which], bytes, sizeof bytes);
    if (got < 0 && errno == EINTR) return;
    if (got <= 0) {
        close(worker->ends[which]);
        worker->ends[which] = -1;
    } else if (which == WORKER_RECORD) {
        take_record(worker, bytes, (size_t)got);
    } else {
        size_t count = WORKERS_SAID_MAX - 1 - worker->said_count;
        if (count > (size_t)got) count = (size_t)got;
        memcpy(worker->said + worker->said_count, bytes, count);
        worker->said_count += count;
    }
}

bool worker_is_over(const struct worker *worker)
{
    return worker->process && worker->ends[WORKER_RECORD] < 0 && worker->ends[WORKER_SAID] < 0;
}

json_t *worker_finish(struct worker *worker, int *status)
{
    while (waitpid(worker->process, status, 0) < 0 && errno == EINTR) continue;
    json_t *result = json_loadb(worker->record ? worker->record : "", worker->count,
                                JSON_DECODE_ANY, NULL);
    size_t count = worker->said_count;
    worker->said[count] = 0;
    while (count && worker->said[count - 1] == '\n') worker->said[--count] = 0;
    if (!WIFEXITED(*status) || WEXITSTATUS(*status) != 0) {
        json_decref(result);
        result = NULL;
    }
    free(worker->record);
    worker->record = NULL;
    worker->process = 0;
    return result;
}

dim workers_cores(void)
{
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores > 0 ? (dim)cores : 1;
}

static dim at_once(dim count)
{
    dim most = workers_cores();
    if (most > WORKERS_MAX) most = WORKERS_MAX;
    return most < count ? most : count;
}

void workers_listen(struct worker *workers, dim places, int also, int milliseconds)
{
    struct pollfd sockets[WORKERS_MAX * WORKER_PIPES + 1];
    const dim count = WORKER_PIPES * places;
    for (dim i = 0; i < places; i++)
        for (int p = 0; p < WORKER_PIPES; p++)
            sockets[WORKER_PIPES * i + p] =
                (struct pollfd){.fd = workers[i].process ? workers[i].ends[p] : -1,
                                .events = POLLIN};
    sockets[count] = (struct pollfd){.fd = also, .events = POLLIN};
    if (poll(sockets, (nfds_t)count + 1, milliseconds) < 0) return;  // interrupted
    for (dim i = 0; i < places; i++)
        for (int p = 0; p < WORKER_PIPES; p++)
            if (sockets[WORKER_PIPES * i + p].fd >= 0 && sockets[WORKER_PIPES * i + p].revents)
                take(&workers[i], p);
}

void workers_run(json_t **results, char (*said)[WORKERS_SAID_MAX], dim count, workers_job job,
                 const void *context)
{
    static struct worker workers[WORKERS_MAX];
    const dim places = at_once(count);
    dim started = 0, finished = 0;
    while (finished < count) {
        for (dim i = 0; i < places && started < count; i++)
            if (!workers[i].process) worker_start(&workers[i], started++, job, context);
        workers_listen(workers, places, -1, -1);
        for (dim i = 0; i < places; i++) {
            int status;
            if (!worker_is_over(&workers[i])) continue;
            const dim number = workers[i].job;
            results[number] = worker_finish(&workers[i], &status);
            strcpy(said[number], workers[i].said);
            finished++;
        }
    }
}
