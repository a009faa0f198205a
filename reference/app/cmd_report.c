// cmd_report.c: crumb report: runs of training, one behind the other, as one page for a browser.
#include "app.h"
#include "fail.h"
#include "file.h"
#include "report.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
    "crumb report --run DIR... --out FILE.html [--results FILE.json] [--title TEXT]\n"
    "  --run DIR...         folders of crumb pretrain and crumb finetune, in their order\n"
    "  --results FILE.json  an evaluation, as a table: a list of objects, or an object\n"
    "  --title TEXT         of the page (the name of the last run)";

enum { RUNS = 64 };

struct request {
    const char *folders[RUNS], *out, *results, *title;
    dim count;
};

static struct request parse(int argc, char **argv)
{
    struct request r = {.count = 0};
    for (int i = 1; i < argc; i++) {
        const char *flag = argv[i];
        if (!strcmp(flag, "--out")) r.out = app_value(argc, argv, &i);
        else if (!strcmp(flag, "--results")) r.results = app_value(argc, argv, &i);
        else if (!strcmp(flag, "--title")) r.title = app_value(argc, argv, &i);
        else if (!strcmp(flag, "--run")) {
            do {
                if (r.count == RUNS) fail_usage("at most %d runs fit on a page", RUNS);
                r.folders[r.count++] = app_value(argc, argv, &i);
            } while (i + 1 < argc && strncmp(argv[i + 1], "--", 2) != 0);
        } else fail_usage("report: %s: no such flag; crumb report --help lists them", flag);
    }
    if (r.count == 0 || !r.out) fail_usage("report needs --run DIR and --out FILE.html");
    return r;
}

static json_t *read_results(const char *path)
{
    struct arena arena = {0};
    size_t count;
    json_error_t error;
    const char *text = file_text(&arena, path, 1 << 24, &count);
    json_t *results = json_loadb(text, count, JSON_ALLOW_NUL, &error);
    if (!results) fail("%s:%d: %s", path, error.line, error.text);
    bool fits = json_is_object(results) || json_array_size(results) > 0;
    for (size_t i = 0; i < json_array_size(results); i++)
        fits = fits && json_is_object(json_array_get(results, i));
    if (!fits) fail("%s: expected an object, or a list of objects", path);
    arena_free(&arena);
    return results;
}

static void text(FILE *page, const char *words)
{
    report_text(page, words, strlen(words));
}

static void head(FILE *page, const char *title)
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n"
          "<meta charset=\"utf-8\"/>\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>",
          page);
    text(page, title);
    fprintf(page, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<h1>", report_style);
    text(page, title);
    fputs("</h1>\n", page);
}

static double last_of(const struct report_run *run, bool held)
{
    double value = NAN;
    for (dim i = 0; i < run->count; i++) {
        const double now = held ? run->points[i].held_out : run->points[i].loss;
        if (isfinite(now)) value = now;
    }
    return value;
}

static void curves(FILE *page, const struct report_run *runs, dim count)
{
    bool mixed = false;
    for (dim r = 0; r < count; r++)
        for (dim i = 0; i < runs[r].count; i++) mixed |= isfinite(runs[r].points[i].text);
    fputs("<h2>Loss</h2>\n<p class=\"key\">In nats per token: <b class=\"a\">learnt from</b> (of "
          "conversations: the answers), <b class=\"b\">held out</b>", page);
    fputs(mixed ? ", <b class=\"c\">text mixed in</b>" : "", page);
    fputs(".</p>\n", page);
    report_losses(page, runs, count);
    fputs("<h2>Learning rate</h2>\n", page);
    report_rates(page, runs, count);
}

static void one_run(FILE *page, const struct report_run *run)
{
    const double held = last_of(run, true);
    fprintf(page, "<h2>%s: ", run->kind);
    text(page, run->name);
    fprintf(page, "</h2>\n<p>%td steps, %.0f tokens; the last loss %.4f", run->count,
            run->points[run->count - 1].tokens, last_of(run, false));
    if (isfinite(held)) fprintf(page, ", held out %.4f", held);
    fputs(".</p>\n", page);
    report_samples(page, run);
    report_recipe(page, run);
}

int cmd_report(int argc, char **argv)
{
    static struct report_run runs[RUNS];
    struct arena arena = {0};
    struct file_writer writer;
    if (argc < 2 || !strcmp(argv[argc - 1], "--help")) {
        puts(usage);
        return 0;
    }
    const struct request r = parse(argc, argv);
    for (dim i = 0; i < r.count; i++) report_read(&runs[i], &arena, r.folders[i]);
    json_t *results = r.results ? read_results(r.results) : NULL;
    file_begin(&writer, r.out);
    FILE *page = writer.stream;
    head(page, r.title ? r.title : runs[r.count - 1].name);
    if (results) {
        fputs("<h2>Evaluation</h2>\n", page);
        report_results(page, results);
    }
    curves(page, runs, r.count);
    for (dim i = 0; i < r.count; i++) one_run(page, &runs[i]);
    fputs("</body>\n</html>\n", page);
    file_commit(&writer);
    printf("%s\n", r.out);
    for (dim i = 0; i < r.count; i++) json_decref(runs[i].samples);
    json_decref(results);
    arena_free(&arena);
    return 0;
}
