// course.c: course.json, read and checked. See course.h.
#include "course/reader.h"

#include "course/moment.h"
#include "fields.h"
#include "quiz.h"
#include "quiz_lab.h"

#include <string.h>

// ---- labs --------------------------------------------------------------------------------------

const struct topic_part *course_topic(const struct course_reader *reader,
                                      const struct spot *spot, const char *key, const char *lab)
{
    const struct topic_part *first = topics_find(reader->topics, lab);
    if (!first)
        field_fail(spot, key, "there is no lab %.40s; wanted a number or a topic of "
                   "labs/topics.txt, such as \"06\" or \"rope\"", lab);
    return first;
}

static bool has_part(const struct topics *topics, const struct topic_part *first, const char *name,
                     int *points)
{
    const struct topic_part *end = topics->parts + topics->count;
    *points = QUIZ_QUESTIONS;  // a point for each
    if (strcmp(name, QUIZ_PART) == 0) return true;
    for (const struct topic_part *part = topics->parts; part < end; part++) {
        if (strcmp(part->number, first->number) != 0 || strcmp(part->part, name) != 0) continue;
        *points = part->points;
        return true;
    }
    return false;
}

static void add_part(struct course_lab *lab, const char *name, int points)
{
    lab->parts[lab->part_count++] = (struct course_part){name, points};
    lab->points += points;
}

static void read_parts(const struct course_reader *reader, const struct spot *spot,
                       struct course_lab *lab, const struct topic_part *first)
{
    const json_t *list = json_object_get(spot->object, "parts");
    const dim count = field_list(spot, "parts", COURSE_PARTS_MAX);
    for (dim i = 0; i < count; i++) {
        int points;
        const char *name = json_string_value(json_array_get(list, (size_t)i));
        if (!name || !has_part(reader->topics, first, name, &points))
            field_fail(spot, "parts", "item %td is no part of lab %s; wanted its letters, such as "
                       "[\"a\", \"b\"], or \"q\" for the questions of size", i, first->number);
        for (int j = 0; j < lab->part_count; j++)
            if (strcmp(lab->parts[j].name, name) == 0)
                field_fail(spot, "parts", "part %s stands in it twice", name);
        add_part(lab, name, points);
    }
    if (list && count == 0) field_fail(spot, "parts", "it is empty; leave it out for all parts");
    const struct topic_part *end = reader->topics->parts + reader->topics->count;
    for (; !list && first < end && strcmp(first->topic, lab->topic) == 0; first++)
        if (lab->part_count < COURSE_PARTS_MAX) add_part(lab, first->part, first->points);
}

static const char *title_of(const struct course_reader *reader, const struct topic_part *first)
{
    const struct topic_part *end = reader->topics->parts + reader->topics->count;
    const char *topic = first->topic, *title = first->title;
    while (++first < end && strcmp(first->topic, topic) == 0)
        title = arena_print(reader->top.arena, "%s; %s", title, first->title);
    return title;
}

static void read_lab(const struct course_reader *reader, dim index)
{
    static const char *const names[] = {"lab", "parts", "weight", "due", "canvas", "moodle",
                                        "moodle_points", NULL};
    struct course *course = reader->course;
    struct course_lab *lab = &course->labs[index];
    const struct spot spot = field_object(&reader->top, "labs", index);
    field_only(&spot, names);
    const struct topic_part *first =
        course_topic(reader, &spot, "lab", field_words(&spot, "lab", NULL));
    for (dim i = 0; i < index; i++)
        if (strcmp(course->labs[i].topic, first->topic) == 0)
            field_fail(&spot, "lab", "lab %s stands in labs[%td] already", first->number, i);
    *lab = (struct course_lab){.number = first->number, .topic = first->topic,
                               .title = title_of(reader, first)};
    read_parts(reader, &spot, lab, first);
    lab->weight = field_real(&spot, "weight", 1.0, 1000.0);
    lab->has_due = field_moment(&lab->due, &spot, "due");
    lab->canvas = field_words(&spot, "canvas", "");
    lab->moodle = field_words(&spot, "moodle", "");
    lab->moodle_points = field_real(&spot, "moodle_points", 0.0, 10000.0);
}

// In the order of the course, whatever the order of the file; late days are spent in it.
static void sort_labs(struct course *course)
{
    for (dim i = 1; i < course->lab_count; i++)
        for (dim j = i; j > 0 && strcmp(course->labs[j].number, course->labs[j - 1].number) < 0;
             j--) {
            const struct course_lab other = course->labs[j];
            course->labs[j] = course->labs[j - 1];
            course->labs[j - 1] = other;
        }
}

// ---- rules -------------------------------------------------------------------------------------

static void read_late(const struct course_reader *reader)
{
    static const char *const names[] = {"grace", "free_days", "percent_per_day", "floor", NULL};
    struct course_late *late = &reader->course->late;
    const json_t *value = json_object_get(reader->top.object, "late");
    if (!value || json_is_null(value)) return;
    const struct spot spot = field_object(&reader->top, "late", -1);
    field_only(&spot, names);
    const char *grace = field_words(&spot, "grace", "0h");
    if (!duration_parse(&late->grace, grace)) field_fail(&spot, "grace", DURATION_WANTED);
    late->free_days = field_whole(&spot, "free_days", 0, 1000);
    late->percent_per_day = field_real(&spot, "percent_per_day", 0.0, 100.0);
    late->floor = field_real(&spot, "floor", 0.0, 100.0);
    if (late->percent_per_day <= 0.0 && (late->free_days || late->floor > 0.0))
        field_fail(&spot, "percent_per_day", "missing; without it free_days and floor do nothing");
}

static void read_rule(const struct course_reader *reader, dim index)
{
    static const char *const names[] = {"lab", "part", "level", "from", "tries", NULL};
    struct course_rule *rule = &reader->course->rules[index];
    const struct spot spot = field_object(&reader->top, "feedback", index);
    int points;
    field_only(&spot, names);
    *rule = (struct course_rule){.level = (enum feedback_level)field_choice(&spot, "level", -1,
                                                                            feedback_names)};
    const char *lab = field_words(&spot, "lab", ""), *part = field_words(&spot, "part", "");
    const struct topic_part *first = *lab ? course_topic(reader, &spot, "lab", lab) : NULL;
    if (first && !course_lab(reader->course, first->topic))
        field_fail(&spot, "lab", "this lab does not stand in labs");
    if (*part && !first) field_fail(&spot, "part", "wanted \"lab\" beside it");
    if (*part && !has_part(reader->topics, first, part, &points))
        field_fail(&spot, "part", "lab %s has no part %.20s", first->number, part);
    rule->topic = first ? first->topic : NULL;
    rule->part = *part ? part : NULL;
    rule->dated = field_moment(&rule->from, &spot, "from");
    rule->tries = field_whole(&spot, "tries", 0, 10000);
}

static void read_lms(const struct course_reader *reader, const char *key, struct course_lms *lms)
{
    static const char *const names[] = {"column", "by", NULL};
    static const char *const by[] = {"id", "account", "email", "name", NULL};
    if (!json_object_get(reader->top.object, key)) return;
    const struct spot spot = field_object(&reader->top, key, -1);
    field_only(&spot, names);
    lms->column = field_words(&spot, "column", lms->column);
    lms->by = field_choice(&spot, "by", (int)lms->by, by);
}

static void *list_of(const struct course_reader *reader, const char *key, dim most, dim *count,
                     size_t size)
{
    *count = field_list(&reader->top, key, most);
    return arena_array(reader->top.arena, (size_t)*count + 1, size);
}

static void read_lists(const struct course_reader *reader)
{
    struct course *course = reader->course;
    course->labs = list_of(reader, "labs", COURSE_LABS_MAX, &course->lab_count,
                           sizeof *course->labs);
    course->roster = list_of(reader, "roster", COURSE_ROSTER_MAX, &course->roster_count,
                             sizeof *course->roster);
    course->rules = list_of(reader, "feedback", COURSE_RULES_MAX, &course->rule_count,
                            sizeof *course->rules);
    if (course->lab_count == 0) field_fail(&reader->top, "labs", "wanted at least one lab");
    if (course->roster_count == 0)
        field_fail(&reader->top, "roster", "wanted at least one student");
    for (dim i = 0; i < course->lab_count; i++) read_lab(reader, i);
    sort_labs(course);
    course_read_roster(reader);
    for (dim i = 0; i < course->rule_count; i++) read_rule(reader, i);
}

void course_read(struct course *course, struct arena *arena, const struct topics *topics,
                 const char *path)
{
    static const char *const names[] = {"schema", "title", "roster", "labs", "late", "keep",
                                        "missing", "feedback", "leaderboard", "canvas", "moodle",
                                        NULL};
    static const char *const keeps[] = {"best", "last", NULL};
    static const char *const missing[] = {"open", "zero", NULL};
    json_t *root = field_file(arena, path, COURSE_BYTES_MAX, "crumb/course/v1");
    const struct course_reader reader = {course, topics, {arena, path, "", root}};
    *course = (struct course){
        .path = path, .root = root, .title = field_words(&reader.top, "title", NULL),
        .canvas = {.column = "ID", .by = BY_ID},
        .moodle = {.column = "Email address", .by = BY_EMAIL}};
    field_only(&reader.top, names);
    read_lists(&reader);
    read_late(&reader);
    course->last = field_choice(&reader.top, "keep", 0, keeps) == 1;
    course->missing_is_zero = field_choice(&reader.top, "missing", 0, missing) == 1;
    course->leaderboard = field_flag(&reader.top, "leaderboard", false);
    read_lms(&reader, "canvas", &course->canvas);
    read_lms(&reader, "moodle", &course->moodle);
}

void course_free(struct course *course)
{
    json_decref(course->root);
    course->root = NULL;
}
