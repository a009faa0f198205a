// file.h: whole files in, whole files out. Reading maps or slurps; writing goes to a temporary name
// in the same folder, is fsynced and renamed, so that a reader sees the old bytes or the new ones.
#ifndef CRUMB_FILE_H
#define CRUMB_FILE_H

#include "arena.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct file_bytes {
    const uint8_t *bytes;  // not NUL-terminated; mapped
    size_t count;
};

// Any failure is one sentence with the path in it: missing, unreadable, a directory.
struct file_bytes file_map(const char *path);
void file_unmap(struct file_bytes file);
// The bytes of a small file with a NUL behind them; more than limit bytes is a failure. count may
// be NULL.
char *file_text(struct arena *arena, const char *path, size_t limit, size_t *count);

// Makes the folder when it is not there; its parent must be.
void file_make_folder(const char *path);

struct file_writer {
    FILE *stream;
    const char *path;
    char temporary[4096];
};
void file_begin(struct file_writer *writer, const char *path);
void file_commit(struct file_writer *writer);   // flush, fsync, rename; a full disk fails here
void file_abandon(struct file_writer *writer);  // remove the temporary; path is untouched

#endif
