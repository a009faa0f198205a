// rules.c: what course.json says about one student, one lab, one part. See course.h.
#include "course/course.h"

#include <string.h>

const struct course_student *course_student(const struct course *course, const char *account)
{
    for (dim i = 0; i < course->roster_count; i++)
        if (strcmp(course->roster[i].account, account) == 0) return &course->roster[i];
    return NULL;
}

const struct course_lab *course_lab(const struct course *course, const char *topic)
{
    for (dim i = 0; i < course->lab_count; i++)
        if (strcmp(course->labs[i].topic, topic) == 0) return &course->labs[i];
    return NULL;
}

int64_t course_due(const struct course *course, const struct course_student *student,
                   const struct course_lab *lab)
{
    const struct course_extension *extension = &student->extensions[lab - course->labs];
    switch (extension->kind) {
    case EXTENSION_BY: return lab->due + extension->seconds;
    case EXTENSION_UNTIL: return extension->seconds;
    default: return lab->due;
    }
}

// Without a rule: where the first wrong value is, but no values.
enum feedback_level course_level(const struct course *course, const struct course_lab *lab,
                                 const char *part, int tries, int64_t now)
{
    enum feedback_level level = FEEDBACK_INDEX;
    for (dim i = 0; i < course->rule_count; i++) {
        const struct course_rule *rule = &course->rules[i];
        if (rule->topic && strcmp(rule->topic, lab->topic) != 0) continue;
        if (rule->part && strcmp(rule->part, part) != 0) continue;
        if ((rule->dated && now < rule->from) || tries < rule->tries) continue;
        level = rule->level;
    }
    return level;
}
