// eval_chat.c: crumb eval --chat: a model answers questions from a file; a program of the user's
// judges what it said.
#include "app.h"
#include "app_eval.h"
#include "ask.h"
#include "fail.h"
#include "file.h"

#include <errno.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct request {
    const char *model, *chat, *answers, *judge;
    struct sampling_flags sampling;
    bool drawn;  // a flag of sampling was given: not greedy
    dim most;
};

static struct request parse(int argc, char **argv)
{
    struct request r = {.model = app_starter(), .most = 400};
    for (int i = 1; i < argc; i++) {
        const char *flag = argv[i];
        if (!strcmp(flag, "--model")) r.model = app_value(argc, argv, &i);
        else if (!strcmp(flag, "--chat")) r.chat = app_value(argc, argv, &i);
        else if (!strcmp(flag, "--answers")) r.answers = app_value(argc, argv, &i);
        else if (!strcmp(flag, "--judge")) r.judge = app_value(argc, argv, &i);
        else if (!strcmp(flag, "--max-tokens"))
            r.most = app_whole(flag, app_value(argc, argv, &i), 1, 1 << 30);
        else if (!strcmp(flag, "--threads")) app_threads(app_value(argc, argv, &i));
        else if (!strcmp(flag, "--greedy")) r.drawn = false;
        else if (sampling_flag(&r.sampling, argc, argv, &i)) r.drawn = true;
        else fail_usage("--chat %s: no such flag; crumb eval --help lists them", flag);
    }
    if (!r.answers && !r.judge)
        fail_usage("eval --chat: where do the answers go? --answers FILE keeps them, --judge "
                   "COMMAND looks at them");
    r.sampling.greedy = !r.drawn;
    return r;
}

// ---- answers --------------------------------------------------------------------------------

static void write_answer(FILE *stream, const struct answer *answer)
{
    json_t *line = json_pack("{s:o}", "answer",
                             json_stringn(answer->text, (size_t)answer->length));
    char *text = json_dumps(line, 0);
    if (!text) fail_environment("no memory for an answer");
    fputs(text, stream);
    fputc('\n', stream);
    free(text);
    json_decref(line);
}

struct counts {
    dim tokens, cut, full;  // of all answers; that reached --max-tokens; that found no room
};

static void answer_all(struct counts *counts, FILE *stream, struct ask *ask,
                       const struct conversation_list *questions, const struct request *r)
{
    struct rng rng;
    rng_seed(&rng, sampling_seed(&r->sampling), SAMPLING_RNG_STREAM);
    for (dim i = 0; i < questions->count; i++) {
        char where[4200];
        snprintf(where, sizeof where, "%s:%td", r->chat, questions->lines[i]);
        const enum generate_end end = ask_run(ask, &questions->items[i], where, r->most, &rng);
        write_answer(stream, &ask->answer);
        counts->tokens += ask->answer.tokens;
        counts->cut += end == GENERATE_LENGTH;
        counts->full += end == GENERATE_FULL;
        app_count("answering", i + 1, questions->count);
    }
    app_progress_end();
}

// Words that have no ids are said before a file is begun.
static void expect_words(struct ask *ask, const struct conversation_list *questions,
                         const char *path)
{
    struct arena arena = {0};
    for (dim i = 0; i < questions->count; i++) {
        char where[4200];
        struct conversation_ids ids;
        snprintf(where, sizeof where, "%s:%td", path, questions->lines[i]);
        conversation_encode(&ids, &arena, &ask->encoder, &questions->items[i], where);
    }
    arena_free(&arena);
}

// ---- the judge ------------------------------------------------------------------------------

// The words of the command are the shell's business; the two paths are given beside them, so that
// whatever stands in them stays a path. Returns its exit code.
static int judge(const char *command, const char *questions, const char *answers)
{
    char line[8192];
    const int n = snprintf(line, sizeof line, "%s --questions \"$1\" --answers \"$2\"", command);
    if (n < 0 || n >= (int)sizeof line) fail_usage("--judge: this command is too long");
    fflush(stdout);
    const pid_t child = fork();
    if (child < 0) fail_environment("--judge: no process for it (%s)", strerror(errno));
    if (child == 0) {
        execl("/bin/sh", "sh", "-c", line, "judge", questions, answers, (char *)NULL);
        _exit(127);
    }
    int status;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) fail_environment("--judge: lost (%s)", strerror(errno));
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// Answers that nobody wants to keep: a file for the judge alone.
static const char *passing_file(void)
{
    static char path[4096];
    const char *folder = getenv("TMPDIR");
    snprintf(path, sizeof path, "%.4000s/crumb-answers-XXXXXX",
             folder && *folder ? folder : "/tmp");
    const int descriptor = mkstemp(path);
    if (descriptor < 0) fail_environment("%s: no temporary file can be made", path);
    close(descriptor);
    return path;
}

int eval_chat(int argc, char **argv)
{
    static struct ask ask;
    struct arena arena = {0};
    struct conversation_list questions = {0};
    struct counts counts = {0};
    struct file_writer writer;
    const struct request r = parse(argc, argv);
    conversation_read(&questions, &arena, r.chat, false);
    ask_open(&ask, r.model, &r.sampling);
    expect_words(&ask, &questions, r.chat);
    const char *path = r.answers ? r.answers : passing_file();
    file_begin(&writer, path);
    answer_all(&counts, writer.stream, &ask, &questions, &r);
    file_commit(&writer);
    printf("%td question%s answered in %td tokens", questions.count,
           questions.count == 1 ? "" : "s", counts.tokens);
    if (counts.cut) printf("; %td answers cut at --max-tokens %td", counts.cut, r.most);
    if (counts.full)
        printf("; %td found no room in %td positions", counts.full, ask.answer.runner.cache.C);
    putchar('\n');
    ask_close(&ask);
    arena_free(&arena);
    const int code = r.judge ? judge(r.judge, r.chat, path) : 0;
    if (!r.answers) unlink(path);
    return code;
}
