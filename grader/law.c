// law.c: runs laws. Calls of several laws that need nothing of each other share one process. See
// law.h.
#include "law.h"

#include "fail.h"
#include "group.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *print_where(struct arena *arena, const struct golden *golden, const char *key)
{
    return arena_print(arena, "%.300s: %.100s", golden->file.path, key);
}

static void read_law(struct law *law, struct arena *arena, const struct golden *golden,
                     const char *topic, const struct tensor_metadata *metadata, uint64_t seed)
{
    struct drawing *drawing = &law->drawing;
    drawing->arena = arena;
    drawing->where = print_where(arena, golden, metadata->key);
    law->recipe = json_loads(metadata->value, 0, NULL);
    law->about.topic = topic;
    law->about.name = arena_print(arena, "law-%s", metadata->key + strlen("law/"));
    law->about.part = drawing_text(drawing, law->recipe, "part");
    law->about.operation = drawing_text(drawing, law->recipe, "op");
    law->about.law = drawing_text(drawing, law->recipe, "law");
    law->about.live = true;
    if (json_array_size(json_object_get(law->recipe, "steps")) == 0)
        fail("%s: no \"steps\"; see grader/law.h", drawing->where);
    for (dim i = 0; i < golden->count; i++)
        if (strcmp(golden->cases[i].operation, law->about.operation) == 0 &&
            strcmp(golden->cases[i].part, law->about.part) == 0) {
            rng_seed(&drawing->rng, seed, drawing_stream(law->about.name));
            law->fresh = *drawing;
            return;
        }
    fail("%s: part %s has no case of %s, whose points the law could cost", drawing->where,
         law->about.part, law->about.operation);
}

void laws_read(struct laws *laws, struct arena *arena, const struct golden *golden,
               const char *topic, uint64_t seed)
{
    *laws = (struct laws){.all = arena_array(arena, (size_t)golden->file.metadata_count + 1,
                                             sizeof *laws->all)};
    for (dim i = 0; i < golden->file.metadata_count; i++)
        if (strncmp(golden->file.metadata[i].key, "law/", 4) == 0)
            read_law(&laws->all[laws->count++], arena, golden, topic, &golden->file.metadata[i],
                     seed);
}

void laws_close(struct laws *laws)
{
    for (dim i = 0; i < laws->count; i++) json_decref(laws->all[i].recipe);
    laws->count = 0;
}

const struct tensor *law_find(const struct law *law, const char *name)
{
    for (dim i = 0; name && i < law->count; i++)
        if (strcmp(law->tensors[i].tensor.name, name) == 0) return &law->tensors[i].tensor;
    fail("%s: step %zu: no tensor named \"%s\" has been made before", law->drawing.where,
         law->next + 1, name ? name : "");
}

void law_add(struct law *law, const struct tensor *tensor, const json_t *draw)
{
    if (law->count == LAW_TENSORS_MAX)
        fail("%s: more than %d tensors", law->drawing.where, LAW_TENSORS_MAX);
    for (dim i = 0; i < law->count; i++)
        if (strcmp(law->tensors[i].tensor.name, tensor->name) == 0)
            fail("%s: step %zu: a tensor named \"%s\" has been made before", law->drawing.where,
                 law->next + 1, tensor->name);
    for (int i = 0; i < law->drawing.sizes.count; i++)
        if (strcmp(law->drawing.sizes.all[i].name, tensor->name) == 0)
            fail("%s: step %zu: \"%s\" is a size and would be a tensor too", law->drawing.where,
                 law->next + 1, tensor->name);
    law->tensors[law->count++] = (struct law_tensor){*tensor, draw};
}

static void begin(struct law *law)
{
    const char *name;
    json_t *about;
    struct drawing *drawing = &law->drawing;
    *drawing = law->fresh;  // a law that is run again draws the same
    law->count = law->call_count = law->answered = 0;
    law->next = 0;
    law->over = law->judged = false;
    law->tensors = arena_array(drawing->arena, LAW_TENSORS_MAX, sizeof *law->tensors);
    drawing_sizes(drawing, json_object_get(law->recipe, "sizes"));
    json_object_foreach(json_object_get(law->recipe, "in"), name, about) {
        struct tensor tensor = drawing_tensor(drawing, name, about);
        const json_t *draw = json_object_get(about, "draw");
        drawing_values(drawing, &tensor, draw);
        law_add(law, &tensor, draw);
    }
}

// ---- calls -----------------------------------------------------------------------------------

// An input is a tensor made before, or else a size.
static void add_input(struct law *law, struct golden_case *one, const char *name,
                      const json_t *from)
{
    const char *text = json_string_value(from);
    for (dim i = 0; text && i < law->count; i++)
        if (strcmp(law->tensors[i].tensor.name, text) == 0) {
            golden_add_tensor(one, &law->tensors[i].tensor, name, FRAME_IN);
            return;
        }
    dim *number = arena_alloc(law->drawing.arena, sizeof *number);
    *number = drawing_size(&law->drawing, from);
    const struct tensor size = {.name = name, .type = TENSOR_I64, .data = number};
    golden_add_tensor(one, &size, name, FRAME_IN);
}

static void add_output(struct law *law, struct golden_case *one, const char *name,
                       const json_t *about)
{
    for (int i = 0; i < one->request.count; i++)
        if (strcmp(one->request.tensors[i].name, name) == 0) {
            one->request.tensors[i].role = FRAME_INOUT;
            return;
        }
    const struct tensor tensor = drawing_tensor(&law->drawing, name, about);
    golden_add_tensor(one, &tensor, name, FRAME_OUT);
}

static void prepare_call(struct law *law, const json_t *step)
{
    const char *name, *operation = json_string_value(json_object_get(step, "call"));
    json_t *about;
    if (law->call_count == LAW_CALLS_MAX)
        fail("%s: more than %d calls", law->drawing.where, LAW_CALLS_MAX);
    if (!operation || strlen(operation) >= FRAME_OPERATION_MAX)
        fail("%s: step %zu: \"call\" names no operation", law->drawing.where, law->next + 1);
    struct law_call *call = &law->calls[law->call_count++];
    call->as = drawing_text(&law->drawing, step, "as");
    call->one = arena_alloc(law->drawing.arena, sizeof *call->one);
    *call->one = law->about;
    call->one->operation = drawing_kept(&law->drawing, operation);
    strcpy(call->one->request.operation, operation);
    json_object_foreach(json_object_get(step, "in"), name, about)
        add_input(law, call->one, name, about);
    json_object_foreach(json_object_get(step, "out"), name, about)
        add_output(law, call->one, name, about);
}

static void keep_answer(struct law *law, const struct law_call *call, const struct frame *answer)
{
    struct arena *arena = law->drawing.arena;
    for (int i = 0; i < answer->count; i++) {
        const struct frame_tensor *got = &answer->tensors[i];
        if (got->role == FRAME_IN) continue;
        struct tensor tensor = {.type = got->type};
        tensor.name = arena_print(arena, "%s.%s", call->as, got->name);
        golden_take(&tensor, arena, got);
        law_add(law, &tensor, NULL);
    }
}

// A function beside the law's own that does not answer says nothing of the law's.
static void end_unanswered(struct law *law, const struct law_call *call,
                           const struct outcome *outcome)
{
    law->over = true;
    law->judged = strcmp(call->one->operation, law->about.operation) == 0 &&
                  outcome->verdict != VERDICT_NOT_WRITTEN_YET;
    law->outcome = *outcome;
}

// ---- steps -----------------------------------------------------------------------------------

static bool waits_for_calls(const struct law *law, const json_t *step)
{
    const char *name;
    json_t *from;
    if (law->answered == law->call_count) return false;
    if (!json_object_get(step, "call")) return true;
    json_object_foreach(json_object_get(step, "in"), name, from)
        for (dim c = law->answered; c < law->call_count; c++) {
            const char *text = json_string_value(from), *as = law->calls[c].as;
            if (text && strncmp(text, as, strlen(as)) == 0 && text[strlen(as)] == '.') return true;
        }
    return false;
}

// Goes on until an answer is needed, or the law is over.
static void advance(struct law *law)
{
    const json_t *steps = json_object_get(law->recipe, "steps");
    while (law->next < json_array_size(steps)) {
        const json_t *step = json_array_get(steps, law->next);
        if (waits_for_calls(law, step)) return;
        if (json_object_get(step, "call")) {
            prepare_call(law, step);
        } else if (json_object_get(step, "as")) {
            law_make(law, step);
        } else if (!law_hold(law, step)) {
            law->over = law->judged = true;
            return;
        }
        law->next++;
    }
    if (law->answered < law->call_count) return;
    law->over = law->judged = true;
    law->outcome = (struct outcome){VERDICT_PASS, "", 0.0};
}

// The calls that can be made now. Returns how many there are.
static dim calls_of(const struct golden_case **cases, struct law *const *list, dim count)
{
    dim calls = 0;
    for (dim i = 0; i < count; i++) {
        if (list[i]->over) continue;
        advance(list[i]);
        for (dim c = list[i]->answered; !list[i]->over && c < list[i]->call_count; c++)
            cases[calls++] = list[i]->calls[c].one;
    }
    return calls;
}

// What came back for them, in the same order.
static void take(struct law *const *list, dim count, const struct outcome *outcomes,
                 const struct frame *answers)
{
    dim at = 0;
    for (dim i = 0; i < count; i++) {
        struct law *law = list[i];
        dim left = law->over ? 0 : law->call_count - law->answered;
        for (; left > 0; left--, at++) {
            const struct law_call *call = &law->calls[law->answered++];
            if (law->over) continue;
            if (outcomes[at].verdict == VERDICT_PASS) keep_answer(law, call, &answers[at]);
            else end_unanswered(law, call, &outcomes[at]);
        }
    }
}

// Calls of several laws that need nothing of each other share a process.
static void run(struct law *const *list, dim count, const char *program, bool trusted, int seconds)
{
    struct golden_case const **cases = calloc((size_t)count * LAW_CALLS_MAX + 1, sizeof *cases);
    struct outcome *outcomes = calloc((size_t)count * LAW_CALLS_MAX + 1, sizeof *outcomes);
    struct group group = {.cases = cases, .outcomes = outcomes, .limit_seconds = seconds};
    if (!cases || !outcomes) fail_environment("memory: no room for %td laws", count);
    for (dim i = 0; i < count; i++) begin(list[i]);
    while ((group.count = calls_of(cases, list, count)) > 0) {
        group_ask_all(&group, program, trusted);
        take(list, count, outcomes, group.runs[FRAME_FIRST_RUN].frames);
        group_free(&group);
    }
    free(cases);
    free(outcomes);
}

// ---- which laws ------------------------------------------------------------------------------

void laws_note(struct laws *laws, const char *operation, bool passed)
{
    for (dim i = 0; i < laws->passed_count; i++)
        if (strcmp(laws->passed[i], operation) == 0) {
            if (!passed) laws->passed[i] = laws->passed[--laws->passed_count];
            return;
        }
    if (passed && laws->passed_count < LAW_OPERATIONS_MAX)
        laws->passed[laws->passed_count++] = operation;
}

static bool can_be_judged(const struct laws *laws, const struct law *law)
{
    size_t index;
    json_t *step;
    json_array_foreach(json_object_get(law->recipe, "steps"), index, step) {
        const char *operation = json_string_value(json_object_get(step, "call"));
        if (!operation || strcmp(operation, law->about.operation) == 0) continue;
        bool passed = false;
        for (dim i = 0; i < laws->passed_count; i++)
            passed = passed || strcmp(laws->passed[i], operation) == 0;
        if (!passed) return false;
    }
    return true;
}

static bool is_of(const struct law *law, const char *part, const char *operation)
{
    return strcmp(law->about.part, part) == 0 && strcmp(law->about.operation, operation) == 0;
}

static bool holds(const struct law *law)
{
    return law->judged && law->outcome.verdict == VERDICT_PASS;
}

void laws_run(struct laws *laws, const char *part, const char *operation, const char *program,
              bool trusted, int seconds)
{
    struct law **list = calloc((size_t)laws->count + 1, sizeof *list);
    if (!list) fail_environment("memory: no room for %td laws", laws->count);
    dim count = 0;
    for (dim i = 0; i < laws->count; i++) {
        struct law *law = &laws->all[i];
        if (is_of(law, part, operation) && can_be_judged(laws, law) &&
            !(law->wanted && holds(law)))
            list[count++] = law;
    }
    run(list, count, program, trusted, seconds);
    free(list);
}

void laws_want(struct laws *laws, const char *part, const char *operation)
{
    for (dim i = 0; i < laws->count; i++) {
        struct law *law = &laws->all[i];
        if (law->wanted || !is_of(law, part, operation) || !can_be_judged(laws, law)) continue;
        law->wanted = true;
        begin(law);
    }
}

static struct law **wanted(dim *count, struct laws *laws)
{
    struct law **list = calloc((size_t)laws->count + 1, sizeof *list);
    if (!list) fail_environment("memory: no room for %td laws", laws->count);
    *count = 0;
    for (dim i = 0; i < laws->count; i++)
        if (laws->all[i].wanted) list[(*count)++] = &laws->all[i];
    return list;
}

dim laws_ask(const struct golden_case **cases, struct laws *laws)
{
    dim count;
    struct law **list = wanted(&count, laws);
    const dim calls = calls_of(cases, list, count);
    free(list);
    return calls;
}

void laws_take(struct laws *laws, const struct outcome *outcomes, const struct frame *answers)
{
    dim count;
    struct law **list = wanted(&count, laws);
    take(list, count, outcomes, answers);
    free(list);
}

dim laws_room(const struct laws *laws)
{
    return laws->count * LAW_CALLS_MAX;
}

void laws_forget(struct laws *laws)
{
    laws->passed_count = 0;
    for (dim i = 0; i < laws->count; i++) laws->all[i].wanted = laws->all[i].judged = false;
}

void laws_run_one(struct law *law, const char *program, bool trusted, int seconds)
{
    run(&law, 1, program, trusted, seconds);
}
