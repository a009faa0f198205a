// lab.c: from a topic to its result record. See lab.h.
#include "lab.h"

#include "fail.h"
#include "group.h"
#include "live.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CASES_LIVE_MAX = 64 };

void lab_cases_load(struct lab_cases *cases, struct arena *arena, const struct settings *settings,
                    const char *topic)
{
    char reference[SUBMISSION_PATH_MAX];
    snprintf(reference, sizeof reference, "%s/%s.reference", settings->objects, topic);
    golden_load(&cases->golden, arena, settings->golden, topic);
    cases->list = arena_array(arena, (size_t)cases->golden.count + CASES_LIVE_MAX, sizeof *cases->list);
    memcpy(cases->list, cases->golden.cases, (size_t)cases->golden.count * sizeof *cases->list);
    cases->count = cases->golden.count;
    cases->live_why = "";
    if (strcmp(settings->from, "reference") == 0)
        cases->live_why = "the reference cannot judge itself";
    else if (access(reference, X_OK) != 0)
        cases->live_why = "no program of the reference to ask";
    else
        live_make(cases->list, &cases->count, cases->golden.count + CASES_LIVE_MAX, arena,
                  &cases->golden, topic, reference, settings->seed);
}

static json_t *check_record(const struct golden_case *one, const struct outcome *outcome)
{
    char id[200];
    snprintf(id, sizeof id, "%s:%s", one->topic, one->name);
    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:b}", "id", id, "operation", one->operation, "law",
                     one->law, "verdict", verdict_name(outcome->verdict), "detail", outcome->detail,
                     "live", one->live);
}

struct part_state {
    json_t *checks, *printed;
    int groups, passed, unwritten;
    const char *status;  // the first verdict that is not pass
};

// All cases of one operation in one part: they pass together or not at all.
static void grade_group(struct part_state *state, const struct golden_case *const *cases, dim count,
                        const struct submission *submission, bool trusted)
{
    struct outcome *outcomes = calloc((size_t)count, sizeof *outcomes);
    struct group group = {.cases = cases, .count = count, .outcomes = outcomes};
    if (!outcomes) fail_environment("memory: no room for %td outcomes", count);
    if (submission->outcome.verdict == VERDICT_PASS) group_run(&group, submission->program, trusted);
    else for (dim i = 0; i < count; i++) outcomes[i].verdict = submission->outcome.verdict;
    bool passed = true, unwritten = true;
    for (dim i = 0; i < count; i++) {
        enum verdict verdict = outcomes[i].verdict;
        json_array_append_new(state->checks, check_record(cases[i], &outcomes[i]));
        if (verdict != VERDICT_PASS && (!state->status ||
                                        strcmp(state->status, "not-written-yet") == 0))
            state->status = verdict_name(verdict);
        passed = passed && verdict == VERDICT_PASS;
        unwritten = unwritten && verdict == VERDICT_NOT_WRITTEN_YET;
    }
    state->groups++;
    state->passed += passed;
    state->unwritten += unwritten;
    if (group.printed[0] && !unwritten) json_object_set_new(state->printed, cases[0]->operation, json_string(group.printed));
    free(outcomes);
}

static void grade_groups(struct part_state *state, const struct lab_cases *cases, const char *part,
                         const struct submission *submission, bool trusted)
{
    const struct golden_case **list = calloc((size_t)cases->count, sizeof *list);
    bool *done = calloc((size_t)cases->count, sizeof *done);
    if (!list || !done) fail_environment("memory: no room for %td cases", cases->count);
    for (dim i = 0; i < cases->count; i++) {
        dim count = 0;
        if (done[i] || strcmp(cases->list[i].part, part) != 0) continue;
        for (dim j = i; j < cases->count; j++) {
            if (strcmp(cases->list[j].part, part) != 0 ||
                strcmp(cases->list[j].operation, cases->list[i].operation) != 0)
                continue;
            list[count++] = &cases->list[j];
            done[j] = true;
        }
        grade_group(state, list, count, submission, trusted);
    }
    free(list);
    free(done);
}

static json_t *grade_part(const struct topic_part *part, const struct lab_cases *cases,
                          const struct submission *submission, bool trusted)
{
    struct part_state state = {.checks = json_array(), .printed = json_object()};
    grade_groups(&state, cases, part->part, submission, trusted);
    if (state.groups == 0)
        fail("%s: part %s has no case; make goldens writes them", cases->golden.file.path, part->part);
    int earned = part->points * state.passed / state.groups;
    return json_pack("{s:s,s:s,s:s,s:i,s:i,s:i,s:s,s:s,s:o,s:o}", "part", part->part, "title",
                     part->title, "track", part->track == TRACK_SPEAK ? "speak" : "learn", "minutes",
                     part->minutes, "points", part->points, "earned", earned, "verdict",
                     state.status ? state.status : "pass", "fresh",
                     cases->live_why[0] ? "not run" : "run", "checks", state.checks, "printed",
                     state.printed);
}

json_t *lab_grade(const struct settings *settings, const struct topic_part *first)
{
    struct arena arena = {0};
    struct submission submission;
    struct lab_cases cases;
    json_t *parts = json_array();
    bool trusted = strcmp(settings->from, "reference") == 0;
    lab_cases_load(&cases, &arena, settings, first->topic);
    submission_build(&submission, settings, first->number, first->topic);
    const struct topic_part *end = settings->topics.parts + settings->topics.count;
    for (const struct topic_part *part = first; part < end && strcmp(part->topic, first->topic) == 0; part++)
        if (!settings->part || strcmp(settings->part, part->part) == 0)
            json_array_append_new(parts, grade_part(part, &cases, &submission, trusted));
    json_t *lab = json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:o}", "number", first->number, "topic", first->topic,
                            "source", submission.source, "build", verdict_name(submission.outcome.verdict),
                            "message", submission.outcome.detail, "notes", submission.notes,
                            "fresh", cases.live_why, "parts", parts);
    submission_remove(&submission);
    golden_close(&cases.golden);
    arena_free(&arena);
    return lab;
}
