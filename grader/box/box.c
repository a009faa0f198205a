// box.c: which tier is asked for, which there is, and what is said when the two do not meet. See
// box.h.
#include "box/box.h"

#include "box/cgroup.h"
#include "box/entry.h"
#include "box/trial.h"
#include "fail.h"
#include "settings.h"

#include <stdio.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

const char *const box_words[] = {"default", "1", "2", "3", "4", "auto", NULL};

static struct trial last;  // that did not hold

static bool holds(int tier, const char *objects)
{
    struct trial trial;
    if (tier == BOX_LIMITS) {
        entry_set(BOX_LIMITS, NULL);
        return true;
    }
    trial_run(&trial, tier, objects, false);
    if (!trial.held) last = trial;
    return trial.held;
}

int box_offered(const char *objects)
{
    int tier = BOX_GROUPED;
    last = (struct trial){.tier = 0};
    while (!holds(tier, objects)) tier--;
    return tier;
}

const char *box_missing(void)
{
    return last.why;
}

int box_tier(void)
{
    return entry_tier();
}

// The grader's memory is not for others of its user; what it starts is not concerned.
static void close_memory(void)
{
#ifdef __linux__
    prctl(PR_SET_DUMPABLE, 0);
#endif
}

_Noreturn static void refuse(int wanted, int offered)
{
    fail_environment("tier %d is asked for, and this machine offers tier %d: %s. "
                     "build/grade tiers tells more", wanted, offered, last.why);
}

int box_choose(struct settings *settings)
{
    const int asked = settings->tier_asked, required = settings->tier_required;
    const bool highest = asked == BOX_AUTO || (asked == BOX_UNASKED && required > 0);
    const int exactly = asked == BOX_UNASKED ? BOX_LIMITS : asked;
    if (!highest && required > exactly)
        fail_usage("--tier %d is below --require-tier %d; leave one of them out", exactly,
                   required);
    if (highest) {
        settings->tier = box_offered(settings->objects);
        if (settings->tier < required) refuse(required, settings->tier);
    } else {
        settings->tier = exactly;
        if (!holds(exactly, settings->objects)) {
            const struct trial missing = last;
            const int offered = box_offered(settings->objects);
            last = missing;
            refuse(exactly, offered);
        }
    }
    if (settings->tier > BOX_LIMITS) close_memory();
    if (settings->tier >= BOX_GROUPED) cgroup_sweep();
    return settings->tier;
}
