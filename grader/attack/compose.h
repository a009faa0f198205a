// compose.h: from an attack to the folder that is graded.
#ifndef CRUMB_ATTACK_COMPOSE_H
#define CRUMB_ATTACK_COMPOSE_H

#include "attack/canary.h"

// The text of the submission, in the arena [*bytes].
const char *compose_text(size_t *bytes, struct arena *arena, const struct settings *settings,
                         const struct corpus *corpus, const struct attack *attack,
                         const struct canary *canary);
// Put where the grader looks for it, in the way that the attack wants. NULL, or why it cannot be
// done on this machine.
const char *compose_place(const struct corpus *corpus, const struct attack *attack,
                          const struct canary *canary, const char *text, size_t bytes);
// The plain solution in its place.
void compose_plain(const struct corpus *corpus, const struct canary *canary);
// The file of a name in the submission's folder: path [CANARY_PATH].
void compose_source(char *path, const struct corpus *corpus, const struct canary *canary);
void compose_write(const char *path, const char *text, size_t bytes);

// A copy of the course in which only the golden file is another: path of its root [CANARY_PATH].
void compose_golden(char *root, struct arena *arena, const struct settings *settings,
                    const struct corpus *corpus, const struct attack *attack,
                    const struct canary *canary);

#endif
