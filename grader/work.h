// work.h: work counted, not timed. A function that passed is called at sizes that a recipe states,
// and its steps are counted (counter.h). Recipes are metadata of the golden file, under work/NAME:
//   {"part", "op", "law",       whose points it belongs to, and the law in a sentence
//    "small": {"n": 500}, "large": {"n": 2000},     sizes of two calls; "small" may be missing
//    "sizes", "in", "out",      as in live.h, without bounds and ["from", ...]
//    "growth": {"most": 5.3, "what": "4 times the text", "enough": "..."},
//    "budget": {"most": 4, "enough": "..."},
//    "allocates": true}
// growth: the large call takes at most so many times the steps of the small one. budget: the large
// call takes at most so many times the steps of the plain solution, counted the same way. Memory
// from an arena is too much, unless it "allocates". What is drawn is the same at every grading, so
// that counts are, too; nothing here is judged by a clock. "enough" is what a student reads beside
// the counts: what the contract asks for, and what it costs.
#ifndef CRUMB_WORK_H
#define CRUMB_WORK_H

#include "drawing.h"
#include "golden.h"
#include "submission.h"

enum { WORK_SMALL, WORK_LARGE, WORK_CALLS };

// What one call cost.
struct cost {
    bool known;
    int64_t steps, supplied;  // all of them; those in functions that the grader supplies
    int64_t calls, bytes;     // of memory from an arena
    bool stopped;
};

struct work {
    struct golden_case about;  // topic, name ("work-NAME"), part, operation, law: for the record
    struct outcome outcome;
    bool wanted;  // by works_want
    bool judged;  // false: not run, or it cannot be counted here
    struct cost costs[WORK_CALLS], plain[WORK_CALLS];  // of the submission, of the plain solution
    const char *where;
    json_t *recipe;
};

struct works {
    struct work *all;  // [count] in the order of their names
    dim count;
    struct arena *arena;
    char trusted[SUBMISSION_PATH_MAX];  // the program with the plain solution
    bool plain;                         // its steps are counted
};

// The recipes of golden's file.
void works_read(struct works *works, struct arena *arena, const struct golden *golden,
                const char *topic, const struct settings *settings);
void works_close(struct works *works);
// Counts what the plain solution does, once; works_run does it when it was not done before.
void works_count_plain(struct works *works);

// Judges those of one function in one part, in the program of a submission.
void works_run(struct works *works, const char *program, const char *part, const char *operation);
// The same for many functions in a process that somebody else runs: those of each are wanted;
// works_ask tells the calls, and works_take takes what came back for them. works_run leaves alone
// what was little enough here.
void works_want(struct works *works, const char *part, const char *operation);
dim works_ask(const struct golden_case **cases, struct works *works);  // [works_room()]
void works_take(struct works *works, const struct outcome *outcomes, const struct frame *answers);
dim works_room(const struct works *works);

// grade work TOPIC: what every recipe of a topic counts. Returns grade's exit code.
int work_command(const struct settings *settings, const char *topic);
// grade replay TOPIC:work-NAME: the same of one; false when there is none of that name.
bool work_replay(int *code, const struct settings *settings, const char *topic, const char *name);

// 1,234,567 into buffer [WORK_NUMBER_MAX], which is returned.
enum { WORK_NUMBER_MAX = 32 };
const char *work_number(char *buffer, int64_t number);

#endif
