// arguments.h: from the command line to settings.
#ifndef CRUMB_ARGUMENTS_H
#define CRUMB_ARGUMENTS_H

#include "settings.h"

struct command {
    const char *name;      // a word such as "replay"; NULL: grade
    const char *argument;  // what follows it where one is wanted
};

// Words that stand first, and what each wants behind it.
struct command_word {
    const char *name, *wants;  // wants: "an ID such as rope:forward-far", NULL: nothing
};

// Everything that is wrong is one sentence and exit 4. Afterwards the current folder is the root.
void arguments_read(struct settings *settings, struct command *command, struct arena *arena,
                    const struct command_word *words, int argc, char **argv);
// The same for a command with flags of its own (flags.h), once these are read: where things are, by
// the name of this program. seeded: .seed is as asked for.
void arguments_settle(struct settings *settings, struct arena *arena, const char *program,
                      bool seeded);

#endif
