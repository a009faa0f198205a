// together.c: one group of every case, then every law, then all work. See together.h.
#include "together.h"

#include "group.h"

#include <string.h>

// Shorter than a function has by itself: what hangs is going to be run again.
enum { TOGETHER_SECONDS = 1 };

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

static void run_laws_and_work(struct lab_grading *grading, const struct settings *settings,
                              const struct lab_group *groups, dim count)
{
    struct laws *laws = &grading->laws;
    const char *program = grading->submission.program;
    for (dim i = 0; i < count; i++) {
        const struct golden_case *one = groups[i].cases[0];
        laws_note(laws, one->operation, true);
        laws_want(laws, one->part, one->operation);
    }
    if (!laws_run_wanted(laws, program, is_reference(settings), TOGETHER_SECONDS)) return;
    for (dim i = 0; i < count; i++)
        works_want(&grading->works, groups[i].cases[0]->part, groups[i].cases[0]->operation);
    works_run_wanted(&grading->works, program);
}

void together_run(struct together *together, struct lab_grading *grading,
                  const struct settings *settings, const struct topic_part *first)
{
    struct arena *arena = &grading->arena;
    const size_t most = (size_t)grading->cases.count + 1;
    struct lab_group *groups = arena_array(arena, most, sizeof *groups);
    const dim count = groups_of(groups, grading, settings, first);
    *together = (struct together){.cases = arena_array(arena, most, sizeof *together->cases),
                                  .outcomes = arena_array(arena, most, sizeof(struct outcome))};
    if (count < 2) return;
    for (dim g = 0; g < count; g++)
        for (dim i = 0; i < groups[g].count; i++)
            together->cases[together->count++] = groups[g].cases[i];
    const bool short_time = settings->seconds > 0 && settings->seconds < TOGETHER_SECONDS;
    struct group all = {.cases = together->cases, .count = together->count,
                        .outcomes = together->outcomes,
                        .limit_seconds = short_time ? settings->seconds : TOGETHER_SECONDS};
    group_run(&all, grading->submission.program, is_reference(settings));
    bool passed = true;
    for (dim i = 0; i < all.count; i++)
        passed = passed && all.outcomes[i].verdict == VERDICT_PASS;
    group_free(&all);
    // What was printed belongs to a function: which one, only a run by itself tells.
    if (all.printed[0]) together->count = 0;
    else if (passed) run_laws_and_work(grading, settings, groups, count);
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
