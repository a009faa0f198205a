// mutants_record.c: what a mistake answers to the recorded cases, and the file that keeps it
// (grader/signature.h). The mistake is compiled with sums in another order than the grader compiles
// a submission, so that nothing is recognised by luck of rounding.
#include "mutants.h"

#include "compare.h"
#include "fail.h"
#include "group.h"
#include "lab.h"
#include "sha256.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char other_order[] =
    "#pragma GCC optimize(\"O3\", \"associative-math\", \"no-signed-zeros\", "
    "\"no-trapping-math\")\n";

void mutants_hash(char *hex, const struct catalogue *all, const struct mutant *mutant,
                  struct arena *arena)
{
    const char *why, *changed = mutant_apply(&why, mutant, arena,
                                             mutants_solution(arena, all->settings,
                                                              mutant->topic));
    if (!changed) fail("%s", why);
    const size_t bytes = strlen(changed) + strlen(mutant->head) + 1;
    char *both = arena_alloc(arena, bytes);
    snprintf(both, bytes, "%s%s", mutant->head, changed);
    sha256_hex(hex, both, bytes - 1);
}

// ---- the sample of one output ------------------------------------------------------------------

static bool off(const struct frame_tensor *got, const struct expected *expected, dim i)
{
    const struct tensor *exact = &expected->tensor;
    if (i >= tensor_elements(exact)) return true;
    return !compare_within(compare_value(got->type, got->data, i),
                           compare_value(exact->type, exact->data, i),
                           expected->tolerance * compare_largest(exact));
}

static void add_place(json_t *output, const struct frame_tensor *got, dim place)
{
    json_t *places = json_object_get(output, "places"), *one;
    size_t i;
    json_array_foreach(places, i, one)
        if (json_integer_value(one) == place) return;
    const float value = (float)compare_value(got->type, got->data, place);
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    json_array_append_new(places, json_integer(place));
    json_array_append_new(json_object_get(output, "bits"), json_integer(bits));
}

// The first that is wrong, half of the sample spread over the wrong ones, the rest over all.
static json_t *sample(const struct frame_tensor *got, const struct expected *expected)
{
    const dim all = frame_elements(got);
    dim wrong = 0, seen = 0;
    for (dim i = 0; i < all; i++) wrong += off(got, expected, i);
    json_t *output = json_pack("{s:[],s:[],s:I,s:I}", "places", "bits", "wrong",
                               (json_int_t)wrong, "length",
                               (json_int_t)(got->rank ? got->shape[0] : 1));
    if (wrong == 0 && compare_same_shape(got, &expected->tensor)) return output;
    const dim step = wrong / (SIGNATURE_SAMPLE / 2) + 1;
    for (dim i = 0; i < all; i++)
        if (off(got, expected, i) && seen++ % step == 0) add_place(output, got, i);
    for (dim i = 0; i < SIGNATURE_SAMPLE && all > 0; i++)
        if (json_array_size(json_object_get(output, "places")) < SIGNATURE_SAMPLE)
            add_place(output, got, i * all / SIGNATURE_SAMPLE);
    return output;
}

static json_t *observe_case(const struct golden_case *one, const struct outcome *outcome,
                            const struct frame *answer)
{
    json_t *tensors = json_object();
    json_t *seen = json_pack("{s:s,s:o}", "verdict", verdict_name(outcome->verdict), "tensors",
                             tensors);
    if (!verdict_has_numbers(outcome->verdict)) {
        json_object_set_new(seen, "detail", json_string(outcome->detail));
        return seen;
    }
    for (int e = 0; e < one->expected_count; e++) {
        const char *name = one->expected[e].tensor.name;
        const struct frame_tensor *got = compare_find(answer, name);
        if (got && got->data)
            json_object_set_new(tensors, name, sample(got, &one->expected[e]));
    }
    return seen;
}

static void observe_group(json_t *cases, const struct lab_group *list, const char *program)
{
    struct outcome *outcomes = calloc((size_t)list->count, sizeof *outcomes);
    struct group group = {.cases = list->cases, .count = list->count, .outcomes = outcomes,
                          .limit_seconds = 2};
    if (!outcomes) fail_environment("memory: no room for %td outcomes", group.count);
    group_run(&group, program, false);
    for (dim i = 0; i < group.count; i++)
        if (outcomes[i].verdict != VERDICT_PASS && outcomes[i].verdict != VERDICT_SKIPPED)
            json_object_set_new(cases, group.cases[i]->name,
                                observe_case(group.cases[i], &outcomes[i],
                                             &group.runs[FRAME_FIRST_RUN].frames[i]));
    group_free(&group);
    free(outcomes);
}

json_t *mutants_observe(const struct catalogue *all, const struct mutant *mutant)
{
    struct arena arena = {0};
    struct mutated made;
    struct lab_cases cases;
    struct submission submission;
    char hash[65];
    json_t *seen = json_object();
    if (mutant->accepted || *mutant->work) return json_object();
    mutants_hash(hash, all, mutant, &arena);
    mutated_make(&made, all, mutant, &arena, other_order);
    const struct topic_part *first = topics_find(&all->settings->topics, mutant->topic);
    lab_cases_load(&cases, &arena, &made.settings, mutant->topic);
    submission_build(&submission, &made.settings, first->number, mutant->topic);
    if (submission.outcome.verdict != VERDICT_PASS)
        fail("%s: %s", mutant->path, submission.outcome.detail);
    const struct topic_part *end = all->settings->topics.parts + all->settings->topics.count;
    for (const struct topic_part *part = first; part < end; part++) {
        struct lab_group *groups;
        if (strcmp(part->topic, mutant->topic) != 0) break;
        const dim count = lab_groups(&groups, &arena, &cases, part->part);
        for (dim i = 0; i < count; i++) observe_group(seen, &groups[i], submission.program);
    }
    submission_remove(&submission);
    lab_cases_close(&cases);
    mutated_remove(&made);
    json_t *result = json_pack("{s:s,s:s,s:s,s:s,s:o}", "says",
                               mutant_value(mutant, &arena, "says"), "in",
                               mutant_value(mutant, &arena, "in"), "same",
                               mutant_value(mutant, &arena, "same"), "hash", hash, "cases", seen);
    arena_free(&arena);
    return result;
}

// ---- the file ----------------------------------------------------------------------------------

struct numbers {
    float *values;
    int32_t *places;
    dim count, room;
};

static json_t *keep_output(struct numbers *numbers, const json_t *output)
{
    json_t *places = json_object_get(output, "places"), *bits = json_object_get(output, "bits");
    const dim first = numbers->count, count = (dim)json_array_size(places);
    if (numbers->count + count > numbers->room) {
        numbers->room = 2 * (numbers->room + count);
        numbers->values = realloc(numbers->values, (size_t)numbers->room * sizeof(float));
        numbers->places = realloc(numbers->places, (size_t)numbers->room * sizeof(int32_t));
        if (!numbers->values || !numbers->places) fail_environment("memory: no room for samples");
    }
    for (dim i = 0; i < count; i++) {
        const uint32_t word = (uint32_t)json_integer_value(json_array_get(bits, (size_t)i));
        memcpy(&numbers->values[numbers->count], &word, sizeof word);
        numbers->places[numbers->count++] =
            (int32_t)json_integer_value(json_array_get(places, (size_t)i));
    }
    return json_pack("[I,I,I,I]", (json_int_t)first, (json_int_t)count,
                     json_integer_value(json_object_get(output, "wrong")),
                     json_integer_value(json_object_get(output, "length")));
}

// Samples go to the numbers; where each stands takes their place.
static void keep_samples(struct numbers *numbers, json_t *result)
{
    const char *name, *output;
    json_t *one, *tensor;
    json_object_foreach(json_object_get(result, "cases"), name, one) {
        json_t *kept = json_object();
        json_object_foreach(json_object_get(one, "tensors"), output, tensor)
            json_object_set_new(kept, output, keep_output(numbers, tensor));
        json_object_set_new(one, "tensors", kept);
    }
}

static dim write_topic(struct catalogue *all, json_t *const *results, dim from)
{
    const char *topic = all->all[from].topic;
    char path[300], golden_hash[65];
    struct numbers numbers = {0};
    struct golden golden;
    dim count = 0, i = from;
    for (; i < all->count && strcmp(all->all[i].topic, topic) == 0; i++) continue;
    struct tensor_metadata *metadata =
        arena_array(&all->arena, (size_t)(i - from) + 1, sizeof *metadata);
    golden_load(&golden, &all->arena, all->settings->golden, topic);
    sha256_hex(golden_hash, golden.file.mapping, golden.file.bytes);
    metadata[count++] = (struct tensor_metadata){"golden", golden_hash};
    for (dim m = from; m < i; m++) {
        if (json_object_get(results[m], "error"))
            fail("%s", json_string_value(json_object_get(results[m], "error")));
        if (all->all[m].accepted || *all->all[m].work) continue;
        keep_samples(&numbers, results[m]);
        char *text = json_dumps(results[m], JSON_COMPACT | JSON_SORT_KEYS);
        metadata[count++] = (struct tensor_metadata){all->all[m].name, text};
    }
    const struct tensor tensors[2] = {
        {"places", TENSOR_I32, 1, {numbers.count}, numbers.places},
        {"values", TENSOR_F32, 1, {numbers.count}, numbers.values}};
    snprintf(path, sizeof path, "%s/mutants/%.100s.safetensors", all->settings->golden, topic);
    safetensors_write(path, tensors, 2, metadata, count);
    printf("%s: %td mistakes, %td values\n", path, count - 1, numbers.count);
    for (dim m = 1; m < count; m++) free((char *)(uintptr_t)metadata[m].value);
    golden_close(&golden);
    free(numbers.values);
    free(numbers.places);
    return i;
}

void mutants_write(struct catalogue *all, json_t *const *results, const char *topic)
{
    (void)topic;
    char folder[300];
    snprintf(folder, sizeof folder, "%s/mutants", all->settings->golden);
    mkdir(folder, 0777);
    for (dim i = 0; i < all->count;) i = write_topic(all, results, i);
}
