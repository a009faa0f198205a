// github.c: annotations of GitHub Actions: workflow commands on standard output, escaped so that
// a text can neither end its command nor begin another. At most ten of a kind are shown there, so
// there are no more; the tenth says how many.
#include "emit/emit.h"

#include "emit/findings.h"
#include "emit/tests.h"
#include "fields.h"
#include "show.h"

#include <string.h>

enum { OF_A_KIND = 10, MESSAGE = 2000 };

// property: , and : end one, so they are escaped too.
static void write_escaped(FILE *out, const char *text, bool property)
{
    for (; *text; text++) {
        const bool special = *text == '%' || *text == '\r' || *text == '\n' ||
                             (property && (*text == ':' || *text == ','));
        if (special) fprintf(out, "%%%02X", (unsigned)*text);
        else fputc(*text, out);
    }
}

static void write_annotation(FILE *out, const char *kind, const struct emit_finding *finding)
{
    char message[MESSAGE];
    const char *separator = " ";
    show(message, sizeof message, finding->words, strlen(finding->words));
    fprintf(out, "::%s", kind);
    if (*finding->file) {
        fputs(" file=", out);
        write_escaped(out, finding->file, true);
        separator = ",";
    }
    if (*finding->file && finding->line > 0) fprintf(out, ",line=%d", finding->line);
    if (*finding->file && finding->line > 0 && finding->column > 0)
        fprintf(out, ",col=%d", finding->column);
    fprintf(out, "%stitle=", separator);
    write_escaped(out, finding->title, true);
    fputs("::", out);
    write_escaped(out, message, false);
    fputc('\n', out);
}

static void write_level(FILE *out, const struct emit_findings *findings, enum emit_level level)
{
    static const char *const kinds[] = {"error", "warning", "notice"};
    dim all = 0, told = 0;
    for (dim i = 0; i < findings->count; i++) all += findings->all[i].level == level;
    const dim most = all > OF_A_KIND ? OF_A_KIND - 1 : all;
    for (dim i = 0; i < findings->count && told < most; i++)
        if (findings->all[i].level == level) {
            write_annotation(out, kinds[level], &findings->all[i]);
            told++;
        }
    if (all > most)
        fprintf(out, "::%s title=crumb::%td more; the summary has them all\n", kinds[level],
                all - most);
}

static dim parts_not_written(const json_t *record)
{
    dim count = 0;
    size_t i, j;
    json_t *lab, *part;
    json_array_foreach(json_object_get(record, "labs"), i, lab)
        json_array_foreach(json_object_get(lab, "parts"), j, part)
            count += emit_class_part(part) == EMIT_NOT_WRITTEN;
    return count;
}

int emit_github(FILE *out, const json_t *record, const struct emit_options *options,
                struct arena *arena, char why[EMIT_WHY])
{
    const struct emit_findings findings = emit_findings_of(arena, record);
    const dim missing = parts_not_written(record);
    (void)options, (void)why;
    write_level(out, &findings, EMIT_LEVEL_ERROR);
    write_level(out, &findings, EMIT_LEVEL_WARNING);
    if (emit_any_broken(record))
        fputs("::notice title=crumb::no score: the grader failed\n", out);
    else {
        fprintf(out, "::notice title=crumb::%d of %d points%s", field_number(record, "earned"),
                field_number(record, "points"),
                field_is(record, "kind", "preview") ? " (a preview, no grade)" : "");
        if (missing)
            fprintf(out, "; %td part%s not written yet", missing, missing == 1 ? " is" : "s are");
        fputc('\n', out);
    }
    return 0;
}
