// topics.h: labs/topics.txt, a row for each part.
#ifndef CRUMB_TOPICS_H
#define CRUMB_TOPICS_H

#include "arena.h"
#include "dim.h"

#include <stdbool.h>

enum { TRACK_SPEAK, TRACK_LEARN };

struct topic_part {
    const char *number, *topic, *part, *title, *needs;  // "05" "norm" "a"
    int track, minutes, points;
};

struct topics {
    struct topic_part *parts;  // [count] in the order of the file
    dim count;
};

// A malformed row is a fail() that names file and line.
void topics_load(struct topics *topics, struct arena *arena, const char *path);
// The first part of a topic given by name ("norm") or number ("05", "5"); NULL when there is none.
const struct topic_part *topics_find(const struct topics *topics, const char *lab);

// Does some part of topic need a part of other, directly?
bool topics_needs(const struct topics *topics, const char *topic, const char *other);
// The same, also by way of further topics: what a program of this topic must link.
bool topics_reaches(const struct topics *topics, const char *topic, const char *other);

#endif
