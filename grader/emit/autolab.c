// autolab.c: Autolab reads the last line of standard output, one JSON object with the scores, and
// with --stages a line before it for its table of tests. Problems are named as on its website: by
// topic, or by topic and part. A problem that the grader could not judge is not named at all.
#include "emit/emit.h"

#include "emit/tests.h"
#include "fields.h"

static void add(json_t *scores, const char *name, json_int_t points)
{
    const json_int_t before = json_integer_value(json_object_get(scores, name));
    json_object_set_new(scores, name, json_integer(before + points));
}

static void add_lab(json_t *scores, struct arena *arena, const json_t *lab, bool each_part)
{
    const char *topic = field_text(lab, "topic");
    size_t i;
    json_t *part;
    if (!each_part && emit_is_broken(lab)) return;
    json_array_foreach(json_object_get(lab, "parts"), i, part) {
        if (emit_class_part(part) == EMIT_BROKEN) continue;
        add(scores, each_part ? emit_print(arena, "%s.%s", topic, field_text(part, "part")) : topic,
            json_integer_value(json_object_get(part, "earned")));
    }
}

// {"_presentation":"semantic","stages":["06 rope"],"06 rope":{"part a":{"passed":true}}}
static void write_stages(FILE *out, const json_t *record, struct arena *arena)
{
    json_t *line = json_pack("{s:s}", "_presentation", "semantic"), *stages = json_array();
    json_t *lab, *part;
    size_t i, j;
    json_object_set_new(line, "stages", stages);
    json_array_foreach(json_object_get(record, "labs"), i, lab) {
        const char *name = emit_print(arena, "lab %s", emit_lab_name(arena, lab));
        json_t *stage = json_object();
        json_array_foreach(json_object_get(lab, "parts"), j, part)
            json_object_set_new(
                stage, emit_print(arena, "part %s", field_text(part, "part")),
                json_pack("{s:b}", "passed", emit_class_part(part) == EMIT_PASS));
        if (!json_object_get(line, name)) json_array_append_new(stages, json_string(name));
        json_object_set_new(line, name, stage);
    }
    json_dumpf(line, out, JSON_COMPACT);
    fputc('\n', out);
    json_decref(line);
}

int emit_autolab(FILE *out, const json_t *record, const struct emit_options *options,
                 struct arena *arena, char why[EMIT_WHY])
{
    json_t *scores = json_object(), *line = json_pack("{s:o}", "scores", scores), *lab;
    size_t i;
    (void)why;
    json_array_foreach(json_object_get(record, "labs"), i, lab)
        add_lab(scores, arena, lab, options->each_part);
    if (options->scoreboard && !emit_any_broken(record))
        json_object_set_new(line, "scoreboard",
                            json_pack("[O]", json_object_get(record, "earned")));
    if (options->stages) write_stages(out, record, arena);
    json_dumpf(line, out, JSON_COMPACT);
    fputc('\n', out);
    json_decref(line);
    return 0;
}
