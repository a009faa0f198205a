// cells_check.c: scores come from a file; a page of wrong ones would be believed. See cells.h.
#include "page/cells.h"

#include "fail.h"
#include "fields.h"
#include "page/name.h"
#include "show.h"

#include <stdio.h>
#include <string.h>

enum { LABS_MAX = 200, STUDENTS_MAX = 100000, LAB_BYTES = 16, PLACE_MAX = 200 };

// "scores.json: students[3], lab 06": where something is wrong.
struct place {
    const char *name;
    char text[PLACE_MAX];
};

static void wanted(const json_t *object, const char *key, const char *type, bool is_so,
                   const struct place *at)
{
    if (!json_object_get(object, key))
        fail("%s: %s has no \"%s\"; wanted %s (docs/instructor/score-page.md)", at->name, at->text,
             key, type);
    if (!is_so)
        fail("%s: %s: \"%s\" is not %s (docs/instructor/score-page.md)", at->name, at->text, key,
             type);
}

static void want_text(const json_t *object, const char *key, const struct place *at)
{
    wanted(object, key, "text", json_is_string(json_object_get(object, key)), at);
}

// A number that is at least zero: a page can say little about fewer points than none.
static void want_points(const json_t *object, const char *key, const struct place *at)
{
    const json_t *value = json_object_get(object, key);
    const bool is_so = json_is_number(value) && json_number_value(value) >= 0;
    wanted(object, key, "a number from 0 on", is_so, at);
}

static void may_be(const json_t *object, const char *key, const char *type, bool is_so,
                   const struct place *at)
{
    const json_t *value = json_object_get(object, key);
    if (value && !json_is_null(value)) wanted(object, key, type, is_so, at);
}

// The name of a lab becomes an anchor.
static void check_lab(const json_t *lab, json_t *known, const struct place *at)
{
    const char *name = field_text(lab, "lab");
    want_text(lab, "lab", at);
    const size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                       "0123456789-_");
    wanted(lab, "lab", "one to 16 letters and digits", length > 0 && length <= LAB_BYTES &&
           !name[length], at);
    if (json_object_get(known, name))
        fail("%s: %s: lab %s stands in the list twice", at->name, at->text, name);
    want_points(lab, "points", at);
    json_object_set_new(known, name, json_true());
}

static void check_cell(const json_t *cell, const struct place *at)
{
    if (json_is_null(cell)) return;
    if (!json_is_object(cell))
        fail("%s: %s is neither an object nor null (docs/instructor/score-page.md)", at->name,
             at->text);
    const json_t *score = json_object_get(cell, "score");
    if (!json_is_null(score)) want_points(cell, "score", at);
    may_be(cell, "points", "a number", json_is_number(json_object_get(cell, "points")), at);
    may_be(cell, "earned", "a number", json_is_number(json_object_get(cell, "earned")), at);
    may_be(cell, "record", "an object", json_is_object(json_object_get(cell, "record")), at);
}

static void check_student(const json_t *student, const json_t *known, struct place *at)
{
    const char *lab;
    json_t *cell, *labs = json_object_get(student, "labs");
    const json_t *total = json_object_get(student, "total");
    const size_t used = strlen(at->text);
    want_text(student, "account", at);
    want_text(student, "name", at);
    wanted(student, "labs", "an object", json_is_object(labs), at);
    may_be(student, "total", "a number", json_is_number(total), at);
    may_be(student, "empty", "an object", json_is_object(json_object_get(student, "empty")), at);
    json_object_foreach(labs, lab, cell) {
        char shown[2 * LAB_BYTES];
        show(shown, sizeof shown, lab, strlen(lab));
        snprintf(at->text + used, sizeof at->text - used, ", lab %s", shown);
        if (!json_object_get(known, lab))
            fail("%s: %s: there is no such lab in \"labs\"", at->name, at->text);
        check_cell(cell, at);
    }
    at->text[used] = '\0';
}

static void check_students(const json_t *students, const json_t *known, const char *name)
{
    struct place at = {.name = name};
    json_t *accounts = json_object(), *student;
    size_t i;
    json_array_foreach(students, i, student) {
        char file[PAGE_NAME_MAX], shown[100];
        snprintf(at.text, sizeof at.text, "students[%zu]", i);
        check_student(student, known, &at);
        const char *account = field_text(student, "account"), *id = field_text(student, "id");
        page_file_name(file, account, id);
        if (json_object_get(accounts, file))
            fail("%s: %s: the %s \"%s\" was there before, and a page is one student's", name,
                 at.text, *account ? "account" : "id of a student without an account",
                 *account ? show(shown, sizeof shown, account, strlen(account))
                          : show(shown, sizeof shown, id, strlen(id)));
        json_object_set_new(accounts, file, json_true());
    }
    json_decref(accounts);
}

static void want_list(const json_t *scores, const char *key, size_t most, const struct place *at)
{
    const json_t *list = json_object_get(scores, key);
    wanted(scores, key, "a list", json_is_array(list), at);
    if (json_array_size(list) > most)
        fail("%s: \"%s\" has %zu entries, at most %zu are expected", at->name, key,
             json_array_size(list), most);
}

void page_check(const json_t *scores, const char *name)
{
    struct place at = {.name = name, .text = "the whole"};
    json_t *known = json_object(), *lab;
    size_t i;
    if (!field_is(scores, "schema", "crumb/scores/v1"))
        fail("%s: no scores: \"schema\" is not crumb/scores/v1; grade publish writes such a file",
             name);
    want_text(scores, "title", &at);
    wanted(scores, "kind", "official or preview", field_is(scores, "kind", "official") ||
           field_is(scores, "kind", "preview"), &at);
    want_list(scores, "labs", LABS_MAX, &at);
    want_list(scores, "students", STUDENTS_MAX, &at);
    for (i = 0; i < 3; i++) {
        static const char *const keys[] = {"leaderboard", "unmatched", "warnings"};
        may_be(scores, keys[i], "a list", json_is_array(json_object_get(scores, keys[i])), &at);
    }
    json_array_foreach(json_object_get(scores, "labs"), i, lab) {
        snprintf(at.text, sizeof at.text, "labs[%zu]", i);
        check_lab(lab, known, &at);
    }
    check_students(json_object_get(scores, "students"), known, name);
    json_decref(known);
}
