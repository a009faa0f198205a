// roster.c: who takes part, and whose dates are others. See course.h.
#include "course/reader.h"

#include "course/moment.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static void read_extension(const struct course_reader *reader, const struct spot *spot,
                           const char *key, const json_t *value, struct course_student *student)
{
    struct course_extension extension = {EXTENSION_BY, 0};
    const bool all = strcmp(key, "all") == 0;
    const char *text = json_string_value(value) ? json_string_value(value) : "";
    const bool more = *text == '+' && duration_parse(&extension.seconds, text + 1);
    if (!more && !moment_parse(&extension.seconds, text))
        field_fail(spot, key, "wanted more time, such as \"+48h\" or \"+2d\", or a time with its "
                   "zone, such as \"2026-10-03T23:59:00Z\"");
    if (!more) extension.kind = EXTENSION_UNTIL;
    if (all && !more) field_fail(spot, key, "wanted more time, such as \"+48h\": labs are due at "
                                 "different times");
    const char *topic = all ? NULL : course_topic(reader, spot, key, key)->topic;
    bool found = all;
    for (dim i = 0; i < reader->course->lab_count; i++) {
        const struct course_lab *lab = &reader->course->labs[i];
        if (topic && strcmp(topic, lab->topic) != 0) continue;
        if (topic && !lab->has_due)
            field_fail(spot, key, "lab %s has no \"due\" that could be extended", lab->number);
        if (topic && student->extensions[i].kind != EXTENSION_NONE)
            field_fail(spot, key, "lab %s has an extension already", lab->number);
        if (topic && !more && extension.seconds < lab->due)
            field_fail(spot, key, "it ends before lab %s is due for everyone", lab->number);
        found = true;
        if (student->extensions[i].kind == EXTENSION_NONE) student->extensions[i] = extension;
    }
    if (!found) field_fail(spot, key, "this lab does not stand in labs");
}

static void read_extensions(const struct course_reader *reader, const struct spot *student_spot,
                            struct course_student *student)
{
    const char *key;
    json_t *value;
    if (!json_object_get(student_spot->object, "extensions")) return;
    const struct spot spot = field_object(student_spot, "extensions", -1);
    json_object_foreach((json_t *)spot.object, key, value)
        if (strcmp(key, "all") != 0) read_extension(reader, &spot, key, value, student);
    value = json_object_get(spot.object, "all");  // last: a lab's own goes before it
    if (value) read_extension(reader, &spot, "all", value, student);
}

// It becomes the name of a file and of folders.
static void check_account(const struct spot *spot, const char *account)
{
    const char *at = account;
    while (isalnum((unsigned char)*at) || (*at && strchr("._@+-", *at))) at++;
    if (*at || *account == '.' || *account == '-' || strlen(account) > 100)
        field_fail(spot, "account", "wanted a name of at most 100 letters, digits and . _ @ + -, "
                   "beginning with a letter, a digit or _: the folder of the submission");
}

static void check_unique(const struct course_reader *reader, const struct spot *spot, dim index)
{
    const struct course_student *one = &reader->course->roster[index];
    for (dim i = 0; i < index; i++) {
        const struct course_student *other = &reader->course->roster[i];
        if (strcmp(one->id, other->id) == 0)
            field_fail(spot, "id", "roster[%td] has this id already", i);
        if (strcasecmp(one->account, other->account) == 0)  // some systems take them for one file
            field_fail(spot, "account", "roster[%td] has this account already%s", i,
                       strcmp(one->account, other->account) ? " (capitals do not count)" : "");
        if (*one->email && strcasecmp(one->email, other->email) == 0)
            field_fail(spot, "email", "roster[%td] has this address already", i);
        if (*one->board && strcmp(one->board, other->board) == 0)
            field_fail(spot, "board", "roster[%td] has this name on the leaderboard already", i);
    }
}

static const char *board_of(const struct spot *spot, const char *name)
{
    const json_t *board = json_object_get(spot->object, "board");
    if (!board || json_is_false(board)) return "";
    return json_is_true(board) ? name : field_words(spot, "board", "");
}

static void read_student(const struct course_reader *reader, dim index)
{
    static const char *const names[] = {"id", "account", "name", "email", "board", "extensions",
                                        NULL};
    struct course *course = reader->course;
    struct course_student *student = &course->roster[index];
    const struct spot spot = field_object(&reader->top, "roster", index);
    field_only(&spot, names);
    *student = (struct course_student){
        .id = field_words(&spot, "id", NULL), .account = field_words(&spot, "account", NULL),
        .email = field_words(&spot, "email", "")};
    student->name = field_words(&spot, "name", student->account);
    student->board = board_of(&spot, student->name);
    student->extensions = arena_array(spot.arena, (size_t)course->lab_count + 1,
                                      sizeof *student->extensions);
    check_account(&spot, student->account);
    check_unique(reader, &spot, index);
    read_extensions(reader, &spot, student);
}

// A pseudonym that is another one's name would show that one where nobody asked for it.
static void check_boards(const struct course_reader *reader)
{
    const struct course *course = reader->course;
    for (dim i = 0; i < course->roster_count; i++)
        for (dim j = 0; j < course->roster_count && *course->roster[i].board; j++)
            if (i != j && strcmp(course->roster[i].board, course->roster[j].name) == 0) {
                const struct spot spot = field_object(&reader->top, "roster", i);
                field_fail(&spot, "board", "this is the name of roster[%td]", j);
            }
}

void course_read_roster(const struct course_reader *reader)
{
    for (dim i = 0; i < reader->course->roster_count; i++) read_student(reader, i);
    check_boards(reader);
}
