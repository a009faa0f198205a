// markdown.c: the record as a page of Markdown, for a summary, a comment or a README. All text of
// the record stands in code: nothing in it is markup, HTML, a link, a mention or the number of an
// issue.
#include "emit/emit.h"

#include "emit/tests.h"
#include "fields.h"

#include <string.h>

// <code> with a reference for every sign that could mean something, also | of tables; words alone
// stay, and what joins them here. An address of mail is looked for when references are read
// already: what stands behind its @ keeps it from being one.
void emit_markdown_text(FILE *out, const char *text)
{
    fputs("<code>", out);
    for (; *text; text++) {
        const unsigned char c = (unsigned char)*text;
        const bool plain = c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                           (c >= 'a' && c <= 'z') || strchr(" ,=()/-", c);
        if (plain) fputc(c, out);
        else if (c == '\n') fputc(' ', out);
        else fprintf(out, "&#%d;%s", c, c == '@' ? "<!-- -->" : "");
    }
    fputs("</code>", out);
}

// A fence is longer than any run of ` inside.
void emit_markdown_block(FILE *out, const char *text)
{
    size_t longest = 2;
    for (const char *c = text; *c;) {
        const size_t run = strspn(c, "`");
        if (run > longest) longest = run;
        c += run ? run : 1;
    }
    for (size_t i = 0; i <= longest; i++) fputc('`', out);
    fprintf(out, "text\n%s%s", text, *text && text[strlen(text) - 1] != '\n' ? "\n" : "");
    for (size_t i = 0; i <= longest; i++) fputc('`', out);
    fputc('\n', out);
}

static const char *verdict_of_part(const json_t *part)
{
    const char *verdict = field_text(part, "verdict");
    return *verdict ? verdict : emit_class_part(part) == EMIT_PASS ? "pass" : "not all points";
}

static void write_row(FILE *out, struct arena *arena, const json_t *lab, const json_t *part)
{
    fputs("| ", out);
    emit_markdown_text(out, emit_lab_name(arena, lab));
    fputs(" | ", out);
    emit_markdown_text(out, emit_print(arena, "%s%s%s", field_text(part, "part"),
                                       *field_text(part, "title") ? ": " : "",
                                       field_text(part, "title")));
    if (emit_class_part(part) == EMIT_BROKEN)
        fprintf(out, " | - of %d", field_number(part, "points"));
    else
        fprintf(out, " | %d of %d", field_number(part, "earned"), field_number(part, "points"));
    fprintf(out, " | %s |\n", verdict_of_part(part));
}

static void write_details(FILE *out, struct arena *arena, const json_t *lab, const json_t *part)
{
    const enum emit_class class = emit_class_part(part);
    if (class == EMIT_PASS || class == EMIT_NOT_WRITTEN || class == EMIT_SKIPPED) return;
    const char *words = emit_part_words(arena, lab, part);
    if (!*words) return;
    fputs("\n<details><summary>", out);
    emit_markdown_text(out, emit_part_name(arena, lab, part));
    fputs("</summary>\n\n", out);
    emit_markdown_block(out, words);
    fputs("\n</details>\n", out);
}

void emit_markdown_page(FILE *out, const json_t *record, struct arena *arena, bool details)
{
    json_t *lab, *part;
    size_t i, j;
    const char *kind = field_is(record, "kind", "preview") ? " (a preview, no grade)" : "";
    if (emit_any_broken(record)) fputs("## Crumb: no score, the grader failed\n\n", out);
    else
        fprintf(out, "## Crumb: %d of %d points%s\n\n", field_number(record, "earned"),
                field_number(record, "points"), kind);
    fputs("| lab | part | points | verdict |\n|---|---|---|---|\n", out);
    json_array_foreach(json_object_get(record, "labs"), i, lab)
        json_array_foreach(json_object_get(lab, "parts"), j, part)
            write_row(out, arena, lab, part);
    json_array_foreach(json_object_get(record, "labs"), i, lab)
        json_array_foreach(json_object_get(lab, "parts"), j, part)
            if (details) write_details(out, arena, lab, part);
    if (!details) fputs("\nWhat each part says is left out here: it is too long.\n", out);
}

int emit_markdown(FILE *out, const json_t *record, const struct emit_options *options,
                  struct arena *arena, char why[EMIT_WHY])
{
    (void)options, (void)why;
    emit_markdown_page(out, record, arena, true);
    return 0;
}
