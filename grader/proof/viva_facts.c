// viva_facts.c: what can be asked with what the course knows: its mistakes, its cases by hand, its
// hints and questions of size. See viva.h.
#include "proof/viva.h"

#include "compare.h"
#include "file.h"
#include "golden.h"
#include "hints.h"
#include "quiz.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { INPUTS_MOST = 40, MUTANT_BYTES = 1 << 16 };

static const struct viva_function *function_named(const struct viva_source *source,
                                                  const char *name)
{
    for (dim f = 0; f < source->function_count; f++)
        if (strcmp(source->functions[f].name, name) == 0)
            return source->functions[f].written ? &source->functions[f] : NULL;
    return NULL;
}

// ---- known mistakes: tests/mutants/TOPIC/NAME.mutant, whose old text stands in the file --------

// Where the words stand, the one time that they do; -1.
static dim find_words(const struct viva_source *source, const struct tokens *words)
{
    dim found = -1;
    for (dim i = 0; words->count && i + words->count <= source->tokens.count; i++) {
        dim same = 0;
        for (; same < words->count; same++) {
            const struct token *one = &source->tokens.list[i + same], *other = &words->list[same];
            if (one->length != other->length ||
                memcmp(one->text, other->text, (size_t)one->length) != 0)
                break;
        }
        if (same < words->count) continue;
        if (found >= 0) return -1;
        found = i;
    }
    return found;
}

static const char *function_at(const struct viva_source *source, dim token)
{
    for (dim f = 0; f < source->function_count; f++)
        if (source->functions[f].first < token && token < source->functions[f].end)
            return source->functions[f].name;
    return "";
}

// The text behind a mark, up to the next one or the end.
static const char *between(struct arena *arena, const char *text, const char *mark,
                           const char *until)
{
    const char *start = strstr(text, mark);
    if (!start) return NULL;
    start += strlen(mark);
    const char *end = until ? strstr(start, until) : start + strlen(start);
    return end ? viva_print(arena, "%.*s", (int)(end - start), start) : NULL;
}

static void ask_mutant(struct viva *viva, const struct viva_source *source, const char *path)
{
    const char *text = file_text(viva->arena, path, MUTANT_BYTES, NULL);
    const char *says = between(viva->arena, text, "says: ", "\n");
    const char *old = between(viva->arena, text, "--- old\n", "\n--- new");
    const char *new = between(viva->arena, text, "--- new\n", NULL);
    struct tokens words;
    if (!says || !old || !new || !strstr(text, "kind: wrong")) return;
    tokens_read(&words, viva->arena, old, strlen(old));
    const dim found = find_words(source, &words);
    if (found < 0) return;
    const struct token *list = source->tokens.list;
    const int line = list[found].line, last = list[found + words.count - 1].line;
    const struct viva_question question = {
        .kind = VIVA_MUTANT, .source = source, .function = function_at(source, found),
        .line = line, .lines = last - line + 1,
        .ask = viva_print(viva->arena, "Somebody puts %s in the place of %s. What comes out then, "
                          "and for which inputs does nobody notice?",
                          viva_code(viva->arena, new, strlen(new)),
                          viva_code(viva->arena, old, strlen(old))),
        .listen = viva_print(viva->arena, "It is a known mistake, and grade says of it: %s", says)};
    viva_add(viva, &question);
}

static void ask_mutants(struct viva *viva, const struct viva_source *source)
{
    const char *path = viva_print(viva->arena, "tests/mutants/%s", source->topic->topic);
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        const char *dot = strrchr(entry->d_name, '.');
        if (dot && strcmp(dot, ".mutant") == 0)
            ask_mutant(viva, source, viva_print(viva->arena, "%s/%s", path, entry->d_name));
    }
    if (folder) closedir(folder);
}

// ---- numbers of a case by hand -----------------------------------------------------------------

// "x [2,3] = 1 2 3 4 5 6\n" for each input; NULL when there are too many numbers to follow.
static const char *inputs_of(struct arena *arena, const struct golden_case *one)
{
    const char *all = "";
    dim numbers = 0;
    for (int i = 0; i < one->request.count; i++) {
        const struct frame_tensor *tensor = &one->request.tensors[i];
        dim count = 1;
        const char *shape = "";
        for (int axis = 0; axis < tensor->rank; axis++) {
            count *= tensor->shape[axis];
            shape = viva_print(arena, "%s%s%td", shape, axis ? "," : " [", tensor->shape[axis]);
        }
        if (!tensor->data) continue;
        if ((numbers += count) > INPUTS_MOST) return NULL;
        all = viva_print(arena, "%s%s%s%s =", all, tensor->name, shape, tensor->rank ? "]" : "");
        for (dim j = 0; j < count; j++) {
            char value[40];
            compare_print(value, sizeof value, tensor->type, tensor->data, j);
            all = viva_print(arena, "%s %s", all, value);
        }
        all = viva_print(arena, "%s\n", all);
    }
    return all;
}

// The first line of the function that has the name of that output; the function's own when none.
static int line_of(const struct viva_source *source, const struct viva_function *function,
                   const char *name)
{
    for (dim i = function->first; i < function->end; i++)
        if (token_is(&source->tokens.list[i], name)) return source->tokens.list[i].line;
    return source->tokens.list[function->first].line;
}

static void ask_numbers(struct viva *viva, const struct viva_source *source,
                        const struct golden_case *one)
{
    const struct viva_function *function = function_named(source, one->operation);
    const char *inputs = function && one->hand ? inputs_of(viva->arena, one) : NULL;
    for (int e = 0; inputs && e < one->expected_count; e++) {
        const struct tensor *exact = &one->expected[e].tensor;
        const dim count = tensor_elements(exact);
        for (dim i = 0; i < count && i < 4; i++) {
            char place[80], value[40];
            compare_place(place, sizeof place, exact->name, exact->rank, exact->shape, i);
            compare_print(value, sizeof value, exact->type, exact->data, i);
            const struct viva_question question = {
                .kind = VIVA_NUMBER, .source = source, .function = function->name,
                .line = line_of(source, function, exact->name), .lines = 1,
                .ask = viva_print(viva->arena, "%s is called with\n%sWhich of your lines gives %s "
                                  "its value? Follow it with these numbers: what is it?",
                                  function->name, inputs, place),
                .listen = viva_print(viva->arena, "%s = %s. The way there (%s:%s):\n%s", place,
                                     value, one->topic, one->name, one->hand)};
            viva_add(viva, &question);
        }
    }
}

// ---- hints and sizes ---------------------------------------------------------------------------

static void ask_hints(struct viva *viva, const struct viva_source *source, const struct hint *hint)
{
    const struct viva_function *function = function_named(source, hint->operation);
    const char *question = hint->questions;
    while (function && *question) {
        size_t length = strcspn(question, "\n");
        const struct viva_question one = {
            .kind = VIVA_HINT, .source = source, .function = function->name,
            .line = source->tokens.list[function->first].line, .lines = 0,
            .ask = viva_print(viva->arena, "%.*s Show the line of yours in which that is decided.",
                              (int)length, question),
            .listen = viva_print(viva->arena, "The line, and the formula in the student's own "
                                 "words:\n%s", hint->formula)};
        viva_add(viva, &one);
        question += length + (question[length] == '\n');
    }
}

static void ask_sizes(struct viva *viva, const struct viva_source *source)
{
    struct quiz quiz;
    struct quiz_question questions[QUIZ_QUESTIONS];
    const char *id = viva_print(viva->arena, "viva %llu %.60s", (unsigned long long)viva->seed,
                                viva->name);
    quiz_load(&quiz, viva->arena, source->topic->topic);
    quiz_draw(questions, viva->arena, &quiz, source->topic->topic, id);
    for (int i = 0; i < QUIZ_QUESTIONS; i++) {
        const struct viva_question one = {
            .kind = VIVA_QUIZ, .source = source, .function = "", .ask = questions[i].text,
            .listen = viva_print(viva->arena, "%td. %s", questions[i].answer, questions[i].why)};
        viva_add(viva, &one);
    }
}

void viva_facts(struct viva *viva, const struct viva_source *source)
{
    const char *topic = source->topic->topic;
    const char *path = viva_print(viva->arena, "datasets/hints/%s.txt", topic);
    struct hints hints = {.count = 0};
    struct golden golden;
    ask_mutants(viva, source);
    golden_load(&golden, viva->arena, viva->settings->golden, topic);
    for (dim i = 0; i < golden.count; i++) ask_numbers(viva, source, &golden.cases[i]);
    golden_close(&golden);
    if (access(path, R_OK) == 0) hints_load(&hints, viva->arena, path);
    for (dim i = 0; i < hints.count; i++) ask_hints(viva, source, &hints.list[i]);
    if (access(viva_print(viva->arena, "datasets/quiz/%s.txt", topic), R_OK) == 0)
        ask_sizes(viva, source);
}
