// seeds.c: a key or a list, and the command that makes the list. See seeds.h.
#include "proof/seeds.h"

#include "arguments.h"
#include "batch/entries.h"
#include "fail.h"
#include "fields.h"
#include "file.h"
#include "flags.h"
#include "proof/commands.h"
#include "proof/hidden_seed.h"

#include <string.h>

#define SCHEMA "crumb/seeds/v1"

void seeds_from_key(struct seeds *seeds, const char *path)
{
    *seeds = (struct seeds){.given = true, .has_key = true};
    term_key_read(seeds->key, path);
    hidden_seed(seeds->which, seeds->key, sizeof seeds->key, "which key is this?");
}

void seeds_from_list(struct seeds *seeds, const char *path)
{
    json_error_t error;
    *seeds = (struct seeds){.given = true};
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    const char *which = field_text(root, "key");
    if (!root)
        fail("%s: line %d: %s; wanted what grade seeds writes", path, error.line, error.text);
    if (!field_is(root, "schema", SCHEMA) || strlen(which) != 64 ||
        !json_is_object(json_object_get(root, "seeds")))
        fail("%s: wanted an object with \"schema\": \"" SCHEMA "\", \"key\" and \"seeds\", as "
             "grade seeds writes it", path);
    strcpy(seeds->which, which);
    seeds->list = root;
}

uint64_t seeds_of(char *commitment, const struct seeds *seeds, const char *submission)
{
    if (seeds->has_key) return hidden_seed(commitment, seeds->key, sizeof seeds->key, submission);
    const json_t *one = json_object_get(json_object_get(seeds->list, "seeds"), submission);
    const json_t *seed = json_object_get(one, "seed");
    const char *text = field_text(one, "commitment");
    if (!json_is_integer(seed) || json_integer_value(seed) < 0 || strlen(text) != 64)
        fail("there is no seed for submission %.12s: its files are others than those that the "
             "seeds were made for; make them again with grade seeds", submission);
    strcpy(commitment, text);
    return (uint64_t)json_integer_value(seed);
}

static void write_list(const json_t *root, const char *path)
{
    struct file_writer writer;
    file_begin(&writer, path);
    json_dumpf(root, writer.stream, JSON_INDENT(1) | JSON_SORT_KEYS);
    fputc('\n', writer.stream);
    file_commit(&writer);
}

int seeds_command(struct settings *settings, struct arena *arena, const char *program, int argc,
                  char **argv)
{
    const char *all = NULL, *key = NULL, *out = NULL;
    const struct flag table[] = {{"--all", FLAG_PATH, &all, 0, NULL},
                                 {"--term-key", FLAG_PATH, &key, 0, NULL},
                                 {"--out", FLAG_PATH, &out, 0, NULL},
                                 {.name = NULL}};
    struct entries entries;
    struct seeds seeds;
    dim missing = 0;
    const dim count = flags_read(arena, "seeds", table, argc, argv);
    if (!key || !out || (count == 0 && !all))
        fail_usage("seeds: wanted DIR... or --all DIR, --term-key FILE and --out FILE");
    for (dim i = 0; i < count; i++) argv[i] = (char *)(uintptr_t)flags_path(arena, argv[i]);
    arguments_settle(settings, arena, program, true);
    seeds_from_key(&seeds, key);
    entries_find(&entries, arena, argv, count, all, 1, 1);
    json_t *list = json_object();
    for (dim i = 0; i < entries.count; i++) {
        struct entry *entry = &entries.all[i];
        const char *why = entry_look(entry, arena, settings);
        char commitment[65];
        if (why) {
            fprintf(stderr, "grade: %s: %s; it gets no seed\n", entry->id, why);
            missing++;
            continue;
        }
        const uint64_t seed = seeds_of(commitment, &seeds, entry->submission);
        json_object_set_new(list, entry->submission,
                            json_pack("{s:I,s:s}", "seed", (json_int_t)seed, "commitment",
                                      commitment));
    }
    json_t *root = json_pack("{s:s,s:s,s:o}", "schema", SCHEMA, "key", seeds.which, "seeds", list);
    write_list(root, out);
    printf(" %zu seeds are in %s\n", json_object_size(list), out);
    json_decref(root);
    return missing ? 1 : 0;
}
