// submission_hash.h: what was handed in, as one number: the name of a submission in journals,
// records and signatures, and what its hidden seed is made from.
#ifndef CRUMB_SUBMISSION_HASH_H
#define CRUMB_SUBMISSION_HASH_H

#include "settings.h"

// The list that is hashed, to be freed: a line "TOPIC DIGEST" for each topic, in the order of
// labs/topics.txt; DIGEST is the SHA-256 of its file below settings->from, or "-" where that is
// absent or cannot be graded (submission_read). Where there are answers to the questions of size
// (answers.h), a line "TOPIC quiz DIGEST" follows. files: how many lines have a digest.
char *submission_list(const struct settings *settings, dim *files);
// hex [65] out: the SHA-256 of that list. Returns how many files there are.
dim submission_hash(char *hex, const struct settings *settings);

#endif
