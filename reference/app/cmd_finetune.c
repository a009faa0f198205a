// cmd_finetune.c: crumb finetune: a model that continues text learns to answer. The flags are in
// train/options_tables.c.
#include "app.h"
#include "finetune.h"
#include "run_flags.h"

#include <stdio.h>
#include <string.h>

int cmd_finetune(int argc, char **argv)
{
    if (argc < 2 || !strcmp(argv[argc - 1], "--help")) {
        puts("crumb finetune --model DIR --chat FILE... --out DIR [option...]\n"
             "crumb finetune --resume --out DIR [option *...]");
        options_help(&finetune_table);
        return 0;
    }
    static struct run_options options;
    struct arena arena = {0};
    options_defaults(&options, &finetune_table);
    run_flags(&options, &arena, argc, argv);
    const int code = finetune_run(&options, run_progress);
    arena_free(&arena);
    return code;
}
