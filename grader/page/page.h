// page.h: scores (schema crumb/scores/v1, docs/instructor/score-page.md) as pages for a browser.
// They need nothing from elsewhere, no server and no script.
#ifndef CRUMB_PAGE_H
#define CRUMB_PAGE_H

#include "settings.h"

#include <jansson.h>

// folder/index.html for instructors, with names, and folder/students/ACCOUNT.html for each student.
// The folder is made when it is not there. Scores that are not as the schema says are one sentence.
void page_write(const char *folder, const json_t *scores);
// folder/index.html without a name: distributions, and places of the leaderboard when there is one.
// Refuses a folder that holds students' pages.
void page_write_public(const char *folder, const json_t *scores);

// grade page SCORES.json --out DIR [--public]
int page_command(struct settings *settings, struct arena *arena, const char *program, int argc,
                 char **argv);

#endif
