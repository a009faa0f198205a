// mutate.c: makes one known mistake (mutant.h), for a look at it and for scripts.
// mutate MUTANT SOLUTION > CHANGED      exit 1 with one sentence when the text does not match once
// mutate --says MUTANT, --kind MUTANT, --in MUTANT      prints that line's value
// mutate --turn FILE       prints a text as hunts keep it (grader/hunt_told.h)
#include "mutant.h"

#include "fail.h"
#include "file.h"
#include "hunt_told.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    struct arena arena = {0};
    struct mutant mutant;
    const char *why;
    fail_program("mutate");
    if (argc != 3)
        fail_usage("usage: mutate [--says|--kind|--in] MUTANT, mutate MUTANT SOLUTION, or "
                   "mutate --turn FILE");
    if (strcmp(argv[1], "--turn") == 0) {
        hunt_told_write(stdout, file_text(&arena, argv[2], 1 << 20, NULL));
    } else if (strncmp(argv[1], "--", 2) == 0) {
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
