// command.c: grade course: checks a course.json and tells it, or prints a first one.
#include "arguments.h"
#include "course/course.h"
#include "course/moment.h"
#include "fail.h"
#include "flags.h"
#include "show.h"

#include <stdio.h>
#include <string.h>

enum { SHOWN = 200 };

static const char *safe(char shown[SHOWN], const char *text)
{
    return show(shown, SHOWN, text, strlen(text));
}

static void write_labs(const struct course *course)
{
    printf("\n lab  topic      parts    points  weight  due\n");
    for (dim i = 0; i < course->lab_count; i++) {
        const struct course_lab *lab = &course->labs[i];
        char parts[4 * COURSE_PARTS_MAX] = "", due[MOMENT_TEXT] = "-";
        size_t used = 0;
        for (int j = 0; j < lab->part_count; j++)
            used += (size_t)snprintf(parts + used, sizeof parts - used, "%s%.2s", j ? " " : "",
                                     lab->parts[j].name);
        if (lab->has_due) moment_print(due, lab->due);
        printf(" %-4s %-10s %-8s %6d  %6.4g  %s\n", lab->number, lab->topic, parts, lab->points,
               lab->weight, due);
    }
}

static void write_late(const struct course *course)
{
    const struct course_late *late = &course->late;
    if (late->percent_per_day <= 0.0) {
        printf(" late: costs nothing\n");
        return;
    }
    printf(" late: %.4g %% off for each day begun; %.4g %% are left at least\n",
           late->percent_per_day, late->floor);
    if (late->grace)
        printf("       up to %.4g hours cost nothing\n", (double)late->grace / MOMENT_HOUR);
    if (late->free_days)
        printf("       %d free day%s for each student\n", late->free_days,
               late->free_days == 1 ? "" : "s");
}

static void write_extensions(const struct course *course)
{
    char due[MOMENT_TEXT], shown[SHOWN];
    for (dim i = 0; i < course->roster_count; i++)
        for (dim j = 0; j < course->lab_count; j++) {
            const struct course_student *student = &course->roster[i];
            const struct course_lab *lab = &course->labs[j];
            if (student->extensions[j].kind == EXTENSION_NONE || !lab->has_due) continue;
            moment_print(due, course_due(course, student, lab));
            printf(" extension: %s, lab %s: %s\n", safe(shown, student->account), lab->number, due);
        }
}

static void write_rules(const struct course *course)
{
    char from[MOMENT_TEXT];
    printf(" feedback: index, unless a rule says otherwise; the last that holds is followed\n");
    for (dim i = 0; i < course->rule_count; i++) {
        const struct course_rule *rule = &course->rules[i];
        printf("   %s%s%s: %s", rule->topic ? rule->topic : "every lab",
               rule->part ? ", part " : "", rule->part ? rule->part : "",
               feedback_names[rule->level]);
        if (rule->tries) printf(", after %d tries", rule->tries);
        if (rule->dated) moment_print(from, rule->from);
        if (rule->dated) printf(", from %s", from);
        putchar('\n');
    }
}

static void write_summary(const struct course *course)
{
    char shown[SHOWN];
    dim on_board = 0;
    for (dim i = 0; i < course->roster_count; i++) on_board += *course->roster[i].board != 0;
    printf(" %s\n %td student%s, %td lab%s\n", safe(shown, course->title), course->roster_count,
           course->roster_count == 1 ? "" : "s", course->lab_count,
           course->lab_count == 1 ? "" : "s");
    write_labs(course);
    putchar('\n');
    write_late(course);
    write_extensions(course);
    printf(" keep: the %s try\n", course->last ? "last" : "best");
    printf(" missing: %s\n", course->missing_is_zero
           ? "counts as 0 in the total once the lab is past its date"
           : "stays out of the total");
    write_rules(course);
    if (course->leaderboard)
        printf(" leaderboard: %td of %td students are on it\n", on_board, course->roster_count);
    else printf(" leaderboard: none\n");
}

// A course that is right as it stands: every lab, and one student to be replaced.
static void write_new(const struct topics *topics)
{
    printf("{\n \"schema\": \"crumb/course/v1\",\n \"title\": \"Bake a language model\",\n"
           " \"labs\": [");
    const char *before = "";
    for (dim i = 0; i < topics->count; i++) {
        if (strcmp(before, topics->parts[i].topic) == 0) continue;
        printf("%s\n  {\"lab\": \"%s\", \"weight\": 1.0, \"due\": null}", *before ? "," : "",
               topics->parts[i].topic);
        before = topics->parts[i].topic;
    }
    printf("\n ],\n \"late\": {\"grace\": \"1h\", \"free_days\": 0, \"percent_per_day\": 10, "
           "\"floor\": 50},\n \"keep\": \"best\",\n \"missing\": \"open\",\n"
           " \"feedback\": [\n  {\"level\": \"verdict\"},\n  {\"level\": \"index\", \"tries\": 3}\n"
           " ],\n \"leaderboard\": false,\n"
           " \"canvas\": {\"column\": \"ID\", \"by\": \"id\"},\n"
           " \"moodle\": {\"column\": \"Email address\", \"by\": \"email\"},\n"
           " \"roster\": [\n  {\"id\": \"1001\", \"account\": \"ada\", \"name\": \"Ada Example\", "
           "\"email\": \"ada@example.org\"}\n ]\n}\n");
}

int course_command(struct settings *settings, struct arena *arena, const char *program, int argc,
                   char **argv)
{
    bool new = false;
    struct course course;
    const struct flag table[] = {{"--new", FLAG_SET, &new, 0, NULL},
                                 {"--objects", FLAG_PATH, &settings->objects, 0, NULL},
                                 {NULL, FLAG_SET, NULL, 0, NULL}};
    const int words = flags_read(arena, "course", table, argc, argv);
    if (words != (new ? 0 : 1))
        fail_usage("course: wanted one file, as in grade course course.json, or --new");
    const char *path = new ? NULL : flags_path(arena, argv[0]);
    arguments_settle(settings, arena, program, false);
    if (new) {
        write_new(&settings->topics);
        return 0;
    }
    course_read(&course, arena, &settings->topics, path);
    write_summary(&course);
    course_free(&course);
    return 0;
}
