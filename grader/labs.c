// labs.c: several labs at once, each in a worker process, so that whatever breaks the grading of
// one leaves the others alone. Workers hand back one JSON text over a pipe. See lab.h.
#include "lab.h"

#include "fail.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKERS_MAX = 100 };

struct worker {
    const struct topic_part *first;
    pid_t process;
    FILE *record, *said;
};

static FILE *pipe_to(int descriptor)
{
    FILE *stream = fdopen(descriptor, "r");
    if (!stream) fail_environment("pipe: %s", strerror(errno));
    return stream;
}

static void start(struct worker *worker, const struct settings *settings)
{
    int record[2], said[2];
    if (pipe(record) != 0 || pipe(said) != 0) fail_environment("pipe: %s", strerror(errno));
    fflush(NULL);  // nothing is left in a buffer that the worker would write again
    worker->process = fork();
    if (worker->process < 0) fail_environment("fork: %s", strerror(errno));
    if (worker->process == 0) {
        close(record[0]);
        close(said[0]);
        dup2(said[1], 2);
        json_t *lab = lab_grade(settings, worker->first);
        FILE *out = fdopen(record[1], "w");
        bool written = out && json_dumpf(lab, out, JSON_COMPACT) == 0 && fclose(out) == 0;
        exit(written ? 0 : FAIL_ENVIRONMENT);
    }
    close(record[1]);
    close(said[1]);
    worker->record = pipe_to(record[0]);
    worker->said = pipe_to(said[0]);
}

static json_t *finish(struct worker *worker, const struct settings *settings)
{
    char said[1000] = "";
    json_error_t error;
    json_t *lab = json_loadf(worker->record, 0, &error);
    size_t count = fread(said, 1, sizeof said - 1, worker->said);
    said[count] = 0;
    while (count && said[count - 1] == '\n') said[--count] = 0;
    fclose(worker->record);
    fclose(worker->said);
    int status = 0;
    while (waitpid(worker->process, &status, 0) < 0 && errno == EINTR) continue;
    if (lab && WIFEXITED(status) && WEXITSTATUS(status) == 0) return lab;
    json_decref(lab);
    return lab_broken(settings, worker->first, said[0] ? said : "the grading process died");
}

json_t *labs_grade(const struct settings *settings)
{
    struct worker workers[WORKERS_MAX] = {0};
    const struct topics *topics = &settings->topics;
    dim count = 0, started = 0;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    dim at_once = cores > 0 ? (dim)cores : 1;
    if (settings->lab) {
        workers[count++].first = topics_find(topics, settings->lab);
    } else {
        for (dim i = 0; i < topics->count && count < WORKERS_MAX; i++)
            if (i == 0 || strcmp(topics->parts[i].topic, topics->parts[i - 1].topic) != 0)
                workers[count++].first = &topics->parts[i];
    }
    json_t *labs = json_array();
    for (dim i = 0; i < count; i++) {
        while (started < count && started < i + at_once) start(&workers[started++], settings);
        json_array_append_new(labs, finish(&workers[i], settings));
    }
    return labs;
}
