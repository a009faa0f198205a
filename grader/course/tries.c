// tries.c: from records to tries. See tries.h.
#include "course/tries.h"

#include "fields.h"
#include "quiz_lab.h"

#include <string.h>

static const json_t *lab_of(const json_t *record, const char *topic)
{
    size_t i;
    json_t *lab;
    json_array_foreach(json_object_get(record, "labs"), i, lab)
        if (field_is(lab, "topic", topic)) return lab;
    return NULL;
}

static const json_t *part_of(const json_t *lab, const char *name)
{
    size_t i;
    json_t *part;
    json_array_foreach(json_object_get(lab, "parts"), i, part)
        if (field_is(part, "part", name)) return part;
    return NULL;
}

static void none(struct cell *cell, enum cell_state state, const char *why)
{
    cell->state = state;
    cell->why = why;
    cell->earned = 0;
}

// The parts that count, added up. A part that was not graded leaves the whole lab open.
static void add_up(struct cell *cell, struct arena *arena, const struct course_lab *lab)
{
    int stubs = 0;
    cell->state = CELL_SCORED;
    for (int i = 0; i < lab->part_count; i++) {
        const struct course_part *wanted = &lab->parts[i];
        const json_t *part = part_of(cell->lab, wanted->name);
        if (!part) {
            none(cell, CELL_NONE, arena_print(arena, "part %s was not graded%s", wanted->name,
                                              strcmp(wanted->name, QUIZ_PART) == 0
                                              ? " (grade with --quiz)" : ""));
            return;
        }
        if (field_is(part, "verdict", "grader-error")) {
            none(cell, CELL_BROKEN, "the grader failed; grade it again");
            return;
        }
        if (field_number(part, "points") != wanted->points) {
            none(cell, CELL_NONE, arena_print(arena, "part %s was graded by another version: %d "
                                              "points there, %d here", wanted->name,
                                              field_number(part, "points"), wanted->points));
            return;
        }
        cell->earned += field_number(part, "earned");
        stubs += field_is(part, "verdict", "not-written-yet") && !field_number(part, "earned");
    }
    if (stubs == lab->part_count) none(cell, CELL_NONE, "nothing is written yet");
    else if (!*field_text(cell->lab, "sha256") && cell->earned == 0)
        none(cell, CELL_NONE, "no file was handed in");
}

// The same file; where the questions of size count, with the same answers.
static bool is_same(const struct cell *a, const struct cell *b, const struct course_lab *lab)
{
    const char *hash = field_text(a->lab, "sha256");
    if (!*hash || strcmp(hash, field_text(b->lab, "sha256")) != 0) return false;
    for (int i = 0; i < lab->part_count; i++) {
        if (strcmp(lab->parts[i].name, QUIZ_PART) != 0) continue;
        const json_t *one = part_of(a->lab, QUIZ_PART), *other = part_of(b->lab, QUIZ_PART);
        if (one != other && (!one || !other || !json_equal(one, other))) return false;
    }
    return true;
}

// A try graded again takes the place of the old one, but keeps the earlier time.
static bool merge(struct cell *tries, int count, const struct cell *one,
                  const struct course_lab *lab)
{
    for (int i = 0; i < count; i++) {
        if (!is_same(&tries[i], one, lab)) continue;
        const struct cell old = tries[i];
        tries[i] = *one;
        tries[i].timed = old.timed && one->timed;  // an unknown time may have been earlier
        if (old.when < one->when) tries[i].when = old.when;
        return true;
    }
    return false;
}

int tries_read(struct cell tries[TRIES_MAX], struct sheet *sheet, struct arena *arena,
               const struct results *results, const char *account, const struct course_lab *lab)
{
    int count = 0;
    for (dim i = 0; i < results->count; i++) {
        const struct result *result = &results->all[i];
        if (strcmp(result->account, account) != 0) continue;
        struct cell one = {.lab = lab_of(result->record, lab->topic), .timed = result->timed,
                           .when = result->when, .submission = result->submission,
                           .preview = !field_is(result->record, "kind", "official")};
        if (!one.lab) continue;
        add_up(&one, arena, lab);
        if (merge(tries, count, &one, lab)) continue;
        if (count == TRIES_MAX) {
            memmove(tries, tries + 1, (TRIES_MAX - 1) * sizeof *tries);
            count--;
            json_array_append_new(sheet->warnings, json_string(arena_print(arena,
                "%s, lab %s: more than %d tries; the oldest are left out", account, lab->number,
                TRIES_MAX)));
        }
        tries[count++] = one;
    }
    return count;
}
