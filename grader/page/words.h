// words.h: verdicts in words, for people who have never seen the list of them.
#ifndef CRUMB_PAGE_WORDS_H
#define CRUMB_PAGE_WORDS_H

#include <stdbool.h>
#include <stdio.h>

// <span class="good">&#10003; right</span>: a sign, words and a colour, of which the words suffice.
void words_verdict(FILE *out, const char *verdict);
// Is the verdict that of something written and wrong: not pass, not missing, not the grader's?
bool words_is_wrong(const char *verdict);

#endif
