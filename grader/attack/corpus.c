// corpus.c: reads the attacks. See corpus.h.
#include "attack/corpus.h"

#include "attack/header.h"
#include "fail.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ATTACKS_MAX = 400, THREATS_MAX = 200, FILE_MAX = 1 << 20, LAB_PARTS = 3, PATH_BYTES = 4096 };

char *corpus_read(struct arena *arena, size_t *bytes, const char *path)
{
    FILE *in = fopen(path, "rb");
    if (!in) return NULL;
    char *text = arena_alloc(arena, FILE_MAX + 1);
    *bytes = fread(text, 1, FILE_MAX, in);
    const bool good = !ferror(in) && feof(in);
    fclose(in);
    return good ? text : NULL;
}

// The file of that name in folder; there must be one.
static char *need(struct arena *arena, size_t *bytes, const char *folder, const char *name)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    char *text = corpus_read(arena, bytes, path);
    if (!text)
        fail_environment("%s: cannot be read; the attacks stand in tests/hostile of the whole "
                         "repository, or name their folder with --corpus", path);
    return text;
}

bool corpus_has(const char *words, const char *word)
{
    const size_t length = strlen(word);
    for (const char *at = words; (at = strstr(at, word)); at += length)
        if ((at == words || at[-1] == ' ') && (!at[length] || at[length] == ' ')) return true;
    return false;
}

const char *corpus_threat(const struct corpus *corpus, int number)
{
    for (dim i = 0; i < corpus->threat_count; i++)
        if (corpus->threats[i].number == number) return corpus->threats[i].title;
    return NULL;
}

// corpus.txt: "key: value" lines about the lab that is attacked; # opens a comment.
static void load_lab(struct corpus *corpus, struct arena *arena, const struct settings *settings,
                     const char *folder)
{
    struct {
        const char *key;
        const char **value;
    } const keys[] = {{"number: ", &corpus->number}, {"topic: ", &corpus->topic},
                      {"call: ", &corpus->call}, {"behind: ", &corpus->behind},
                      {"main: ", &corpus->main}};
    enum { KEYS = sizeof keys / sizeof *keys };
    size_t bytes;
    char *save, *text = need(arena, &bytes, folder, "corpus.txt");
    for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
        for (int i = 0; i < KEYS; i++)
            if (strncmp(line, keys[i].key, strlen(keys[i].key)) == 0)
                *keys[i].value = line + strlen(keys[i].key);
    for (int i = 0; i < KEYS; i++)
        if (!*keys[i].value)
            fail("%s/corpus.txt: no line that begins with \"%s\"; docs/instructor/attacks.md "
                 "describes them", folder, keys[i].key);
    char solution[PATH_BYTES];
    snprintf(solution, sizeof solution, "%s/solutions/%s-%s", settings->root, corpus->number,
             corpus->topic);
    corpus->plain = need(arena, &bytes, solution, arena_print(arena, "%s.c", corpus->topic));
    corpus->system = need(arena, &bytes, folder, "system.h");
}

static void load_threats(struct corpus *corpus, struct arena *arena, const char *folder)
{
    size_t bytes;
    char *save, *text = need(arena, &bytes, folder, "threats.txt");
    corpus->threats = arena_array(arena, THREATS_MAX, sizeof *corpus->threats);
    for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        if (line[0] == '#') continue;
        char *title;
        const long number = strtol(line, &title, 10);
        if (strncmp(title, " | ", 3) != 0 || number < 1 || corpus->threat_count == THREATS_MAX)
            fail("%s/threats.txt: %.60s: wanted a number, then \" | \" and a title", folder, line);
        corpus->threats[corpus->threat_count++] =
            (struct threat){.number = (int)number, .title = title + 3};
    }
}

static int by_name(const void *left, const void *right)
{
    const struct attack *a = left, *b = right;
    return strcmp(a->name, b->name);
}

static void check_threats(const struct corpus *corpus, const char *folder)
{
    for (dim i = 0; i < corpus->count; i++)
        for (int t = 0; t < corpus->attacks[i].threat_count; t++)
            if (!corpus_threat(corpus, corpus->attacks[i].threats[t]))
                fail("%s/%s.c: threat %d is not in threats.txt", folder, corpus->attacks[i].name,
                     corpus->attacks[i].threats[t]);
}

void corpus_load(struct corpus *corpus, struct arena *arena, const struct settings *settings,
                 const char *folder)
{
    *corpus = (struct corpus){0};
    DIR *entries = opendir(folder);
    if (!entries)
        fail_environment("%s: cannot be read; the attacks stand in tests/hostile of the whole "
                         "repository, or name their folder with --corpus", folder);
    load_lab(corpus, arena, settings, folder);
    load_threats(corpus, arena, folder);
    corpus->attacks = arena_array(arena, ATTACKS_MAX, sizeof *corpus->attacks);
    for (struct dirent *entry; (entry = readdir(entries));) {
        const size_t length = strlen(entry->d_name);
        if (length < 3 || strcmp(entry->d_name + length - 2, ".c") != 0) continue;
        if (corpus->count == ATTACKS_MAX) fail("%s: more than %d attacks", folder, ATTACKS_MAX);
        struct attack *attack = &corpus->attacks[corpus->count++];
        *attack = (struct attack){.name = arena_print(arena, "%.*s", (int)length - 2,
                                                      entry->d_name)};
        attack->text = need(arena, &attack->bytes, folder, entry->d_name);
        header_read(attack, arena, folder);
    }
    closedir(entries);
    if (!corpus->count) fail_environment("%s: no attacks there (NAME.c)", folder);
    qsort(corpus->attacks, (size_t)corpus->count, sizeof *corpus->attacks, by_name);
    check_threats(corpus, folder);
}
