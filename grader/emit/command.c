// command.c: grade emit FORMAT RECORD.json|- [--out FILE] and what the formats want to know.
#include "emit/emit.h"

#include "fail.h"
#include "file.h"
#include "flags.h"
#include "show.h"

#include <stdlib.h>
#include <string.h>

static char *read_input(struct arena *arena, size_t *count)
{
    char *text = malloc(EMIT_BYTES_MOST + 1);
    if (!text) fail_environment("memory: no room for %d bytes", EMIT_BYTES_MOST);
    *count = fread(text, 1, EMIT_BYTES_MOST + 1, stdin);
    if (ferror(stdin)) fail("standard input: cannot be read");
    if (*count > EMIT_BYTES_MOST)
        fail("standard input: more than %d MiB; a record is smaller", EMIT_BYTES_MOST >> 20);
    char *kept = memcpy(arena_alloc(arena, *count + 1), text, *count);
    free(text);
    return kept;
}

static json_t *read_record(struct arena *arena, const char *path)
{
    char why[EMIT_WHY], shown[500];
    size_t count;
    const bool input = strcmp(path, "-") == 0;
    const char *text = input ? read_input(arena, &count)
                             : file_text(arena, path, EMIT_BYTES_MOST, &count);
    json_t *record = emit_record_read(text, count, why);
    if (!record)
        fail("%s: %s", input ? "standard input" : show(shown, sizeof shown, path, strlen(path)),
             why);
    return record;
}

static int write_pending(const char *out_path)
{
    struct file_writer writer;
    if (!out_path) {
        emit_gradescope_pending(stdout);
        return 0;
    }
    file_begin(&writer, out_path);
    emit_gradescope_pending(writer.stream);
    file_commit(&writer);
    return 0;
}

static void check_words(int alone, char **argv, bool pending)
{
    if (alone < 1 || !emit_of(argv[0])) {
        char all[200] = "";
        for (int i = 0; emit_names[i]; i++)
            snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s", i ? ", " : "",
                     emit_names[i]);
        fail_usage("emit%s%s: wanted one of %s", alone < 1 ? "" : " ", alone < 1 ? "" : argv[0],
                   all);
    }
    if (pending && strcmp(argv[0], "gradescope") != 0)
        fail_usage("--pending: is for gradescope; leave it out");
    if (alone != (pending ? 1 : 2))
        fail_usage("emit %s: wanted %s", argv[0],
                   pending ? "no record beside --pending"
                           : "one record: a file that grade --format json wrote, or - for "
                             "standard input");
}

int emit_command(struct settings *settings, struct arena *arena, const char *program, int argc,
                 char **argv)
{
    static const char *const per[] = {"lab", "part", NULL};
    struct emit_options o = {0};
    const char *out = NULL;
    int each = 0;
    bool pending = false;
    const struct flag flags[] = {
        {"--out", FLAG_PATH, &out, 0, NULL},
        {"--classroom", FLAG_TEXT, &o.classroom, 0, NULL},
        {"--assignment", FLAG_TEXT, &o.assignment, 0, NULL},
        {"--assignment-type", FLAG_TEXT, &o.assignment_type, 0, NULL},
        {"--owner", FLAG_TEXT, &o.owner, 0, NULL},
        {"--submission", FLAG_TEXT, &o.submission, 0, NULL},
        {"--commit", FLAG_TEXT, &o.commit, 0, NULL},
        {"--release", FLAG_TEXT, &o.release, 0, NULL},
        {"--review", FLAG_TEXT, &o.review, 0, NULL},
        {"--datetime", FLAG_TEXT, &o.datetime, 0, NULL},
        {"--graded-at", FLAG_TEXT, &o.graded_at, 0, NULL},
        {"--visibility", FLAG_CHOICE, &o.visibility, 0, emit_visibilities},
        {"--leaderboard", FLAG_TEXT, &o.leaderboard, 0, NULL},
        {"--pending", FLAG_SET, &pending, 0, NULL},
        {"--subtests", FLAG_SET, &o.subtests, 0, NULL},
        {"--per", FLAG_CHOICE, &each, 0, per},
        {"--stages", FLAG_SET, &o.stages, 0, NULL},
        {"--scoreboard", FLAG_SET, &o.scoreboard, 0, NULL},
        {"--slug", FLAG_TEXT, &o.slug, 0, NULL},
        {"--label", FLAG_TEXT, &o.label, 0, NULL},
        {0}};
    (void)settings, (void)program;  // a record is all there is: no course, no probes
    const int alone = flags_read(arena, "emit", flags, argc, argv);
    check_words(alone, argv, pending);
    o.each_part = each == 1;
    if (pending) return write_pending(out);
    emit_options_from_environment(&o);
    json_t *record = read_record(arena, argv[1]);
    const int code = emit_send(argv[0], record, &o, out);
    json_decref(record);
    return code;
}
