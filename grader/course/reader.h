// reader.h: what the files that read course.json share.
#ifndef CRUMB_COURSE_READER_H
#define CRUMB_COURSE_READER_H

#include "course/course.h"
#include "course/field.h"

struct course_reader {
    struct course *course;
    const struct topics *topics;
    struct spot top;
};

// The first part of a lab that was named in the file, or a sentence.
const struct topic_part *course_topic(const struct course_reader *reader,
                                      const struct spot *spot, const char *key, const char *lab);
void course_read_roster(const struct course_reader *reader);

#endif
