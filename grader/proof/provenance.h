// provenance.h: what a record says of where it comes from: of which files, by which grader, with
// which goldens, how, when, and whether with the hidden seed of a term. docs/result.md
#ifndef CRUMB_PROVENANCE_H
#define CRUMB_PROVENANCE_H

#include "settings.h"

#include <jansson.h>

struct provenance {
    char submission[65];  // submission_hash.h
    char commitment[65];  // hidden_seed.h; "" in a preview
    char *list;           // submission_list; freed by provenance_free
};

// Before grading, when .root is entered and .from known. With .term_key the hidden seed of what is
// below .from becomes .seed.
void provenance_begin(struct provenance *provenance, struct settings *settings);
// After grading: the fields of record. A file that was changed in the meantime goes by what was
// graded; with a term key it is a fail().
void provenance_write(json_t *record, struct provenance *provenance,
                      const struct settings *settings);
// The same fields for a submission whose hash is known; settings: those that name the labs; from:
// its folder. commitment: "" in a preview.
void provenance_stamp(json_t *record, const struct settings *settings, const char *from,
                      const char *submission, const char *commitment);
void provenance_free(struct provenance *provenance);

// ---- pieces ------------------------------------------------------------------------------------
// hex [65] out: the SHA-256 of a list with a line "NAME DIGEST" for this program ("grade"), for
// labs/topics.txt, for each file beside the probes that can have a say in the points of the labs
// that .lab names, in the order of their names, and for the headers of reference/include. Kept for
// the next call with the same labs: fork after the first one.
void provenance_grader(char *hex, const struct settings *settings);
// hex [65] out: the SHA-256 of the list of goldens, which holds the digest of each; "" when there
// is none. grade checks a golden against it each time it reads one.
void provenance_goldens(char *hex, const struct settings *settings);
// The settings that had a say in a record, as its "flags": what grading again needs.
json_t *provenance_flags(const struct settings *settings);

// commit.c: commit [65] out: what stands checked out in from, as 40 or 64 hex digits: from
// from/.crumb-submission.json ("commit"), else from .git/HEAD in it, or in the folder above one
// that is named labs, read as files: nothing is run. "" when that is not known.
void commit_of(char *commit, const char *from);

#endif
