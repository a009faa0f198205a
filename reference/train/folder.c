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

bool folder_has(const char *folder, const char *name)
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
                                       "generation_config.json.", "tokenizer_config.json."};
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
        fail("%s: another run works in this folder; wait for it or name another", path);
}

void folder_open(struct folder *folder, const char *path, bool resume)
{
    *folder = (struct folder){.path = path, .samples = -1};
    join(folder->state, sizeof folder->state, path, "state.bin");
    join(folder->tokens, sizeof folder->tokens, path, "tokens.bin");
    if (!resume && mkdir(path, 0777) != 0 && errno != EEXIST)
        fail("%s: this folder cannot be made (%s)", path, strerror(errno));
    const bool run = folder_has(path, "state.bin");
    if (resume && !run)
        fail("%s: no state.bin to resume from; leave --resume out to begin a run here", path);
    if (!resume && run)
        fail("%s: holds a run already; --resume goes on with it, another --out begins a new one",
             path);
    if (!resume && folder_has(path, "model.safetensors"))
        fail("%s: holds a model that this run would overwrite; name another folder", path);
    lock(folder, path);
    remove_leftovers(path);
}

void folder_close(struct folder *folder)
{
    close(folder->metrics);
    if (folder->samples >= 0) close(folder->samples);
    folder->metrics = folder->samples = -1;
}

// ---- metrics.jsonl, samples.jsonl -----------------------------------------------------------

static _Noreturn void lines_failed(const struct folder *folder, const char *name)
{
    fail_environment("%s/%s: could not be written (%s); the last checkpoint is whole, make room "
                     "and go on with --resume", folder->path, name, strerror(errno));
}

// Lines begin with their step; those behind this one are cut off.
static void lines_from(const struct folder *folder, int file, const char *name, int64_t step)
{
    char path[4096];
    join(path, sizeof path, folder->path, name);
    const struct file_bytes bytes = file_map(path);
    size_t kept = 0;
    while (kept < bytes.count) {
        const char *line = (const char *)bytes.bytes + kept;
        const char *end = memchr(line, '\n', bytes.count - kept);
        long long at;
        if (!end || sscanf(line, "{\"step\": %lld,", &at) != 1 || at > step) break;
        kept += (size_t)(end - line) + 1;
    }
    file_unmap(bytes);
    if (ftruncate(file, (off_t)kept) != 0) lines_failed(folder, name);
    if (lseek(file, 0, SEEK_END) < 0) lines_failed(folder, name);
}

void folder_metrics_from(struct folder *folder, int64_t step)
{
    lines_from(folder, folder->metrics, "metrics.jsonl", step);
}

void folder_samples_from(struct folder *folder, int64_t step)
{
    char path[4096];
    join(path, sizeof path, folder->path, "samples.jsonl");
    folder->samples = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (folder->samples < 0) fail("%s: cannot be written (%s)", path, strerror(errno));
    lines_from(folder, folder->samples, "samples.jsonl", step);
}

void folder_sample(struct folder *folder, const char *line)
{
    const ssize_t count = (ssize_t)strlen(line);
    errno = ENOSPC;  // what a short write means
    if (write(folder->samples, line, (size_t)count) != count ||
        write(folder->samples, "\n", 1) != 1)
        lines_failed(folder, "samples.jsonl");
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
    if (m->mixed) n += put_number(line + n, room - (size_t)n, "text_loss", m->text_loss);
    n += snprintf(line + n, room - (size_t)n, "}\n");
    errno = ENOSPC;  // what a short write means
    if (write(folder->metrics, line, (size_t)n) != n) lines_failed(folder, "metrics.jsonl");
}

static void sync_lines(const struct folder *folder, int file, const char *name)
{
    if (fsync(file) != 0 && errno != EINVAL && errno != ENOTSUP) lines_failed(folder, name);
}

void folder_metrics_sync(const struct folder *folder)
{
    sync_lines(folder, folder->metrics, "metrics.jsonl");
    if (folder->samples >= 0) sync_lines(folder, folder->samples, "samples.jsonl");
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
