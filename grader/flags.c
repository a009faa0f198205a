// flags.c: one table, one loop. See flags.h.
#include "flags.h"

#include "fail.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_BYTES = 4096, WORDS_BYTES = 200 };

const char *flags_path(struct arena *arena, const char *path)
{
    char here[PATH_BYTES] = "";
    const bool below = path[0] != '/';
    if (below && !getcwd(here, sizeof here)) fail_environment("the current folder cannot be read");
    const size_t bytes = strlen(here) + strlen(path) + 2;
    char *whole = arena_alloc(arena, bytes);
    snprintf(whole, bytes, "%s%s%s", here, below ? "/" : "", path);
    return whole;
}

static uint64_t number(const char *name, const char *text, uint64_t most)
{
    char *end;
    const unsigned long long value = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end || value > most)
        fail_usage("%s %s: wanted a whole number from 0 to %llu", name, text,
                   (unsigned long long)most);
    return value;
}

static int choice(const char *name, const char *text, const char *const *words)
{
    char all[WORDS_BYTES] = "";
    size_t used = 0;
    for (int i = 0; words[i]; i++) {
        if (strcmp(text, words[i]) == 0) return i;
        if (used < sizeof all)
            used += (size_t)snprintf(all + used, sizeof all - used, "%s%s", i ? ", " : "",
                                     words[i]);
    }
    fail_usage("%s %s: wanted one of %s", name, text, all);
}

static void take(struct arena *arena, const struct flag *flag, const char *text)
{
    switch (flag->kind) {
    case FLAG_SET: *(bool *)flag->value = true; break;
    case FLAG_TEXT: *(const char **)flag->value = text; break;
    case FLAG_PATH: *(const char **)flag->value = flags_path(arena, text); break;
    case FLAG_NUMBER: *(uint64_t *)flag->value = number(flag->name, text, flag->most); break;
    case FLAG_INT: *(int *)flag->value = (int)number(flag->name, text, flag->most); break;
    case FLAG_CHOICE: *(int *)flag->value = choice(flag->name, text, flag->words); break;
    }
}

int flags_read(struct arena *arena, const char *command, const struct flag *table, int argc,
               char **argv)
{
    int alone = 0;
    bool over = false;
    for (int i = 0; i < argc; i++) {
        const struct flag *flag = table;
        if (over || argv[i][0] != '-' || !argv[i][1]) {
            argv[alone++] = argv[i];
            continue;
        }
        over = strcmp(argv[i], "--") == 0;
        if (over) continue;
        while (flag->name && strcmp(argv[i], flag->name) != 0) flag++;
        if (!flag->name)
            fail_usage("%s: grade %s has no such flag; build/grade --help lists them", argv[i],
                       command);
        const bool wants = flag->kind != FLAG_SET;
        if (wants && i + 1 == argc) fail_usage("%s: wanted a value behind it", flag->name);
        take(arena, flag, wants ? argv[++i] : NULL);
    }
    return alone;
}
