// topics.c: reads labs/topics.txt. See topics.h.
#include "topics.h"

#include "fail.h"
#include "file.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 8 };

// Cuts one row at its bars, in place; columns lose the spaces around them.
static int cut(char *columns[COLUMNS], char *line)
{
    int count = 0;
    for (char *at = line; at; count++) {
        char *bar = strchr(at, '|'), *end = bar ? bar : at + strlen(at);
        if (bar) *bar = 0;
        at += strspn(at, " \t\r");
        while (end > at && strchr(" \t\r", end[-1])) *--end = 0;
        if (count < COLUMNS) columns[count] = at;
        at = bar ? bar + 1 : NULL;
    }
    return count;
}

static int whole(const char *path, dim line, const char *name, const char *text)
{
    char *end;
    long value = strtol(text, &end, 10);
    if (!*text || *end || value < 1 || value > 1000)
        fail("%s:%td: %s is \"%s\"; wanted a whole number from 1 to 1000", path, line, name, text);
    return (int)value;
}

static void read_row(struct topic_part *part, char *line, const char *path, dim number)
{
    char *columns[COLUMNS];
    int count = cut(columns, line);
    if (count != COLUMNS)
        fail("%s:%td: %d columns; wanted %d: number | topic | part | title | track | minutes | "
             "points | needs", path, number, count, COLUMNS);
    part->number = columns[0];
    part->topic = columns[1];
    part->part = columns[2];
    part->title = columns[3];
    part->minutes = whole(path, number, "minutes", columns[5]);
    part->points = whole(path, number, "points", columns[6]);
    part->needs = columns[7];
    if (strcmp(columns[4], "speak") != 0 && strcmp(columns[4], "learn") != 0)
        fail("%s:%td: track is \"%s\"; wanted speak or learn", path, number, columns[4]);
    part->track = strcmp(columns[4], "learn") == 0 ? TRACK_LEARN : TRACK_SPEAK;
}

void topics_load(struct topics *topics, struct arena *arena, const char *path)
{
    size_t bytes;
    char *text = file_text(arena, path, 1 << 20, &bytes);
    dim lines = 1, number = 0;
    for (size_t i = 0; i < bytes; i++) lines += text[i] == '\n';
    topics->parts = arena_array(arena, (size_t)lines, sizeof *topics->parts);
    topics->count = 0;
    for (char *line = text, *next; line; line = next) {
        next = strchr(line, '\n');
        if (next) *next++ = 0;
        number++;
        if (line[0] == '#' || line[strspn(line, " \t\r")] == 0) continue;
        read_row(&topics->parts[topics->count++], line, path, number);
    }
    if (topics->count == 0) fail("%s: no topics in it; restore the file from git", path);
}

const struct topic_part *topics_find(const struct topics *topics, const char *lab)
{
    for (dim i = 0; i < topics->count; i++) {
        const struct topic_part *part = &topics->parts[i];
        if (strcmp(part->topic, lab) == 0 || strcmp(part->number, lab) == 0) return part;
        if (part->number[0] == '0' && strcmp(part->number + 1, lab) == 0) return part;
    }
    return NULL;
}

bool topics_needs(const struct topics *topics, const char *topic, const char *other)
{
    size_t length = strlen(other);
    for (dim i = 0; i < topics->count; i++) {
        if (strcmp(topics->parts[i].topic, topic) != 0) continue;
        for (const char *at = topics->parts[i].needs; *at; at += strcspn(at, " ")) {
            at += strspn(at, " ");
            if (strncmp(at, other, length) == 0 && at[length] == '.') return true;
        }
    }
    return false;
}

bool topics_reaches(const struct topics *topics, const char *topic, const char *other)
{
    if (topics_needs(topics, topic, other)) return true;
    for (dim i = 0; i < topics->count; i++) {
        const char *between = topics->parts[i].topic;
        if (strcmp(between, topic) != 0 && topics_needs(topics, topic, between) &&
            topics_reaches(topics, between, other))
            return true;
    }
    return false;
}
