// paper.c: a file in, a value out, and back. See paper.h.
#include "proof/paper.h"

#include "fail.h"
#include "fields.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BYTES_MOST = 1 << 30, PATH_MOST = 4096 };

// All of a regular file, to be freed.
static char *bytes_of(size_t *count, const char *path)
{
    struct stat status;
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) fail("%s: %s; wanted a record of grade --format json", path,
                             strerror(errno));
    if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size > BYTES_MOST)
        fail("%s: is no regular file of at most 1 GiB; wanted a record of grade --format json",
             path);
    FILE *in = fdopen(descriptor, "rb");
    char *bytes = malloc((size_t)status.st_size + 1);
    if (!in || !bytes) fail_environment("memory: no room for %s", path);
    *count = fread(bytes, 1, (size_t)status.st_size, in);
    if (ferror(in)) fail("%s: cannot be read to its end", path);
    fclose(in);
    return bytes;
}

// Anything that is no list of {"id", "record"} with plain ids.
static const char *wrong_with(const json_t *paper)
{
    size_t i;
    json_t *one;
    if (field_is(paper, "schema", "crumb/result/v1"))
        return json_is_array(json_object_get(paper, "labs")) ? NULL : "has no labs";
    if (!field_is(paper, "schema", "crumb/results/v1")) return "has another schema";
    if (!json_is_array(json_object_get(paper, "results"))) return "has no list of results";
    json_array_foreach(json_object_get(paper, "results"), i, one) {
        const char *id = field_text(one, "id");
        if (!*id || strchr(id, '/') || strcmp(id, ".") == 0 || strcmp(id, "..") == 0)
            return "has a result whose id is no name of a folder";
        if (!json_is_array(json_object_get(json_object_get(one, "record"), "labs")))
            return "has a result without a record";
    }
    return NULL;
}

json_t *paper_read(const char *path)
{
    size_t count;
    json_error_t error;
    char *bytes = bytes_of(&count, path);
    json_t *paper = json_loadb(bytes, count, JSON_REJECT_DUPLICATES, &error);
    free(bytes);
    if (!paper)
        fail("%s:%d: is no JSON that can be read; wanted a record of grade --format json", path,
             error.line);
    const char *wrong = wrong_with(paper);
    if (wrong) fail("%s: %s; wanted crumb/result/v1 or crumb/results/v1", path, wrong);
    return paper;
}

char *paper_canonical(const json_t *value)
{
    char *text = json_dumps(value, JSON_SORT_KEYS | JSON_COMPACT);
    if (!text) fail_environment("memory: no room for a record in one line");
    return text;
}

void paper_write(const char *path, const char *text, size_t count)
{
    char temporary[PATH_MOST];
    if (snprintf(temporary, sizeof temporary, "%s.XXXXXX", path) >= (int)sizeof temporary)
        fail_usage("%s: is too long a name", path);
    const int descriptor = mkstemp(temporary);
    if (descriptor < 0) fail_environment("%s: %s", path, strerror(errno));
    FILE *out = fdopen(descriptor, "wb");
    bool written = out && fwrite(text, 1, count, out) == count && fflush(out) == 0 &&
                   fchmod(descriptor, 0644) == 0 && fsync(descriptor) == 0;
    written = out && fclose(out) == 0 && written;
    if (written && rename(temporary, path) == 0) return;
    const int why = errno;
    unlink(temporary);
    fail_environment("%s: could not be written: %s", path, strerror(why));
}

dim paper_records(const json_t *paper)
{
    const json_t *results = json_object_get(paper, "results");
    return results ? (dim)json_array_size(results) : 1;
}

struct paper_record paper_record(const json_t *paper, dim i)
{
    const json_t *results = json_object_get(paper, "results");
    const json_t *one = json_array_get(results, (size_t)i);
    if (!results) return (struct paper_record){.id = "", .record = paper};
    return (struct paper_record){.id = field_text(one, "id"),
                                 .record = json_object_get(one, "record")};
}
