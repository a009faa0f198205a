// index.c: head, what needs attention, table, distributions, leaderboard. See index.h.
#include "page/index.h"

#include "fields.h"
#include "page/histogram.h"
#include "page/html.h"
#include "page/name.h"
#include "page/cells.h"
#include "page/table.h"

#include <string.h>

enum { FEW = 5, TITLE_MAX = 300, TIERS = 10 };

void page_index_kind(FILE *out, const json_t *scores)
{
    const char *when = field_text(scores, "when");
    fprintf(out, "<p class=\"about\"><span class=\"kind %s\">%s</span>", page_kind(scores),
            page_kind(scores));
    if (*when) {
        fputs(" <span>as of ", out);
        html_time(out, when);
        fputs("</span>", out);
    }
}

// Which tiers graded what is shown: a cell's, or its record's.
static void write_tiers(FILE *out, const json_t *scores)
{
    bool used[TIERS] = {false};
    size_t i;
    json_t *student, *cell;
    const char *lab, *between = " <span>tier ";
    json_array_foreach(json_object_get(scores, "students"), i, student)
        json_object_foreach(json_object_get(student, "labs"), lab, cell) {
            const dim own = field_count(cell, "tier");
            const dim tier = own ? own : field_count(json_object_get(cell, "record"), "tier");
            if (tier > 0 && tier < TIERS) used[tier] = true;
        }
    const dim whole = field_count(scores, "tier");
    if (whole > 0 && whole < TIERS) used[whole] = true;
    for (int tier = 1; tier < TIERS; tier++) {
        if (!used[tier]) continue;
        fprintf(out, "%s%d", between, tier);
        between = ", ";
    }
    if (*between == ',') fputs("</span>", out);
}

static void write_head(FILE *out, const json_t *scores, bool everybody)
{
    const dim students = (dim)json_array_size(json_object_get(scores, "students"));
    const dim labs = (dim)json_array_size(json_object_get(scores, "labs"));
    const struct spread totals = page_spread(scores, NULL);
    fputs("<header>\n<h1><bdi>", out);
    html_text(out, field_text(scores, "title"));
    fputs("</bdi></h1>\n", out);
    page_index_kind(out, scores);
    write_tiers(out, scores);
    fprintf(out, "</p>\n<dl class=\"facts\">\n<div><dt>students</dt><dd>%td</dd></div>\n"
            "<div><dt>labs</dt><dd>%td</dd></div>\n", students, labs);
    if (totals.count >= (everybody ? FEW : 1)) {
        fputs("<div><dt>median total</dt><dd>", out);
        html_number(out, totals.median);
        fputs("</dd></div>\n", out);
    }
    fputs("</dl>\n</header>\n<main>\n", out);
}

// ---- what needs attention ----

static void write_unmatched(FILE *out, const json_t *unmatched)
{
    size_t i;
    json_t *row;
    if (!json_array_size(unmatched)) return;
    fprintf(out, "<h3>%zu submission%s without a student</h3>\n"
            "<div class=\"scroll\" role=\"region\" aria-label=\"Submissions without a student\" "
            "tabindex=\"0\">\n<table>\n"
            "<caption>Counted for nobody until the roster knows them</caption>\n<thead><tr>"
            "<th scope=\"col\">Account</th><th scope=\"col\">Why</th></tr></thead>\n<tbody>\n",
            json_array_size(unmatched), html_plural((dim)json_array_size(unmatched)));
    json_array_foreach(unmatched, i, row) {
        fputs("<tr><th scope=\"row\"><bdi>", out);
        html_text(out, field_text(row, "account"));
        fputs("</bdi></th><td>", out);
        html_text(out, field_text(row, "why"));
        fputs("</td></tr>\n", out);
    }
    fputs("</tbody>\n</table>\n</div>\n", out);
}

// The cells in which the grader failed; returns how many. out NULL: counts only.
static dim write_faults(FILE *out, const json_t *scores)
{
    char file[PAGE_NAME_MAX];
    dim faults = 0;
    size_t i, j;
    json_t *student, *lab;
    json_array_foreach(json_object_get(scores, "students"), i, student)
        json_array_foreach(json_object_get(scores, "labs"), j, lab) {
            const char *name = field_text(lab, "lab");
            if (!page_cell(student, lab).fault) continue;
            faults++;
            if (!out) continue;
            page_file_name(file, field_text(student, "account"), field_text(student, "id"));
            fprintf(out, "<li><a href=\"students/%s#lab-%s\"><bdi>", file, name);
            html_text(out, field_text(student, "name"));
            fputs("</bdi>, lab ", out);
            html_text(out, name);
            fputs("</a></li>\n", out);
        }
    return faults;
}

static void write_attention(FILE *out, const json_t *scores)
{
    const json_t *warnings = json_object_get(scores, "warnings");
    const json_t *unmatched = json_object_get(scores, "unmatched");
    const dim faults = write_faults(NULL, scores);
    size_t i;
    json_t *warning;
    if (!json_array_size(warnings) && !json_array_size(unmatched) && !faults) return;
    fputs("<section class=\"attention\" id=\"attention\">\n<h2>Needs attention</h2>\n", out);
    if (json_array_size(warnings)) fputs("<ul>\n", out);
    json_array_foreach(warnings, i, warning) {
        fputs("<li>", out);
        html_text(out, json_is_string(warning) ? json_string_value(warning) : "");
        fputs("</li>\n", out);
    }
    if (json_array_size(warnings)) fputs("</ul>\n", out);
    write_unmatched(out, unmatched);
    if (faults) {
        fprintf(out, "<h3>The grader failed %td time%s; this is no zero</h3>\n<ul>\n", faults,
                html_plural(faults));
        write_faults(out, scores);
        fputs("</ul>\n", out);
    }
    fputs("</section>\n", out);
}

// ---- distributions and places ----

static void write_distributions(FILE *out, const json_t *scores, bool everybody)
{
    char title[TITLE_MAX], key[30];
    size_t i;
    json_t *lab;
    const struct spread totals = page_spread(scores, NULL);
    fputs("<section id=\"distributions\">\n<h2>Distributions</h2>\n<p class=\"legend\">How many "
          "students have which share of a lab's points, in tenths; all points are a bar of their "
          "own. The broken line is the median.</p>\n<div class=\"figures\">\n", out);
    histogram_write(out, &totals, "total", "Total", everybody ? FEW : 0);
    json_array_foreach(json_object_get(scores, "labs"), i, lab) {
        const struct spread spread = page_spread(scores, lab);
        snprintf(title, sizeof title, "%s %s", field_text(lab, "lab"), field_text(lab, "topic"));
        snprintf(key, sizeof key, "%zu", i);
        histogram_write(out, &spread, key, title, everybody ? FEW : 0);
    }
    fputs("</div>\n</section>\n", out);
}

static void write_leaderboard(FILE *out, const json_t *board, bool everybody)
{
    size_t i;
    json_t *row;
    if (!json_array_size(board)) return;
    fputs("<section id=\"leaderboard\">\n<h2>Leaderboard</h2>\n<ol class=\"board\">\n", out);
    json_array_foreach(board, i, row) {
        fputs("<li>", out);
        if (!everybody) {
            fputs("<bdi>", out);
            html_text(out, field_text(row, "name"));
            fputs("</bdi> ", out);
        }
        fputs("<b>", out);
        html_number(out, json_number_value(json_object_get(row, "value")));
        fputs("</b></li>\n", out);
    }
    fputs("</ol>\n</section>\n", out);
}

void page_index_write(FILE *out, const json_t *scores, bool everybody)
{
    html_begin(out, field_text(scores, "title"), "", !everybody);
    write_head(out, scores, everybody);
    if (!everybody) {
        write_attention(out, scores);
        page_table_write(out, scores);
    }
    write_distributions(out, scores, everybody);
    write_leaderboard(out, json_object_get(scores, "leaderboard"), everybody);
    fprintf(out, "</main>\n<footer><p>%s</p></footer>\n",
            strcmp(page_kind(scores), "official") == 0
                ? "These are the official scores."
                : "A preview: these scores may still change, and are not the official ones.");
    html_end(out, !everybody);
}
