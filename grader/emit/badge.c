// badge.c: points as an SVG, and as what shields.io draws one from. Decoration: never a grade. The
// numbers stand in words; colour adds nothing.
#include "emit/emit.h"

#include "emit/tests.h"
#include "fields.h"

struct badge {
    const char *label, *message, *colour, *named;  // #rrggbb, and the name that shields knows
};

static struct badge badge_of(const json_t *record, const struct emit_options *options,
                             struct arena *arena)
{
    const int points = field_number(record, "points"), earned = field_number(record, "earned");
    struct badge badge = {.label = options->label ? options->label : "crumb",
                          .message = emit_print(arena, "%d of %d points", earned, points)};
    const bool broken = emit_any_broken(record), all = points && earned == points;
    if (broken) badge.message = "no score: the grader failed";
    badge.colour = broken ? "#6b6b6b" : all ? "#2a7a2a" : 2 * earned >= points ? "#8a6100"
                                                                              : "#a33a1a";
    badge.named = broken ? "lightgrey" : all ? "brightgreen" : 2 * earned >= points ? "yellow"
                                                                                   : "orange";
    return badge;
}

static void write_escaped(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '<') fputs("&lt;", out);
        else if (*text == '>') fputs("&gt;", out);
        else if (*text == '&') fputs("&amp;", out);
        else if (*text == '"') fputs("&quot;", out);
        else if (*text == '\'') fputs("&#39;", out);
        else fputc(*text, out);
    }
}

static int width_of(const char *text)
{
    int characters = 0;
    for (; *text; text++) characters += ((unsigned char)*text >> 6) != 2;
    return 7 * characters + 12;  // as wide as a letter of 11 pixels gets
}

static void write_text(FILE *out, int x, int width, const char *text)
{
    fprintf(out, "<text x=\"%d\" y=\"14\" textLength=\"%d\">", x + 6, width - 12);
    write_escaped(out, text);
    fputs("</text>\n", out);
}

int emit_badge(FILE *out, const json_t *record, const struct emit_options *options,
               struct arena *arena, char why[EMIT_WHY])
{
    const struct badge badge = badge_of(record, options, arena);
    const char *label = badge.label;
    const int left = width_of(label), right = width_of(badge.message);
    (void)why;
    fprintf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"20\" role=\"img\""
            ">\n<title>", left + right);
    write_escaped(out, label);
    fprintf(out, ": %s</title>\n<rect width=\"%d\" height=\"20\" fill=\"#444444\"/>\n",
            badge.message, left);
    fprintf(out, "<rect x=\"%d\" width=\"%d\" height=\"20\" fill=\"%s\"/>\n", left, right,
            badge.colour);
    fputs("<g fill=\"#ffffff\" font-family=\"Verdana,DejaVu Sans,sans-serif\" font-size=\"11\">\n",
          out);
    write_text(out, 0, left, label);
    write_text(out, left, right, badge.message);
    fputs("</g>\n</svg>\n", out);
    return 0;
}

int emit_shields(FILE *out, const json_t *record, const struct emit_options *options,
                 struct arena *arena, char why[EMIT_WHY])
{
    const struct badge badge = badge_of(record, options, arena);
    json_t *file = json_pack("{s:i,s:s,s:s,s:s}", "schemaVersion", 1, "label",
                             badge.label, "message", badge.message, "color",
                             badge.named);
    (void)why;
    json_dumpf(file, out, JSON_INDENT(1));
    fputc('\n', out);
    json_decref(file);
    return 0;
}
