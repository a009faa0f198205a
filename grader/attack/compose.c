// compose.c: what is put before the solution, and what stands in place of its file. See compose.h.
#include "attack/compose.h"

#include "fail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

enum { PRELUDE_BYTES = 16384, HUGE_BYTES = 2 << 20 };

struct text {
    char *bytes;
    size_t count;
};

static void add(struct text *text, const char *bytes, size_t count)
{
    memcpy(text->bytes + text->count, bytes, count);
    text->count += count;
}

static const char *once(const struct attack *attack, const char *text, const char *wanted)
{
    const char *at = strstr(text, wanted);
    if (!at || strstr(at + 1, wanted))
        fail("%s: \"%s\" does not stand exactly once in the solution; the attack is to be changed "
             "with it", attack->name, wanted);
    return at;
}

// The solution, changed as the attack wants it.
static const char *solution(struct arena *arena, const struct corpus *corpus,
                            const struct attack *attack)
{
    const char *text = corpus->plain;
    for (int i = -1; i < attack->before.count; i++) {
        if (i < 0 && attack->form != CORPUS_CALL) continue;
        const char *old = i < 0 ? corpus->behind : attack->before.list[i];
        const char *new = i < 0 ? "" : attack->after.list[i];
        const char *at = once(attack, text, old);
        struct text made = {.bytes = arena_alloc(arena, strlen(text) + strlen(new) +
                                                            strlen(corpus->call) + 8)};
        add(&made, text, (size_t)(at - text));
        if (i < 0) {
            add(&made, old, strlen(old));
            add(&made, "\n    ", 5);
            add(&made, corpus->call, strlen(corpus->call));
        }
        add(&made, new, strlen(new));
        add(&made, at + strlen(old), strlen(at + strlen(old)) + 1);
        text = made.bytes;
    }
    return text;
}

const char *compose_text(size_t *bytes, struct arena *arena, const struct settings *settings,
                         const struct corpus *corpus, const struct attack *attack,
                         const struct canary *canary)
{
    const bool alone = attack->form == CORPUS_ALONE;
    const char *plain = alone ? "" : solution(arena, corpus, attack);
    const char *body = attack->text + attack->head;
    struct text text = {.bytes = arena_alloc(arena, PRELUDE_BYTES + strlen(corpus->system) +
                                                        attack->bytes + strlen(plain) + 1)};
    if (strstr(body, "CANARY_")) {
        canary_prelude(text.bytes, PRELUDE_BYTES, canary, settings, corpus);
        text.count = strlen(text.bytes);
    }
    if (corpus_has(attack->needs, "system"))
        add(&text, corpus->system, strlen(corpus->system));
    add(&text, body, attack->bytes - attack->head);
    add(&text, plain, strlen(plain));
    *bytes = text.count;
    return text.bytes;
}

void compose_write(const char *path, const char *text, size_t bytes)
{
    FILE *out = fopen(path, "wb");
    const bool written = out && fwrite(text, 1, bytes, out) == bytes;
    if (!out || fclose(out) != 0 || !written || chmod(path, 0644) != 0)
        fail_environment("%s: %s; free some space or set TMPDIR", path, strerror(errno));
}

void compose_source(char *path, const struct corpus *corpus, const struct canary *canary)
{
    char name[100];
    snprintf(name, sizeof name, "%s.c", corpus->topic);
    canary_path(path, canary->from, name);
}

void compose_plain(const struct corpus *corpus, const struct canary *canary)
{
    char path[CANARY_PATH];
    compose_source(path, corpus, canary);
    compose_write(path, corpus->plain, strlen(corpus->plain));
}

static bool make_socket(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) return false;
    strcpy(address.sun_path, path);
    const int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
    const bool made = bind(descriptor, (struct sockaddr *)&address, sizeof address) == 0;
    close(descriptor);
    return made;
}

static bool make_sparse(const char *path)
{
    const int descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    const bool made = descriptor >= 0 && ftruncate(descriptor, (off_t)1 << 40) == 0;
    if (descriptor >= 0) close(descriptor);
    return made;
}

// Files that are no regular ones. NULL: done, else why not.
static const char *special(const char *file, const char *path, const char *elsewhere)
{
    const dev_t zero = makedev(1, 5);  // /dev/zero
    bool made = true;
    if (strcmp(file, "absent") == 0) return NULL;
    if (strcmp(file, "symlink") == 0) made = symlink(elsewhere, path) == 0;
    else if (strcmp(file, "hard-link") == 0) made = link(elsewhere, path) == 0;
    else if (strcmp(file, "fifo") == 0) made = mkfifo(path, 0644) == 0;
    else if (strcmp(file, "folder") == 0) made = mkdir(path, 0755) == 0;
    else if (strcmp(file, "device") == 0) made = mknod(path, S_IFCHR | 0644, zero) == 0;
    else if (strcmp(file, "socket") == 0) made = make_socket(path);
    else if (strcmp(file, "sparse") == 0) made = make_sparse(path);
    else fail("file: %s: no such kind of file; docs/instructor/attacks.md lists them", file);
    return made ? NULL : "such a file cannot be made here";
}

static const char *changed_bytes(const char *file, const char *path, const char *text,
                                 size_t bytes)
{
    FILE *out = fopen(path, "wb");
    if (!out) fail_environment("%s: %s", path, strerror(errno));
    if (strcmp(file, "byte-order-mark") == 0) fputs("\357\273\277", out);
    if (strcmp(file, "no-last-newline") == 0)
        while (bytes && text[bytes - 1] == '\n') bytes--;
    for (size_t i = 0; i < bytes; i++) {
        if (text[i] == '\n' && strcmp(file, "line-ends") == 0) fputc('\r', out);
        fputc(text[i], out);
    }
    if (strcmp(file, "huge") == 0)
        for (int i = 0; i < HUGE_BYTES; i++) fputc('\n', out);
    if (strcmp(file, "zero-byte") == 0) fputc(0, out);
    if (fclose(out) != 0) fail_environment("%s: %s", path, strerror(errno));
    chmod(path, strcmp(file, "unreadable") == 0 ? 0 : 0644);
    return NULL;
}

// "NAME = TEXT" beside the submission.
static void put_beside(const struct canary *canary, const char *line)
{
    char name[200], path[CANARY_PATH];
    const char *text = strstr(line, " = ");
    const int length = text ? (int)(text - line) : (int)strlen(line);
    snprintf(name, sizeof name, "%.*s", length, line);
    canary_path(path, canary->from, name);
    text = text ? text + 3 : "";
    compose_write(path, text, strlen(text));
}

const char *compose_place(const struct corpus *corpus, const struct attack *attack,
                          const struct canary *canary, const char *text, size_t bytes)
{
    static const char *const changes[] = {"byte-order-mark", "no-last-newline", "line-ends",
                                          "huge", "zero-byte", "unreadable", NULL};
    char path[CANARY_PATH], elsewhere[CANARY_PATH];
    for (int i = 0; i < attack->beside.count; i++) put_beside(canary, attack->beside.list[i]);
    compose_source(path, corpus, canary);
    canary_path(elsewhere, canary->outside, "elsewhere.c");
    if (!attack->file) {
        compose_write(path, text, bytes);
        return NULL;
    }
    for (int i = 0; changes[i]; i++)
        if (strcmp(attack->file, changes[i]) == 0)
            return changed_bytes(attack->file, path, text, bytes);
    compose_write(elsewhere, text, bytes);
    return special(attack->file, path, elsewhere);
}
