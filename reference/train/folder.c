// folder.c: the folder of a run. See folder.h.
#include "folder.h"

#include "fail.h"
#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static void join(char *path, size_t room, const char *folder, const char *name)
{
    if (snprintf(path, room, "%s/%s", folder, name) >= (int)room)
        fail("%.80s...: this path is too long", folder);
}

static bool exists(const char *folder, const char *name)
{
    char path[4096];
    struct stat status;
    join(path, sizeof path, folder, name);
    return stat(path, &status) == 0;
}

// "state.bin.1234-0.tmp", as file_begin names them; another program's files are left alone.
static bool is_leftover(const char *name)
{
    static const char *const ours[] = {"state.bin.",   "model.safetensors.", "config.json.",
                                       "tokens.bin.",  "tokenizer.json.",    "options.txt.",
                                       "generation_config.json."};
    const char *end = strrchr(name, '.');
    if (!end || strcmp(end, ".tmp") != 0) return false;
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (!strncmp(name, ours[i], strlen(ours[i]))) return true;
    return false;
}

// A run that was killed while it wrote leaves them. The lock is ours: no other run writes here now.
static void remove_leftovers(const char *path)
{
    DIR *list = opendir(path);
    if (!list) return;
    for (struct dirent *entry; (entry = readdir(list));) {
        char full[4096];
        if (!is_leftover(entry->d_name)) continue;
        join(full, sizeof full, path, entry->d_name);
        unlink(full);
    }
    closedir(list);
}

static void lock(struct folder *folder, const char *path)
{
    char metrics[4096];
    join(metrics, sizeof metrics, path, "metrics.jsonl");
    folder->metrics = open(metrics, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (folder->metrics < 0) fail("%s: cannot be written (%s)", metrics, strerror(errno));
    if (flock(folder->metrics, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        fail("%s: another crumb pretrain works in this folder; wait for it or name another", path);
}

void folder_open(struct folder *folder, const char *path, bool resume)
{
    *folder = (struct folder){.path = path};
    join(folder->state, sizeof folder->state, path, "state.bin");
    join(folder->tokens, sizeof folder->tokens, path, "tokens.bin");
    if (!resume && mkdir(path, 0777) != 0 && errno != EEXIST)
        fail("%s: this folder cannot be made (%s)", path, strerror(errno));
    const bool run = exists(path, "state.bin");
    if (resume && !run)
        fail("%s: no state.bin to resume from; leave --resume out to begin a run here", path);
    if (!resume && run)
        fail("%s: holds a run already; --resume goes on with it, another --out begins a new one",
             path);
    if (!resume && exists(path, "model.safetensors"))
        fail("%s: holds a model that this run would overwrite; name another folder", path);
    lock(folder, path);
    remove_leftovers(path);
}

void folder_close(struct folder *folder)
{
    close(folder->metrics);
    folder->metrics = -1;
}

// ---- metrics.jsonl --------------------------------------------------------------------------

static _Noreturn void metrics_failed(const struct folder *folder)
{
    fail_environment("%s/metrics.jsonl: could not be written (%s); the last checkpoint is whole, "
                     "make room and go on with --resume", folder->path, strerror(errno));
}

void folder_metrics_from(struct folder *folder, int64_t step)
{
    char path[4096];
    join(path, sizeof path, folder->path, "metrics.jsonl");
    const struct file_bytes file = file_map(path);
    size_t kept = 0;
    while (kept < file.count) {
        const char *line = (const char *)file.bytes + kept;
        const char *end = memchr(line, '\n', file.count - kept);
        long long at;
        if (!end || sscanf(line, "{\"step\": %lld,", &at) != 1 || at > step) break;
        kept += (size_t)(end - line) + 1;
    }
    file_unmap(file);
    if (ftruncate(folder->metrics, (off_t)kept) != 0) metrics_failed(folder);
    if (lseek(folder->metrics, 0, SEEK_END) < 0) metrics_failed(folder);
}

static int put_number(char *text, size_t room, const char *name, double value)
{
    if (isfinite(value)) return snprintf(text, room, ", \"%s\": %.9g", name, value);
    return snprintf(text, room, ", \"%s\": null", name);
}

void folder_metrics(struct folder *folder, const struct metrics *m)
{
    char line[512];
    const size_t room = sizeof line;
    int n = snprintf(line, room, "{\"step\": %lld, \"tokens\": %lld", (long long)m->step,
                     (long long)m->tokens);
    n += put_number(line + n, room - (size_t)n, "loss", m->loss);
    n += put_number(line + n, room - (size_t)n, "val_loss", m->val_loss);
    n += put_number(line + n, room - (size_t)n, "rate", m->rate);
    n += put_number(line + n, room - (size_t)n, "grad_norm", m->grad_norm);
    n += put_number(line + n, room - (size_t)n, "tokens_per_second", m->tokens_per_second);
    n += snprintf(line + n, room - (size_t)n, "}\n");
    errno = ENOSPC;  // what a short write means
    if (write(folder->metrics, line, (size_t)n) != n) metrics_failed(folder);
}

void folder_metrics_sync(const struct folder *folder)
{
    if (fsync(folder->metrics) != 0 && errno != EINVAL && errno != ENOTSUP) metrics_failed(folder);
}

// ---- other files ----------------------------------------------------------------------------

void folder_write(const struct folder *folder, const char *name, const void *bytes, size_t count)
{
    char path[4096];
    struct file_writer writer;
    join(path, sizeof path, folder->path, name);
    file_begin(&writer, path);
    fwrite(bytes, 1, count, writer.stream);
    file_commit(&writer);
}

void folder_tokenizer(const struct folder *folder, const char *source)
{
    char path[4096];
    if (!strcmp(source, "bytes")) {
        struct tokenizer tokenizer;
        tokenizer_bytes(&tokenizer);
        tokenizer_save(&tokenizer, folder->path);
        tokenizer_close(&tokenizer);
        return;
    }
    join(path, sizeof path, source, "tokenizer.json");
    const struct file_bytes file = file_map(path);
    folder_write(folder, "tokenizer.json", file.bytes, file.count);
    file_unmap(file);
}
