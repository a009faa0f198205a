// watch_files.c: stat often, read when the stamp changed, believe only the content. See
// watch_files.h.
#include "watch_files.h"

#include "converse.h"
#include "sha256.h"
#include "submission.h"
#include "watch_events.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#ifdef __APPLE__
#define CHANGED st_mtimespec
#else
#define CHANGED st_mtim
#endif

enum { FILE_BYTES_MAX = (1 << 20) + 1 };  // a larger file is refused anyway
enum { YOUNG_SECONDS = 3 };  // some file systems count whole seconds, or two at a time

static const double quiet_seconds = 0.025;  // between the parts of one save
static const double empty_seconds = 1.0;    // a file that is gone or empty is about to be written
static const double look_seconds = 0.5;     // beside events
static const double alone_seconds = 0.2;    // without them

static struct watch_stamp stamp_of(const char *path)
{
    struct stat status;
    struct watch_stamp stamp = {.there = stat(path, &status) == 0};
    if (!stamp.there) return stamp;
    stamp.regular = S_ISREG(status.st_mode);
    stamp.size = (long long)status.st_size;
    stamp.seconds = (long long)status.CHANGED.tv_sec;
    stamp.nanoseconds = (long long)status.CHANGED.tv_nsec;
    stamp.number = (unsigned long long)status.st_ino;
    return stamp;
}

static bool same(const struct watch_stamp *a, const struct watch_stamp *b)
{
    return a->there == b->there && a->regular == b->regular && a->size == b->size &&
           a->seconds == b->seconds && a->nanoseconds == b->nanoseconds && a->number == b->number;
}

// Of the content; a word where there is none.
static void hash_of(char hash[65], const char *path, const struct watch_stamp *stamp)
{
    static char bytes[FILE_BYTES_MAX];
    size_t count = 0;
    strcpy(hash, !stamp->there ? "absent" : !stamp->regular ? "no file" : "unreadable");
    if (!stamp->regular) return;
    const int in = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (in < 0) return;
    for (ssize_t got; count < sizeof bytes; count += (size_t)got)
        if ((got = read(in, bytes + count, sizeof bytes - count)) <= 0) break;
    close(in);
    sha256_hex(hash, bytes, count);
}

static void path_of(char *path, const struct watch_files *files, const struct watch_file *file)
{
    submission_find(path, files->settings, file->first->number, file->first->topic);
}

// A file that was changed twice within one tick of its clock bears the same stamp both times.
static bool is_young(const struct watch_stamp *stamp)
{
    const long long age = (long long)time(NULL) - stamp->seconds;
    return stamp->regular && age <= YOUNG_SECONDS && age >= -YOUNG_SECONDS;
}

static double quiet_until(const struct watch_file *file)
{
    const bool filled = file->stamp.there && file->stamp.size > 0;
    return file->moved + (!filled ? empty_seconds : file->finished ? 0.0 : quiet_seconds);
}

static bool was_saved(const struct watch_files *files, struct watch_file *file, double now)
{
    char path[SUBMISSION_PATH_MAX], hash[65];
    path_of(path, files, file);
    const struct watch_stamp stamp = stamp_of(path);
    if (!same(&stamp, &file->stamp)) {
        file->stamp = stamp;
        file->moved = now;
        file->moving = true;
    } else if (!file->moving && is_young(&stamp)) {
        hash_of(hash, path, &stamp);
        file->moving = strcmp(hash, file->hash) != 0;
        file->moved = now;
    }
    if (!file->moving || now < quiet_until(file)) return false;
    file->moving = false;
    hash_of(hash, path, &stamp);
    if (strcmp(hash, file->hash) == 0) return false;  // only touched
    strcpy(file->hash, hash);
    return true;
}

static void note_event(void *context, const char *name, bool finished)
{
    struct watch_files *files = context;
    for (dim i = 0; i < files->count; i++) {
        const char *topic = files->files[i].first->topic;
        const size_t length = strlen(topic);
        if (strncmp(name, topic, length) == 0 && strcmp(name + length, ".c") == 0)
            files->files[i].finished = finished;
    }
}

static bool is_watched(const struct watch_files *files, dim i)
{
    return files->only < 0 || files->only == i;
}

// Folders are named again with every look, since another one may have taken the place of one.
static void ask_for_events(const struct watch_files *files)
{
    for (dim i = 0; files->events >= 0 && i < files->count; i++) {
        char path[SUBMISSION_PATH_MAX];
        path_of(path, files, &files->files[i]);
        char *slash = strrchr(path, '/');
        if (!slash || !is_watched(files, i)) continue;
        *slash = 0;
        watch_events_add(files->events, path);
    }
}

void watch_files_only(struct watch_files *files, const struct topic_part *only)
{
    files->only = -1;
    for (dim i = 0; only && i < files->count; i++)
        if (strcmp(files->files[i].first->topic, only->topic) == 0) files->only = i;
    ask_for_events(files);
}

void watch_files_open(struct watch_files *files, const struct settings *settings,
                      const struct topic_part *only)
{
    const struct topics *topics = &settings->topics;
    *files = (struct watch_files){.settings = settings, .only = -1,
                                  .events = watch_events_open()};
    for (dim i = 0; i < topics->count && files->count < WATCH_FILES_MAX; i++) {
        if (i && strcmp(topics->parts[i].topic, topics->parts[i - 1].topic) == 0) continue;
        struct watch_file *file = &files->files[files->count++];
        char path[SUBMISSION_PATH_MAX];
        file->first = &topics->parts[i];
        path_of(path, files, file);
        file->stamp = stamp_of(path);
        hash_of(file->hash, path, &file->stamp);
    }
    watch_files_only(files, only);
    files->looked = converse_now();
}

const struct topic_part *watch_files_look(struct watch_files *files, double *moved)
{
    const double now = converse_now();
    for (dim i = 0; i < files->count; i++) files->files[i].finished = false;
    watch_events_drain(files->events, note_event, files);
    if (now - files->looked >= look_seconds) ask_for_events(files);
    files->looked = now;
    for (dim i = 0; i < files->count; i++) {
        struct watch_file *file = &files->files[i];
        if (!is_watched(files, i) || !was_saved(files, file, now)) continue;
        *moved = file->moved;
        return file->first;
    }
    return NULL;
}

double watch_files_wait(const struct watch_files *files)
{
    double due = files->looked + (files->events >= 0 ? look_seconds : alone_seconds);
    for (dim i = 0; i < files->count; i++) {
        const struct watch_file *file = &files->files[i];
        if (file->moving && is_watched(files, i) && quiet_until(file) < due)
            due = quiet_until(file);
    }
    const double left = due - converse_now();
    return left > 0.0 ? left : 0.0;
}

bool watch_files_still(const struct watch_files *files)
{
    for (dim i = 0; i < files->count; i++)
        if (files->files[i].moving && is_watched(files, i)) return false;
    return true;
}
