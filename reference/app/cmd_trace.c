// cmd_trace.c: crumb trace: every tensor of one pass over a text, shown, measured, written to a
// file, or compared with such a file. A trace of the reference beside the program with one's own
// rope.c in it names the first number that is another.
#include "app.h"
#include "fail.h"
#include "look.h"
#include "show.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
    "crumb trace [--model DIR] (TEXT | --prompt-ids 1,403,407) [--stats | --out FILE |\n"
    "            --compare FILE [--within R]]\n"
    "  TEXT            what the model reads; without a flag each tensor is a line: shape, values\n"
    "  --stats         least, greatest, root mean square, and the first value that is no number\n"
    "  --out FILE      write all of them as safetensors\n"
    "  --compare FILE  the first value that differs from a written trace; exit 1 if one does\n"
    "  --within R      may be off by this part of the tensor's largest (0.0001; 0: no bit)\n"
    "  --events        the names that a trace can hold";

struct request {
    struct look_request look;
    const char *out, *compare;
    bool stats, events;
    double within;
};

static struct request parse(int argc, char **argv)
{
    struct request r = {.look.model = app_starter(), .within = -1.0};
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--stats")) r.stats = true;
        else if (!strcmp(argv[i], "--events")) r.events = true;
        else if (!strcmp(argv[i], "--out")) r.out = app_value(argc, argv, &i);
        else if (!strcmp(argv[i], "--compare")) r.compare = app_value(argc, argv, &i);
        else if (!strcmp(argv[i], "--within"))
            r.within = app_number("--within", app_value(argc, argv, &i), 0.0, 1.0);
        else if (!look_flag(&r.look, argc, argv, &i))
            fail_usage("trace: %s: no such flag; crumb trace --help lists them", argv[i]);
    }
    if (r.stats + (r.out != NULL) + (r.compare != NULL) > 1)
        fail_usage("trace: --stats, --out and --compare are three commands; give one of them");
    if (r.within >= 0.0 && !r.compare)
        fail_usage("trace: --within belongs to --compare; leave it away");
    if (r.within < 0.0) r.within = 1e-4;
    if (!r.events) look_expect(&r.look);
    return r;
}

static void describe(const struct trace_compare *compare, const char *path)
{
    const struct tensor *here = &compare->item.tensor;
    char place[2 * TRACE_NAME_MAX];
    if (compare->verdict == TRACE_ABSENT) {
        printf("%s is not in %s\n", compare->name, path);
    } else if (compare->verdict == TRACE_OTHER_SHAPE) {
        const struct tensor *there = trace_find(compare->other, compare->name);
        printf("%s has another shape:", compare->name);
        for (int i = 0; i < here->rank; i++) printf("%s%td", i ? "x" : " ", here->shape[i]);
        fputs(" here,", stdout);
        for (int i = 0; i < there->rank; i++) printf("%s%td", i ? "x" : " ", there->shape[i]);
        printf(" in %s; was it written for the same text and model?\n", path);
    } else {
        trace_place(place, sizeof place, here, compare->at);
        printf("%s is the first that differs: %.9g here, %.9g in %s\n", place, compare->here,
               compare->there, path);
        printf("  %td of %td values of this tensor differ, its largest is %.4g there\n",
               compare->off, tensor_elements(here), compare->largest);
        if (compare->item.event == TRACE_IDS)
            puts("  the tokens differ: the texts are not the same");
        else
            printf("  topic %s computes it (axes %s)\n", trace_topic(compare->item.event),
                   trace_axes(compare->item.event));
    }
    printf("  %td tensors before it agree within %g of their largest\n", compare->agreed,
           compare->within);
}

static int compare_with(const struct request *r, const struct runner *runner)
{
    struct trace_copy other = {0};
    trace_read(&other, r->compare);
    struct trace_compare compare = {.other = &other, .within = r->within};
    look_trace(&(struct trace_sink){trace_compare, &compare}, runner);
    const bool same = compare.verdict == TRACE_SAME;
    if (same)
        printf("no difference: %td tensors, %td values, the worst off by %.2g of the largest\n",
               compare.agreed, compare.values, compare.worst);
    else describe(&compare, r->compare);
    trace_drop(&other);
    return same ? 0 : 1;
}

static void write_to(const char *path, const struct runner *runner)
{
    struct trace_copy copy = {0};
    look_trace(&(struct trace_sink){trace_keep, &copy}, runner);
    trace_write(&copy, path);
    printf("%s: %td tensors\n", path, copy.count);
    trace_drop(&copy);
}

static void stats(const struct runner *runner)
{
    printf("%-28s %11s %11s %11s\n", "tensor", "least", "greatest", "rms");
    look_trace(&(struct trace_sink){trace_stats_text, NULL}, runner);
}

int cmd_trace(int argc, char **argv)
{
    if (argc < 2 || !strcmp(argv[argc - 1], "--help")) {
        puts(usage);
        return 0;
    }
    const struct request r = parse(argc, argv);
    if (r.events) {
        trace_help();
        return 0;
    }
    struct look look;
    struct runner runner;
    int code = 0;
    look_open(&look, r.look.model);
    const struct look_text text = look_input(&look, &r.look);
    look_run(&runner, &look.model, text.ids, text.count);
    if (r.compare) code = compare_with(&r, &runner);
    else if (r.out) write_to(r.out, &runner);
    else if (r.stats) stats(&runner);
    else look_trace(&(struct trace_sink){trace_text, NULL}, &runner);
    runner_close(&runner);
    look_close(&look);
    return code;
}
