// together.c: one group of every case, then every law, then all work. See together.h.
#include "together.h"

#include "group.h"

#include <string.h>

// Shorter than a function has by itself: what hangs is going to be run again.
enum { TOGETHER_SECONDS = 2 };

static bool is_reference(const struct settings *settings)
{
    return strcmp(settings->from, "reference") == 0;
}

// The functions that are wanted, in the order in which lab.c judges them.
static dim groups_of(struct lab_group *groups, struct lab_grading *grading,
                     const struct settings *settings, const struct topic_part *first)
{
    dim count = 0;
    const struct topic_part *part = first;
    for (; (part = lab_wanted(settings, first, part)); part++) {
        struct lab_group *some;
        const dim found = lab_groups(&some, &grading->arena, &grading->cases, part->part);
        for (dim i = 0; i < found; i++)
            if (!settings->function ||
                lab_is_of(some[i].cases[0]->operation, settings->function))
                groups[count++] = some[i];
    }
    return count;
}

// Their laws and their work, as if all had passed.
static void want_all(struct lab_grading *grading, const struct lab_group *groups, dim count)
{
    struct laws *laws = &grading->laws;
    for (dim i = 0; i < count; i++) laws_note(laws, groups[i].cases[0]->operation, true);
    for (dim i = 0; i < count; i++) {
        const struct golden_case *one = groups[i].cases[0];
        laws_want(laws, one->part, one->operation);
        works_want(&grading->works, one->part, one->operation);
    }
}

static void add_all(struct group *group, const struct golden_case *const *cases, dim count, int run)
{
    for (dim i = 0; i < count; i++) group_add(group, cases[i], run);
}

static void take_answers(struct laws *laws, const struct group *group, dim from, int run)
{
    laws_take(laws, group->outcomes + from, group->runs[run].frames + from);
}

// What laws ask once more, after the answers of both runs.
static void finish_laws(struct lab_grading *grading, const char *program, bool trusted)
{
    struct laws *laws = &grading->laws;
    const size_t room = (size_t)laws_room(laws) + 1;
    const struct golden_case **cases = arena_array(&grading->arena, room, sizeof *cases);
    struct group group = {.cases = cases,
                          .outcomes = arena_array(&grading->arena, room, sizeof *group.outcomes),
                          .limit_seconds = TOGETHER_SECONDS};
    while ((group.count = laws_ask(cases, laws)) > 0) {
        group_ask_all(&group, program, trusted);
        take_answers(laws, &group, 0, FRAME_FIRST_RUN);
        group_free(&group);
    }
}

// Did something come back that belongs to no call, or was something printed? By which function,
// only a run by itself tells: what stands behind all answers is found at the last call, which is of
// a law or of work.
static bool is_anybodys(const struct group *group)
{
    for (dim i = group->both; i < group->count; i++)
        if (group->outcomes[i].verdict == VERDICT_PROTOCOL) return true;
    return group->printed[0] != 0;
}

// The calls of laws go along: those that need no answer in the first run, those that need one of
// these in the second, and those whose work is counted last. Returns whether all cases passed.
static bool run_all(struct group *group, struct lab_grading *grading, bool trusted)
{
    const char *program = grading->submission.program;
    struct laws *laws = &grading->laws;
    struct works *works = &grading->works;
    const size_t room = (size_t)(laws_room(laws) + works_room(works)) + 1;
    const struct golden_case **calls = arena_array(&grading->arena, room, sizeof *calls);
    const dim both = group->count;
    group_begin(group, group->room);
    add_all(group, calls, laws_ask(calls, laws), FRAME_FIRST_RUN);
    group_run_once(group, FRAME_FIRST_RUN, program, trusted);
    take_answers(laws, group, both, FRAME_FIRST_RUN);
    const dim second = group->count;
    add_all(group, calls, laws_ask(calls, laws), FRAME_SECOND_RUN);
    const dim counted = group->count;
    add_all(group, calls, works_ask(calls, works), FRAME_SECOND_RUN);
    group_run_once(group, FRAME_SECOND_RUN, program, trusted);
    take_answers(laws, group, second, FRAME_SECOND_RUN);
    group_judge(group);
    bool passed = !is_anybodys(group);
    for (dim i = 0; i < both; i++)
        passed = passed && group->outcomes[i].verdict == VERDICT_PASS;
    if (passed) {
        works_take(works, group->outcomes + counted,
                   group->runs[FRAME_SECOND_RUN].frames + counted);
        finish_laws(grading, program, trusted);
    }
    return passed;
}

void together_run(struct together *together, struct lab_grading *grading,
                  const struct settings *settings, const struct topic_part *first)
{
    struct arena *arena = &grading->arena;
    const size_t most = (size_t)grading->cases.count + 1;
    const dim room = (dim)most + laws_room(&grading->laws) + works_room(&grading->works);
    struct lab_group *groups = arena_array(arena, most, sizeof *groups);
    const dim count = groups_of(groups, grading, settings, first);
    *together = (struct together){
        .cases = arena_array(arena, (size_t)room, sizeof *together->cases),
        .outcomes = arena_array(arena, (size_t)room, sizeof *together->outcomes)};
    for (dim g = 0; g < count; g++)
        for (dim i = 0; i < groups[g].count; i++)
            together->cases[together->count++] = groups[g].cases[i];
    const bool short_time = settings->seconds > 0 && settings->seconds < TOGETHER_SECONDS;
    struct group all = {.cases = together->cases, .more = together->cases,
                        .count = together->count, .room = room,
                        .outcomes = together->outcomes,
                        .limit_seconds = short_time ? settings->seconds : TOGETHER_SECONDS};
    want_all(grading, groups, count);
    if (!run_all(&all, grading, is_reference(settings))) laws_forget(&grading->laws);
    if (is_anybodys(&all)) together->count = 0;
    group_free(&all);
}

static const struct outcome *outcome_of(const struct together *together,
                                        const struct golden_case *one)
{
    for (dim i = 0; i < together->count; i++)
        if (together->cases[i] == one) return &together->outcomes[i];
    return NULL;
}

bool together_judged(struct outcome *outcomes, const struct together *together,
                     const struct lab_group *group)
{
    dim passed = 0, unwritten = 0;
    for (dim i = 0; i < group->count; i++) {
        const struct outcome *outcome = outcome_of(together, group->cases[i]);
        if (!outcome) return false;
        outcomes[i] = *outcome;
        passed += outcome->verdict == VERDICT_PASS;
        unwritten += outcome->verdict == VERDICT_NOT_WRITTEN_YET;
    }
    return passed == group->count || unwritten == group->count;
}
