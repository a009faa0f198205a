// student.c: head, what to do next, the labs in a table, then each of them. See student.h.
#include "page/student.h"

#include "fields.h"
#include "page/html.h"
#include "page/index.h"
#include "page/student_lab.h"

enum { TITLE_MAX = 400, STEPS = 3 };

static void write_head(FILE *out, const json_t *scores, const json_t *student)
{
    const json_t *total = json_object_get(student, "total");
    fputs("<header>\n<p class=\"course\"><bdi>", out);
    html_text(out, field_text(scores, "title"));
    fputs("</bdi></p>\n<h1><bdi>", out);
    html_text(out, field_text(student, "name"));
    fputs("</bdi></h1>\n", out);
    page_index_kind(out, scores);
    fputs("</p>\n<dl class=\"facts\">\n<div><dt>total</dt><dd>", out);
    if (json_is_number(total)) html_number(out, json_number_value(total));
    else fputs("&#8211; <span>nothing was graded yet</span>", out);
    fputs("</dd></div>\n</dl>\n", out);
    fprintf(out, "<p class=\"legend\">%s</p>\n</header>\n<main>\n",
            field_is(scores, "kind", "official")
                ? "These are the official scores."
                : "A preview: these scores may still change, and are not the official ones.");
}

static void write_next(FILE *out, const json_t *labs, const json_t *student)
{
    int steps = 0;
    size_t i;
    json_t *lab;
    fputs("<section id=\"next\">\n<h2>What to do next</h2>\n<ol class=\"steps\">\n", out);
    json_array_foreach(labs, i, lab) {
        const struct page_cell cell = page_cell(student, lab);
        if (steps < STEPS && cell.object && student_next_write(out, lab, &cell)) steps++;
    }
    json_array_foreach(labs, i, lab) {  // what was begun goes before what was not
        const struct page_cell cell = page_cell(student, lab);
        if (steps < STEPS && !cell.object && student_next_write(out, lab, &cell)) steps++;
    }
    if (!steps) fputs("<li>Nothing: every lab here has all of its points.</li>\n", out);
    fputs("</ol>\n</section>\n", out);
}

static void write_row(FILE *out, const json_t *lab, const struct page_cell *cell)
{
    const char *name = field_text(lab, "lab");
    fprintf(out, "<tr><th scope=\"row\"><a href=\"#lab-%s\">", name);
    html_text(out, name);
    fputs(" ", out);
    html_text(out, field_text(lab, "topic"));
    fputs("</a></th><td>", out);
    if (cell->scored) html_number(out, cell->score);
    else fputs("&#8211;", out);
    fputs(" of ", out);
    html_number(out, cell->points);
    fputs("</td><td class=\"words\">", out);
    if (*cell->why) html_text(out, cell->why);
    else if (!cell->object) fputs("nothing was graded: no zero", out);
    else if (cell->fault) fputs("the grader failed: no zero", out);
    else if (!cell->scored) fputs("no score yet", out);
    fputs("</td></tr>\n", out);
}

static void write_table(FILE *out, const json_t *labs, const json_t *student)
{
    size_t i;
    json_t *lab;
    fputs("<section id=\"labs\">\n<h2>Labs</h2>\n<div class=\"scroll\" role=\"region\" "
          "aria-label=\"Labs\" tabindex=\"0\">\n<table>\n<caption>Points in each lab</caption>\n"
          "<thead><tr><th scope=\"col\">Lab</th><th scope=\"col\">Points</th>"
          "<th scope=\"col\">Remark</th></tr></thead>\n<tbody>\n", out);
    json_array_foreach(labs, i, lab) {
        const struct page_cell cell = page_cell(student, lab);
        write_row(out, lab, &cell);
    }
    fputs("</tbody>\n</table>\n</div>\n</section>\n", out);
}

void student_write(FILE *out, const json_t *scores, const json_t *student)
{
    char title[TITLE_MAX];
    const json_t *labs = json_object_get(scores, "labs");
    size_t i;
    json_t *lab;
    snprintf(title, sizeof title, "%.180s - %.180s", field_text(student, "name"),
             field_text(scores, "title"));
    html_begin(out, title, "student", false);
    write_head(out, scores, student);
    write_next(out, labs, student);
    write_table(out, labs, student);
    json_array_foreach(labs, i, lab) {
        const struct page_cell cell = page_cell(student, lab);
        student_lab_write(out, lab, &cell);
    }
    fputs("</main>\n<footer><p>Every replay command runs one case again, with its numbers, in your "
          "copy of the course.</p></footer>\n", out);
    html_end(out, false);
}
