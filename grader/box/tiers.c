// tiers.c: a table. See tiers.h.
#include "box/tiers.h"

#include "arguments.h"
#include "box/entry.h"
#include "box/trial.h"
#include "fail.h"
#include "flags.h"
#include "paint.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 15, EACH = 4 };
static const char *const what[] = {
    "", "limits, a session and an environment of its own",
    "and a filter of system calls, and Landlock", "and namespaces with next to nothing in them",
    "and control groups, and a user for each worker"};

static void write_names(const struct trial *trial)
{
    char line[600] = "could: ";
    size_t used = strlen(line);
    bool any = false;
    for (int i = 0; i < ATTACKS_ALL; i++) {
        if (!trial->done[i]) continue;
        used += (size_t)snprintf(line + used, sizeof line - used, "%s%s", any ? ", " : "",
                                 attack_name((enum attack)i));
        any = true;
    }
    if (any) paint_wrapped(stdout, "        ", line);
}

static void write_tier(const struct trial *trial)
{
    int tried = 0, stopped = 0;
    for (int i = 0; i < ATTACKS_ALL; i++) {
        tried += trial->tried[i];
        stopped += trial->tried[i] && !trial->done[i];
    }
    const bool first = trial->tier == BOX_LIMITS;
    printf("  %d   %-5s %s\n", trial->tier, first || trial->held ? "yes" : "no", what[trial->tier]);
    if (tried) printf("        stops %d of %d attacks of the self-test\n", stopped, tried);
    write_names(trial);
    if (!first && !trial->held) paint_wrapped(stdout, "        ", trial->why);
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// In turns, so that all are measured in the same weather.
static void write_times(const struct settings *settings, int offered)
{
    double times[BOX_GROUPED + 1][ROUNDS], medians[BOX_GROUPED + 1] = {0};
    for (int round = 0; round < ROUNDS; round++)
        for (int tier = BOX_LIMITS; tier <= offered; tier++)
            times[tier][round] = trial_time(tier, settings->objects, EACH) / EACH;
    puts("\n a launch of a program that does nothing (median; the machine's load counts too)");
    for (int tier = BOX_LIMITS; tier <= offered; tier++) {
        qsort(times[tier], ROUNDS, sizeof *times[tier], by_size);
        medians[tier] = times[tier][ROUNDS / 2];
        printf("  %d   %6.2f ms, %6.2f more than tier 1; fastest %.2f ms\n", tier,
               1e3 * medians[tier], 1e3 * (medians[tier] - medians[BOX_LIMITS]),
               1e3 * times[tier][0]);
    }
}

int tiers_command(struct settings *settings, struct arena *arena, const char *program, int argc,
                  char **argv)
{
    bool timed = false;
    struct trial trial;
    int offered = BOX_LIMITS;
    const struct flag flags[] = {{"--time", FLAG_SET, &timed, 0, NULL},
                                 {"--objects", FLAG_TEXT, &settings->objects, 0, NULL},
                                 BOX_FLAGS(settings), {NULL, FLAG_SET, NULL, 0, NULL}};
    if (flags_read(arena, "tiers", flags, argc, argv) > 0)
        fail_usage("tiers: %s: wanted no word behind it", argv[0]);
    arguments_settle(settings, arena, program, true);
    puts(" tier  here  what submissions are kept apart by (docs/instructor/sandbox.md)");
    for (int tier = BOX_LIMITS; tier <= BOX_GROUPED; tier++) {
        entry_set(BOX_LIMITS, NULL);
        trial_run(&trial, tier, settings->objects, true);
        write_tier(&trial);
        if (trial.held) offered = tier;
    }
    printf("\n --tier auto takes tier %d here\n", offered);
    if (timed) write_times(settings, offered);
    return 0;
}
