// memory.h: a small JSON file that several programs change at once, read and written whole: a lock,
// a temporary name, fsync, rename. Nothing ends the program; what is off is a sentence in why.
#ifndef CRUMB_MEMORY_H
#define CRUMB_MEMORY_H

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>

struct memory {
    const char *folder, *name, *schema;  // "ROOT/.crumb", "progress", "crumb/progress/v1"
    char *why;                           // [why_size] out: "" or a sentence
    size_t why_size;
};

// The object in folder/name.json; a new one ({"schema": ...}) when there is no file or a damaged
// one; NULL when there is one that is not ours to change: unreadable, or of another version.
json_t *memory_read(const struct memory *memory, bool *damaged);
// Reads, changes, writes, with the lock held. A damaged file is kept aside under another name.
// Returns the object as changed, also when it could not be written. NULL as memory_read.
json_t *memory_change(const struct memory *memory, void (*change)(json_t *root, void *context),
                      void *context);

#endif
