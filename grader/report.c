// report.c: the record as a table and sentences. See report.h.
#include "report.h"

#include "box/box.h"
#include "fields.h"
#include "paint.h"
#include "quiz_lab.h"
#include "show.h"
#include "submission.h"

#include <string.h>

static bool is_quiz(const json_t *part)
{
    return field_is(part, "part", QUIZ_PART);
}

json_t *report_record(const struct settings *settings, json_t *labs)
{
    int points = 0, earned = 0;
    char from[SUBMISSION_PATH_MAX];
    size_t i, j;
    json_t *lab, *part;
    show(from, sizeof from, settings->from, strlen(settings->from));
    json_array_foreach(labs, i, lab)
        json_array_foreach(json_object_get(lab, "parts"), j, part) {
            points += field_number(part, "points");
            earned += field_number(part, "earned");
        }
    return json_pack("{s:s,s:s,s:I,s:i,s:i,s:i,s:o}", "schema", "crumb/result/v1", "from", from,
                     "seed", (json_int_t)settings->seed, "tier", settings->tier, "points", points,
                     "earned", earned, "labs", labs);
}

int report_code(const struct settings *settings, const json_t *record)
{
    bool broken = false, unread = false;
    size_t i, j;
    json_t *lab, *part;
    json_array_foreach(json_object_get(record, "labs"), i, lab) {
        if (field_is(lab, "build", "skipped")) unread = true;
        json_array_foreach(json_object_get(lab, "parts"), j, part) {
            if (field_is(part, "verdict", "grader-error")) broken = true;
            if (is_quiz(part) && field_is(part, "verdict", "skipped")) unread = true;
        }
    }
    int points = field_number(record, "points"), earned = field_number(record, "earned");
    bool below = 100 * earned < settings->fail_under * points;
    return broken ? 2 : unread || below ? 1 : 0;
}

static void again(FILE *out, const json_t *record, const char *id)
{
    fprintf(out, "         again: build/grade replay %s --from %s --seed %lld\n", id,
            field_text(record, "from"),
            (long long)json_integer_value(json_object_get(record, "seed")));
}

// The tutor's sentence; several where the numbers of two mistakes are the same.
static void write_names(FILE *out, const json_t *known)
{
    char line[900];
    size_t i;
    json_t *other;
    paint_wrapped(out, "         ", field_text(known, "says"));
    json_array_foreach(json_object_get(known, "or"), i, other) {
        snprintf(line, sizeof line, "or: %s", json_string_value(other));
        paint_wrapped(out, "         ", line);
    }
}

// "sure: 4 of 4 wrong cases end as with this mistake, 120 numbers compared; ..."
static void write_evidence(FILE *out, const json_t *known, const char *told)
{
    char line[700];
    const int wrong = field_number(known, "wrong"), compared = field_number(known, "compared");
    const char *place = field_text(known, "place");
    size_t used = (size_t)snprintf(line, sizeof line,
                                   "%s: %d of %d wrong case%s end%s as with this mistake",
                                   field_text(known, "sure"), field_number(known, "matched"), wrong,
                                   wrong == 1 ? "" : "s", wrong == 1 ? "s" : "");
    if (compared)
        used += (size_t)snprintf(line + used, sizeof line - used, ", %d number%s compared",
                                 compared, compared == 1 ? "" : "s");
    if (*place && strncmp(told, place, strlen(place)) == 0)
        used += (size_t)snprintf(line + used, sizeof line - used, "; it gives %s there",
                                 field_text(known, "mistake"));
    else if (*place)
        used += (size_t)snprintf(line + used, sizeof line - used,
                                 "; in %s %s = %s, expected %s, with this mistake %s",
                                 field_text(known, "case"), place, field_text(known, "got"),
                                 field_text(known, "expected"), field_text(known, "mistake"));
    if (field_is(known, "sure", "partly") && !json_object_get(known, "also"))
        snprintf(line + used, sizeof line - used,
                 "; what else is wrong has no name here: there is a second mistake");
    paint_wrapped(out, "         ", line);
}

static void write_recognised(FILE *out, const json_t *known, const char *told)
{
    char line[900];
    const json_t *second = json_object_get(known, "also");
    if (field_is(known, "sure", "unknown")) {
        const char *unread = field_text(known, "unread");
        snprintf(line, sizeof line, "%s%s. What they look like: %s",
                 *unread ? "not compared with known mistakes: "
                         : "none of the known mistakes gives these numbers", unread,
                 field_text(known, "pattern"));
        paint_wrapped(out, "         ", line);
        return;
    }
    write_evidence(out, known, told);
    if (!second) return;
    fputs("         and in other cases a second mistake:\n", out);
    write_names(out, second);
    write_evidence(out, second, told);
}

static void write_check(FILE *out, const json_t *part, const json_t *check)
{
    const char *operation = field_text(check, "operation"), *verdict = field_text(check, "verdict");
    const char *printed = field_text(json_object_get(part, "printed"), operation);
    const json_t *known = json_object_get(json_object_get(part, "recognised"), operation);
    fprintf(out, "       ");
    paint_verdict(out, verdict);
    fprintf(out, "  %s:", operation);
    const size_t used = strlen(verdict) + strlen(operation) + 10;
    if (used + 1 + strlen(field_text(check, "law")) <= PAINT_COLUMNS)
        fprintf(out, " %s\n", field_text(check, "law"));
    else {
        fputc('\n', out);
        paint_wrapped(out, "         ", field_text(check, "law"));
    }
    if (known && !field_is(known, "sure", "unknown")) write_names(out, known);
    paint_wrapped(out, "         ", field_text(check, "detail"));
    if (known) write_recognised(out, known, field_text(check, "detail"));
    if (*printed) {
        fprintf(out, "         your program printed:\n");
        paint_indented(out, "         | ", printed);
    }
}

static void write_more(FILE *out, int more)
{
    if (more > 0) fprintf(out, "         (%d more of its checks failed)\n", more);
}

// The first failed check of each function, which is its smallest; the others often say the same.
static void write_failures(FILE *out, const json_t *record, const json_t *part)
{
    const char *operation = "";
    bool told = false;
    int more = 0;
    size_t i;
    json_t *check;
    json_array_foreach(json_object_get(part, "checks"), i, check) {
        bool missing = field_is(check, "verdict", "not-written-yet");
        if (!field_is(check, "operation", operation)) {
            write_more(out, more);
            told = false;
            more = 0;
            operation = field_text(check, "operation");
        }
        if (field_is(check, "verdict", "pass")) continue;
        if (field_is(check, "verdict", "skipped") && !is_quiz(part)) continue;
        if (told && !missing) more++;
        else if (!told && missing) fprintf(out, "       %s is not written yet\n", operation);
        else if (!told) {
            write_check(out, part, check);
            if (!is_quiz(part)) again(out, record, field_text(check, "id"));
        }
        told = true;
    }
    write_more(out, more);
}

static void write_row(FILE *out, const json_t *part)
{
    fprintf(out, "    %s  %-42s %2d/%-2d  ", field_text(part, "part"), field_text(part, "title"),
            field_number(part, "earned"), field_number(part, "points"));
    paint_verdict(out, field_text(part, "verdict"));
    fputc('\n', out);
}

static void write_part(FILE *out, const json_t *record, const json_t *part, bool built)
{
    bool missing = field_is(part, "verdict", "not-written-yet");
    write_row(out, part);
    if ((built || is_quiz(part)) && !(missing && field_number(part, "earned") == 0))
        write_failures(out, record, part);
}

// "labs/08-attention/attention.c:41:9: in attention_forward: reads 1 value behind the end of k"
static void write_advice(FILE *out, const json_t *lab)
{
    char line[900];
    size_t i;
    json_t *one;
    const json_t *advice = json_object_get(lab, "advice");
    if (strstr(field_text(lab, "checked"), "not to the end"))
        fprintf(out, "       the check for advice did not end in time (--seconds)\n");
    if (json_array_size(advice)) fprintf(out, "       advice (costs no points):\n");
    json_array_foreach(advice, i, one) {
        size_t used = (size_t)snprintf(line, sizeof line, "%.300s", field_text(lab, "source"));
        const int row = field_number(one, "line"), column = field_number(one, "column");
        if (row) used += (size_t)snprintf(line + used, sizeof line - used, ":%d", row);
        if (row && column) used += (size_t)snprintf(line + used, sizeof line - used, ":%d", column);
        const char *function = field_text(one, "function");
        snprintf(line + used, sizeof line - used, ": %s%s%s%s", *function ? "in " : "", function,
                 *function ? ": " : "", field_text(one, "detail"));
        paint_wrapped(out, "         ", line);
    }
}

// What the compiler said, or why there was nothing to run.
static void write_words(FILE *out, const json_t *lab)
{
    const char *message = field_text(lab, "message");
    // a compiler's lines stay as they are: its arrows point at columns
    if (strchr(message, '\n')) paint_indented(out, "       ", message);
    else if (*message) paint_wrapped(out, "       ", message);
    if (*field_text(lab, "notes")) {
        fprintf(out, "       the compiler notes:\n");
        paint_indented(out, "       | ", field_text(lab, "notes"));
    }
    write_advice(out, lab);
}

// What there is to see when every part passes.
static void write_payoff(FILE *out, const json_t *record, const json_t *lab)
{
    const char *topic = field_text(lab, "topic");
    size_t i;
    json_t *part;
    bool code = false;  // more was graded than questions of size
    json_array_foreach(json_object_get(lab, "parts"), i, part) {
        if (is_quiz(part)) continue;
        code = true;
        if (!field_is(part, "verdict", "pass")) return;
    }
    if (!code) return;
    if (field_is(record, "from", "reference")) fprintf(out, "    see it: make show T=%s\n", topic);
    else
        fprintf(out, "    see it: make show T=%s FROM_%s=%s\n"
                "    in a model that talks: make chat FROM_%s=%s\n", topic, topic,
                field_text(record, "from"), topic, field_text(record, "from"));
}

static void write_lab(FILE *out, const json_t *record, const json_t *lab)
{
    size_t i;
    json_t *part;
    fprintf(out, "\n %s %s\n", field_text(lab, "number"), field_text(lab, "topic"));
    json_array_foreach(json_object_get(lab, "parts"), i, part)
        write_part(out, record, part, field_is(lab, "build", "pass"));
    write_words(out, lab);
    write_payoff(out, record, lab);
}

const json_t *report_first_failure(const json_t **part, const json_t *lab)
{
    size_t i, j;
    json_t *one, *check;
    json_array_foreach(json_object_get(lab, "parts"), i, one)
        json_array_foreach(json_object_get(one, "checks"), j, check) {
            if (field_is(check, "verdict", "pass") || field_is(check, "verdict", "skipped") ||
                field_is(check, "verdict", "not-written-yet"))
                continue;
            *part = one;
            return check;
        }
    return NULL;
}

void report_lab(FILE *out, const json_t *record, const json_t *lab)
{
    size_t i;
    json_t *one;
    const json_t *part, *check = report_first_failure(&part, lab);
    fprintf(out, " %s %s\n", field_text(lab, "number"), field_text(lab, "topic"));
    json_array_foreach(json_object_get(lab, "parts"), i, one) write_row(out, one);
    if (check && field_is(lab, "build", "pass")) {
        fprintf(out, "\n    part %s\n", field_text(part, "part"));
        write_check(out, part, check);
    }
    write_words(out, lab);
    write_payoff(out, record, lab);
}

// Tier 1 is what one's own files are graded in; another is worth a word.
static void write_tier(FILE *out, int tier)
{
    static const char *const words[] = {
        "", "", "limits, a filter of system calls and Landlock",
        "limits, a filter of system calls and namespaces",
        "limits, a filter of system calls, namespaces and control groups"};
    if (tier > BOX_LIMITS && tier <= BOX_GROUPED)
        fprintf(out, " sandbox tier %d: %s\n", tier, words[tier]);
}

void report_text(FILE *out, const json_t *record)
{
    size_t i;
    json_t *lab;
    const char *fresh = "";
    json_array_foreach(json_object_get(record, "labs"), i, lab) {
        write_lab(out, record, lab);
        if (*field_text(lab, "fresh")) fresh = field_text(lab, "fresh");
    }
    fprintf(out, "\n %d of %d points, from %s, seed %lld\n", field_number(record, "earned"),
            field_number(record, "points"), field_text(record, "from"),
            (long long)json_integer_value(json_object_get(record, "seed")));
    write_tier(out, field_number(record, "tier"));
    if (*fresh) fprintf(out, " fresh sizes: not run (%s)\n", fresh);
}
