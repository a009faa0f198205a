// sheets.c: the page of one student as Markdown. See sheets.h.
#include "course/sheets.h"

#include "course/feedback.h"
#include "fields.h"

#include <stdbool.h>
#include <string.h>

enum { FAILED_TOLD = 12 };  // checks of one part that are told one by one

// Any text as text: nothing in it becomes a link, a heading, an item, a cell or a mention.
static void put(FILE *out, const char *text)
{
    const char *const start = text;
    for (; *text; text++) {
        const bool digits = text > start && strspn(start, "0123456789") == (size_t)(text - start);
        if (*text == '\n' || *text == '\r') {
            fputc(' ', out);
            continue;
        }
        if (strchr("\\`*_{}[]<>#!|~&$", *text) || (*text == ':' && text[1] == '/') ||
            (text == start && strchr("+-=", *text)) || (digits && strchr(".)", *text)))
            fputc('\\', out);
        fputc(*text, out);
        if (*text == '@') fputs("&#8203;", out);  // a space of no width: nobody is called
    }
}

// Lines of a compiler: a block of code, which nothing in it can end.
static void put_block(FILE *out, const char *text)
{
    bool open = false;
    fputc('\n', out);
    for (; *text; text++) {
        if (!open) fputs("    ", out);
        open = *text != '\n';
        if (*text != '\r') fputc(*text, out);
    }
    fputs(open ? "\n\n" : "\n", out);
}

static const char *level_words(const json_t *part)
{
    if (field_is(part, "feedback", "points")) return "Only the points of this part are told now.";
    if (field_is(part, "feedback", "verdict")) return "Verdicts are told, and no details.";
    if (field_is(part, "feedback", "index")) return "Places are told, and no values.";
    return "";
}

// ---- one lab -----------------------------------------------------------------------------------

static void write_check(FILE *out, const json_t *check)
{
    fputs("- ", out);
    put(out, field_text(check, "operation"));
    fputs(": ", out);
    put(out, field_text(check, "law"));
    fputs(": **", out);
    put(out, field_text(check, "verdict"));
    fputs("**\n", out);
    if (!*field_text(check, "detail")) return;
    fputs("  ", out);
    put(out, field_text(check, "detail"));
    fputc('\n', out);
}

static void write_checks(FILE *out, const json_t *part)
{
    int passed = 0, failed = 0;
    size_t i;
    json_t *check;
    const json_t *checks = json_object_get(part, "checks");
    json_array_foreach(checks, i, check) passed += field_is(check, "verdict", "pass");
    if (json_array_size(checks))
        fprintf(out, "%d of %zu checks pass.\n\n", passed, json_array_size(checks));
    json_array_foreach(checks, i, check) {
        if (field_is(check, "verdict", "pass")) continue;
        if (failed++ < FAILED_TOLD) write_check(out, check);
    }
    if (failed > FAILED_TOLD) fprintf(out, "- and %d more\n", failed - FAILED_TOLD);
    if (failed) fputc('\n', out);
}

static void write_part(FILE *out, const json_t *part)
{
    fputs("### Part ", out);
    put(out, field_text(part, "part"));
    fputs(": ", out);
    put(out, field_text(part, "title"));
    fprintf(out, ": %d of %d points", field_number(part, "earned"), field_number(part, "points"));
    if (*field_text(part, "verdict")) fputs(", ", out);
    put(out, field_text(part, "verdict"));
    fputs("\n\n", out);
    if (*level_words(part)) fprintf(out, "%s\n\n", level_words(part));
    write_checks(out, part);
}

static void write_advice(FILE *out, const json_t *record)
{
    size_t i;
    json_t *one;
    const json_t *advice = json_object_get(record, "advice");
    if (json_array_size(advice)) fputs("Advice, which costs no points:\n\n", out);
    json_array_foreach(advice, i, one) {
        fprintf(out, "- line %d, ", field_number(one, "line"));
        put(out, field_text(one, "function"));
        fputs(": ", out);
        put(out, field_text(one, *field_text(one, "detail") ? "detail" : "kind"));
        fputc('\n', out);
    }
    if (json_array_size(advice)) fputc('\n', out);
}

static void write_lab(FILE *out, const json_t *lab, const json_t *score)
{
    size_t i;
    json_t *part;
    const json_t *record = json_object_get(score, "record");
    fprintf(out, "## %s ", field_text(lab, "lab"));
    put(out, field_text(lab, "topic"));
    fprintf(out, ": %.10g of %d points\n\n",
            json_number_value(json_object_get(score, "score")), field_number(score, "points"));
    const char *when = field_text(score, "when");
    fprintf(out, "Earned: %d; ", field_number(score, "earned"));
    if (*when) fprintf(out, "handed in %s, ", when);
    put(out, field_text(score, "why"));
    fprintf(out, "; tries: %d.\n\n", field_number(score, "tries"));
    if (*field_text(record, "sha256"))
        fprintf(out, "The file that was graded has the SHA-256 %s.\n\n",
                field_text(record, "sha256"));
    if (*field_text(record, "message")) put_block(out, field_text(record, "message"));
    json_array_foreach(json_object_get(record, "parts"), i, part) write_part(out, part);
    write_advice(out, record);
}

// ---- all ---------------------------------------------------------------------------------------

void sheet_write(FILE *out, const json_t *scores, const json_t *student)
{
    size_t i;
    json_t *lab;
    const json_t *total = json_object_get(student, "total");
    const json_t *labs = json_object_get(student, "labs");
    fputs("# ", out);
    put(out, field_text(student, "name"));
    fputs("\n\n", out);
    put(out, field_text(scores, "title"));
    fprintf(out, ", %s\n\n", field_text(scores, "when"));
    if (field_is(scores, "kind", "preview"))
        fputs("These scores are a preview; others may follow.\n\n", out);
    if (json_is_number(total)) fprintf(out, "Total: %.10g %%\n\n", json_number_value(total));
    json_array_foreach(json_object_get(scores, "labs"), i, lab) {
        const char *number = field_text(lab, "lab");
        const json_t *score = json_object_get(labs, number);
        if (json_is_object(score)) {
            write_lab(out, lab, score);
            continue;
        }
        fprintf(out, "## %s ", number);
        put(out, field_text(lab, "topic"));
        fputs(": not graded\n\n", out);
        put(out, field_text(json_object_get(student, "empty"), number));
        fputs(".\n\n", out);
    }
}
