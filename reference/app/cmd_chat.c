// cmd_chat.c: crumb chat: a conversation. The model is a function of ids and remembers nothing:
// each turn it is given the whole conversation again, and the cache only saves computing what it
// shares with the last turn.
#include "app.h"
#include "chat_template.h"
#include "explain.h"
#include "fail.h"
#include "line.h"
#include "sampling_flags.h"
#include "show.h"
#include "speaker.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "crumb chat [--model DIR] [--full stop|slide] [--max-tokens N] [--stats]\n"
    "  --max-tokens N  the longest answer (400)\n"
    SAMPLING_FLAGS_HELP
    "  --positions N   how many tokens of conversation fit (those of the model, at most 4096)\n"
    "  --full stop|slide  when they are full: say so (the default), or drop the oldest turns\n"
    "  --stats         counts and times on standard error after each answer\n"
    "  --plain         ASCII without colour in /explain\n"
    "  --threads N     all that the machine has\n"
    "Ctrl-C ends an answer, at the prompt the program. /help lists what can be typed.";

static const char commands[] =
    "/forget         starts a new conversation\n"
    "/explain        the inside of the last answer: how its first token came about\n"
    "/seed N         of the draws; the same words then get the same answer\n"
    "/temperature T  0 takes the most likely token every time\n"
    "/stats          counts and times after each answer, or no more\n"
    "/quit           or Ctrl-D";

struct request {
    const char *model;
    struct sampling_flags sampling;
    dim most, positions;
    bool slide, stats, plain;
};

enum { TURNS_MOST = 4096 };

struct chat {
    struct speaker speaker;            // its ids are the conversation
    struct arena arena;
    const struct chat_template *form;  // may lie in the arena
    struct request request;
    uint64_t seed;                     // of the next answer
    dim opening;                       // ids in front of all turns
    dim turns[TURNS_MOST];             // where each begins
    dim turn_count;
    dim asked;                         // ids in front of the last answer; 0: none yet
    uint64_t asked_seed;
};

static volatile sig_atomic_t interrupted;

static void interrupt(int signal)
{
    (void)signal;
    interrupted = 1;
}

static struct request parse(int argc, char **argv)
{
    struct request r = {.model = app_starter(), .most = 400};
    for (int i = 1; i < argc; i++) {
        const char *flag = argv[i];
        if (!strcmp(flag, "--model")) r.model = app_value(argc, argv, &i);
        else if (!strcmp(flag, "--max-tokens"))
            r.most = app_whole(flag, app_value(argc, argv, &i), 1, 1 << 30);
        else if (!strcmp(flag, "--positions"))
            r.positions = app_whole(flag, app_value(argc, argv, &i), 2, 1 << 30);
        else if (!strcmp(flag, "--full")) r.slide = app_full(app_value(argc, argv, &i));
        else if (!strcmp(flag, "--stats")) r.stats = true;
        else if (!strcmp(flag, "--plain")) r.plain = true;
        else if (!strcmp(flag, "--threads")) app_threads(app_value(argc, argv, &i));
        else if (!sampling_flag(&r.sampling, argc, argv, &i))
            fail_usage("chat: %s: no such flag; crumb chat --help lists them", flag);
    }
    return r;
}

// ---- the conversation as ids ----------------------------------------------------------------

// The ids of a piece behind the others. False, and nothing changed: there is no room.
static bool push(struct chat *chat, const char *text, bool opened, bool specials)
{
    struct speaker *speaker = &chat->speaker;
    const struct look_text piece = look_encode_bytes(&speaker->look, (const uint8_t *)text,
                                                     (dim)strlen(text), opened, specials, "it");
    if (piece.count > speaker->runner.cache.C - speaker->count) return false;
    memcpy(speaker->ids + speaker->count, piece.ids, (size_t)piece.count * sizeof *piece.ids);
    speaker->count += piece.count;
    return true;
}

static void forget(struct chat *chat)
{
    chat->speaker.count = 0;
    chat->turn_count = chat->asked = 0;
    push(chat, chat->form->opening, chat->form == &chat_plain, true);
    chat->opening = chat->speaker.count;
}

static void drop_oldest_turn(struct chat *chat)
{
    struct speaker *speaker = &chat->speaker;
    const dim end = chat->turn_count > 1 ? chat->turns[1] : speaker->count;
    const dim gone = end - chat->opening;
    memmove(speaker->ids + chat->opening, speaker->ids + end,
            (size_t)(speaker->count - end) * sizeof *speaker->ids);
    speaker->count -= gone;
    for (dim i = 1; i < chat->turn_count; i++) chat->turns[i - 1] = chat->turns[i] - gone;
    chat->turn_count--;
}

static bool push_question(struct chat *chat, const char *words)
{
    const dim before = chat->speaker.count;
    const struct chat_template *form = chat->form;
    if (push(chat, form->user[0], false, true) && push(chat, words, false, false) &&
        push(chat, form->user[1], false, true) && push(chat, form->answer[0], false, true) &&
        chat->speaker.count < chat->speaker.runner.cache.C) {
        chat->turns[chat->turn_count++] = before;
        return true;
    }
    chat->speaker.count = before;
    return false;
}

// ---- one turn -------------------------------------------------------------------------------

static void answer(struct chat *chat)
{
    struct speaker *speaker = &chat->speaker;
    struct sigaction catch = {.sa_handler = interrupt}, before;
    chat->asked = speaker->count;
    chat->asked_seed = chat->seed++;
    rng_seed(&speaker->rng, chat->asked_seed, SAMPLING_RNG_STREAM);
    interrupted = 0;
    sigaction(SIGINT, &catch, &before);
    const enum generate_end end = speaker_answer(speaker, chat->request.most);
    sigaction(SIGINT, &before, NULL);
    fputs(end == GENERATE_ENDED ? " ...\n" : "\n", stdout);
    fflush(stdout);
    if (chat->request.stats) speaker_print_stats(speaker, end);
    if (end == GENERATE_FULL)
        printf("(The conversation fills all %td positions; /forget starts a new one.)\n",
               speaker->runner.cache.C);
    if (speaker->stats.slides) {  // what is left has no turns that could be told apart
        chat->opening = chat->asked = 0;
        chat->turns[0] = 0;
        chat->turn_count = 1;
    }
    push(chat, chat->form->answer[1], false, true);
}

static void ask(struct chat *chat, const char *words)
{
    if (chat->turn_count == TURNS_MOST) forget(chat);
    while (!push_question(chat, words)) {
        if (!chat->request.slide || chat->turn_count == 0) {
            printf("(%s do not fit into %td positions; %s.)\n",
                   chat->turn_count ? "The conversation and these words" : "So many words",
                   chat->speaker.runner.cache.C,
                   chat->turn_count ? "/forget starts a new one" : "say it shorter");
            return;
        }
        drop_oldest_turn(chat);
    }
    answer(chat);
}

// ---- commands -------------------------------------------------------------------------------

static void explain_last(struct chat *chat)
{
    if (chat->asked == 0) {
        puts("There is no answer yet to look into.");
        return;
    }
    show_begin(chat->request.plain);
    explain_show(&chat->speaker.look.model, &chat->speaker.look.tokenizer, chat->speaker.ids,
                 chat->asked, &chat->speaker.options, chat->asked_seed);
}

// A number behind a command; false says so to the user.
static bool number_of(double *number, const char *text, double most)
{
    char *end;
    *number = strtod(text, &end);
    if (end != text && !*end && *number >= 0.0 && *number <= most) return true;
    printf("Expected a number from 0 to %.0f, as in /seed 7 or /temperature 0.8.\n", most);
    return false;
}

// False: the end.
static bool command(struct chat *chat, const char *line)
{
    double number;
    if (!strcmp(line, "/quit")) return false;
    if (!strcmp(line, "/help")) puts(commands);
    else if (!strcmp(line, "/explain")) explain_last(chat);
    else if (!strcmp(line, "/stats")) chat->request.stats = !chat->request.stats;
    else if (!strcmp(line, "/forget")) {
        printf("Forgotten: %td tokens. The model itself never remembered them: it is a function "
               "of its input,\nand each turn was given the whole conversation again.\n",
               chat->speaker.count);
        forget(chat);
    } else if (!strncmp(line, "/seed ", 6)) {
        if (number_of(&number, line + 6, 1e9)) chat->seed = (uint64_t)number;
    } else if (!strncmp(line, "/temperature ", 13)) {
        if (number_of(&number, line + 13, 100.0))
            chat->speaker.options.temperature = (float)number;
    } else {
        printf("%s: no such command; /help lists them.\n", line);
    }
    return true;
}

// ---- the program ----------------------------------------------------------------------------

// The token that ends an answer, beside those of generation_config.json.
static void add_stop(struct chat *chat)
{
    struct generation_config *generation = &chat->speaker.look.model.generation;
    const char *stop = chat->form->stop;
    if (!stop) return;
    const struct look_text one = look_encode(&chat->speaker.look, stop, false, "it");
    if (one.count != 1)
        fail("%s: its chat template ends an answer with %s, which is no token of tokenizer.json; "
             "they do not belong together", chat->request.model, stop);
    for (dim i = 0; i < generation->stop_count; i++)
        if (generation->stops[i] == one.ids[0]) return;
    if (generation->stop_count < CHECKPOINT_STOPS)
        generation->stops[generation->stop_count++] = one.ids[0];
}

static void greet(const struct chat *chat)
{
    printf("%s: %td parameters, %td positions, %s turns. /help lists commands.\n"
           "Try: " SHOW_SENTENCE "\n", chat->request.model, chat->speaker.look.model.params.count,
           chat->speaker.runner.cache.C, chat->form->name);
}

int cmd_chat(int argc, char **argv)
{
    static struct chat chat;
    const char *line;
    if (argc > 1 && !strcmp(argv[argc - 1], "--help")) {
        puts(usage);
        return 0;
    }
    chat.request = parse(argc, argv);
    chat.seed = sampling_seed(&chat.request.sampling);
    chat.form = chat_load(&chat.arena, chat.request.model);
    look_open(&chat.speaker.look, chat.request.model);
    chat.speaker.look.any_length = true;  // push says it better
    if (!chat.speaker.look.words)
        fail("%s: no tokenizer.json, so words have no ids here; crumb generate --prompt-ids "
             "1,403,407 --print-ids takes numbers", chat.request.model);
    add_stop(&chat);
    chat.speaker.slide = chat.request.slide;
    chat.speaker.stop = &interrupted;
    chat.speaker.options =
        sampling_options(&chat.request.sampling, &chat.speaker.look.model.generation);
    speaker_open(&chat.speaker, chat.request.positions, 64);
    forget(&chat);
    if (isatty(STDIN_FILENO)) greet(&chat);
    while (!ferror(stdout) && (line = line_read("> "))) {
        if (*line == '/' && !command(&chat, line)) break;
        if (*line && *line != '/') ask(&chat, line);
    }
    speaker_close(&chat.speaker);
    arena_free(&chat.arena);
    return 0;
}
