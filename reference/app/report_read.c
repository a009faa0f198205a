// report_read.c: the files of a run, as a report wants them. See report.h.
#include "fail.h"
#include "file.h"
#include "report.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

static const char *join(struct arena *arena, const char *folder, const char *name)
{
    const size_t n = strlen(folder) + strlen(name) + 2;
    char *path = arena_alloc(arena, n);
    snprintf(path, n, "%s/%s", folder, name);
    return path;
}

typedef void each_line(void *context, const json_t *line);

static dim count_lines(struct file_bytes file)
{
    dim lines = 1;
    for (size_t i = 0; i < file.count; i++) lines += file.bytes[i] == '\n';
    return lines;
}

// A last line without an end was being written when its run was killed.
static void read_lines(struct file_bytes file, const char *path, each_line *take, void *context)
{
    dim line = 1;
    for (size_t at = 0; at < file.count; line++) {
        const char *text = (const char *)file.bytes + at;
        const char *end = memchr(text, '\n', file.count - at);
        json_error_t error;
        if (!end) return;
        json_t *root = json_loadb(text, (size_t)(end - text), JSON_ALLOW_NUL, &error);
        if (!json_is_object(root))
            fail("%s:%td: this is no line of a run (%s); is it the file that a run wrote?", path,
                 line, root ? "no object" : error.text);
        take(context, root);
        json_decref(root);
        at += (size_t)(end - text) + 1;
    }
}

static double number(const json_t *line, const char *name)
{
    const json_t *value = json_object_get(line, name);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

static void take_metrics(void *context, const json_t *line)
{
    struct report_run *run = context;
    const struct report_point point = {number(line, "tokens"), number(line, "loss"),
                                       number(line, "val_loss"), number(line, "text_loss"),
                                       number(line, "rate")};
    if (isfinite(point.tokens) && point.tokens >= 0.0) run->points[run->count++] = point;
}

static void take_sample(void *context, const json_t *line)
{
    struct report_run *run = context;
    json_array_append_new(run->samples, json_deep_copy(line));
}

void report_read(struct report_run *run, struct arena *arena, const char *folder)
{
    const char *metrics = join(arena, folder, "metrics.jsonl");
    const char *samples = join(arena, folder, "samples.jsonl");
    size_t n = strlen(folder);
    while (n > 1 && folder[n - 1] == '/') n--;
    char *name = arena_alloc(arena, n + 1);
    memcpy(name, folder, n);
    const char *slash = strrchr(name, '/');
    *run = (struct report_run){.folder = folder, .name = slash && slash[1] ? slash + 1 : name,
                               .samples = json_array()};
    struct file_bytes file = file_map(metrics);
    run->points = arena_array(arena, (size_t)count_lines(file), sizeof *run->points);
    read_lines(file, metrics, take_metrics, run);
    file_unmap(file);
    if (run->count == 0)
        fail("%s: nothing to report; the run has not done a step", metrics);
    if (access(samples, F_OK) == 0) {
        file = file_map(samples);
        read_lines(file, samples, take_sample, run);
        file_unmap(file);
    }
    run->options = file_text(arena, join(arena, folder, "options.txt"), 1 << 20, NULL);
    const bool tuned = !strncmp(run->options, "model ", 6) || strstr(run->options, "\nchat ");
    run->kind = tuned ? "finetune" : "pretrain";
}
