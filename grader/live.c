// live.c: draws sizes and tensors from a recipe and asks the reference for the answer. See live.h.
#include "live.h"

#include "drawing.h"
#include "fail.h"
#include "group.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct maker {
    struct golden_case *one;
    const char *reference;
    struct drawing drawing;
};

static void draw_from_reference(struct maker *maker, struct tensor *tensor, const json_t *draw)
{
    const char *operation = json_string_value(json_array_get(draw, 1));
    const char *output = json_string_value(json_array_get(draw, 2));
    if (!operation || !output)
        fail("%s: tensor %s: wanted [\"from\", operation, output]", maker->drawing.where,
             tensor->name);
    struct golden_case asked = *maker->one;
    struct frame answer;
    struct outcome why;
    uint8_t *bytes;
    snprintf(asked.request.operation, FRAME_OPERATION_MAX, "%s", operation);
    asked.operation = asked.request.operation;
    golden_add_tensor(&asked, tensor, output, FRAME_OUT);
    if (!group_ask(&answer, &bytes, &why, &asked, maker->reference, true))
        fail("%s: the reference did not answer: %s", maker->drawing.where, why.detail);
    golden_take(tensor, maker->drawing.arena, &answer.tensors[answer.count - 1]);
    free(bytes);
}

static void draw_inputs(struct maker *maker, json_t *inputs)
{
    const char *name;
    json_t *about;
    json_object_foreach(inputs, name, about) {
        struct tensor tensor = drawing_tensor(&maker->drawing, name, about);
        const json_t *draw = json_object_get(about, "draw");
        const char *kind = json_string_value(json_array_get(draw, 0));
        if (kind && strcmp(kind, "from") == 0) draw_from_reference(maker, &tensor, draw);
        else drawing_values(&maker->drawing, &tensor, draw);
        golden_add_tensor(maker->one, &tensor, tensor.name, FRAME_IN);
    }
}

static void add_outputs(struct maker *maker, json_t *outputs)
{
    const char *name;
    json_t *about;
    struct golden_case *one = maker->one;
    json_object_foreach(outputs, name, about) {
        struct tensor tensor = drawing_tensor(&maker->drawing, name, about);
        bool sent = false;
        for (int i = 0; i < one->request.count; i++)
            if (strcmp(one->request.tensors[i].name, name) == 0) {
                one->request.tensors[i].role = FRAME_INOUT;
                sent = true;
            }
        if (!sent) golden_add_tensor(one, &tensor, tensor.name, FRAME_OUT);
        const json_t *bound = json_object_get(about, "bound");
        double n = bound ? (double)drawing_size(&maker->drawing, json_array_get(bound, 1)) : 0.0;
        struct expected *expected = &one->expected[one->expected_count++];
        expected->tensor = tensor;
        // the judge is float32 itself: its error and the submission's add up
        expected->tolerance = 2.0 * golden_tolerance(maker->drawing.where, bound, n);
    }
}

// All cases in one process: starting it costs more than the answers.
static void ask_reference(struct golden_case *list, dim count, struct arena *arena,
                          const char *reference)
{
    struct golden_case const **cases = calloc((size_t)count + 1, sizeof *cases);
    struct outcome *outcomes = calloc((size_t)count + 1, sizeof *outcomes);
    if (!cases || !outcomes) fail_environment("memory: no room for %td cases", count);
    struct group group = {.cases = cases, .count = count, .outcomes = outcomes};
    for (dim i = 0; i < count; i++) cases[i] = &list[i];
    if (count) group_ask_all(&group, reference, true);
    for (dim i = 0; i < count; i++) {
        const struct frame *answer = &group.runs[FRAME_FIRST_RUN].frames[i];
        if (outcomes[i].verdict != VERDICT_PASS)
            fail("%s:%s: the reference did not answer: %s", list[i].topic, list[i].name,
                 outcomes[i].detail);
        for (int e = 0; e < list[i].expected_count; e++) {
            struct tensor *tensor = &list[i].expected[e].tensor;
            for (int t = 0; t < answer->count; t++)
                if (strcmp(answer->tensors[t].name, tensor->name) == 0)
                    golden_take(tensor, arena, &answer->tensors[t]);
        }
    }
    group_free(&group);
    free(cases);
    free(outcomes);
}

static void make_one(struct maker *maker, json_t *recipe, const char *name, int repeat)
{
    struct golden_case *one = maker->one;
    char *id = arena_alloc(maker->drawing.arena, strlen(name) + 16);
    sprintf(id, "live-%s-%d", name, repeat + 1);
    one->name = id;
    one->part = drawing_text(&maker->drawing, recipe, "part");
    one->operation = drawing_text(&maker->drawing, recipe, "op");
    one->law = drawing_text(&maker->drawing, recipe, "law");
    one->live = true;
    snprintf(one->request.operation, FRAME_OPERATION_MAX, "%s", one->operation);
    drawing_sizes(&maker->drawing, json_object_get(recipe, "sizes"));
    draw_inputs(maker, json_object_get(recipe, "in"));
    add_outputs(maker, json_object_get(recipe, "out"));
}

void live_make(struct golden_case *list, dim *count, dim room, struct arena *arena,
               const struct golden *golden, const char *topic, const char *reference,
               uint64_t seed)
{
    const dim first = *count;
    dim laws = 0;  // the streams of recipes do not move when a law is added
    for (dim i = 0; i < golden->file.metadata_count; i++) {
        const struct tensor_metadata *metadata = &golden->file.metadata[i];
        laws += strncmp(metadata->key, "law/", 4) == 0;
        if (strncmp(metadata->key, "live/", 5) != 0) continue;
        json_t *recipe = json_loads(metadata->value, 0, NULL);
        for (int repeat = 0; repeat < LIVE_REPEATS && *count < room; repeat++) {
            char where[400];
            snprintf(where, sizeof where, "%.200s: %.100s", golden->file.path, metadata->key);
            struct maker maker = {.one = &list[*count], .reference = reference,
                                  .drawing = {.arena = arena, .where = where}};
            *maker.one = (struct golden_case){.topic = topic};
            rng_seed(&maker.drawing.rng, seed, (uint64_t)((i - laws) * LIVE_REPEATS + repeat));
            make_one(&maker, recipe, metadata->key + 5, repeat);
            (*count)++;
        }
        json_decref(recipe);
    }
    ask_reference(list + first, *count - first, arena, reference);
}
