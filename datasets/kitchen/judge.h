// judge.h: whether an answer is right, by the knowledge base and not by comparing letters. Each
// function adds to why what is wrong, one "name: detail" after the other; nothing added is right.
#ifndef CRUMB_JUDGE_H
#define CRUMB_JUDGE_H

#include "phrases.h"

// The names of what can be wrong with an answer.
#define WRONG_OPENING "opening"        // not the first words of the guiding question's answer
#define WRONG_MISSING "missing"        // an ingredient is not there
#define WRONG_AMOUNT "amount"          // another amount or unit
#define WRONG_INVENTED "invented"      // an ingredient that the dish has not
#define WRONG_TWICE "twice"            // an ingredient or a step comes twice
#define WRONG_TEMPERATURE "temperature"
#define WRONG_MINUTES "minutes"
#define WRONG_STEP "step"              // a step that the dish has not
#define WRONG_NO_STEP "no step"        // a step of the dish is not there
#define WRONG_ORDER "order"            // a step before one that it has to wait for
#define WRONG_END "end"                // no "Enjoy!", or something behind it
#define WRONG_KNOWS "knows"            // a recipe for what nobody knows, or no "I do not know"
#define WRONG_HELPS "helps"            // no refusal where one is wanted
#define WRONG_REFUSES "refuses"        // a refusal where none is wanted
#define WRONG_FACT "fact"              // other numbers, names or another yes or no
#define WRONG_EMPTY "empty"            // nothing was said
__attribute__((format(printf, 3, 4))) void wrong_add(struct words *why, const char *name,
                                                     const char *format, ...);

void judge_recipe(struct words *why, const struct kitchen *kitchen, const struct dish *dish,
                  const char *answer);
// The list behind "ingredients: ", scaled by a factor; *end is where it stops.
void judge_portions(struct words *why, const struct kitchen *kitchen, const struct dish *dish,
                    struct amount factor, const char *text, const char **end);
// Any answer, by its question's "expect".
void judge_answer(struct words *why, const struct book *book, struct arena *arena, json_t *expect,
                  const char *answer, const char *path, dim line);

// ---- lines of JSON (jsonl.c) ------------------------------------------------------------------
struct json_lines {
    const char *path;
    const char *next, *end;
    dim line;
};
void json_lines_open(struct json_lines *lines, struct arena *arena, const char *path);
// The next object, NULL at the end; what is no object is a fail() with its line.
json_t *json_lines_next(struct json_lines *lines);

#endif
