// mutant.c: reads a mutant and makes its change. See mutant.h.
#include "mutant.h"

#include "fail.h"
#include "file.h"

#include <stdio.h>
#include <string.h>

static char *cut(struct arena *arena, const char *from, size_t count)
{
    char *text = arena_alloc(arena, count + 1);
    memcpy(text, from, count);
    text[count] = 0;
    return text;
}

// tests/mutants/TOPIC/NAME.mutant
static void name_of(struct mutant *mutant, struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.'), *before = slash;
    if (!slash || !dot || dot < slash || slash == path)
        fail("%s: wanted a path such as tests/mutants/rope/half.mutant", path);
    while (before > path && before[-1] != '/') before--;
    mutant->path = path;
    mutant->topic = cut(arena, before, (size_t)(slash - before));
    mutant->name = cut(arena, slash + 1, (size_t)(dot - slash - 1));
}

void mutant_read(struct mutant *mutant, struct arena *arena, const char *path)
{
    static const char above[] = "\n--- old\n", between[] = "\n--- new\n";
    name_of(mutant, arena, path);
    char *text = file_text(arena, path, 1 << 20, NULL);
    char *old = strstr(text, above), *new = old ? strstr(old + 1, between) : NULL;
    if (!new) fail("%s: wanted the lines --- old and --- new", path);
    mutant->head = cut(arena, text, (size_t)(old + 1 - text));
    old += strlen(above);
    mutant->old = cut(arena, old, new > old ? (size_t)(new - old) : 0);
    new += strlen(between);
    size_t length = strlen(new);
    if (length && new[length - 1] == '\n') length--;
    mutant->new = cut(arena, new, length);
    const char *kind = mutant_value(mutant, arena, "kind");
    mutant->accepted = strcmp(kind, "accepted") == 0;
    mutant->work = mutant_value(mutant, arena, "work");
    if (!mutant->accepted && strcmp(kind, "wrong") != 0)
        fail("%s: kind: \"%s\": wanted wrong or accepted", path, kind);
    if (!*mutant_value(mutant, arena, "says") || !*mutant_value(mutant, arena, "in"))
        fail("%s: wanted a line \"says: ...\" and a line \"in: ...\" above --- old", path);
}

const char *mutant_value(const struct mutant *mutant, struct arena *arena, const char *key)
{
    const size_t length = strlen(key);
    for (const char *line = mutant->head; *line; line = strchr(line, '\n') + 1) {
        if (strncmp(line, key, length) != 0 || line[length] != ':') continue;
        const char *value = line + length + 1 + strspn(line + length + 1, " ");
        return cut(arena, value, strcspn(value, "\n"));
    }
    return "";
}

bool mutant_works(const struct mutant *mutant, const char *recipe)
{
    const size_t length = strlen(recipe);
    for (const char *at = mutant->work; *at; at += strspn(at, " ")) {
        const size_t word = strcspn(at, " ");
        if (word == length && strncmp(at, recipe, length) == 0) return true;
        at += word;
    }
    return false;
}

char *mutant_apply(const char **why, const struct mutant *mutant, struct arena *arena,
                   const char *solution_path)
{
    size_t count;
    char *solution = file_text(arena, solution_path, 1 << 20, &count), *sentence;
    char *at = strstr(solution, mutant->old);
    const size_t room = strlen(mutant->path) + strlen(solution_path) + 100;
    if (!at || strstr(at + 1, mutant->old)) {
        sentence = arena_alloc(arena, room);
        snprintf(sentence, room, at ? "%s: its old text stands more than once in %s; make it longer"
                                    : "%s: its old text does not stand in %s; bring the mutant up "
                                      "to date", mutant->path, solution_path);
        *why = sentence;
        return NULL;
    }
    const size_t bytes = count + strlen(mutant->new) + 1;
    char *changed = arena_alloc(arena, bytes);
    snprintf(changed, bytes, "%.*s%s%s", (int)(at - solution), solution, mutant->new,
             at + strlen(mutant->old));
    return changed;
}
