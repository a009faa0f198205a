// table.c: a row for each student, a column for each lab, each cell a way to the student's page.
#include "page/table.h"

#include "fields.h"
#include "page/html.h"
#include "page/name.h"
#include "page/cells.h"

// Four shades beside none; the number says it all, a shade only helps the eye along.
static const char *shade(const struct page_cell *cell)
{
    const double share = cell->points > 0 ? cell->score / cell->points : 1;
    if (!cell->scored) return "none";
    return share >= 1 - 1e-9 ? "s4" : share >= 0.75 ? "s3" : share >= 0.5 ? "s2"
         : share > 0 ? "s1" : "s0";
}

static void write_heads(FILE *out, const json_t *labs)
{
    size_t i;
    json_t *lab;
    fputs("<thead><tr><th scope=\"col\">Student</th>\n<th scope=\"col\">Total</th>\n", out);
    json_array_foreach(labs, i, lab) {
        fputs("<th scope=\"col\"><span class=\"nn\">", out);
        html_text(out, field_text(lab, "lab"));
        fputs("</span> <span class=\"topic\">", out);
        html_text(out, field_text(lab, "topic"));
        fputs("</span> <span class=\"of\">of ", out);
        html_number(out, json_number_value(json_object_get(lab, "points")));
        fputs("</span></th>\n", out);
    }
    fputs("</tr></thead>\n", out);
}

// What is said beside the number: late, and what went wrong with the grader.
static void write_marks(FILE *out, const struct page_cell *cell)
{
    if (field_count(cell->object, "late_hours") > 0 ||
        json_number_value(json_object_get(cell->object, "late_hours")) > 0)
        fputs(" <span class=\"late\">late</span>", out);
    if (cell->fault) fputs(" <span class=\"fault\">grader!</span>", out);
}

// Why there is no score: in words for those who cannot see the legend.
static void write_cell(FILE *out, const struct page_cell *cell, const char *file, const char *lab)
{
    const char *why = cell->why;
    fprintf(out, "<td class=\"%s\"><a href=\"students/%s#lab-", shade(cell), file);
    html_text(out, lab);
    fputs("\"", out);
    if (*why || !cell->scored) {
        fputs(" title=\"", out);
        html_text(out, *why ? why : "nothing was graded");
        fputs("\"", out);
    }
    fputs(">", out);
    if (cell->scored) html_number(out, cell->score);
    else fputs("&#8211;", out);
    write_marks(out, cell);
    fputs("</a></td>\n", out);
}

static void write_row(FILE *out, const json_t *student, const json_t *labs)
{
    char file[PAGE_NAME_MAX];
    size_t i;
    json_t *lab;
    const json_t *total = json_object_get(student, "total");
    const char *account = field_text(student, "account");
    page_file_name(file, account, field_text(student, "id"));
    fprintf(out, "<tr><th scope=\"row\"><a href=\"students/%s\"><bdi>", file);
    html_text(out, field_text(student, "name"));
    fputs("</bdi></a> <span class=\"account\"><bdi>", out);
    html_text(out, account);
    fputs("</bdi></span></th>\n", out);
    fputs("<td class=\"total\">", out);
    if (json_is_number(total)) html_number(out, json_number_value(total));
    else fputs("<span title=\"nothing was graded\">&#8211;</span>", out);
    fputs("</td>\n", out);
    json_array_foreach(labs, i, lab) {
        const struct page_cell cell = page_cell(student, lab);
        write_cell(out, &cell, file, field_text(lab, "lab"));
    }
    fputs("</tr>\n", out);
}

static void write_median(FILE *out, const struct spread *spread)
{
    fputs("<td>", out);
    if (spread->count) html_number(out, spread->median);
    else fputs("&#8211;", out);
    fputs("</td>\n", out);
}

static void write_feet(FILE *out, const json_t *scores)
{
    size_t i;
    json_t *lab;
    const struct spread totals = page_spread(scores, NULL);
    fputs("<tfoot><tr><th scope=\"row\">Median</th>\n", out);
    write_median(out, &totals);
    json_array_foreach(json_object_get(scores, "labs"), i, lab) {
        const struct spread spread = page_spread(scores, lab);
        write_median(out, &spread);
    }
    fputs("</tr></tfoot>\n", out);
}

void page_table_write(FILE *out, const json_t *scores)
{
    const json_t *labs = json_object_get(scores, "labs");
    const json_t *students = json_object_get(scores, "students");
    size_t i;
    json_t *student;
    fputs("<section id=\"scores\">\n<h2>Scores</h2>\n"
          "<p class=\"legend\">A score leads to the student's page. "
          "<b>&#8211;</b> nothing was graded, which is no zero. "
          "<span class=\"late\">late</span> handed in after the due date, and the penalty is in "
          "the score. <span class=\"fault\">grader!</span> the grader failed there. A stronger "
          "colour is a larger share of the points.</p>\n"
          "<div class=\"scroll\" role=\"region\" aria-label=\"Scores\" tabindex=\"0\">\n"
          "<table class=\"grid\">\n<caption>Points by student and lab, late penalties taken off"
          "</caption>\n", out);
    write_heads(out, labs);
    fputs("<tbody>\n", out);
    json_array_foreach(students, i, student) write_row(out, student, labs);
    fputs("</tbody>\n", out);
    write_feet(out, scores);
    fputs("</table>\n</div>\n</section>\n", out);
}
