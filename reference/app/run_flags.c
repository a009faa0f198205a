// run_flags.c: see run_flags.h.
#include "run_flags.h"

#include "app.h"
#include "fail.h"
#include "file.h"

#include <string.h>

void run_progress(double done, double total)
{
    if (done < total) app_progress("tokenising", done, total);
    else app_progress_end();
}

static void one_flag(struct run_options *options, int argc, char **argv, int *i)
{
    const char *flag = argv[*i], *name = flag + 2;
    const struct option *row = options_find(options, name);
    // Looked up before its value is: an unknown flag is the clearer sentence.
    if (!row)
        fail_usage("%s: no such flag; crumb %s --help lists them", flag, options->table->command);
    if (row->kind == OPTION_SWITCH) {
        options_set(options, "--", name, NULL);
        return;
    }
    do options_set(options, "--", name, app_value(argc, argv, i));
    while (row->kind == OPTION_FILES && *i + 1 < argc && strncmp(argv[*i + 1], "--", 2) != 0);
}

void run_flags(struct run_options *options, struct arena *arena, int argc, char **argv)
{
    const char *config = NULL;
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--", 2) != 0)
            fail_usage("%s: expected a flag; crumb %s --help lists them", argv[i],
                       options->table->command);
        if (!strcmp(argv[i], "--config")) config = app_value(argc, argv, &i);
        else one_flag(options, argc, argv, &i);
    }
    if (config) options_read(options, arena, config, file_text(arena, config, 1 << 20, NULL));
}
