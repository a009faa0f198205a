// commit.c: which commit a folder is at, read as files. A submission's .git may hold hooks,
// configuration and links, so no program is run on it and nothing but a few digits is taken.
#include "proof/provenance.h"

#include "fields.h"
#include "submission.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MOST = 1 << 20, NAME_MOST = 200 };

// What a regular file below folder holds, with a NUL behind it, to be freed; NULL when there is
// none or it is larger than FILE_MOST. No link is followed at the end of the path.
static char *text_of(const char *folder, const char *name)
{
    char path[SUBMISSION_PATH_MAX];
    struct stat status;
    snprintf(path, sizeof path, "%.3800s/%.250s", folder, name);
    const int descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return NULL;
    char *text = NULL;
    if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_size < FILE_MOST)
        text = calloc((size_t)status.st_size + 1, 1);
    const ssize_t count = text ? read(descriptor, text, (size_t)status.st_size) : -1;
    close(descriptor);
    if (count >= 0) return text;
    free(text);
    return NULL;
}

// commit: the digits that text begins with, if they are 40 or 64 and nothing goes on behind them.
static bool take(char *commit, const char *text)
{
    const size_t count = strspn(text, "0123456789abcdef");
    const bool right = (count == 40 || count == 64) && strchr(" \r\n", text[count]);
    snprintf(commit, 65, "%.*s", right ? (int)count : 0, text);
    return right;
}

// A name such as refs/heads/main that stays below .git.
static bool is_reference(const char *name)
{
    return strncmp(name, "refs/", 5) == 0 && strlen(name) < NAME_MOST && !strstr(name, "..") &&
           !strstr(name, "//");
}

static void take_packed(char *commit, const char *packed, const char *name)
{
    const size_t length = strlen(name);
    for (const char *line = packed; line && *line; line = strchr(line, '\n')) {
        if (*line == '\n') line++;
        const char *space = strchr(line, ' ');
        if (!space) return;
        if (strncmp(space + 1, name, length) == 0 && strchr("\r\n", space[1 + length]) &&
            take(commit, line))
            return;
    }
}

static void take_head(char *commit, const char *git, char *head)
{
    if (strncmp(head, "ref: ", 5) != 0) {
        take(commit, head);
        return;
    }
    char *name = head + 5;
    name[strcspn(name, "\r\n")] = 0;
    if (!is_reference(name)) return;
    char *text = text_of(git, name);
    if (text && take(commit, text)) {
        free(text);
        return;
    }
    free(text);
    text = text_of(git, "packed-refs");
    if (text) take_packed(commit, text, name);
    free(text);
}

static void take_note(char *commit, const char *from)
{
    char *text = text_of(from, ".crumb-submission.json");
    json_t *note = text ? json_loads(text, JSON_REJECT_DUPLICATES, NULL) : NULL;
    take(commit, field_text(note, "commit"));
    json_decref(note);
    free(text);
}

void commit_of(char *commit, const char *from)
{
    commit[0] = 0;
    take_note(commit, from);
    const char *slash = strrchr(from, '/');
    const bool below = strcmp(slash ? slash + 1 : from, "labs") == 0;  // of a repository's root
    for (int up = 0; up <= below && !commit[0]; up++) {
        char git[SUBMISSION_PATH_MAX];
        snprintf(git, sizeof git, "%.3900s%s/.git", from, up ? "/.." : "");
        char *head = text_of(git, "HEAD");
        if (head) take_head(commit, git, head);
        free(head);
    }
}
