// compose_golden.c: a course whose golden file is damaged. See compose.h.
// Everything in it is a link to what is there, but for one file and the manifest.
#include "attack/compose.h"

#include "fail.h"
#include "sha256.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LENGTH_BYTES = 8, MANIFEST_MAX = 1 << 16 };

static void link_all(const char *to, const char *from, const char *without, const char *also)
{
    char target[CANARY_PATH], path[CANARY_PATH];
    DIR *entries = opendir(from);
    if (!entries) fail_environment("%s: %s", from, strerror(errno));
    for (struct dirent *entry; (entry = readdir(entries));) {
        if (entry->d_name[0] == '.' || strcmp(entry->d_name, without) == 0 ||
            strcmp(entry->d_name, also) == 0)
            continue;
        canary_path(target, from, entry->d_name);
        canary_path(path, to, entry->d_name);
        if (symlink(target, path) != 0) fail_environment("%s: %s", path, strerror(errno));
    }
    closedir(entries);
}

static void folder_in(char *path, const char *folder, const char *name)
{
    canary_path(path, folder, name);
    if (mkdir(path, 0755) != 0) fail_environment("%s: %s", path, strerror(errno));
}

static uint64_t length_of(const char *bytes)
{
    uint64_t length = 0;
    for (int i = 0; i < LENGTH_BYTES; i++) length |= (uint64_t)(uint8_t)bytes[i] << 8 * i;
    return length;
}

static void set_length(char *bytes, uint64_t length)
{
    for (int i = 0; i < LENGTH_BYTES; i++) bytes[i] = (char)(length >> 8 * i);
}

// "OLD => NEW" once in the header, whose length follows.
static size_t replaced(struct arena *arena, const struct attack *attack, char **bytes, size_t count,
                       const char *words)
{
    const char *arrow = strstr(words, " => ");
    if (!arrow) fail("%s: golden: replace: wanted OLD => NEW", attack->name);
    const size_t old = (size_t)(arrow - words), new = strlen(arrow + 4);
    const uint64_t length = length_of(*bytes);
    size_t at = LENGTH_BYTES;
    while (at + old <= LENGTH_BYTES + length && memcmp(*bytes + at, words, old) != 0) at++;
    if (at + old > LENGTH_BYTES + length)
        fail("%s: golden: \"%.*s\" is not in the golden file's header", attack->name, (int)old,
             words);
    char *made = arena_alloc(arena, count + new + 1);
    memcpy(made, *bytes, at);
    memcpy(made + at, arrow + 4, new);
    memcpy(made + at + new, *bytes + at + old, count - at - old);
    set_length(made, length + new - old);
    *bytes = made;
    return count + new - old;
}

// True when the manifest is to follow.
static bool damage(struct arena *arena, const struct attack *attack, char **bytes, size_t *count)
{
    const char *what = attack->golden, *value = what + strcspn(what, " ");
    value += *value == ' ';
    const unsigned long long number = strtoull(value, NULL, 10);
    if (strncmp(what, "truncate ", 9) == 0 && number < *count) *count = (size_t)number;
    else if (strncmp(what, "length ", 7) == 0) set_length(*bytes, number);
    else if (strncmp(what, "replace ", 8) == 0)
        *count = replaced(arena, attack, bytes, *count, value);
    else if (strncmp(what, "nested ", 7) == 0)
        for (size_t i = LENGTH_BYTES; i < LENGTH_BYTES + number && i < *count; i++)
            (*bytes)[i] = '[';
    else if (strncmp(what, "flip ", 5) == 0 && number < *count) (*bytes)[number] ^= 1;
    else fail("%s: golden: %s: wanted truncate N, length N, nested N, flip N or replace OLD => NEW",
              attack->name, what);
    return strncmp(what, "flip ", 5) != 0;
}

// The manifest with another hash in the line of that file.
static void write_manifest(const char *to, const char *from, const char *name, const char *hash)
{
    char path[CANARY_PATH], line[400];
    canary_path(path, from, "manifest.txt");
    FILE *in = fopen(path, "r");
    canary_path(path, to, "manifest.txt");
    FILE *out = fopen(path, "w");
    if (!in || !out) fail_environment("%s: %s", path, strerror(errno));
    while (fgets(line, sizeof line, in)) {
        const char *end = strstr(line, name);
        if (end && end > line && end[-1] == ' ' && hash) fprintf(out, "%s  %s\n", hash, name);
        else fputs(line, out);
    }
    fclose(in);
    if (fclose(out) != 0) fail_environment("%s: %s", path, strerror(errno));
}

void compose_golden(char *root, struct arena *arena, const struct settings *settings,
                    const struct corpus *corpus, const struct attack *attack,
                    const struct canary *canary)
{
    char datasets[CANARY_PATH], golden[CANARY_PATH], from[CANARY_PATH], name[100], hash[65];
    snprintf(name, sizeof name, "%s.safetensors", corpus->topic);
    folder_in(root, canary->folder, "root");
    folder_in(datasets, root, "datasets");
    folder_in(golden, datasets, "golden");
    link_all(root, settings->root, "datasets", "build");
    canary_path(from, settings->root, "datasets");
    link_all(datasets, from, "golden", "");
    link_all(golden, settings->golden, name, "manifest.txt");
    size_t count;
    canary_path(from, settings->golden, name);
    char *bytes = corpus_read(arena, &count, from);
    if (!bytes) fail_environment("%s: cannot be read; run make datasets", from);
    const bool follows = damage(arena, attack, &bytes, &count);
    sha256_hex(hash, bytes, count);
    canary_path(from, golden, name);
    compose_write(from, bytes, count);
    write_manifest(golden, settings->golden, name, follows ? hash : NULL);
}
