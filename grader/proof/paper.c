// paper.c: a file in, a value out, and back. See paper.h.
#include "proof/paper.h"

#include "fail.h"
#include "fields.h"
#include "file.h"

#include <stdio.h>
#include <string.h>

enum { BYTES_MOST = 1 << 30 };

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
    struct arena arena = {0};
    const char *bytes = file_text(&arena, path, BYTES_MOST, &count);
    json_t *paper = json_loadb(bytes, count, JSON_REJECT_DUPLICATES, &error);
    arena_free(&arena);
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
    struct file_writer writer;
    file_begin(&writer, path);
    fwrite(text, 1, count, writer.stream);
    file_commit(&writer);
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
