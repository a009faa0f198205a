// command.c: the flags of grade batch. See batch.h.
#include "batch/batch.h"

#include "arguments.h"
#include "fail.h"
#include "flags.h"
#include "workers.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FLAGS_MAX = 24 };

static void read_shard(struct batch *batch, const char *text)
{
    char slash, end;
    batch->shard = batch->shards = 1;
    if (!text) return;
    const int got = sscanf(text, "%d%c%d%c", &batch->shard, &slash, &batch->shards, &end);
    if (got != 3 || slash != '/' || batch->shard < 1 || batch->shards < batch->shard ||
        batch->shards > 100000)
        fail_usage("--shard %s: wanted i/n with i from 1 to n, such as 2/8", text);
    if (!batch->seeded && !batch->key.count)
        fail_usage("--shard %s: wanted --seed N or --term-key FILE beside it, so that all shards "
                   "grade with the same cases", text);
}

void batch_read(struct batch *batch, struct settings *settings, struct arena *arena,
                const char *command, const struct flag *more, int argc, char **argv)
{
    static const char *const checks[] = {"auto", "always", "never", NULL};  // of settings.h
    const char *shard = NULL, *key = NULL;
    uint64_t seed = UINT64_MAX;
    int checked = CHECKED_NEVER;  // its advice may differ with the load: it is for who is at work
    struct flag table[FLAGS_MAX] = {
        {"--journal", FLAG_PATH, &batch->journal, 0, NULL},
        {"--all", FLAG_PATH, &batch->all, 0, NULL},
        {"--jobs", FLAG_INT, &batch->jobs, WORKERS_MAX, NULL},
        {"--shard", FLAG_TEXT, &shard, 0, NULL},
        {"--lab", FLAG_TEXT, &settings->lab, 0, NULL},
        {"--seconds", FLAG_INT, &settings->seconds, 3600, NULL},
        {"--checked", FLAG_CHOICE, &checked, 0, checks},
        {"--seed", FLAG_NUMBER, &seed, (UINT64_C(1) << 53) - 1, NULL},
        {"--term-key", FLAG_PATH, &key, 0, NULL},
        {"--objects", FLAG_PATH, &settings->objects, 0, NULL}};
    int rows = 10;
    for (; more && more->name; more++) table[rows++] = *more;
    batch->settings = settings;
    batch->arena = arena;
    batch->paths = argv;
    batch->count = flags_read(arena, command, table, argc, argv);
    settings->checked = checked;
    for (dim i = 0; i < batch->count; i++)
        argv[i] = (char *)(uintptr_t)flags_path(arena, argv[i]);
    batch->seeded = seed != UINT64_MAX;
    if (batch->seeded) settings->seed = seed;
    if (key) batch_key_read(&batch->key, key);
    if (key && batch->seeded)
        fail_usage("--seed and --term-key: the key decides the seeds; leave one of them out");
    read_shard(batch, shard);
    if (batch->jobs == 0) batch->jobs = (int)workers_cores();
    if (batch->jobs > WORKERS_MAX) batch->jobs = WORKERS_MAX;
    if (!batch->journal)
        fail_usage("grade %s: wanted --journal FILE, which keeps what has been graded", command);
}

int batch_command(struct settings *settings, struct arena *arena, const char *program, int argc,
                  char **argv)
{
    static struct batch batch;
    batch_read(&batch, settings, arena, "batch", NULL, argc, argv);
    arguments_settle(settings, arena, program, batch.seeded);
    return batch_run(&batch);
}
