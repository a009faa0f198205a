// submission_hash.c: files in the order of the topics, through one digest. See submission_hash.h.
#include "submission_hash.h"

#include "fail.h"
#include "sha256.h"
#include "submission.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The digest is that of digests: a submission is never held in memory whole.
dim submission_hash(char *hex, const struct settings *settings)
{
    uint8_t *bytes = malloc(SUBMISSION_BYTES_MAX + 1);
    const struct topics *topics = &settings->topics;
    char *list = calloc((size_t)topics->count + 1, 160), *end = list;
    dim files = 0;
    if (!list || !bytes) fail_environment("memory: no room for a submission's hash");
    for (dim i = 0; i < topics->count; i++) {
        const struct topic_part *part = &topics->parts[i];
        char path[SUBMISSION_PATH_MAX], digest[65] = "-";
        const char *why;
        if (i > 0 && strcmp(part->topic, topics->parts[i - 1].topic) == 0) continue;
        submission_find(path, settings, part->number, part->topic);
        const size_t count = submission_read(bytes, &why, path);
        if (!why) sha256_hex(digest, bytes, count);
        end += sprintf(end, "%.60s %s\n", part->topic, digest);
        files += !why;
    }
    sha256_hex(hex, list, (size_t)(end - list));
    free(list);
    free(bytes);
    return files;
}
