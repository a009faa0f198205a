// hint.c: the ladder of hints: which function needs one, and which rung is next. See hint.h.
#include "hint.h"

#include "fail.h"
#include "fields.h"
#include "hint_case.h"
#include "hints.h"
#include "lab.h"
#include "paint.h"
#include "progress.h"
#include "report.h"

#include <string.h>

enum { QUESTION_MAX = 2000 };

// What a hint is for: the first function that did not pass.
struct target {
    const struct topic_part *first;  // of the topic
    const json_t *lab, *part, *check;  // check: the function's first that failed
    const char *operation;
};

static void load_hints(struct hints *hints, struct arena *arena, char path[200], const char *topic)
{
    snprintf(path, 200, "datasets/hints/%s.txt", topic);
    hints_load(hints, arena, path);
}

static bool failed(const json_t *check)
{
    return !field_is(check, "verdict", "pass") && !field_is(check, "verdict", "skipped");
}

static const json_t *find_lab(const json_t *record, const char *topic)
{
    size_t i;
    json_t *lab;
    json_array_foreach(json_object_get(record, "labs"), i, lab)
        if (field_is(lab, "topic", topic)) return lab;
    return NULL;
}

// Only parts of labs/topics.txt have hints; a record may hold others.
static bool is_part(const struct topics *topics, const struct topic_part *first, const json_t *part)
{
    const struct topic_part *end = topics->parts + topics->count;
    const struct topic_part *at = first;
    for (; at < end && strcmp(at->topic, first->topic) == 0; at++)
        if (field_is(part, "part", at->part)) return true;
    return false;
}

static const struct hint *hint_of(const struct hints *hints, const struct target *target,
                                  const char *operation)
{
    const struct hint *hint = hints_find(hints, field_text(target->part, "part"), operation);
    if (!hint)
        fail("%s: no hints for %s; wanted a line [%s]", hints->path, operation, operation);
    return hint;
}

// Of two functions of a part that failed: one that is written goes before one that is not, then
// the order of the hints, which is that of the contract, decides.
static bool comes_first(const struct hints *hints, const struct target *target, const json_t *check)
{
    const struct hint *hint = hint_of(hints, target, field_text(check, "operation"));
    if (!target->check) return true;
    const bool written = !field_is(check, "verdict", "not-written-yet");
    if (written == field_is(target->check, "verdict", "not-written-yet")) return written;
    return hint < hint_of(hints, target, target->operation);
}

static bool find_in_part(struct target *target, const struct hints *hints)
{
    size_t i;
    json_t *check;
    json_array_foreach(json_object_get(target->part, "checks"), i, check) {
        if (!failed(check) || !comes_first(hints, target, check)) continue;
        target->check = check;
        target->operation = field_text(check, "operation");
    }
    return target->check;
}

static bool find_target(struct target *target, const struct settings *settings)
{
    struct arena arena = {0};
    struct hints hints;
    char path[200];
    bool found = false;
    size_t i;
    json_t *part;
    load_hints(&hints, &arena, path, target->first->topic);
    json_array_foreach(json_object_get(target->lab, "parts"), i, part) {
        if (found || !is_part(&settings->topics, target->first, part)) continue;
        target->part = part;
        found = find_in_part(target, &hints);
    }
    arena_free(&arena);
    return found;
}

// ---- the third rung ---------------------------------------------------------------------------

static const struct golden_case *case_of(const struct lab_cases *cases, const json_t *check)
{
    const char *colon = strchr(field_text(check, "id"), ':');
    for (dim i = 0; colon && i < cases->count; i++)
        if (strcmp(cases->list[i].name, colon + 1) == 0) return &cases->list[i];
    return NULL;
}

static const struct golden_case *by_hand(const struct lab_cases *cases, const struct target *target)
{
    for (dim i = 0; i < cases->count; i++)
        if (cases->list[i].hand && strcmp(cases->list[i].operation, target->operation) == 0 &&
            field_is(target->part, "part", cases->list[i].part))
            return &cases->list[i];
    return NULL;
}

// The first failing case that is worked out by hand, or the first failing one at all, which is the
// smallest; *check is the check that it belongs to. A function that fails in something else than a
// case shows its case by hand.
static const struct golden_case *choose_case(const json_t **check, const struct lab_cases *cases,
                                             const struct target *target)
{
    const struct golden_case *found = NULL;
    size_t i;
    json_t *one;
    *check = target->check;
    json_array_foreach(json_object_get(target->part, "checks"), i, one) {
        const struct golden_case *here = case_of(cases, one);
        if (!here || !failed(one) || !field_is(one, "operation", target->operation)) continue;
        if (found && !here->hand) continue;
        found = here;
        *check = one;
        if (here->hand) break;
    }
    return found ? found : by_hand(cases, target);
}

static void write_numbers(FILE *out, const struct settings *settings, const struct target *target)
{
    struct arena arena = {0};
    struct lab_cases cases;
    const json_t *check;
    char title[400];
    lab_cases_load(&cases, &arena, settings, target->first->topic);
    const struct golden_case *one = choose_case(&check, &cases, target);
    if (one) {
        const bool written = !field_is(target->check, "verdict", "not-written-yet");
        const char *what = !written ? "the smallest case" : case_of(&cases, check)
            ? one->hand ? "the smallest case that fails" : "the case by hand passes; this one fails"
            : "what fails is no single case; the numbers of one that may help";
        snprintf(title, sizeof title, "%s: %s (%s:%s)", what, one->law, one->topic, one->name);
        paint_wrapped(out, "   ", title);
        fputc('\n', out);
        hint_case(out, settings, target->first, one, written, field_text(check, "detail"));
    } else {
        paint_wrapped(out, "   ", field_text(check, "detail"));
    }
    golden_close(&cases.golden);
    arena_free(&arena);
}

// ---- rungs -------------------------------------------------------------------------------------

// A function that is right and slow needs another question than one that is wrong.
static bool is_slow(const struct target *target)
{
    return field_is(target->check, "verdict", "too-much-work");
}

static void write_slow(FILE *out, const struct target *target, int rung)
{
    paint_wrapped(out, "   ",
                  rung == 1 ? "The numbers are right. What is done again for each element or each "
                              "call, and would do once?"
                            : field_text(target->check, "law"));
}

// One paragraph for each.
static void write_questions(FILE *out, const char *questions)
{
    for (const char *at = questions; *at;) {
        char question[QUESTION_MAX];
        const size_t length = strcspn(at, "\n");
        snprintf(question, sizeof question, "%.*s", (int)length, at);
        if (at != questions) fputc('\n', out);
        paint_wrapped(out, "   ", question);
        at += length + (at[length] == '\n');
    }
}

// Of labs it is remembered which rungs were taken, of other folders not.
static void write_again(FILE *out, const struct settings *settings, const char *topic, int rung,
                        const char *what)
{
    fprintf(out, "\n when you want %s:\n", what);
    if (strcmp(settings->from, "labs") == 0)
        fprintf(out, "   make hint T=%s\n", topic);
    else
        fprintf(out, "   build/grade hint %s --from %s --rung %d\n", topic, settings->from,
                rung + 1);
}

static void write_end(FILE *out, const struct topic_part *first)
{
    fprintf(out, "\n that was the last hint; the handout is labs/%s-%s/README.md,\n"
            " and make show T=%s draws what it should do\n", first->number, first->topic,
            first->topic);
}

static void write_rung(FILE *out, const struct settings *settings, const struct target *target,
                       int rung)
{
    const char *topic = target->first->topic;
    struct arena arena = {0};
    struct hints hints;
    char path[200];
    load_hints(&hints, &arena, path, topic);
    const struct hint *hint = hint_of(&hints, target, target->operation);
    fprintf(out, " hint %d of %d for %s (part %s of %s, ", rung, HINT_RUNGS, target->operation,
            field_text(target->part, "part"), topic);
    paint_verdict(out, field_text(target->check, "verdict"));
    fprintf(out, ")\n\n");
    if (rung < HINT_RUNGS && is_slow(target)) write_slow(out, target, rung);
    else if (rung == 1) write_questions(out, hint->questions);
    else if (rung < HINT_RUNGS) paint_indented(out, "   ", hint->formula);
    else write_numbers(out, settings, target);
    if (rung == 1) write_again(out, settings, topic, rung, "the formula");
    else if (rung < HINT_RUNGS) write_again(out, settings, topic, rung, "a small case in numbers");
    else write_end(out, target->first);
    arena_free(&arena);
}

// Finds what the hint is for. False when there is nothing to say, which it then has said.
static bool settle(struct target *target, FILE *out, const struct settings *settings,
                   const json_t *record, const char *topic)
{
    *target = (struct target){.first = topics_find(&settings->topics, topic),
                              .lab = find_lab(record, topic)};
    if (!target->first || !target->lab) fail("hint: %s is not in the record", topic);
    if (field_is(target->lab, "build", "pass")) {
        if (find_target(target, settings)) return true;
        fprintf(out, " nothing to hint at: every function of %s%s passes\n", topic,
                settings->part ? " that was graded" : "");
        return false;
    }
    char told[2000];
    snprintf(told, sizeof told, "no hint yet: nothing of %s ran (%s). %s", topic,
             field_text(target->lab, "build"),
             strchr(field_text(target->lab, "message"), '\n')
                 ? "What the compiler says comes first; make grade shows it."
                 : field_text(target->lab, "message"));
    paint_wrapped(out, " ", told);
    return false;
}

bool hint_rung(FILE *out, const struct settings *settings, const json_t *record, const char *topic,
               int rung)
{
    struct target target;
    if (!settle(&target, out, settings, record, topic)) return false;
    write_rung(out, settings, &target, rung);
    return true;
}

bool hint_climb(FILE *out, const struct settings *settings, const json_t *record,
                const char *topic)
{
    struct target target;
    if (!settle(&target, out, settings, record, topic)) return false;
    const char *part = field_text(target.part, "part");
    const int taken = progress_hints(settings, topic, part, target.operation);
    if (taken < HINT_RUNGS) {
        write_rung(out, settings, &target, taken + 1);
        progress_add_hint(settings, topic, part, target.operation);
        return true;
    }
    fprintf(out, " all %d hints for %s were shown; here are the numbers of now\n\n", HINT_RUNGS,
            target.operation);
    write_numbers(out, settings, &target);
    write_end(out, target.first);
    return true;
}

int hint_command(const struct settings *settings, const char *argument)
{
    struct settings one = *settings;
    const struct topic_part *first = topics_find(&settings->topics, argument);
    if (!first)
        fail_usage("hint %s: no topic named %s; labs/topics.txt lists them", argument, argument);
    if (settings->lab && topics_find(&settings->topics, settings->lab) != first)
        fail_usage("hint %s: --lab %s is another one; leave it out", argument, settings->lab);
    one.lab = first->topic;
    one.checked = CHECKED_NEVER;  // a hint does not show what it finds
    json_t *record = report_record(&one, labs_grade(&one));
    if (settings->rung) hint_rung(stdout, &one, record, first->topic, settings->rung);
    else hint_climb(stdout, &one, record, first->topic);
    const int code = report_code(&one, record);
    json_decref(record);
    return code;
}
