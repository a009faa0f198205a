// gradescope.c: results.json of Gradescope's autograder specification. A test for each part,
// since parts carry points. Text of a student goes out as "text" only. A record with a
// grader-error gets no score at all: the specification wants one, so that such a file is an error
// there and no zero.
#include "emit/emit.h"

#include "emit/tests.h"
#include "fields.h"

const char *const emit_visibilities[] = {"visible", "hidden", "after_due_date", "after_published",
                                         NULL};

static json_t *frame(const char *output, const char *visibility)
{
    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s}", "output", output, "output_format", "text",
                     "test_output_format", "text", "test_name_format", "text", "visibility",
                     visibility, "stdout_visibility", "hidden");
}

static json_t *one_test(struct arena *arena, const json_t *lab, const json_t *part, bool broken)
{
    const enum emit_class class = emit_class_part(part);
    json_t *test = json_pack(
        "{s:s,s:s,s:s,s:s,s:s}", "name", emit_part_name(arena, lab, part), "name_format", "text",
        "number", emit_print(arena, "%s.%s", field_text(lab, "number"), field_text(part, "part")),
        "output", emit_part_words(arena, lab, part), "output_format", "text");
    if (*field_text(part, "track"))
        json_object_set_new(test, "tags", json_pack("[s]", field_text(part, "track")));
    if (broken) return test;
    json_object_set(test, "score", json_object_get(part, "earned"));
    json_object_set(test, "max_score", json_object_get(part, "points"));
    json_object_set_new(test, "status", json_string(class == EMIT_PASS ? "passed" : "failed"));
    return test;
}

static json_t *extra(const json_t *record)
{
    static const char *const kept[] = {"schema", "kind", "seed", "tier", "submission", "grader",
                                       "goldens", "seed_commitment", "when"};
    json_t *data = json_object();
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (json_object_get(record, kept[i]))
            json_object_set(data, kept[i], json_object_get(record, kept[i]));
    return data;
}

int emit_gradescope(FILE *out, const json_t *record, const struct emit_options *options,
                    struct arena *arena, char why[EMIT_WHY])
{
    const bool broken = emit_any_broken(record);
    const char *output =
        broken ? "The grader failed, so there is no score; nothing was counted against you. "
                 "The instructor grades again."
               : emit_print(arena, "%d of %d points%s", field_number(record, "earned"),
                            field_number(record, "points"),
                            field_is(record, "kind", "preview") ? " (a preview, no grade)" : "");
    json_t *file = frame(output, emit_visibilities[options->visibility]), *tests = json_array();
    json_t *lab, *part;
    size_t i, j;
    (void)why;
    json_array_foreach(json_object_get(record, "labs"), i, lab)
        json_array_foreach(json_object_get(lab, "parts"), j, part)
            json_array_append_new(tests, one_test(arena, lab, part, broken));
    json_object_set_new(file, "tests", tests);
    json_object_set_new(file, "extra_data", extra(record));
    if (!broken) json_object_set(file, "score", json_object_get(record, "earned"));
    if (!broken && options->leaderboard)
        json_object_set_new(file, "leaderboard",
                            json_pack("[{s:s,s:O,s:s}]", "name", options->leaderboard, "value",
                                      json_object_get(record, "earned"), "order", "desc"));
    json_dumpf(file, out, JSON_INDENT(1));
    fputc('\n', out);
    json_decref(file);
    return 0;
}

void emit_gradescope_pending(FILE *out)
{
    json_t *file = frame("The grader did not come to its end, so there is no score; nothing was "
                         "counted against you. Tell the instructor.", "visible");
    json_dumpf(file, out, JSON_INDENT(1));
    fputc('\n', out);
    json_decref(file);
}
