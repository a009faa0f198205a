// mutate.c: makes one known mistake (mutant.h), for a look at it and for scripts.
// mutate MUTANT SOLUTION > CHANGED      exit 1 with one sentence when the text does not match once
// mutate --says MUTANT, --kind MUTANT, --in MUTANT      prints that line's value
#include "mutant.h"

#include "fail.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    struct arena arena = {0};
    struct mutant mutant;
    const char *why;
    fail_program("mutate");
    if (argc != 3)
        fail_usage("usage: mutate [--says|--kind|--in] MUTANT, or mutate MUTANT SOLUTION");
    if (strncmp(argv[1], "--", 2) == 0) {
        mutant_read(&mutant, &arena, argv[2]);
        const char *value = mutant_value(&mutant, &arena, argv[1] + 2);
        if (!*value) fail("%s: no line \"%s: ...\" above --- old", argv[2], argv[1] + 2);
        puts(value);
    } else {
        mutant_read(&mutant, &arena, argv[1]);
        const char *changed = mutant_apply(&why, &mutant, &arena, argv[2]);
        if (!changed) fail("%s", why);
        fputs(changed, stdout);
    }
    arena_free(&arena);
    return fflush(stdout) != 0;
}
