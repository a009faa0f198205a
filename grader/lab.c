// lab.c: from a topic to its result record. See lab.h.
#include "lab.h"

#include "fail.h"
#include "group.h"
#include "live.h"
#include "quiz_lab.h"
#include "recognise.h"
#include "show.h"
#include "together.h"
#include "work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CASES_LIVE_MAX = 64 };

static bool is_reference(const struct settings *settings)
{
    return strcmp(settings->from, "reference") == 0;
}

void lab_cases_recorded(struct lab_cases *cases, struct arena *arena,
                        const struct settings *settings, const char *topic)
{
    golden_load(&cases->golden, arena, settings->golden, topic);
    signatures_load(&cases->signatures, arena, settings->golden, &cases->golden, topic);
    size_t recorded = (size_t)cases->golden.count;
    cases->list = arena_array(arena, recorded + CASES_LIVE_MAX, sizeof *cases->list);
    memcpy(cases->list, cases->golden.cases, recorded * sizeof *cases->list);
    cases->count = cases->golden.count;
    cases->live_why = "";
}

void lab_cases_fresh(struct lab_cases *cases, struct arena *arena, const struct settings *settings,
                     const char *topic)
{
    char reference[SUBMISSION_PATH_MAX];
    snprintf(reference, sizeof reference, "%s/%s.reference", settings->objects, topic);
    if (settings->recorded_only)
        cases->live_why = "not asked for";
    else if (is_reference(settings))
        cases->live_why = "the reference cannot judge itself";
    else if (access(reference, X_OK) != 0)
        cases->live_why = "no program of the reference to ask";
    else
        live_make(cases->list, &cases->count, cases->golden.count + CASES_LIVE_MAX, arena,
                  &cases->golden, topic, reference, settings->seed);
}

void lab_cases_load(struct lab_cases *cases, struct arena *arena, const struct settings *settings,
                    const char *topic)
{
    lab_cases_recorded(cases, arena, settings, topic);
    lab_cases_fresh(cases, arena, settings, topic);
}

void lab_cases_close(struct lab_cases *cases)
{
    signatures_close(&cases->signatures);
    golden_close(&cases->golden);
}

static json_t *check_record(const struct golden_case *one, const struct outcome *outcome)
{
    char id[200];
    snprintf(id, sizeof id, "%s:%s", one->topic, one->name);
    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:f,s:b}", "id", id, "operation", one->operation,
                     "law", one->law, "verdict", verdict_name(outcome->verdict), "detail",
                     outcome->detail, "times", outcome->times, "live", one->live);
}

struct part_state {
    const struct together *together;
    json_t *checks, *printed, *recognised;
    struct laws *laws;
    struct works *works;
    int groups, passed;
    const char *status;  // the first verdict that is not pass; what is wrong before what is missing
};

static void take_outcome(struct part_state *state, const struct golden_case *one,
                         const struct outcome *outcome)
{
    json_array_append_new(state->checks, check_record(one, outcome));
    if (outcome->verdict == VERDICT_PASS) return;
    if (!state->status || strcmp(state->status, "not-written-yet") == 0)
        state->status = verdict_name(outcome->verdict);
}

// Laws of an operation whose cases have been judged: only where every call came back.
static bool grade_laws(struct part_state *state, const struct group *group, const char *program,
                       const struct settings *settings)
{
    const struct golden_case *one = group->cases[0];
    bool held = true;
    for (dim i = 0; i < group->count; i++)
        if (group->outcomes[i].verdict >= VERDICT_STACK) return true;  // a hang, or nothing to run
    laws_run(state->laws, one->part, one->operation, program, is_reference(settings),
             settings->seconds);
    for (dim i = 0; i < state->laws->count; i++) {
        const struct law *law = &state->laws->all[i];
        if (!law->judged || strcmp(law->about.part, one->part) != 0 ||
            strcmp(law->about.operation, one->operation) != 0)
            continue;
        take_outcome(state, &law->about, &law->outcome);
        held = held && law->outcome.verdict == VERDICT_PASS;
    }
    return held;
}

// How much work a function does that is right in everything else.
static bool grade_work(struct part_state *state, const struct golden_case *one,
                       const struct submission *submission)
{
    bool enough = true;
    works_run(state->works, submission->program, one->part, one->operation);
    for (dim i = 0; i < state->works->count; i++) {
        const struct work *work = &state->works->all[i];
        if (!work->judged || strcmp(work->about.part, one->part) != 0 ||
            strcmp(work->about.operation, one->operation) != 0)
            continue;
        take_outcome(state, &work->about, &work->outcome);
        enough = enough && work->outcome.verdict == VERDICT_PASS;
    }
    return enough;
}

static void explain(struct part_state *state, const struct group *group,
                    const struct signatures *signatures)
{
    json_t *known = recognise(signatures, group);
    if (known) json_object_set_new(state->recognised, group->cases[0]->operation, known);
}

static void grade_group(struct part_state *state, const struct lab_group *cases,
                        const struct submission *submission, const struct signatures *signatures,
                        const struct settings *settings)
{
    struct outcome *outcomes = calloc((size_t)cases->count, sizeof *outcomes);
    struct group group = {.cases = cases->cases, .count = cases->count, .outcomes = outcomes,
                          .limit_seconds = settings->seconds};
    if (!outcomes) fail_environment("memory: no room for %td outcomes", group.count);
    if (submission->outcome.verdict != VERDICT_PASS)
        for (dim i = 0; i < group.count; i++) outcomes[i].verdict = submission->outcome.verdict;
    else if (!together_judged(outcomes, state->together, cases))
        group_run(&group, submission->program, is_reference(settings));
    bool passed = true, unwritten = true;
    for (dim i = 0; i < group.count; i++) {
        take_outcome(state, group.cases[i], &outcomes[i]);
        passed = passed && outcomes[i].verdict == VERDICT_PASS;
        unwritten = unwritten && outcomes[i].verdict == VERDICT_NOT_WRITTEN_YET;
    }
    if (submission->outcome.verdict == VERDICT_PASS && !passed && !unwritten)
        explain(state, &group, signatures);
    laws_note(state->laws, group.cases[0]->operation, passed);
    passed = grade_laws(state, &group, submission->program, settings) && passed;
    passed = passed && grade_work(state, group.cases[0], submission);
    state->groups++;
    state->passed += passed;
    if (group.printed[0] && !unwritten)
        json_object_set_new(state->printed, group.cases[0]->operation, json_string(group.printed));
    group_free(&group);
    free(outcomes);
}

static dim elements_sent(const struct golden_case *one)
{
    dim count = 0;
    for (int i = 0; i < one->request.count; i++) count += frame_elements(&one->request.tensors[i]);
    return count;
}

// The smallest case is the easiest to work out by hand, so it is told first.
static int by_size(const void *a, const void *b)
{
    const struct golden_case *x = *(const struct golden_case *const *)a;
    const struct golden_case *y = *(const struct golden_case *const *)b;
    dim m = elements_sent(x), n = elements_sent(y);
    return m != n ? (m < n ? -1 : 1) : strcmp(x->name, y->name);
}

dim lab_groups(struct lab_group **groups, struct arena *arena, const struct lab_cases *cases,
               const char *part)
{
    const size_t most = (size_t)cases->count + 1;
    bool *done = arena_array(arena, most, sizeof *done);
    dim found = 0;
    *groups = arena_array(arena, most, sizeof **groups);
    for (dim i = 0; i < cases->count; i++) {
        if (done[i] || strcmp(cases->list[i].part, part) != 0) continue;
        struct lab_group *group = &(*groups)[found++];
        *group = (struct lab_group){arena_array(arena, most, sizeof *group->cases), 0};
        for (dim j = i; j < cases->count; j++) {
            if (strcmp(cases->list[j].part, part) != 0 ||
                strcmp(cases->list[j].operation, cases->list[i].operation) != 0)
                continue;
            group->cases[group->count++] = &cases->list[j];
            done[j] = true;
        }
        qsort(group->cases, (size_t)group->count, sizeof *group->cases, by_size);
    }
    return found;
}

// What state holds is taken over.
static json_t *part_record(const struct topic_part *part, int earned, const char *verdict,
                           const char *fresh, struct part_state state)
{
    return json_pack("{s:s,s:s,s:s,s:i,s:i,s:i,s:s,s:s,s:o,s:o,s:o}", "part", part->part, "title",
                     part->title, "track", part->track == TRACK_SPEAK ? "speak" : "learn",
                     "minutes", part->minutes, "points", part->points, "earned", earned, "verdict",
                     verdict, "fresh", fresh, "checks", state.checks, "printed", state.printed,
                     "recognised", state.recognised);
}

static struct part_state fresh_state(void)
{
    return (struct part_state){.checks = json_array(), .printed = json_object(),
                               .recognised = json_object()};
}

// An operation is a function, or one duty of it: "generate_run.end".
bool lab_is_of(const char *operation, const char *function)
{
    const size_t length = strlen(function);
    return strncmp(operation, function, length) == 0 &&
           (operation[length] == 0 || operation[length] == '.');
}

static json_t *grade_part(const struct topic_part *part, struct lab_grading *grading,
                          const struct together *together, const struct settings *settings)
{
    const struct lab_cases *cases = &grading->cases;
    struct part_state state = fresh_state();
    struct arena arena = {0};
    struct lab_group *groups;
    const dim count = lab_groups(&groups, &arena, cases, part->part);
    state.together = together;
    state.laws = &grading->laws;
    state.works = &grading->works;
    for (dim i = 0; i < count; i++)
        if (!settings->function || lab_is_of(groups[i].cases[0]->operation, settings->function))
            grade_group(&state, &groups[i], &grading->submission, &cases->signatures,
                        settings);
    arena_free(&arena);
    if (count == 0)
        fail("%s: part %s has no case; make goldens writes them", cases->golden.file.path,
             part->part);
    return part_record(part, part->points * state.passed / (state.groups ? state.groups : 1),
                       state.status ? state.status : "pass",
                       cases->live_why[0] ? "not run" : "run", state);
}

// build: a submission's outcome, or why nothing was graded. parts is taken over.
static json_t *lab_record(const struct topic_part *first, const char *source, const char *hash,
                          const struct outcome *build, const char *notes, const char *fresh,
                          json_t *parts)
{
    char safe[SUBMISSION_PATH_MAX], message[DETAIL_MAX];
    show(safe, sizeof safe, source, strlen(source));
    show(message, sizeof message, build->detail, strlen(build->detail));
    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:o}", "number", first->number, "topic",
                     first->topic, "source", safe, "sha256", hash, "build",
                     verdict_name(build->verdict), "message", message, "notes", notes, "fresh",
                     fresh, "parts", parts);
}

const struct topic_part *lab_wanted(const struct settings *settings,
                                    const struct topic_part *first,
                                    const struct topic_part *part)
{
    const struct topic_part *end = settings->topics.parts + settings->topics.count;
    for (; part < end && strcmp(part->topic, first->topic) == 0; part++)
        if (!settings->part || strcmp(settings->part, part->part) == 0) return part;
    return NULL;
}

void lab_prepare_recorded(struct lab_grading *grading, const struct settings *settings,
                          const struct topic_part *first)
{
    memset(grading, 0, sizeof *grading);
    lab_cases_recorded(&grading->cases, &grading->arena, settings, first->topic);
    if (!is_reference(settings) && (!settings->recorded_only || settings->counted))
        works_read(&grading->works, &grading->arena, &grading->cases.golden, first->topic,
                   settings);
}

void lab_prepare_fresh(struct lab_grading *grading, const struct settings *settings,
                       const struct topic_part *first)
{
    struct arena *arena = &grading->arena;
    lab_cases_fresh(&grading->cases, arena, settings, first->topic);
    if (!settings->recorded_only)
        laws_read(&grading->laws, arena, &grading->cases.golden, first->topic, settings->seed);
}

void lab_prepare(struct lab_grading *grading, const struct settings *settings,
                 const struct topic_part *first)
{
    lab_prepare_recorded(grading, settings, first);
    lab_prepare_fresh(grading, settings, first);
    if (settings->watch) works_count_plain(&grading->works);  // there is time before the save
}

json_t *lab_grade_numbers(struct lab_grading *grading, const struct settings *settings,
                          const struct topic_part *first)
{
    struct submission *submission = &grading->submission;
    const struct lab_cases *cases = &grading->cases;
    const char *topic = first->topic;
    json_t *parts = json_array();
    submission_open(submission, settings, first->number, topic);
    // Beside the grading it is done sooner; behind it, whoever waits for numbers has them sooner.
    const bool behind = settings->watch;
    if (!behind)
        checked_start(&grading->checked, settings, submission, topic, cases->list, cases->count);
    submission_make(submission, settings, topic);
    if (!behind) checked_allow(&grading->checked, submission);
    struct together together = {.count = 0};
    if (submission->outcome.verdict == VERDICT_PASS)
        together_run(&together, grading, settings, first);
    for (const struct topic_part *part = first; (part = lab_wanted(settings, first, part)); part++)
        json_array_append_new(parts, grade_part(part, grading, &together, settings));
    if (quiz_wanted(settings, first)) json_array_append_new(parts, quiz_part(settings, first));
    json_t *lab = lab_record(first, submission->source, submission->hash, &submission->outcome,
                             submission->notes, cases->live_why, parts);
    if (behind) {
        checked_start(&grading->checked, settings, submission, topic, cases->list, cases->count);
        checked_allow(&grading->checked, submission);
    }
    checked_after(&grading->checked, settings, submission, topic, cases->list, cases->count, lab);
    return lab;
}

void lab_grade_advice(struct lab_grading *grading, json_t *lab)
{
    checked_finish(&grading->checked, lab);
    submission_remove(&grading->submission);
    laws_close(&grading->laws);
    works_close(&grading->works);
    lab_cases_close(&grading->cases);
    arena_free(&grading->arena);
}

json_t *lab_grade(const struct settings *settings, const struct topic_part *first)
{
    struct lab_grading grading;
    lab_prepare(&grading, settings, first);
    json_t *lab = lab_grade_numbers(&grading, settings, first);
    lab_grade_advice(&grading, lab);
    return lab;
}

json_t *lab_broken(const struct settings *settings, const struct topic_part *first,
                   const char *why)
{
    struct outcome outcome = {.verdict = VERDICT_GRADER_ERROR};
    json_t *parts = json_array();
    snprintf(outcome.detail, sizeof outcome.detail, "%s", why);
    for (const struct topic_part *part = first; (part = lab_wanted(settings, first, part)); part++)
        json_array_append_new(parts, part_record(part, 0, verdict_name(VERDICT_GRADER_ERROR),
                                                 "not run", fresh_state()));
    if (quiz_wanted(settings, first)) json_array_append_new(parts, quiz_part_broken(first));
    json_t *lab = lab_record(first, "", "", &outcome, "", "not graded", parts);
    json_object_update_new(lab, checked_not_run("not graded"));
    return lab;
}
