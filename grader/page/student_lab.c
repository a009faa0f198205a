// student_lab.c: where the points of a lab went: lateness, parts, advice. See student_lab.h.
#include "page/student_lab.h"

#include "fields.h"
#include "page/checks.h"
#include "page/html.h"
#include "page/words.h"

// "Handed in 26 hours after the due date ..., so that 8 points count as 7.2."
static void write_late(FILE *out, const json_t *lab, const struct page_cell *cell)
{
    const double hours = json_number_value(json_object_get(cell->object, "late_hours"));
    const double penalty = json_number_value(json_object_get(cell->object, "penalty"));
    if (hours <= 0) return;
    fputs("<p><span class=\"late\">late</span> Handed in ", out);
    html_number(out, hours);
    fprintf(out, " hour%s after the due date", hours == 1 ? "" : "s");
    if (*field_text(lab, "due")) {
        fputs(" (", out);
        html_time(out, field_text(lab, "due"));
        fputs(")", out);
    }
    if (penalty > 0) {
        fputs(", which takes ", out);
        html_number(out, 100 * penalty);
        fputs(" % off: ", out);
        html_number(out, cell->earned);
        fputs(" earned, ", out);
        html_number(out, cell->score);
        fputs(" counted.</p>\n", out);
    } else fputs(", which takes nothing off.</p>\n", out);
}

// Which submission this is, so that two people who talk about it mean the same one.
static void write_which(FILE *out, const json_t *cell)
{
    const char *submission = field_text(cell, "submission");
    const dim tries = field_count(cell, "tries");
    if (!*submission && !*field_text(cell, "when") && !tries) return;
    fputs("<details class=\"legend\"><summary>Which submission</summary>\n<p>", out);
    if (*field_text(cell, "when")) {
        fputs("Submission of ", out);
        html_time(out, field_text(cell, "when"));
        fputs(". ", out);
    }
    if (tries) fprintf(out, "%td submission%s in all. ", tries, html_plural(tries));
    if (*submission) {
        fputs("Its SHA-256 is <code class=\"digest\">", out);
        html_text(out, submission);
        fputs("</code>.", out);
    }
    fputs("</p></details>\n", out);
}

static void write_parts(FILE *out, const json_t *record)
{
    const json_t *parts = json_object_get(record, "parts");
    size_t i;
    json_t *part;
    if (!json_array_size(parts)) return;
    fputs("<div class=\"scroll\" role=\"region\" aria-label=\"Parts\" tabindex=\"0\">\n<table>\n"
          "<caption>Its parts</caption>\n<thead><tr><th scope=\"col\">Part</th>"
          "<th scope=\"col\">Points</th><th scope=\"col\">Verdict</th></tr></thead>\n"
          "<tbody>\n", out);
    json_array_foreach(parts, i, part) {
        fputs("<tr><th scope=\"row\">", out);
        html_text(out, field_text(part, "part"));
        fputs(" <span class=\"title\">", out);
        html_text(out, field_text(part, "title"));
        fputs("</span></th><td>", out);
        if (field_is(part, "verdict", "grader-error")) fputs("&#8211;", out);
        else fprintf(out, "%d", field_number(part, "earned"));
        fprintf(out, " of %d</td><td class=\"words\">", field_number(part, "points"));
        if (*field_text(part, "verdict")) words_verdict(out, field_text(part, "verdict"));
        else fputs("not told", out);
        fputs("</td></tr>\n", out);
    }
    fputs("</tbody>\n</table>\n</div>\n", out);
}

// What the compiler said, or why there was nothing to run.
static void write_message(FILE *out, const json_t *record)
{
    static const char *const fields[][2] = {{"message", "Nothing could be run"},
                                            {"notes", "The compiler notes; they cost nothing"}};
    for (int i = 0; i < 2; i++) {
        if (!*field_text(record, fields[i][0])) continue;
        fprintf(out, "<h3>%s</h3>\n<div class=\"output\">", fields[i][1]);
        html_text(out, field_text(record, fields[i][0]));
        fputs("</div>\n", out);
    }
}

static void write_advice(FILE *out, const json_t *record)
{
    const json_t *advice = json_object_get(record, "advice");
    size_t i;
    json_t *one;
    if (!json_array_size(advice)) return;
    fputs("<h3>Advice, which costs no points</h3>\n<ul>\n", out);
    json_array_foreach(advice, i, one) {
        fputs("<li>", out);
        if (field_number(one, "line")) fprintf(out, "<b>line %d</b>", field_number(one, "line"));
        if (*field_text(one, "function")) {
            fprintf(out, "%s <code>", field_number(one, "line") ? "," : "");
            html_text(out, field_text(one, "function"));
            fputs("</code>", out);
        }
        fputs(": ", out);
        html_text(out, field_text(one, "detail"));
        fputs("</li>\n", out);
    }
    fputs("</ul>\n", out);
}

// "7.2 of 10 points"; and how they came about where the score is not what was earned.
static void write_points(FILE *out, const struct page_cell *cell)
{
    if (!cell->object) {
        fputs("<p>Nothing was graded here, which is no zero: ", out);
        if (*cell->why) html_text(out, cell->why);
        else fputs("either nothing was handed in, or it has not been graded yet", out);
        fputs(".</p>\n", out);
        return;
    }
    fputs("<p class=\"score\"><b>", out);
    if (cell->scored) html_number(out, cell->score);
    else fputs("&#8211;", out);
    fputs("</b> of ", out);
    html_number(out, cell->points);
    fputs(" points", out);
    if (*cell->why) {
        fputs(". ", out);
        html_text(out, cell->why);
    }
    fputs("</p>\n", out);
    if (cell->fault)
        fputs("<p><span class=\"fault\">grader!</span> The grader failed here. That is no zero: it "
              "will be graded again.</p>\n", out);
}

void student_lab_write(FILE *out, const json_t *lab, const struct page_cell *cell)
{
    const char *title = field_text(lab, "title");
    fprintf(out, "<section class=\"lab\" id=\"lab-%s\">\n<h2>", field_text(lab, "lab"));
    html_text(out, field_text(lab, "lab"));
    fputs(" ", out);
    html_text(out, field_text(lab, "topic"));
    if (*title && !field_is(lab, "topic", title)) {
        fputs(" <span class=\"title\">", out);
        html_text(out, title);
        fputs("</span>", out);
    }
    fputs("</h2>\n", out);
    write_points(out, cell);
    write_late(out, lab, cell);
    write_parts(out, cell->record);
    write_message(out, cell->record);
    checks_write(out, cell->record);
    write_advice(out, cell->record);
    if (cell->object) write_which(out, cell->object);
    fputs("</section>\n", out);
}

// ---- what to do next ----

// The part that has something wrong, else one that is not written; NULL: none has points to win.
static const json_t *open_part(const json_t *record)
{
    const json_t *missing = NULL;
    size_t i;
    json_t *part;
    json_array_foreach(json_object_get(record, "parts"), i, part) {
        if (field_number(part, "earned") >= field_number(part, "points")) continue;
        if (words_is_wrong(field_text(part, "verdict"))) return part;
        if (!missing && !field_is(part, "verdict", "grader-error")) missing = part;
    }
    return missing;
}

static void write_part_step(FILE *out, const json_t *part)
{
    const int more = field_number(part, "points") - field_number(part, "earned");
    const bool wrong = words_is_wrong(field_text(part, "verdict"));
    const bool missing = field_is(part, "verdict", "not-written-yet");
    fprintf(out, "%s part ", wrong ? "repair" : missing ? "write" : "look again at");
    html_text(out, field_text(part, "part"));
    fputs(", ", out);
    html_text(out, field_text(part, "title"));
    fprintf(out, ", for up to %d more point%s", more, html_plural(more));
}

bool student_next_write(FILE *out, const json_t *lab, const struct page_cell *cell)
{
    const char *build = field_text(cell->record, "build");
    const json_t *part = open_part(cell->record);
    const bool stuck = *build && !field_is(cell->record, "build", "pass");
    if (cell->object && !part && !stuck) return false;
    fprintf(out, "<li><a href=\"#lab-%s\">", field_text(lab, "lab"));
    html_text(out, field_text(lab, "lab"));
    fputs(" ", out);
    html_text(out, field_text(lab, "topic"));
    fputs("</a>: ", out);
    if (!cell->object) fputs("begin it, or ask why nothing of yours was graded", out);
    else if (stuck) fputs("make it compile and link; what is wrong is told there", out);
    else write_part_step(out, part);
    fputs(". Try it with <code>build/grade --lab ", out);
    html_text(out, field_text(lab, "topic"));
    fputs("</code>.</li>\n", out);
    return true;
}
