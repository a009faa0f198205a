// lms.h: scores into the file that a learning platform exported: our columns are filled, everything
// else stays byte for byte.
#ifndef CRUMB_COURSE_LMS_H
#define CRUMB_COURSE_LMS_H

#include "course/csv.h"
#include "course/scores.h"

enum lms_kind { LMS_CANVAS, LMS_MOODLE, LMS_WORKSHEET };

struct lms_filled {
    struct csv csv;
    dim filled, same, kept;  // cells: changed; had the score; ours to fill, but locked or excused
    dim columns;
};

// path: the export. Rows and students that do not match become unmatched of the sheet. What is no
// such export is one sentence and exit 1.
void lms_fill(struct lms_filled *filled, struct sheet *sheet, struct arena *arena,
              enum lms_kind kind, const char *path);

#endif
