// whole_parts.c: compiles and links a whole model. See whole_parts.h.
#include "whole_parts.h"

#include "fail.h"
#include "workers.h"

#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_MAX = 1 << 20 };

const char *whole_state_name(enum whole_state state)
{
    static const char *const names[WHOLE_STATES] = {"own", "absent", "not-written-yet",
                                                    "refused", "partly-written"};
    return names[state];
}

// ---- is anything written? ---------------------------------------------------------------------

// Behind a comment or a text in quotes that starts here; at itself when there is none.
static const char *behind(const char *at)
{
    if (at[0] == '/' && at[1] == '/') return at + strcspn(at, "\n");
    if (at[0] == '/' && at[1] == '*') {
        const char *end = strstr(at + 2, "*/");
        return end ? end + 2 : at + strlen(at);
    }
    if (*at != '"' && *at != '\'') return at;
    const char quote = *at++;
    while (*at && *at != quote) at += *at == '\\' && at[1] ? 2 : 1;
    return *at ? at + 1 : at;
}

bool whole_is_stub(const char *text)
{
    static const char todo[] = "LAB_TODO()";
    int depth = 0, bodies = 0, unwritten = 0;
    bool body = false, open = false;
    char last = 0;  // before this, without spaces
    for (const char *at = text; *at;) {
        const char *next = behind(at);
        if (next != at) {
            at = next;
            continue;
        }
        if (*at == '{' && depth++ == 0) {
            body = last == ')';  // a struct or a table has no such end
            bodies += body;
            open = body;
        }
        if (*at == '}' && depth > 0) depth--;
        if (open && depth > 0 && strncmp(at, todo, sizeof todo - 1) == 0) {
            unwritten++;
            open = false;  // a body counts once
        }
        if (!isspace((unsigned char)*at)) last = *at;
        at++;
    }
    return bodies > 0 && unwritten == bodies;
}

static bool file_is_stub(const char *path)
{
    static char text[TEXT_MAX + 1];
    FILE *in = fopen(path, "rb");
    if (!in) return false;
    text[fread(text, 1, TEXT_MAX, in)] = 0;
    fclose(in);
    return whole_is_stub(text);
}

// ---- parts ------------------------------------------------------------------------------------

static bool speaks(const struct topics *topics, dim at)
{
    const char *topic = topics->parts[at].topic;
    for (; at < topics->count && strcmp(topics->parts[at].topic, topic) == 0; at++)
        if (topics->parts[at].track == TRACK_SPEAK) return true;
    return false;
}

void whole_parts_find(struct whole_parts *parts, const struct settings *settings)
{
    const struct topics *topics = &settings->topics;
    memset(parts, 0, sizeof *parts);
    for (dim i = 0; i < topics->count && parts->count < WHOLE_PARTS_MAX; i++) {
        const struct topic_part *row = &topics->parts[i];
        if ((i > 0 && strcmp(row->topic, row[-1].topic) == 0) || !speaks(topics, i)) continue;
        struct whole_part *part = &parts->list[parts->count++];
        part->number = row->number;
        part->topic = row->topic;
    }
}

struct work {
    const struct whole_parts *parts;
    const struct settings *settings;
};

// One file, in a process of its own.
static json_t *compile_one(const void *context, dim i)
{
    const struct work *work = context;
    const struct whole_part *part = &work->parts->list[i];
    static struct submission one;
    char copy[SUBMISSION_PATH_MAX];
    submission_find(copy, work->settings, part->number, part->topic);
    if (access(copy, F_OK) != 0)
        return json_pack("{s:i, s:s, s:s}", "state", WHOLE_ABSENT, "source", copy, "detail", "");
    one = work->parts->build;
    submission_object(&one, work->settings, part->number, part->topic);
    snprintf(copy, sizeof copy, "%.4000s/%s.c", one.folder, part->topic);
    const bool refused = one.outcome.verdict != VERDICT_PASS;
    const enum whole_state state = refused              ? WHOLE_REFUSED
                                   : file_is_stub(copy) ? WHOLE_STUB
                                                        : WHOLE_OWN;
    return json_pack("{s:i, s:s, s:s}", "state", (int)state, "source", one.source, "detail",
                     one.outcome.detail);
}

static void take(struct whole_part *part, const json_t *made, const char *said)
{
    if (!made) {
        part->state = WHOLE_REFUSED;
        snprintf(part->detail, sizeof part->detail, "%s",
                 *said ? said : "the process that compiled it died");
        return;
    }
    part->state = (enum whole_state)json_integer_value(json_object_get(made, "state"));
    snprintf(part->source, sizeof part->source, "%s",
             json_string_value(json_object_get(made, "source")));
    snprintf(part->detail, sizeof part->detail, "%s",
             json_string_value(json_object_get(made, "detail")));
}

// What an interrupted grader removes on its way out.
static char doomed[2 * WHOLE_PARTS_MAX + 1][SUBMISSION_PATH_MAX];
static char doomed_folder[SUBMISSION_PATH_MAX];
static dim doomed_count;

static void on_interrupt(int number)
{
    for (dim i = 0; i < doomed_count; i++) unlink(doomed[i]);
    rmdir(doomed_folder);
    _exit(128 + number);
}

static void catch_interrupts(const struct whole_parts *parts)
{
    const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    const char *folder = parts->build.folder;
    strcpy(doomed_folder, folder);
    strcpy(doomed[doomed_count++], parts->build.program);
    for (dim i = 0; i < parts->count; i++)
        for (int kind = 0; kind < 2; kind++)
            snprintf(doomed[doomed_count++], SUBMISSION_PATH_MAX, "%.4000s/%s.%c", folder,
                     parts->list[i].topic, kind ? 'o' : 'c');
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction before, action = {.sa_handler = on_interrupt};
        sigemptyset(&action.sa_mask);
        if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
    }
}

void whole_parts_compile(struct whole_parts *parts, const struct settings *settings)
{
    static char said[WHOLE_PARTS_MAX][WORKERS_SAID_MAX];
    const struct work work = {parts, settings};
    json_t *made[WHOLE_PARTS_MAX] = {NULL};
    submission_folder(&parts->build);
    snprintf(parts->build.program, SUBMISSION_PATH_MAX, "%.4000s/model", parts->build.folder);
    catch_interrupts(parts);
    workers_run(made, said, parts->count, compile_one, &work);
    for (dim i = 0; i < parts->count; i++) {
        take(&parts->list[i], made[i], said[i]);
        json_decref(made[i]);
    }
}

void whole_parts_link(struct whole_parts *parts, const struct settings *settings,
                      const struct whole_part *instead)
{
    static char paths[WHOLE_PARTS_MAX + 1][SUBMISSION_PATH_MAX];
    const char *objects[WHOLE_PARTS_MAX + 1];
    snprintf(paths[0], SUBMISSION_PATH_MAX, "%.4000s/whole.o", settings->objects);
    for (dim i = 0; i < parts->count; i++) {
        const struct whole_part *part = &parts->list[i];
        const bool own = part->state == WHOLE_OWN && part != instead;
        snprintf(paths[i + 1], SUBMISSION_PATH_MAX, "%.4000s/%s.o",
                 own ? parts->build.folder : settings->objects, part->topic);
    }
    for (dim i = 0; i <= parts->count; i++) objects[i] = paths[i];
    submission_link_whole(&parts->build, objects, parts->count + 1);
    if (parts->build.outcome.verdict != VERDICT_PASS)
        fail_environment("the parts of the model do not link: %s", parts->build.outcome.detail);
}

void whole_parts_remove(struct whole_parts *parts)
{
    submission_remove(&parts->build);
}
