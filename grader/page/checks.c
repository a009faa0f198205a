// checks.c: the first failed check of each function in full, the rest in a line each. See checks.h.
#include "page/checks.h"

#include "fields.h"
#include "page/html.h"
#include "page/words.h"

#include <stdbool.h>

// The tutor's sentence; several where the numbers of two mistakes are the same.
static void write_tutor(FILE *out, const json_t *known)
{
    size_t i;
    json_t *other;
    if (!*field_text(known, "says")) return;
    fputs("<p class=\"tutor\">", out);
    html_text(out, field_text(known, "says"));
    json_array_foreach(json_object_get(known, "or"), i, other) {
        fputs(" Or: ", out);
        html_text(out, json_is_string(other) ? json_string_value(other) : "");
    }
    fputs("</p>\n", out);
    if (json_object_get(known, "also")) write_tutor(out, json_object_get(known, "also"));
}

static void write_recognised(FILE *out, const json_t *known)
{
    if (!field_is(known, "sure", "unknown")) write_tutor(out, known);
    else if (*field_text(known, "pattern")) {
        fputs("<p class=\"tutor\">None of the known mistakes gives these numbers. What they look "
              "like: ", out);
        html_text(out, field_text(known, "pattern"));
        fputs("</p>\n", out);
    }
}

static void write_again(FILE *out, const json_t *record, const char *id)
{
    const json_t *seed = json_object_get(record, "seed");
    fputs("<p class=\"again\">Again: <code>build/grade replay ", out);
    html_text(out, id);
    if (json_is_integer(seed)) fprintf(out, " --seed %lld", (long long)json_integer_value(seed));
    fputs("</code></p>\n", out);
}

static bool is_quiz(const json_t *part)
{
    return field_is(part, "part", "q");
}

static void write_check(FILE *out, const json_t *record, const json_t *part, const json_t *check)
{
    const char *operation = field_text(check, "operation");
    const char *printed = field_text(json_object_get(part, "printed"), operation);
    const json_t *known = json_object_get(json_object_get(part, "recognised"), operation);
    fputs("<li class=\"check\">\n<h4><code>", out);
    html_text(out, operation);
    fputs("</code> ", out);
    words_verdict(out, field_text(check, "verdict"));
    fputs("</h4>\n", out);
    if (*field_text(check, "law")) {
        fputs("<p class=\"law\">", out);
        html_text(out, field_text(check, "law"));
        fputs("</p>\n", out);
    }
    if (known) write_recognised(out, known);
    if (*field_text(check, "detail")) {
        fputs("<p class=\"detail\">", out);
        html_text(out, field_text(check, "detail"));
        fputs("</p>\n", out);
    }
    if (*printed) {
        fputs("<details><summary>What it printed</summary>\n<div class=\"output\">", out);
        html_text(out, printed);
        fputs("</div></details>\n", out);
    }
    if (*field_text(check, "id") && !is_quiz(part))
        write_again(out, record, field_text(check, "id"));
}

// Further checks of a function that failed: law and verdict, since the numbers often say the same.
static void write_further(FILE *out, const json_t *checks, const char *operation, size_t from)
{
    dim more = 0;
    size_t i;
    json_t *check;
    json_array_foreach(checks, i, check) {
        if (i <= from || !field_is(check, "operation", operation)) continue;
        if (!words_is_wrong(field_text(check, "verdict"))) continue;
        if (!more++) fputs("<details><summary>Its other checks that failed</summary>\n<ul>\n", out);
        fputs("<li>", out);
        html_text(out, field_text(check, "law"));
        fputs(": ", out);
        words_verdict(out, field_text(check, "verdict"));
        fputs(" <code>", out);
        html_text(out, field_text(check, "id"));
        fputs("</code></li>\n", out);
    }
    if (more) fputs("</ul></details>\n", out);
}

// Has a check of the same function been written in full before this one?
static bool was_told(const json_t *checks, size_t before, const char *operation)
{
    for (size_t i = 0; i < before; i++) {
        const json_t *check = json_array_get(checks, i);
        if (field_is(check, "operation", operation) && words_is_wrong(field_text(check, "verdict")))
            return true;
    }
    return false;
}

static void write_part(FILE *out, const json_t *record, const json_t *part)
{
    const json_t *checks = json_object_get(part, "checks");
    dim told = 0;
    size_t i;
    json_t *check;
    json_array_foreach(checks, i, check) {
        const char *operation = field_text(check, "operation");
        const char *verdict = field_text(check, "verdict");
        if (!words_is_wrong(verdict) || was_told(checks, i, operation)) continue;
        if (!told++) {
            fputs("<h3>Part ", out);
            html_text(out, field_text(part, "part"));
            fputs(": what failed</h3>\n<ul class=\"checks\">\n", out);
        }
        write_check(out, record, part, check);
        write_further(out, checks, operation, i);
        fputs("</li>\n", out);
    }
    if (told) fputs("</ul>\n", out);
}

void checks_write(FILE *out, const json_t *record)
{
    size_t i;
    json_t *part;
    json_array_foreach(json_object_get(record, "parts"), i, part) write_part(out, record, part);
}
