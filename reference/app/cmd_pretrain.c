// cmd_pretrain.c: crumb pretrain: a model from nothing but text. The flags are in train/options.c.
#include "app.h"
#include "fail.h"
#include "file.h"
#include "pretrain.h"

#include <stdio.h>
#include <string.h>

static void show_progress(double done, double total)
{
    if (done < total) app_progress("tokenising", done, total);
    else app_progress_end();
}

static void parse(struct pretrain_options *options, const char **config, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const char *flag = argv[i], *name = flag + 2;
        if (strncmp(flag, "--", 2) != 0)
            fail_usage("%s: expected a flag; crumb pretrain --help lists them", flag);
        if (!strcmp(name, "config")) {
            *config = app_value(argc, argv, &i);
        } else if (pretrain_is_switch(name)) {
            pretrain_set(options, "--", name, NULL);
        } else if (!strcmp(name, "text")) {
            do pretrain_set(options, "--", name, app_value(argc, argv, &i));
            while (i + 1 < argc && strncmp(argv[i + 1], "--", 2) != 0);
        } else {
            // Looked up before its value is: an unknown flag is the clearer sentence.
            if (!pretrain_is_option(name))
                fail_usage("%s: no such flag; crumb pretrain --help lists them", flag);
            pretrain_set(options, "--", name, app_value(argc, argv, &i));
        }
    }
}

int cmd_pretrain(int argc, char **argv)
{
    if (argc < 2 || !strcmp(argv[argc - 1], "--help")) {
        pretrain_help();
        return 0;
    }
    static struct pretrain_options options;
    const char *config = NULL;
    struct arena arena = {0};
    pretrain_defaults(&options);
    parse(&options, &config, argc, argv);
    if (config)
        pretrain_read(&options, &arena, config, file_text(&arena, config, 1 << 20, NULL));
    const int code = pretrain_run(&options, show_progress);
    arena_free(&arena);
    return code;
}
