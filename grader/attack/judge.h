// judge.h: what came of each attack at each tier, beside what was said that would.
#ifndef CRUMB_ATTACK_JUDGE_H
#define CRUMB_ATTACK_JUDGE_H

#include "attack/corpus.h"

#include <jansson.h>

enum judged {
    JUDGED_NOT,      // not tried
    JUDGED_STOPPED,  // as promised
    JUDGED_BETTER,   // not promised here, and yet stopped
    JUDGED_OPEN,     // it worked, and that was said
    JUDGED_SKIPPED,  // it cannot be tried on this machine
    JUDGED_WRONG     // otherwise than said
};
enum { JUDGE_WHY = 900, JUDGE_BARE = 0, JUDGE_NEVER = -1 };

struct judgement {
    enum judged judged;
    int verdicts[2];
    double seconds;
    char why[JUDGE_WHY];  // of wrong and skipped
};

struct row {
    const struct attack *attack;
    int seen;          // the weakest tier at which its effect was seen, JUDGE_BARE: without grader
    bool seen_wanted;  // it has an effect that something should have shown
    struct judgement tiers[CORPUS_TIERS + 1];
};

// result: of attempt(), NULL when its process died, and then died says why. tier 0: the bare run.
void judge(struct row *row, int tier, const json_t *result, const char *died);
// How many cells of the rows are wrong, rows that nothing showed to work among them.
dim judge_wrong(const struct row *rows, dim count);
bool judge_unseen(const struct row *row);
const char *judge_verdict(int verdict);  // "crash", "no-record"
bool judge_allows(const struct corpus_expectation *expected, const int verdicts[2]);

#endif
