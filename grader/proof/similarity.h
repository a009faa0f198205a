// similarity.h: what grade similarity looks at: files of one topic beside each other.
#ifndef CRUMB_SIMILARITY_H
#define CRUMB_SIMILARITY_H

#include "proof/handed.h"
#include "proof/winnow.h"

enum { SIMILARITY_NAME = 60, SIMILARITY_PATH = 4096, SIMILARITY_OUT = 250, SIMILARITY_TOPICS = 100,
       SIMILARITY_KNOWN = 20 };

struct similarity_folder {
    const char *path;            // as it was given, absolute
    char name[SIMILARITY_NAME];  // safe, and another for each
};

struct similarity_file {
    const char *name;
    bool known;  // public, not handed in
    struct winnowed prints;
};

struct similarity {
    char out[SIMILARITY_PATH];
    struct similarity_folder *folders;  // [folder_count]
    dim folder_count;
    struct similarity_file *files;  // [file_count] of the topic at hand, known ones first
    dim file_count;
    struct arena scratch;  // of the topic at hand
};

// What the numbers mean; and those of one topic: a row for each file that was handed in.
void similarity_head(void);
void similarity_table(const struct similarity *all, const struct topic_part *first, int most);

#endif
