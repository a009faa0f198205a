// watch_files.h: which student's file was saved? A save is another content, held still: editors
// write to another name and rename, or empty the file and fill it, and some touch it for nothing.
#ifndef CRUMB_WATCH_FILES_H
#define CRUMB_WATCH_FILES_H

#include "settings.h"

enum { WATCH_FILES_MAX = 100 };

struct watch_stamp {
    bool there, regular;
    long long size, seconds, nanoseconds;  // of the last change
    unsigned long long number;             // of the inode: a rename brings another one
};

struct watch_file {
    const struct topic_part *first;  // of the topic
    struct watch_stamp stamp;
    char hash[65];
    bool moving;   // the stamp changed, and the content has not been looked at since
    double moved;   // when
    bool finished;  // the last event said so: it need not be waited whether more comes
};

struct watch_files {
    const struct settings *settings;
    struct watch_file files[WATCH_FILES_MAX];
    dim count, only;  // only: the one that is looked at; -1: all
    int events;       // readable: look now
    double looked;
};

// Takes what is there now as seen. only: NULL for all labs.
void watch_files_open(struct watch_files *files, const struct settings *settings,
                      const struct topic_part *only);
void watch_files_only(struct watch_files *files, const struct topic_part *only);
// The lab whose file was saved; NULL: none. To be called again until it says NULL, then after
// watch_files_wait() seconds, or when events is readable. *moved: when the save was seen.
const struct topic_part *watch_files_look(struct watch_files *files, double *moved);
double watch_files_wait(const struct watch_files *files);
bool watch_files_still(const struct watch_files *files);  // nothing is about to be a save

#endif
