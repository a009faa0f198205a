// flags.h: the command line of one command: a table of its flags, and the words that stand alone.
#ifndef CRUMB_FLAGS_H
#define CRUMB_FLAGS_H

#include "arena.h"

#include <stdint.h>

enum flag_kind {
    FLAG_SET,     // bool: stands without a value
    FLAG_TEXT,    // const char *
    FLAG_PATH,    // const char *, made absolute: the current folder changes later
    FLAG_NUMBER,  // uint64_t, from 0 to most
    FLAG_INT,     // int, from 0 to most
    FLAG_CHOICE   // int: which of words (NULL at the end)
};

struct flag {
    const char *name;  // "--out"; NULL ends the table
    enum flag_kind kind;
    void *value;
    uint64_t most;
    const char *const *words;
};

// argv [argc]: what stands behind the command. Sets what the table names and moves the words that
// stand alone to the front, in their order; returns how many. "--" ends the flags. Everything that
// is wrong is one sentence and exit 4.
int flags_read(struct arena *arena, const char *command, const struct flag *table, int argc,
               char **argv);
// A path as seen from here, absolute.
const char *flags_path(struct arena *arena, const char *path);

#endif
