// cmd_pretrain.c: crumb pretrain: a model from nothing but text. The flags are in
// train/options_tables.c.
#include "app.h"
#include "pretrain.h"
#include "run_flags.h"

#include <stdio.h>
#include <string.h>

int cmd_pretrain(int argc, char **argv)
{
    if (argc < 2 || !strcmp(argv[argc - 1], "--help")) {
        puts("crumb pretrain --text FILE... --out DIR [option...]\n"
             "crumb pretrain --resume --out DIR [option *...]");
        options_help(&pretrain_table);
        return 0;
    }
    static struct run_options options;
    struct arena arena = {0};
    options_defaults(&options, &pretrain_table);
    run_flags(&options, &arena, argc, argv);
    const int code = pretrain_run(&options, run_progress);
    arena_free(&arena);
    return code;
}
