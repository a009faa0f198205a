// emit.h: one result record, many formats. Each format has a file of its own here; what they share
// is tests.h (a record as a list of tests) and findings.h (as a list of things to look at).
#ifndef CRUMB_EMIT_H
#define CRUMB_EMIT_H

#include "arena.h"
#include "emit/record.h"
#include "settings.h"

#include <jansson.h>

#include <stdbool.h>
#include <stdio.h>

// What a format wants to know beside the record; NULL: not said. From flags of grade emit, else
// from the environment (command.c).
struct emit_options {
    const char *classroom, *assignment, *assignment_type, *owner, *submission, *commit, *release,
        *review, *datetime, *graded_at;  // classroom50
    const char *leaderboard;             // gradescope: the name of a column
    int visibility;                      // gradescope: which of emit_visibilities
    bool subtests;                       // tap: version 14, a subtest for each lab
    bool each_part, stages, scoreboard;  // autolab
    const char *slug;                    // check50
    const char *label;                   // badge, shields
};
extern const char *const emit_visibilities[];

// Writes the format of a record that emit_record_read gave. 0, or an exit code of fail.h (or 2:
// there is no score to write) and a sentence in why; what was written to out is of no use then.
typedef int emitter(FILE *out, const json_t *record, const struct emit_options *options,
                    struct arena *arena, char why[EMIT_WHY]);
emitter emit_gradescope, emit_classroom50, emit_junit, emit_tap, emit_sarif, emit_github,
    emit_autolab, emit_markdown, emit_badge, emit_shields, emit_check50;

enum { EMIT_NO_SCORE = 2 };
enum { EMIT_FORMATS = 11 };
extern const char *const emit_names[EMIT_FORMATS + 1];  // NULL at the end
emitter *emit_of(const char *name);  // NULL: no such format
// The whole of it to out_path (NULL: standard output), or nothing; for github the summary too. 0 or
// EMIT_NO_SCORE; everything else is a sentence and the end.
int emit_send(const char *name, const json_t *record, const struct emit_options *options,
              const char *out_path);
void emit_options_from_environment(struct emit_options *options);
int emit_command(struct settings *settings, struct arena *arena, const char *program, int argc,
                 char **argv);
// grade --format NAME: before grading, whether the format can be written at all (a sentence and the
// end when it cannot); after it, the record in that format on standard output.
void emit_prepare(const char *name);
int emit_graded(const char *name, const json_t *record);

// ---- parts of it, for tests ----
// A format by its name; the options are cleaned as the record is.
int emit_write(FILE *out, const char *name, const json_t *record,
               const struct emit_options *options, struct arena *arena, char why[EMIT_WHY]);
// The file that Gradescope finds when the grader dies: no score.
void emit_gradescope_pending(FILE *out);
// Appends the record as Markdown to the file, which may hold EMIT_SUMMARY_MOST bytes afterwards:
// without details where there is no room for them. NULL, or why nothing was appended.
const char *emit_summary(const char *path, const json_t *record, struct arena *arena);
enum { EMIT_SUMMARY_MOST = 1 << 20 };
void emit_markdown_page(FILE *out, const json_t *record, struct arena *arena, bool details);
// Text for inside of a line of Markdown or of a table: nothing in it is markup, link or mention.
void emit_markdown_text(FILE *out, const char *text);
// A block of lines that stand as they are.
void emit_markdown_block(FILE *out, const char *text);

#endif
