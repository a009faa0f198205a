// whole.c: grade model: builds, runs, compares, and looks for the part that is to blame by putting
// the trusted one in its place. See whole.h.
#include "whole.h"

#include "fail.h"
#include "safetensors.h"
#include "show.h"
#include "whole_parts.h"
#include "whole_place.h"
#include "whole_run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PRINTED_ROOM = 1500, SHOWN_VALUES = 12, TRIAL_SECONDS = 2, TRIALS_MAX = 8,
       TRUSTED_SECONDS = 60 };

struct whole {
    const struct settings *settings;
    struct whole_parts parts;
    struct whole_run trusted, own;
    struct whole_first first;
    struct outcome outcome;  // how the student's run ended
    int seconds;
};

// ---- words ------------------------------------------------------------------------------------

// "layers.0.attention.q" is attention.q of layer 0.
static const char *short_name(const struct whole_item *item)
{
    const char *name = item->head.name;
    if (item->head.layer < 0 || strncmp(name, "layers.", 7) != 0) return name;
    const char *dot = strchr(name + 7, '.');
    return dot ? dot + 1 : name;
}

// One value, or a few of a list of ids, or a text.
static void value_text(char *text, size_t room, const struct whole_item *item, dim at)
{
    const dim count = whole_elements(item);
    size_t used = 0;
    if (item->head.type == TENSOR_U8) {
        show(text, room, (const char *)item->values, (size_t)count);
    } else if (item->head.type == TENSOR_F32) {
        const double value = whole_value(item, at);
        if (isfinite(value)) snprintf(text, room, "%.6g", value);
        else snprintf(text, room, isnan(value) ? "nan" : value > 0.0 ? "inf" : "-inf");
    } else {
        const dim from = count <= SHOWN_VALUES || at < 3 ? 0 : at - 3;
        text[0] = 0;
        for (dim i = from; i < count && i < from + SHOWN_VALUES && used < room; i++)
            used += (size_t)snprintf(text + used, room - used, "%s%.0f",
                                     i > from ? " " : from ? "... " : "", whole_value(item, i));
        if (used < room && from + SHOWN_VALUES < count)
            snprintf(text + used, room - used, " ...");
    }
}

static void shape_text(char *text, size_t room, const struct whole_item *item)
{
    size_t used = 0;
    text[0] = 0;
    for (uint32_t axis = 0; axis < item->head.rank && used < room; axis++)
        used += (size_t)snprintf(text + used, room - used, "%s%lld", axis ? " x " : "",
                                 (long long)item->head.shape[axis]);
    if (used < room) snprintf(text + used, room - used, " values");
}

// ---- the record -------------------------------------------------------------------------------

// got and expected as words, the place, the map.
static void add_values(json_t *record, const struct whole_first *first)
{
    char got[400], expected[400], place[200];
    const struct whole_item *item = first->item, *own = first->own;
    if (!own) return;
    if (first->verdict == VERDICT_PROTOCOL) {
        json_object_set_new(record, "instead", json_string(own->head.name));
        return;
    }
    if (first->verdict == VERDICT_WRONG_SHAPE) {
        shape_text(got, sizeof got, own);
        shape_text(expected, sizeof expected, item);
    } else {
        value_text(got, sizeof got, own, first->at);
        value_text(expected, sizeof expected, item, first->at);
        whole_place(place, sizeof place, record, item, first->at);
        if (first->count == 1 && item->head.layer < 0) place[0] = 0;
        json_object_set_new(record, "place", json_string(place));
        json_object_set_new(record, "off", json_integer(first->off));
        json_object_set_new(record, "of", json_integer(first->count));
    }
    if (first->unwritten) snprintf(got, sizeof got, "what was there before");
    json_object_set_new(record, "got", json_string(got));
    json_object_set_new(record, "expected", json_string(expected));
    json_t *map = whole_map(first);
    if (map) json_object_set_new(record, "map", map);
}

// What differs first. own_end: how a run ended that did not come to its end, else pass.
static json_t *first_record(const struct whole_first *first, const struct outcome *own_end)
{
    if (!first->item) return json_null();
    // A run that was ended leaves tensors half done: the end is the news, not they.
    const bool ended = own_end->verdict != VERDICT_PASS && (!first->own || first->in_work);
    const enum verdict verdict = ended ? own_end->verdict : first->verdict;
    json_t *record = json_pack("{s:s, s:s, s:s, s:s, s:s}", "stage", first->item->head.stage,
                               "event", first->item->head.name, "name", short_name(first->item),
                               "topic", first->item->head.topic, "verdict", verdict_name(verdict));
    json_object_set_new(record, "detail", json_string(ended ? own_end->detail : ""));
    add_values(record, first);
    return record;
}

static json_t *parts_record(const struct whole_parts *parts)
{
    json_t *list = json_array();
    for (dim i = 0; i < parts->count; i++) {
        const struct whole_part *part = &parts->list[i];
        char source[800];
        show(source, sizeof source, part->source, strlen(part->source));
        json_array_append_new(
            list, json_pack("{s:s, s:s, s:s, s:s, s:s}", "number", part->number, "topic",
                            part->topic, "source", source, "state",
                            whole_state_name(part->state), "detail", part->detail));
    }
    return list;
}

static void add_answer(json_t *answers, const char *key, const struct whole_run *run)
{
    char text[240] = "";
    for (dim i = 0; i < run->count; i++) {  // the first answer is the greedy one
        const struct whole_item *item = &run->items[i];
        if (strcmp(item->head.name, "generate.count") == 0) break;
        if (strcmp(item->head.name, "answer.text") == 0 && item->head.type == TENSOR_U8)
            show(text, sizeof text, (const char *)item->values, (size_t)whole_elements(item));
    }
    json_object_set_new(answers, key, json_string(text));
}

static json_t *record_of(const struct whole *whole)
{
    const struct whole_first *first = &whole->first;
    char printed[PRINTED_ROOM];
    show(printed, sizeof printed, whole->own.end.text ? whole->own.end.text : "",
         whole->own.end.text_count);
    json_t *record = json_pack("{s:s, s:s, s:s}", "schema", "crumb/model/v1", "from",
                               whole->settings->from, "question", WHOLE_QUESTION);
    json_t *one = first_record(first, &whole->outcome);
    const char *verdict = json_string_value(json_object_get(one, "verdict"));
    json_object_set_new(record, "verdict",
                        json_string(verdict ? verdict : verdict_name(whole->outcome.verdict)));
    json_object_set_new(record, "ended", json_string(whole->outcome.detail));
    json_object_set_new(record, "parts", parts_record(&whole->parts));
    json_object_set_new(record, "first", one);
    json_object_set_new(record, "agreed", json_integer(first->agreed));
    json_object_set_new(record, "tensors", json_integer(whole->trusted.count));
    json_object_set_new(record, "values", json_integer(first->values));
    json_object_set_new(record, "worst", json_real(first->worst));
    json_object_set_new(record, "worst_in",
                        json_string(first->where ? first->where->head.name : ""));
    json_object_set_new(record, "within", json_real(WHOLE_WITHIN));
    json_t *answers = json_object();
    add_answer(answers, "own", &whole->own);
    add_answer(answers, "expected", &whole->trusted);
    json_object_set_new(record, "answers", answers);
    json_object_set_new(record, "printed", json_string(printed));
    return record;
}

// ---- which part is to blame -------------------------------------------------------------------

// Own parts, the likeliest first: what computes the tensor, what that calls, what calls it, others.
static dim suspects(const struct whole_part **list, const struct whole *whole)
{
    const struct topics *topics = &whole->settings->topics;
    const char *topic = whole->first.item->head.topic;
    dim count = 0;
    for (int rank = 0; rank < 4; rank++)
        for (dim i = 0; i < whole->parts.count; i++) {
            const struct whole_part *part = &whole->parts.list[i];
            const int its = strcmp(part->topic, topic) == 0                ? 0
                            : topics_reaches(topics, topic, part->topic) ? 1
                            : topics_reaches(topics, part->topic, topic) ? 2 : 3;
            if (part->state == WHOLE_OWN && its == rank) list[count++] = part;
        }
    return count < TRIALS_MAX ? count : TRIALS_MAX;
}

// The pass with a trusted part in place of one of the student's gets further: that one is wrong.
static void find_culprit(json_t *record, struct whole *whole)
{
    const struct whole_part *list[WHOLE_PARTS_MAX];
    const dim count = suspects(list, whole);
    if (count == 1) {  // in its place: all parts are trusted, and that run is known
        json_object_set_new(record, "culprit", json_string(list[0]->topic));
        json_object_set_new(record, "then", json_null());
        return;
    }
    const int seconds = whole->seconds < TRIAL_SECONDS ? whole->seconds : TRIAL_SECONDS;
    for (dim i = 0; i < count; i++) {
        struct whole_run trial;
        struct whole_first first;
        struct outcome end;
        whole_parts_link(&whole->parts, whole->settings, list[i]);
        whole_run(&trial, whole->settings, whole->parts.build.program, false, seconds);
        whole_run_judge(&end, &trial, seconds);
        whole_compare(&first, &trial, &whole->trusted);
        const bool found = first.agreed > whole->first.agreed;
        if (found) {
            json_object_set_new(record, "culprit", json_string(list[i]->topic));
            json_object_set_new(record, "then", first_record(&first, &end));
        }
        whole_run_free(&trial);
        if (found) return;
    }
}

// ---- the command ------------------------------------------------------------------------------

static void run_trusted(struct whole *whole)
{
    char program[4200];
    struct outcome end;
    snprintf(program, sizeof program, "%s/whole.trusted", whole->settings->objects);
    if (access(program, X_OK) != 0) fail_environment("%s: not there; run make build", program);
    whole_run(&whole->trusted, whole->settings, program, true, TRUSTED_SECONDS);
    whole_run_judge(&end, &whole->trusted, TRUSTED_SECONDS);
    if (end.verdict == VERDICT_PASS) return;
    fprintf(stderr, "grade: the model does not run on the trusted parts: %s: %.300s\n", end.detail,
            whole->trusted.end.text ? whole->trusted.end.text : "");
    exit(2);
}

// The reference is a program that is there already; it has no parts to replace.
static void run_reference(struct whole *whole)
{
    char program[4200];
    snprintf(program, sizeof program, "%s/whole.reference", whole->settings->objects);
    if (access(program, X_OK) != 0) fail_environment("%s: not there; run make build", program);
    whole_run(&whole->own, whole->settings, program, true, whole->seconds);
}

// A function that turns out to be missing on the way takes its whole part out.
static void run_own(struct whole *whole)
{
    whole_parts_compile(&whole->parts, whole->settings);
    for (;;) {
        whole_parts_link(&whole->parts, whole->settings, NULL);
        whole_run(&whole->own, whole->settings, whole->parts.build.program, false,
                  whole->seconds);
        if (!whole->own.told || whole->own.last.kind != WIRE_NOT_WRITTEN) return;
        struct whole_part *part = NULL;
        for (dim i = 0; i < whole->parts.count; i++)
            if (strcmp(whole->parts.list[i].topic, whole->own.last.topic) == 0)
                part = &whole->parts.list[i];
        if (!part || part->state != WHOLE_OWN) return;
        part->state = WHOLE_PARTLY;
        snprintf(part->detail, sizeof part->detail, "%s is not written yet", whole->own.last.name);
        whole_run_free(&whole->own);
    }
}

int whole_command(const struct settings *settings, const char *argument)
{
    static struct whole whole;
    (void)argument;
    if (settings->lab)
        fail_usage("--lab %s: model takes all labs at once; leave it away", settings->lab);
    whole.settings = settings;
    whole.seconds = settings->seconds > 0 ? settings->seconds : WHOLE_SECONDS;
    run_trusted(&whole);
    if (strcmp(settings->from, "reference") == 0) {
        run_reference(&whole);
    } else {
        whole_parts_find(&whole.parts, settings);
        run_own(&whole);
    }
    whole_run_judge(&whole.outcome, &whole.own, whole.seconds);
    whole_compare(&whole.first, &whole.own, &whole.trusted);
    json_t *record = record_of(&whole);
    if (whole.first.item) find_culprit(record, &whole);
    whole_parts_remove(&whole.parts);
    if (settings->json) {
        json_dumpf(record, stdout, JSON_INDENT(1));
        putchar('\n');
    } else {
        whole_report(stdout, settings, record);
    }
    json_decref(record);
    whole_run_free(&whole.own);
    whole_run_free(&whole.trusted);
    return 0;
}
