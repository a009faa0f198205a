// viva.h: questions for a talk about a student's own lines, found by reading them: nothing is
// compiled or run. docs/instructor/copied-work.md
#ifndef CRUMB_VIVA_H
#define CRUMB_VIVA_H

#include "proof/handed.h"
#include "proof/tokens.h"

struct viva_function {
    const char *name;
    dim first, end;  // tokens of its body: from the brace that opens it to the one that closes it
    bool written;    // it is no stub any more
};

struct viva_source {
    const struct topic_part *topic;
    const char *path;  // below the folder
    struct tokens tokens;
    const char **lines;  // [line_count], each ends at a newline or at the end
    int line_count;
    struct viva_function *functions;  // [function_count]
    dim function_count;
};

enum viva_kind { VIVA_LOOP, VIVA_CONSTANT, VIVA_ORDER, VIVA_CHECK, VIVA_DOUBLE, VIVA_INDEX,
                 VIVA_MUTANT, VIVA_NUMBER, VIVA_HINT, VIVA_QUIZ, VIVA_KINDS };

struct viva_question {
    enum viva_kind kind;
    const struct viva_source *source;
    const char *function;  // "" for none
    int line, lines;       // what is quoted; 0: nothing
    const char *ask, *listen;
    char rank[65];
};

struct viva {
    struct arena *arena;
    const struct settings *settings;
    const char *name;  // of the folder
    uint64_t seed;
    struct viva_question *all;  // [count], room for VIVA_MOST
    dim count;
};
enum { VIVA_MOST = 20000 };

// ---- viva_source.c ------------------------------------------------------------------------------
void viva_read(struct viva_source *source, struct arena *arena, const struct topic_part *topic,
               const struct handed *file);
// Code as one line that is safe to show, in quotes of its own; cut where it is long.
const char *viva_code(struct arena *arena, const char *text, size_t count);
// That of tokens first ... end - 1.
const char *viva_tokens(struct arena *arena, const struct viva_source *source, dim first, dim end);
// What printf would print, however long, in the arena.
__attribute__((format(printf, 2, 3))) const char *viva_print(struct arena *arena,
                                                             const char *format, ...);
// A question is added to those to choose from.
void viva_add(struct viva *viva, const struct viva_question *question);

// ---- viva_lines.c, viva_facts.c: what can be asked ---------------------------------------------
void viva_lines(struct viva *viva, const struct viva_source *source);
void viva_facts(struct viva *viva, const struct viva_source *source);

#endif
