// journal.c: one file, one lock, lines that are whole or not there. See journal.h.
#include "batch/journal.h"

#include "batch/store.h"
#include "fail.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static bool sync_to_disk(int descriptor)
{
    return fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP;  // a pipe, some systems
}

static void lock(const struct journal *journal)
{
    if (flock(journal->descriptor, LOCK_EX | LOCK_NB) == 0) return;
    if (errno == EWOULDBLOCK)
        fail("%s: another batch writes to this journal; let it end, or name another file with "
             "--journal", journal->path);
    fail_environment("%s: cannot be locked (%s); put the journal on a local disk", journal->path,
                     strerror(errno));
}

static void drop_torn(struct journal *journal, const struct history *history)
{
    journal->bytes = (off_t)history->whole;
    if (!history->torn) return;
    fprintf(stderr, "grade: %s: its last line was cut off (%zu bytes), as by a kill or a full "
            "disk; it is dropped\n", journal->path, history->torn);
    if (ftruncate(journal->descriptor, journal->bytes) != 0 || !sync_to_disk(journal->descriptor))
        fail_environment("%s: cannot be shortened (%s)", journal->path, strerror(errno));
}

void journal_open(struct journal *journal, struct history *history, struct arena *arena,
                  const char *path)
{
    const char *why;
    size_t count = 0;
    signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is told like a full disk
    *journal = (struct journal){.path = path};
    journal->descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0600);
    if (journal->descriptor < 0)
        fail_environment("%s: %s; name a file that can be written with --journal", path,
                         strerror(errno));
    lock(journal);
    char *text = store_text_of(&why, &count, arena, path, journal->descriptor);
    if (!text) fail("%s", why);
    why = history_read(history, arena, path, text, count);
    free(text);
    if (why) fail("%s", why);
    if (history->whole + history->torn != count)
        fail("%s: these are results, not a journal; name another file with --journal", path);
    drop_torn(journal, history);
}

// What was written of a line that does not fit is taken back.
static bool give_up(struct journal *journal, struct arena *arena)
{
    journal->why = arena_print(arena, "%s: %s", journal->path, strerror(errno));
    if (ftruncate(journal->descriptor, journal->bytes) != 0) return false;  // dropped when read
    fsync(journal->descriptor);
    return false;
}

bool journal_append(struct journal *journal, struct arena *arena, const char *event, json_t *line)
{
    char when[STORE_TIME];
    store_time(when);
    json_t *whole = json_pack("{s:s,s:s,s:s}", "schema", JOURNAL_SCHEMA, "event", event, "when",
                              when);
    json_object_update(whole, line);
    json_decref(line);
    char *text = json_dumps(whole, JSON_COMPACT);
    json_decref(whole);
    if (!text) fail_environment("memory: no room for a line of the journal");
    const size_t count = strlen(text) + 1;
    text[count - 1] = '\n';
    size_t at = 0;
    errno = 0;
    while (!journal->why && at < count) {
        const ssize_t put = write(journal->descriptor, text + at, count - at);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) break;
        at += (size_t)put;
    }
    free(text);
    if (journal->why) return false;
    if (at < count || !sync_to_disk(journal->descriptor)) return give_up(journal, arena);
    journal->bytes += (off_t)count;
    return true;
}

void journal_leave(const struct journal *journal)
{
    close(journal->descriptor);
}
