// mutate.c: makes a known mistake. A mutant is a file in tests/mutants/TOPIC/:
//     says: the tutor's sentence
//     kind: wrong | accepted
//     in: the function that is changed
//     --- old
//     text that stands exactly once in the solution
//     --- new
//     what it becomes
// mutate MUTANT SOLUTION > CHANGED      exit 1 with one sentence when the text does not match once
// mutate --says MUTANT, --kind MUTANT, --in MUTANT      prints that line's value
#include "fail.h"
#include "file.h"

#include <stdio.h>
#include <string.h>

// The value of a "key: value" line above the first "---".
static const char *value_of(char *mutant, const char *path, const char *key)
{
    char *body = strstr(mutant, "\n--- old\n");
    size_t length = strlen(key);
    for (char *line = mutant; line && body && line < body; line = strchr(line, '\n') + 1)
        if (strncmp(line, key, length) == 0 && line[length] == ':') {
            char *value = line + length + 1 + strspn(line + length + 1, " ");
            *strchr(value, '\n') = 0;
            return value;
        }
    fail("%s: no line \"%s: ...\" above --- old", path, key);
}

int main(int argc, char **argv)
{
    struct arena arena = {0};
    fail_program("mutate");
    if (argc != 3)
        fail_usage("usage: mutate [--says|--kind|--in] MUTANT, or mutate MUTANT SOLUTION");
    if (strncmp(argv[1], "--", 2) == 0) {
        char *mutant = file_text(&arena, argv[2], 1 << 20, NULL);
        puts(value_of(mutant, argv[2], argv[1] + 2));
        arena_free(&arena);
        return 0;
    }
    char *mutant = file_text(&arena, argv[1], 1 << 20, NULL);
    char *solution = file_text(&arena, argv[2], 1 << 20, NULL);
    char *old = strstr(mutant, "\n--- old\n"), *new = old ? strstr(old + 1, "\n--- new\n") : NULL;
    if (!new) fail("%s: wanted the lines --- old and --- new", argv[1]);
    old += strlen("\n--- old\n");
    *new = 0;
    new += strlen("\n--- new\n");
    size_t length = strlen(new);
    if (length && new[length - 1] == '\n') new[length - 1] = 0;
    char *at = strstr(solution, old);
    if (!at)
        fail("%s: its old text does not stand in %s; bring the mutant up to date", argv[1],
             argv[2]);
    if (strstr(at + 1, old))
        fail("%s: its old text stands more than once in %s; make it longer", argv[1], argv[2]);
    printf("%.*s%s%s", (int)(at - solution), solution, new, at + strlen(old));
    arena_free(&arena);
    return fflush(stdout) != 0;
}
