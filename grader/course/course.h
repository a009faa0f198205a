// course.h: course.json: who takes part, which labs count how much, when they are due, and what
// students are told. docs/instructor/course.md describes it field by field.
#ifndef CRUMB_COURSE_H
#define CRUMB_COURSE_H

#include "course/feedback.h"
#include "settings.h"

#include <stdbool.h>
#include <stdint.h>

enum { COURSE_LABS_MAX = 64, COURSE_PARTS_MAX = 8, COURSE_ROSTER_MAX = 5000,
       COURSE_RULES_MAX = 200, COURSE_BYTES_MAX = 16 << 20 };

struct course_part {
    const char *name;  // "a", or "q": the questions of size
    int points;
};

struct course_lab {
    const char *number, *topic, *title;
    struct course_part parts[COURSE_PARTS_MAX];  // [part_count] that count
    int part_count, points;
    double weight;
    bool has_due;
    int64_t due;
    const char *canvas, *moodle;  // the column that is this lab's; "": by its name
    double moodle_points;         // what that column's maximum is; 0: the lab's points
};

struct course_extension {
    enum { EXTENSION_NONE, EXTENSION_BY, EXTENSION_UNTIL } kind;
    int64_t seconds;
};

struct course_student {
    const char *id, *account, *name, *email;
    const char *board;                   // the name on the leaderboard; "": is not on it
    struct course_extension *extensions;  // [lab_count]
};

struct course_late {
    int64_t grace;  // seconds
    int free_days;  // of each student, for the whole course
    double percent_per_day, floor;  // of what was earned; floor percent of it are left at least
};

// The last rule that holds for a part is the one that is followed.
struct course_rule {
    const char *topic, *part;  // NULL: any
    enum feedback_level level;
    bool dated;
    int64_t from;  // it holds from then on
    int tries;     // and after so many
};

// How rows of a learning platform's export are found.
struct course_lms {
    const char *column;                           // "SIS Login ID"
    enum { BY_ID, BY_ACCOUNT, BY_EMAIL, BY_NAME } by;  // which of the roster stands in it
};

struct course {
    const char *path, *title;
    json_t *root;  // holds the texts
    struct course_student *roster;  // [roster_count]
    struct course_lab *labs;        // [lab_count] in the order of labs/topics.txt
    struct course_rule *rules;      // [rule_count]
    dim roster_count, lab_count, rule_count;
    struct course_late late;
    bool last;           // keep the last try and not the best
    bool missing_is_zero;  // in the total, once a lab is past its date
    bool leaderboard;
    struct course_lms canvas, moodle;
};

// Everything that is wrong is one sentence with the place in the file, and exit 1.
void course_read(struct course *course, struct arena *arena, const struct topics *topics,
                 const char *path);
void course_free(struct course *course);
// NULL where there is none.
const struct course_student *course_student(const struct course *course, const char *account);
const struct course_lab *course_lab(const struct course *course, const char *topic);
// When this lab is due for this student. lab->has_due.
int64_t course_due(const struct course *course, const struct course_student *student,
                   const struct course_lab *lab);
enum feedback_level course_level(const struct course *course, const struct course_lab *lab,
                                 const char *part, int tries, int64_t now);

// grade course FILE, grade course --new
int course_command(struct settings *settings, struct arena *arena, const char *program, int argc,
                   char **argv);

#endif
