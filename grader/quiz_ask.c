// quiz_ask.c: asks the questions of size, one by one, and keeps the answers. See quiz_lab.h.
#include "quiz_lab.h"

#include "answers.h"
#include "fail.h"
#include "paint.h"
#include "show.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE = 1000 };

struct session {
    const struct settings *settings;
    const struct topic_part *first;
    struct arena arena;
    struct quiz quiz;
    struct answers answers;
    struct quiz_question questions[QUIZ_QUESTIONS];
    const char *id;
    bool terminal;
    char line[LINE];
};

// A line without its newline and the blanks around it; NULL at the end of the input.
static char *read_line(struct session *session)
{
    fflush(stdout);
    if (!fgets(session->line, LINE, stdin)) return NULL;
    for (int rest = strchr(session->line, '\n') ? '\n' : 0; rest != '\n' && rest != EOF;)
        rest = getchar();  // what is too long is no answer anyway
    session->line[strcspn(session->line, "\n")] = 0;
    return quiz_trim(session->line);
}

static char *kept(struct arena *arena, const char *text)
{
    return strcpy(arena_alloc(arena, strlen(text) + 1), text);
}

// ---- the id ------------------------------------------------------------------------------------

// The id of the first lab that has answers; NULL when none has.
static const char *id_elsewhere(struct session *session)
{
    const struct topics *topics = &session->settings->topics;
    for (dim i = 0; i < topics->count; i++) {
        struct answers other;
        if (i > 0 && strcmp(topics->parts[i].topic, topics->parts[i - 1].topic) == 0) continue;
        if (!answers_read(&other, &session->arena, session->settings, &topics->parts[i]) &&
            other.text)
            return other.id;
    }
    return NULL;
}

static const char *ask_id(struct session *session, const char *known)
{
    for (;;) {
        printf(" Your id decides the sizes in your questions: a name, an e-mail address.\n");
        if (known) printf(" id [%s]: ", known);
        else printf(" id: ");
        const char *id = read_line(session);
        if (!id) fail_usage("quiz %s: no id; wanted one, or --id NAME", session->first->topic);
        if (!*id && known) return known;
        const char *wrong = quiz_id_wrong(id);
        if (!wrong) return kept(&session->arena, id);
        printf(" This id %s.\n", wrong);
    }
}

static const char *find_id(struct session *session)
{
    const char *asked = session->settings->id, *topic = session->first->topic;
    const struct answers *answers = &session->answers;
    if (answers->id && asked && strcmp(answers->id, asked) != 0) {
        char path[ANSWERS_PATH];
        show(path, sizeof path, answers->path, strlen(answers->path));
        fail("%s: its answers are those of \"%s\", --id says \"%s\"; leave --id out, or move this "
             "file away to begin anew", path, answers->id, asked);
    }
    if (answers->id) return answers->id;
    if (asked) return asked;
    const char *known = id_elsewhere(session);
    if (session->terminal) return ask_id(session, known);
    if (!known)
        fail_usage("quiz %s: no id yet; wanted --id NAME, which decides the sizes of the questions",
                   topic);
    return known;
}

// ---- questions ---------------------------------------------------------------------------------

static bool is_right(const struct session *session, int i)
{
    const struct answer *answer = &session->answers.all[i];
    return answer->given && answer->number == session->questions[i].answer;
}

static void write_question(const struct session *session, int i)
{
    printf("\n %d of %d\n", i + 1, QUIZ_QUESTIONS);
    paint_wrapped(stdout, "   ", session->questions[i].text);
}

static void write_judgement(const struct session *session, int i)
{
    if (is_right(session, i)) printf("   right\n");
    else printf("   wrong\n");
    if (!is_right(session, i)) paint_wrapped(stdout, "   ", session->questions[i].why);
}

static void write_state(const struct session *session, int i)
{
    const struct answer *answer = &session->answers.all[i];
    if (!answer->given) {
        printf("   no answer yet\n");
        return;
    }
    printf("   your answer: %td\n", answer->number);
    write_judgement(session, i);
}

// Asks until there is a number or nothing. Returns false at the end of the input.
static bool ask(struct session *session, int i)
{
    struct answer *answer = &session->answers.all[i];
    char why[ANSWERS_WHY];
    for (;;) {
        if (answer->given) printf("   your answer [%td, wrong]: ", answer->number);
        else printf("   your answer: ");
        const char *text = read_line(session);
        if (!text) return fputc('\n', stdout), false;
        if (!*text) return true;
        if (answers_number(&answer->number, why, text)) break;
        paint_wrapped(stdout, "   ", why);
    }
    answer->given = answer->changed = true;
    answers_write(&session->answers, session->first->topic, session->id, session->questions);
    write_judgement(session, i);
    return true;
}

static void go_through(struct session *session)
{
    bool open = session->terminal;
    if (open)
        printf(" Enter leaves a question for later; an answer is a plain whole number, such as"
               " 4096.\n");
    for (int i = 0; i < QUIZ_QUESTIONS; i++) {
        if (session->terminal && !open) break;
        write_question(session, i);
        if (open && !is_right(session, i)) open = ask(session, i);
        else write_state(session, i);
    }
}

static void write_end(const struct session *session)
{
    char path[ANSWERS_PATH], shown[ANSWERS_PATH + 100];
    int right = 0;
    for (int i = 0; i < QUIZ_QUESTIONS; i++) right += is_right(session, i);
    show(path, sizeof path, session->answers.path, strlen(session->answers.path));
    snprintf(shown, sizeof shown, "%d of %d right; the answers stand in %s", right, QUIZ_QUESTIONS,
             path);
    fputc('\n', stdout);
    paint_wrapped(stdout, " ", shown);
}

static const struct topic_part *topic_of(const struct settings *settings, const char *argument)
{
    const struct topic_part *first = topics_find(&settings->topics, argument);
    if (!first)
        fail_usage("quiz %s: no topic named %s; labs/topics.txt lists them", argument, argument);
    if (settings->lab && topics_find(&settings->topics, settings->lab) != first)
        fail_usage("quiz %s: --lab %s is another one; leave it out", argument, settings->lab);
    if (strcmp(settings->from, "reference") == 0)
        fail_usage("quiz %s: --from reference is no place for answers; wanted labs or a folder",
                   argument);
    return first;
}

int quiz_command(const struct settings *settings, const char *argument)
{
    struct session session = {.settings = settings, .first = topic_of(settings, argument),
                              .terminal = isatty(0) == 1 && isatty(1) == 1};
    const char *topic = session.first->topic;
    quiz_load(&session.quiz, &session.arena, topic);
    const char *wrong = answers_read(&session.answers, &session.arena, settings, session.first);
    if (wrong) fail("%s", wrong);
    session.id = find_id(&session);
    quiz_draw(session.questions, &session.arena, &session.quiz, topic, session.id);
    printf(" five questions of size: %s, for %s\n", topic, session.id);
    if (!session.answers.text)
        answers_write(&session.answers, topic, session.id, session.questions);
    go_through(&session);
    write_end(&session);
    arena_free(&session.arena);
    return 0;
}
