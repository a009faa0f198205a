// box.h: how strongly what is launched is kept apart: the tiers, see docs/instructor/sandbox.md.
//   1  limits, a session and an environment of its own       any Unix
//   2  and a filter of system calls, and Landlock            Linux, also in containers
//   3  and namespaces with next to nothing in them           Linux with bubblewrap
//   4  and control groups, and a user for each worker        root on Linux
#ifndef CRUMB_BOX_H
#define CRUMB_BOX_H

#include <stdbool.h>
#include <stddef.h>

struct settings;

enum { BOX_LIMITS = 1, BOX_FILTERED = 2, BOX_NAMESPACES = 3, BOX_GROUPED = 4 };

// What a launched program needs, and so what it may do.
enum box_kind {
    BOX_TRUSTED,   // ours, and reads nothing that could harm it: tier 1 is enough
    BOX_COMPILER,  // compiler and linker: processes, the system's headers and libraries
    BOX_PROBE,     // one process that computes, and speaks on descriptors that are open; linked
                   // statically where the machine can
    BOX_CHECKED,   // one process from shared libraries, maybe with a compiler's sanitizers inside
    BOX_KINDS
};

enum { BOX_READABLE = 4 };
struct box {
    enum box_kind kind;
    const char *readable[BOX_READABLE];  // files and folders besides the system's and argv[0]
    const char *writable;                // one folder, in which it also starts; NULL: none
    size_t resident;  // bytes that it may hold, looked at now and then; 0: no such limit
};

// settings->tier_asked: values of --tier, see box_words.
enum { BOX_UNASKED, BOX_AUTO = 5 };
extern const char *const box_words[];
// Rows for commands with flags of their own (flags.h).
#define BOX_FLAGS(settings)                                                                        \
    {"--tier", FLAG_CHOICE, &(settings)->tier_asked, 0, box_words},                                \
    {"--require-tier", FLAG_INT, &(settings)->tier_required, BOX_GROUPED, NULL}

// Sets the tier of every launch of this process and of those that it forks, and settings->tier.
// Nothing asked: 1. A number, or --require-tier: at least that, or one sentence and exit 3; auto:
// the highest that the self-test confirms. arguments_settle() calls it.
int box_choose(struct settings *settings);
// The highest tier that the self-test confirms here, by attacks from inside each kind of box.
// objects: the folder with box.attacker.
int box_offered(const char *objects);
// Why not the one above it: what is missing and how to get it. "" for tier 4.
const char *box_missing(void);
int box_tier(void);  // of launches now

#endif
