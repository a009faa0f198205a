// batch.h: many submissions, one after the other and side by side, with a journal that survives
// whatever happens; merging journals; grading again. docs/instructor/batch.md.
//   a submission whose process dies is tried once more, at the end and alone; then it is
//   grader-error, never a zero
#ifndef CRUMB_BATCH_BATCH_H
#define CRUMB_BATCH_BATCH_H

#include "batch/fingerprint.h"
#include "settings.h"

// Commands of grade (main.c): argv [argc] is what stands behind the word.
int batch_command(struct settings *settings, struct arena *arena, const char *program, int argc,
                  char **argv);
int merge_command(struct settings *settings, struct arena *arena, const char *program, int argc,
                  char **argv);
int regrade_command(struct settings *settings, struct arena *arena, const char *program, int argc,
                    char **argv);

// ---- between the files of this folder ----------------------------------------------------------
struct batch {
    struct settings *settings;
    struct arena *arena;
    const char *program, *journal, *all;  // all: NULL, or the folder that holds submissions
    char **paths;                         // [count]
    dim count;
    int jobs, shard, shards;
    bool seeded;
    struct batch_key key;
};

// Flags that batch and regrade share, and the folders: what is wrong is exit 4. more: rows of
// regrade's own, ended by one without a name.
struct flag;
void batch_read(struct batch *batch, struct settings *settings, struct arena *arena,
                const char *command, const struct flag *more, int argc, char **argv);
// Grades what the journal does not have yet. Returns the exit code.
int batch_run(struct batch *batch);

#endif
