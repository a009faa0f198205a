// reading.h: what the readers of the world's files share (world.c, dishes.c). The first thing that
// is wrong is kept in kitchen->wrong; what is read after that no longer matters.
#ifndef CRUMB_READING_H
#define CRUMB_READING_H

#include "kitchen.h"

struct reading {
    struct kitchen *kitchen;
    const struct lines *lines;
    const struct line *line;
};

__attribute__((format(printf, 2, 3))) void reading_wrong(struct reading *r,
                                                         const char *format, ...);
// A whole number from 1 to most; 1 when it is none, which is wrong.
int reading_number(struct reading *r, const char *text, int most);
// Adds to a list of at most `most` names.
void reading_name(struct reading *r, const char **names, dim *count, dim most, const char *name);
// "2 cups flour", "1/2 onion"
void reading_portion(struct reading *r, struct portion *portion, const char *text);

// One item of the first line, and one field below it, of families and dishes.
void reading_family_item(struct reading *r, void *entry, char *item);
void reading_family_field(struct reading *r, void *entry, char *key, char *value);
void reading_dish_item(struct reading *r, void *entry, char *item);
void reading_dish_field(struct reading *r, void *entry, char *key, char *value);
// After the last line: what an entry must have.
void reading_family_end(struct reading *r, void *entry);
void reading_dish_end(struct reading *r, void *entry);

#endif
