// emitted.h: what tests of emitters share: a hostile record, made into a format, as text.
#ifndef CRUMB_TESTS_EMITTED_H
#define CRUMB_TESTS_EMITTED_H

#include "check.h"
#include "emit/emit.h"
#include "emit/tests.h"
#include "hostile_record.h"

#include <stdlib.h>

struct emitted {
    struct arena arena;
    json_t *record;  // checked and cleaned
    char *text;
    size_t count;
    int code;
};

static inline struct emitted emitted_of(const char *format, json_t *value,
                                        const struct emit_options *options)
{
    char why[EMIT_WHY] = "";
    struct emitted made = {.record = emit_record_of(value, why)};
    if (!made.record) print_error("no record: %s\n", why);
    assert_non_null(made.record);
    FILE *out = open_memstream(&made.text, &made.count);
    made.code = emit_write(out, format, made.record, options, &made.arena, why);
    fclose(out);
    json_decref(value);
    return made;
}

static inline void emitted_free(struct emitted *made)
{
    free(made->text);
    json_decref(made->record);
    arena_free(&made->arena);
}

// All tests of the record, lab by lab.
static inline struct emit_tests emitted_tests(struct emitted *made)
{
    const json_t *labs = json_object_get(made->record, "labs");
    json_t *seen = json_object();
    struct emit_tests all = {arena_array(&made->arena, 10000, sizeof *all.all), 0};
    for (size_t i = 0; i < json_array_size(labs); i++) {
        const struct emit_tests one = emit_tests_of(&made->arena, json_array_get(labs, i), seen);
        for (dim j = 0; j < one.count; j++) all.all[all.count++] = one.all[j];
    }
    json_decref(seen);
    return all;
}

#endif
