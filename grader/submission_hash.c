// submission_hash.c: files in the order of the topics, through one digest. See submission_hash.h.
#include "submission_hash.h"

#include "answers.h"
#include "fail.h"
#include "sha256.h"
#include "submission.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE = 160 };

// digest [65] out: of one file, "-" when it cannot be graded.
static bool digest_of(char *digest, uint8_t *bytes, const char *path)
{
    const char *why;
    const size_t count = submission_read(bytes, &why, path);
    strcpy(digest, "-");
    if (!why) sha256_hex(digest, bytes, count);
    return !why;
}

// The digest is that of digests: a submission is never held in memory whole.
char *submission_list(const struct settings *settings, dim *files)
{
    uint8_t *bytes = malloc(SUBMISSION_BYTES_MAX + 1);
    const struct topics *topics = &settings->topics;
    char *list = calloc(2 * (size_t)topics->count + 1, LINE), *end = list;
    if (!list || !bytes) fail_environment("memory: no room for a submission's hash");
    *files = 0;
    for (dim i = 0; i < topics->count; i++) {
        const struct topic_part *part = &topics->parts[i];
        char path[SUBMISSION_PATH_MAX], digest[65];
        struct answers answers = {.text = NULL};
        if (i > 0 && strcmp(part->topic, topics->parts[i - 1].topic) == 0) continue;
        submission_find(path, settings, part->number, part->topic);
        *files += digest_of(digest, bytes, path);
        end += sprintf(end, "%.60s %s\n", part->topic, digest);
        answers_find(&answers, settings, part);
        if (access(answers.path, F_OK) != 0) continue;
        *files += digest_of(digest, bytes, answers.path);
        end += sprintf(end, "%.60s quiz %s\n", part->topic, digest);
    }
    free(bytes);
    return list;
}

dim submission_hash(char *hex, const struct settings *settings)
{
    dim files;
    char *list = submission_list(settings, &files);
    sha256_hex(hex, list, strlen(list));
    free(list);
    return files;
}
