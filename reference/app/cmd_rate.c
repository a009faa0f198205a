// cmd_rate.c: crumb rate: two answers of a model beside each other; which one the reader prefers is
// kept in a file, from which a model can learn what people like.
#include "app.h"
#include "ask.h"
#include "columns.h"
#include "fail.h"
#include "line.h"
#include "preferences.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "crumb rate --out FILE [--model DIR] [--questions FILE | QUESTION]\n"
    "  --out FILE        a line for each choice is added: prompt, chosen, rejected, when\n"
    "  --questions FILE  a line {\"messages\": [...]} each, which ends with the user; those that\n"
    "                    --out has a choice for are left out\n"
    "                    without it and without a QUESTION: you type them\n"
    "  --max-tokens N    the longest answer (250)\n"
    SAMPLING_FLAGS_HELP
    "  --threads N       all that the machine has\n"
    "At each pair: 1 or 2 for the better one, tie, skip, quit. Which is first is drawn.";

struct request {
    const char *model, *questions, *out, *question;
    struct sampling_flags sampling;
    dim most;
};

struct rating {
    struct request request;
    struct ask ask;
    struct preferences preferences;
    struct arena arena;
    struct conversation_list questions;  // of --questions
    struct rng answers, sides;  // draws of the model; which answer stands first
    dim added;
};

static struct request parse(int argc, char **argv)
{
    struct request r = {.model = app_starter(), .most = 250};
    for (int i = 1; i < argc; i++) {
        const char *flag = argv[i];
        if (!strcmp(flag, "--model")) r.model = app_value(argc, argv, &i);
        else if (!strcmp(flag, "--questions")) r.questions = app_value(argc, argv, &i);
        else if (!strcmp(flag, "--out")) r.out = app_value(argc, argv, &i);
        else if (!strcmp(flag, "--max-tokens"))
            r.most = app_whole(flag, app_value(argc, argv, &i), 1, 1 << 30);
        else if (!strcmp(flag, "--threads")) app_threads(app_value(argc, argv, &i));
        else if (sampling_flag(&r.sampling, argc, argv, &i)) continue;
        else if (!strncmp(flag, "--", 2) || r.question)
            fail_usage("rate: %s: %s; crumb rate --help lists the flags", flag,
                       r.question ? "a second question; put one in quotes" : "no such flag");
        else r.question = flag;
    }
    if (!r.out) fail_usage("rate needs --out FILE, where the choices are added");
    if (r.question && r.questions)
        fail_usage("rate: a question and --questions %s; give one of the two", r.questions);
    if (r.sampling.greedy)
        fail_usage("rate: with --greedy both answers are the same; give --temperature");
    return r;
}

// ---- one pair -------------------------------------------------------------------------------

// Two answers that differ, as far as eight tries bring one; both to be freed.
static bool two_answers(struct rating *rating, char *pair[2], const struct conversation *question,
                        const char *where)
{
    enum { TRIES = 8 };
    struct ask *ask = &rating->ask;
    for (int i = 0, tries = 0; i < 2;) {
        ask_run(ask, question, where, rating->request.most, &rating->answers);
        pair[i] = strdup(ask->answer.text);
        if (!pair[i]) fail_environment("no memory for an answer");
        if (i == 0 || strcmp(pair[0], pair[1]) != 0) i++;
        else if (++tries == TRIES) return false;
        else free(pair[1]);
    }
    return true;
}

enum choice { FIRST, SECOND, TIE, SKIP, QUIT, UNCLEAR };

static enum choice choice_of(const char *line)
{
    static const char *const words[] = {"1", "2", "tie", "skip", "quit"};
    for (int i = 0; line && i < UNCLEAR; i++)
        if (!strcmp(line, words[i]) || (i >= TIE && line[0] == words[i][0] && !line[1]))
            return (enum choice)i;
    return line ? UNCLEAR : QUIT;
}

static enum choice read_choice(void)
{
    for (;;) {
        fflush(stdout);
        const enum choice choice = choice_of(line_read("1, 2, tie, skip or quit? "));
        if (choice != UNCLEAR) return choice;
        puts("Type 1 or 2 for the better answer, tie, skip or quit.");
    }
}

static void show_question(const struct conversation *question)
{
    putchar('\n');
    for (dim i = 0; i < question->count; i++) {
        const struct conversation_turn *turn = &question->turns[i];
        printf("%s: ", conversation_role_name(turn->role));
        columns_text(turn->words);
    }
    putchar('\n');
}

// False: the reader has had enough.
static bool rate(struct rating *rating, const struct conversation *question, const char *where)
{
    char *pair[2];
    const bool differ = two_answers(rating, pair, question, where);
    const int first = rng_below(&rating->sides, 2) ? 1 : 0;
    enum choice choice = SKIP;
    show_question(question);
    if (differ) {
        columns_print(pair[first], pair[1 - first], columns_width());
        choice = read_choice();
    } else {
        columns_text(pair[0]);
        puts("(Eight draws gave this same answer: there is nothing to choose.)");
    }
    if (choice <= TIE) {
        const int better = choice == SECOND ? 1 - first : first;
        preferences_add(&rating->preferences, question, pair[better], pair[1 - better],
                        choice == TIE);
        rating->added++;
    }
    free(pair[0]);
    free(pair[1]);
    return choice != QUIT && !ferror(stdout);
}

// ---- where questions come from --------------------------------------------------------------

static void rate_file(struct rating *rating)
{
    const struct conversation_list *questions = &rating->questions;
    dim before = 0;
    bool *rated = arena_array(&rating->arena, (size_t)questions->count, sizeof *rated);
    for (dim i = 0; i < questions->count; i++)
        before += rated[i] = preferences_has(&rating->preferences, &questions->items[i]);
    if (before) printf("%td of %td questions were rated before.\n", before, questions->count);
    for (dim i = 0; i < questions->count; i++) {
        char where[4200];
        snprintf(where, sizeof where, "%s:%td", rating->request.questions, questions->lines[i]);
        if (!rated[i] && !rate(rating, &questions->items[i], where)) break;
    }
}

static void rate_words(struct rating *rating, const char *words, bool *more)
{
    struct arena arena = {0};
    struct conversation question;
    char *copy = arena_alloc(&arena, strlen(words) + 1);  // line_read forgets it at its next call
    strcpy(copy, words);
    conversation_ask(&question, &arena, copy);
    *more = rate(rating, &question, "the question");
    arena_free(&arena);
}

static void rate_typed(struct rating *rating)
{
    const char *line;
    bool more = true;
    while (more && (line = line_read("question> ")))
        if (*line) rate_words(rating, line, &more);
}

int cmd_rate(int argc, char **argv)
{
    static struct rating rating;
    bool more;
    if (argc < 2 || !strcmp(argv[argc - 1], "--help")) {
        puts(usage);
        return 0;
    }
    rating.request = parse(argc, argv);
    if (rating.request.questions)
        conversation_read(&rating.questions, &rating.arena, rating.request.questions, false);
    ask_open(&rating.ask, rating.request.model, &rating.request.sampling);
    preferences_open(&rating.preferences, rating.request.out);
    // Who goes on with a file sees other answers than the last time.
    const uint64_t seed =
        sampling_seed(&rating.request.sampling) + (uint64_t)preferences_count(&rating.preferences);
    rng_seed(&rating.answers, seed, SAMPLING_RNG_STREAM);
    rng_seed(&rating.sides, seed, SAMPLING_RNG_STREAM + 1);
    if (rating.request.questions) rate_file(&rating);
    else if (rating.request.question) rate_words(&rating, rating.request.question, &more);
    else rate_typed(&rating);
    printf("%td choice%s added to %s\n", rating.added, rating.added == 1 ? "" : "s",
           rating.request.out);
    preferences_close(&rating.preferences);
    ask_close(&rating.ask);
    arena_free(&rating.arena);
    return 0;
}
