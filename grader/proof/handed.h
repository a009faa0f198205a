// handed.h: files of a folder that a student filled, read without following a link.
#ifndef CRUMB_HANDED_H
#define CRUMB_HANDED_H

#include "settings.h"

#include <stddef.h>

struct handed {
    char *text;  // NULL: there is none; else with a NUL behind it, in the arena
    size_t count;
    const char *why;  // NULL, or why there is none though something is there
    const char *path;  // below folder: "06-rope/rope.c"
};

// TOPIC.c below folder or folder/labs: NN-TOPIC/TOPIC.c or TOPIC.c, a regular file of at most 1 MiB
// in folders that are no links.
void handed_read(struct handed *handed, struct arena *arena, const char *folder,
                 const struct topic_part *first);
// Those of labs/topics.txt that .lab names, or all: the first part of each. Returns how many.
dim handed_topics(const struct topic_part **first, dim most, const struct settings *settings);
// The last name of a path as a name that is safe in a shell and in a table [size >= 8].
void handed_name(char *name, size_t size, const char *path);

#endif
