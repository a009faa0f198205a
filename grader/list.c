// list.c: the table of labs. See list.h.
#include "list.h"

#include "fail.h"
#include "fields.h"
#include "next.h"
#include "paint.h"

#include <string.h>

enum { STATE_COLUMNS = 20 };

struct state {
    const char *verdict;  // as grading said it last; "" for never
    bool edited;          // since then
    int points, tries, hints;
};

static struct state state_of(const struct settings *settings, const struct progress *progress,
                             const struct topic_part *part)
{
    struct state state = {.verdict = ""};
    const char *name;
    json_t *taken;
    const json_t *entry = progress_part(progress, part);
    if (!entry) return state;
    state.verdict = field_text(entry, "verdict");
    state.edited = !progress_fresh(progress, settings, part);
    state.points = field_number(entry, "earned");
    state.tries = field_number(entry, "tries");
    json_object_foreach(json_object_get(entry, "hints"), name, taken)
        state.hints += (int)json_integer_value(taken);
    return state;
}

static bool is_started(const struct state *state)
{
    return *state->verdict && strcmp(state->verdict, "not-written-yet") != 0;
}

static bool is_done(const struct state *state)
{
    return strcmp(state->verdict, "pass") == 0;
}

// "passed", "wrong-value, 3 tries", "edited since", "not started"
static void write_state(FILE *out, const struct state *state)
{
    char tries[40] = "";
    if (!is_started(state)) {
        fputs("not started", out);
        return;
    }
    paint_verdict(out, is_done(state) ? "pass" : state->verdict);
    if (!is_done(state) && state->tries > 0)
        snprintf(tries, sizeof tries, ", %d tr%s", state->tries, state->tries == 1 ? "y" : "ies");
    if (state->edited) snprintf(tries, sizeof tries, ", edited");
    if (strlen(state->verdict) + strlen(tries) <= STATE_COLUMNS) fputs(tries, out);
}

static int title_columns(const struct topics *topics)
{
    size_t columns = 0;
    for (dim i = 0; i < topics->count; i++)
        if (strlen(topics->parts[i].title) > columns) columns = strlen(topics->parts[i].title);
    return (int)columns;
}

static void write_row(FILE *out, const struct topic_part *part, const struct state *state,
                      bool is_next, int columns)
{
    fprintf(out, "  %s %s  %-*s %3d  %2d/%-2d  ", is_next ? ">" : " ", part->part, columns,
            part->title, part->minutes, state->points, part->points);
    write_state(out, state);
    fputc('\n', out);
}

static void write_sum(FILE *out, const struct settings *settings, const struct progress *progress)
{
    const struct topics *topics = &settings->topics;
    int points = 0, earned = 0, minutes = 0;
    for (dim i = 0; i < topics->count; i++) {
        const struct state state = state_of(settings, progress, &topics->parts[i]);
        points += topics->parts[i].points;
        earned += state.points;
        if (!is_done(&state)) minutes += topics->parts[i].minutes;
    }
    fprintf(out, "\n %d of %d points", earned, points);
    if (minutes >= 120) fprintf(out, "; about %d hours are left\n", (minutes + 30) / 60);
    else if (minutes) fprintf(out, "; about %d minutes are left\n", minutes);
    else fputc('\n', out);
}

void list_write(FILE *out, const struct settings *settings, const struct progress *progress)
{
    const struct topics *topics = &settings->topics;
    const struct topic_part *next = next_part(settings, progress, NULL);
    const int columns = title_columns(topics);
    const char *topic = "";
    fprintf(out, "%-*s min points\n", 7 + columns, "");
    for (dim i = 0; i < topics->count; i++) {
        const struct topic_part *part = &topics->parts[i];
        const struct state state = state_of(settings, progress, part);
        if (strcmp(part->topic, topic) != 0) fprintf(out, " %s %s\n", part->number, part->topic);
        topic = part->topic;
        write_row(out, part, &state, part == next, columns);
    }
    write_sum(out, settings, progress);
    next_write(out, settings, progress, NULL);
}

// docs/grader.md describes it.
static json_t *list_json(const struct settings *settings, const struct progress *progress)
{
    const struct topics *topics = &settings->topics;
    const struct topic_part *next = next_part(settings, progress, NULL);
    json_t *parts = json_array();
    for (dim i = 0; i < topics->count; i++) {
        const struct topic_part *part = &topics->parts[i];
        const struct state state = state_of(settings, progress, part);
        json_array_append_new(
            parts, json_pack("{s:s,s:s,s:s,s:s,s:s,s:i,s:i,s:i,s:s,s:b,s:i,s:i,s:b}", "number",
                             part->number, "topic", part->topic, "part", part->part, "title",
                             part->title, "track", part->track == TRACK_SPEAK ? "speak" : "learn",
                             "minutes", part->minutes, "points", part->points, "earned",
                             state.points, "verdict", state.verdict, "edited", state.edited,
                             "tries", state.tries, "hints", state.hints, "next", part == next));
    }
    return json_pack("{s:s,s:o}", "schema", "crumb/list/v1", "parts", parts);
}

int list_command(const struct settings *settings, const char *argument)
{
    struct progress progress;
    (void)argument;
    if (strcmp(settings->from, "labs") != 0)
        fail_usage("list: --from %s: only labs is remembered; leave --from out", settings->from);
    progress_read(&progress, settings);
    if (settings->json) {
        json_t *list = list_json(settings, &progress);
        json_dumpf(list, stdout, JSON_INDENT(1));
        putchar('\n');
        json_decref(list);
    } else {
        list_write(stdout, settings, &progress);
    }
    progress_say(&progress);
    progress_free(&progress);
    return 0;
}
