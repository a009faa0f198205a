// whole_report.c: what grade model tells a person, made from its record alone. See whole.h.
#include "whole.h"

#include "fields.h"
#include "paint.h"
#include "submission.h"
#include "whole_place.h"

#include <string.h>

enum { LINE_MAX_BYTES = 1400, SAID_MAX = 300, SAID_COLUMNS = 72, WORD_MAX = 60 };

static const json_t *part_of(const json_t *record, const char *topic)
{
    size_t i;
    json_t *part;
    json_array_foreach(json_object_get(record, "parts"), i, part)
        if (field_is(part, "topic", topic)) return part;
    return NULL;
}

// ---- parts ------------------------------------------------------------------------------------

static int topics_in_state(char *list, size_t room, const json_t *record, const char *state)
{
    size_t i, used = 0;
    json_t *part;
    int count = 0;
    list[0] = 0;
    json_array_foreach(json_object_get(record, "parts"), i, part)
        if (field_is(part, "state", state) && used < room) {
            used += (size_t)snprintf(list + used, room - used, " %s", field_text(part, "topic"));
            count++;
        }
    return count;
}

static void write_parts(FILE *out, const json_t *record)
{
    char list[600], line[LINE_MAX_BYTES];
    size_t i;
    json_t *part;
    if (json_array_size(json_object_get(record, "parts")) == 0) {
        fputs(" every part is the reference's\n", out);
        return;
    }
    const int own = topics_in_state(list, sizeof list, record, "own");
    snprintf(line, sizeof line, "your parts (%d):%s", own, own ? list : " none yet");
    paint_wrapped(out, " ", line);
    if (topics_in_state(list, sizeof list, record, "not-written-yet")) {
        snprintf(line, sizeof line, "trusted parts, where nothing is written yet:%s", list);
        paint_wrapped(out, " ", line);
    }
    if (topics_in_state(list, sizeof list, record, "absent")) {
        snprintf(line, sizeof line, "trusted parts, where there is no file:%s", list);
        paint_wrapped(out, " ", line);
    }
    json_array_foreach(json_object_get(record, "parts"), i, part) {
        const bool refused = field_is(part, "state", "refused");
        const bool partly = field_is(part, "state", "partly-written");
        if (!partly && !refused) continue;
        snprintf(line, sizeof line, "%s: the trusted part stands in%s%s", field_text(part, "topic"),
                 partly ? ", " : "", partly ? field_text(part, "detail") : "");
        paint_wrapped(out, " ", line);
        if (partly) continue;
        if (strchr(field_text(part, "detail"), '\n'))
            paint_indented(out, "   ", field_text(part, "detail"));
        else paint_wrapped(out, "   ", field_text(part, "detail"));
    }
}

// ---- what differs -----------------------------------------------------------------------------

// "layer 0, head 2, position 5, channel 3, after rope (attention.q): 0.4, expected 0.1"
static void write_difference(FILE *out, const json_t *first, const char *before)
{
    char line[LINE_MAX_BYTES];
    const size_t shown = strlen(field_text(first, "got")) + strlen(field_text(first, "expected"));
    const bool lists = shown > 40;
    const char *place = field_text(first, "place");
    if (*field_text(first, "detail")) {
        snprintf(line, sizeof line, "%s, before %s (%s) was whole", field_text(first, "detail"),
                 field_text(first, "topic"), field_text(first, "name"));
    } else if (*field_text(first, "instead")) {
        snprintf(line, sizeof line, "after %s: %s was to come next, but %s came",
                 field_text(first, "topic"), field_text(first, "name"),
                 field_text(first, "instead"));
    } else {
        snprintf(line, sizeof line, "%s%safter %s (%s):%s", place, *place ? ", " : "",
                 field_text(first, "topic"), field_text(first, "name"), lists ? "" : " ");
        const size_t used = strlen(line);
        if (!lists)
            snprintf(line + used, sizeof line - used, "%s, expected %s", field_text(first, "got"),
                     field_text(first, "expected"));
    }
    paint_wrapped(out, before, line);
    if (!lists || *field_text(first, "detail") || *field_text(first, "instead")) return;
    snprintf(line, sizeof line, "got      %s", field_text(first, "got"));
    paint_wrapped(out, before, line);
    snprintf(line, sizeof line, "expected %s", field_text(first, "expected"));
    paint_wrapped(out, before, line);
}

static void write_map(FILE *out, const json_t *map)
{
    const json_t *cells = json_object_get(map, "cells");
    const size_t rows = json_array_size(cells);
    const dim all = field_count(map, "rows_in_all"), from = field_count(map, "from");
    const bool named = *field_text(map, "rows") != 0;
    fprintf(out, "\n   where it is off: %s%s%ss %td to %td across\n",
            named ? field_text(map, "rows") : "", named ? "s down, " : "",
            field_text(map, "columns"), from, from + field_count(map, "columns_in_all") - 1);
    for (size_t r = 0; r < rows; r++) {
        const dim first = (dim)r * all / (dim)rows;
        if (named) fprintf(out, "   %5td ", first);
        else fputs("         ", out);
        fprintf(out, "%s\n", json_string_value(json_array_get(cells, r)));
    }
    paint_indented(out, "   ", whole_map_legend);
}

static void write_first(FILE *out, const json_t *record, const json_t *first)
{
    char line[LINE_MAX_BYTES];
    const json_t *map = json_object_get(first, "map");
    fputs("\n ", out);
    paint_verdict(out, field_text(first, "verdict"));
    fprintf(out, ": the first difference, in\n   %s:\n", field_text(first, "stage"));
    write_difference(out, first, "   ");
    if (json_object_get(first, "of") && field_count(first, "of") > 1)
        fprintf(out, "   %td of %td values of it are off\n", field_count(first, "off"),
                field_count(first, "of"));
    if (field_count(record, "agreed"))
        snprintf(line, sizeof line, "everything before agrees: %td tensors, %td values",
                 field_count(record, "agreed"), field_count(record, "values"));
    else snprintf(line, sizeof line, "nothing came before it");
    paint_wrapped(out, "   ", line);
    if (map) write_map(out, map);
}

// ---- who is to blame, and what to do ----------------------------------------------------------

static void write_culprit(FILE *out, const json_t *record, const json_t *first)
{
    char line[LINE_MAX_BYTES];
    const char *topic = field_text(first, "topic"), *culprit = field_text(record, "culprit");
    const json_t *then = json_object_get(record, "then"), *part = part_of(record, culprit);
    fputc('\n', out);
    if (!*culprit) {
        const json_t *own = part_of(record, topic);
        const bool mine = own && field_is(own, "state", "own");
        snprintf(line, sizeof line, "%s computes it%s%s. No trusted part alone in place of yours "
                 "helps: more than one is wrong", topic, mine ? ", and that is your " : "",
                 mine ? field_text(own, "source") : "");
        paint_wrapped(out, " ", line);
        return;
    }
    snprintf(line, sizeof line, "%s%s%sIt is your %s: with the trusted %s in its place %s",
             strcmp(topic, culprit) == 0 ? "" : topic,
             strcmp(topic, culprit) == 0 ? "" : " computes it, from what it is given. ", "",
             field_text(part, "source"), culprit,
             json_is_object(then) ? "this agrees, and the next difference is:"
                                  : "everything agrees");
    paint_wrapped(out, " ", line);
    if (!json_is_object(then)) return;
    fprintf(out, "   in %s:\n", field_text(then, "stage"));
    write_difference(out, then, "   ");
}

static void write_next(FILE *out, const struct settings *settings, const json_t *record,
                       const json_t *first)
{
    char from[SUBMISSION_PATH_MAX + 8] = "";
    const char *culprit = field_text(record, "culprit");
    const char *topic = *culprit ? culprit : field_text(first, "topic");
    if (strcmp(settings->from, "labs") != 0)
        snprintf(from, sizeof from, " FROM=%s", settings->from);
    fprintf(out, " next: make grade T=%s%s\n", topic, from);
    fputs("       it prints ids of checks; build/grade replay ID shows one with its numbers\n",
          out);
}

// ---- all of it --------------------------------------------------------------------------------

// A model that has lost its way says words without end: then lines are cut anywhere.
static void write_said(FILE *out, const char *who, const char *said)
{
    char line[SAID_MAX + 40];
    size_t longest = 0;
    for (const char *at = said; *at; at += strcspn(at, " \n"), at += strspn(at, " \n"))
        if (strcspn(at, " \n") > longest) longest = strcspn(at, " \n");
    snprintf(line, sizeof line, "%s: %s%s", who, said, *said ? " ..." : "(no word)");
    if (longest < WORD_MAX) {
        paint_wrapped(out, "   ", line);
        return;
    }
    for (size_t at = 0, count = strlen(line), end; at < count; at = end) {
        end = at + SAID_COLUMNS < count ? at + SAID_COLUMNS : count;
        while (((unsigned char)line[end] & 0xC0) == 0x80) end--;  // never inside a character
        const size_t newline = strcspn(line + at, "\n");
        if (newline < end - at) end = at + newline;
        fprintf(out, "   %.*s\n", (int)(end - at), line + at);
        end += line[end] == '\n';
    }
}

static void write_answers(FILE *out, const json_t *record)
{
    const json_t *answers = json_object_get(record, "answers");
    const char *own = field_text(answers, "own"), *expected = field_text(answers, "expected");
    fprintf(out, "\n \"%s\"\n", field_text(record, "question"));
    if (*own || !json_is_object(json_object_get(record, "first")))
        write_said(out, "your model", own);
    else fputs("   your model did not come to a word\n", out);
    if (strcmp(own, expected) == 0) fputs("   the trusted one: the same\n", out);
    else write_said(out, "the trusted one", expected);
}

static void write_agreement(FILE *out, const json_t *record)
{
    char line[LINE_MAX_BYTES];
    snprintf(line, sizeof line, "every tensor agrees: %td tensors, %td values. The worst is off "
             "by %.2g of the largest of its tensor%s%s; %.2g is allowed",
             field_count(record, "agreed"), field_count(record, "values"),
             json_real_value(json_object_get(record, "worst")),
             *field_text(record, "worst_in") ? ", in " : "", field_text(record, "worst_in"),
             json_real_value(json_object_get(record, "within")));
    fputc('\n', out);
    paint_wrapped(out, " ", line);
}

void whole_report(FILE *out, const struct settings *settings, const json_t *record)
{
    const json_t *first = json_object_get(record, "first");
    fprintf(out, " the model on the parts of %s\n", field_text(record, "from"));
    write_parts(out, record);
    if (json_is_object(first)) {
        write_first(out, record, first);
        if (*field_text(record, "printed")) {
            fputs("\n your program printed:\n", out);
            paint_indented(out, "   | ", field_text(record, "printed"));
        }
        if (json_array_size(json_object_get(record, "parts"))) write_culprit(out, record, first);
        write_answers(out, record);
        fputc('\n', out);
        write_next(out, settings, record, first);
    } else {
        write_agreement(out, record);
        if (*field_text(record, "ended")) paint_wrapped(out, " but ", field_text(record, "ended"));
        write_answers(out, record);
    }
    paint_wrapped(out, " ", "exercised: what these topics need to speak. Backward functions, "
                            "extreme sizes and the topics that learn are make grade's business");
}
