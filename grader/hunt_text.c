// hunt_text.c: reads the cases of a bug hunt. See hunt_text.h.
#include "hunt_text.h"

#include "hunt_values.h"
#include "show.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SENTENCE_MOST = 600, WORD_MOST = 80 };

struct reader {
    const struct hunt_functions *known;
    struct hunt_cases *cases;
    struct arena *arena;
    dim number;                        // of the line that is read
    char *why;                         // the sentence once something is wrong
    dim wrong;                         // its line
    dim lines[FRAME_TENSORS_MAX];      // where each tensor of the last case stands
    bool open;                         // more values may follow for the last tensor
    struct hunt_values values;
};

__attribute__((format(printf, 3, 4)))
static bool refuse(struct reader *reader, dim line, const char *format, ...)
{
    va_list arguments;
    reader->why = arena_alloc(reader->arena, SENTENCE_MOST);
    reader->wrong = line;
    va_start(arguments, format);
    vsnprintf(reader->why, SENTENCE_MOST, format, arguments);
    va_end(arguments);
    return false;
}

static struct hunt_case *current(const struct reader *reader)
{
    return &reader->cases->list[reader->cases->count - 1];
}

const struct hunt_tensor *hunt_tensor_find(const struct hunt_function *function, const char *name)
{
    for (int i = 0; i < function->count; i++)
        if (strcmp(function->tensors[i].name, name) == 0) return &function->tensors[i];
    return NULL;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static char *skip(char *at)
{
    while (is_blank(*at)) at++;
    return at;
}

// "name" up to a blank, '[' or '='. Returns what stands behind it.
static char *take_word(char word[WORD_MOST], char *at)
{
    size_t length = strcspn(at, " \t\r[=");
    show(word, WORD_MOST, at, length);
    return at + length;
}

// ---- the end of a tensor, of a case -------------------------------------------------------------

static dim elements(const struct frame_tensor *tensor)
{
    dim count = 1;
    for (int axis = 0; axis < tensor->rank; axis++) count *= tensor->shape[axis];
    return count;
}

static struct frame_tensor *last_tensor(const struct reader *reader)
{
    struct frame *request = &current(reader)->request;
    return &request->tensors[request->count - 1];
}

static bool close_tensor(struct reader *reader)
{
    if (!reader->open) return true;
    reader->open = false;
    struct frame_tensor *tensor = last_tensor(reader);
    const dim line = reader->lines[current(reader)->request.count - 1];
    const struct hunt_values *values = &reader->values;
    if (tensor->rank < 0 && values->random)
        return refuse(reader, line, "%s: random wants a shape, such as [5]", tensor->name);
    if (tensor->rank < 0) {  // a list without a shape is as long as it is
        tensor->rank = 1;
        tensor->shape[0] = values->count;
    }
    const dim wanted = elements(tensor);
    if (values->random) hunt_values_random(&reader->values, tensor->type, wanted);
    if (values->count != wanted)
        return refuse(reader, line, "%s has %td value%s; its shape wants %td", tensor->name,
                      values->count, values->count == 1 ? "" : "s", wanted);
    const size_t bytes = (size_t)(wanted * tensor_type_size(tensor->type));
    void *data = arena_alloc(reader->arena, bytes + 1);
    if (bytes) memcpy(data, values->bytes, bytes);
    tensor->data = data;
    return true;
}

static bool has(const struct frame *request, const char *name)
{
    for (int i = 0; i < request->count; i++)
        if (strcmp(request->tensors[i].name, name) == 0) return true;
    return false;
}

static bool close_case(struct reader *reader)
{
    if (!close_tensor(reader)) return false;
    if (reader->cases->count == 0) return true;
    const struct hunt_case *one = current(reader);
    for (int i = 0; i < one->function->count; i++) {
        const struct hunt_tensor *tensor = &one->function->tensors[i];
        if (!tensor->always || has(&one->request, tensor->name)) continue;
        return refuse(reader, one->line, "%s wants %s too; add a line \"%s%s%s\"",
                      one->function->name, tensor->name, tensor->written ? "out " : "",
                      tensor->name, tensor->written ? " [...]" : " = ...");
    }
    return true;
}

// ---- lines ------------------------------------------------------------------------------------

static bool take_call(struct reader *reader, char *at)
{
    char word[WORD_MOST];
    char *rest = skip(take_word(word, skip(at)));
    if (!close_case(reader)) return false;
    if (*rest)
        return refuse(reader, reader->number, "wanted \"call FUNCTION\" and nothing behind it");
    if (reader->cases->count == HUNT_CASES_MOST)
        return refuse(reader, reader->number, "one case more than the %d that a hunt takes; remove "
                      "one that exposes nothing", HUNT_CASES_MOST);
    for (dim i = 0; i < reader->known->count; i++) {
        const struct hunt_function *function = &reader->known->list[i];
        if (strcmp(function->name, word) != 0) continue;
        struct hunt_case *one = &reader->cases->list[reader->cases->count++];
        *one = (struct hunt_case){.line = reader->number, .function = function};
        snprintf(one->request.operation, FRAME_OPERATION_MAX, "%s", function->name);
        return true;
    }
    return refuse(reader, reader->number, "call \"%s\": %s has no such function; the first is %s",
                  word, reader->known->topic, reader->known->list[0].name);
}

// "[2,3]" at *at, which moves behind it; rank -1 when there is none.
static bool take_shape(struct reader *reader, struct frame_tensor *tensor, char **at)
{
    *at = skip(*at);
    tensor->rank = -1;
    if (**at != '[') return true;
    dim count = 1;
    tensor->rank = 0;
    do {
        char *end, *from = skip(*at + 1);
        const long size = strtol(from, &end, 10);
        if (end == from || size < 0 || size > HUNT_VALUES_MOST || tensor->rank == TENSOR_RANK_MAX)
            return refuse(reader, reader->number, "%s: wanted a shape such as [2,3], with sizes "
                          "from 0 to %d", tensor->name, HUNT_VALUES_MOST);
        tensor->shape[tensor->rank++] = size;
        count *= size;
        if (count > HUNT_VALUES_MOST)
            return refuse(reader, reader->number, "%s has more than %d values, which a hunt does "
                          "not take", tensor->name, HUNT_VALUES_MOST);
        *at = skip(end);
    } while (**at == ',');
    if (**at != ']')
        return refuse(reader, reader->number, "%s: wanted \"]\" behind its shape", tensor->name);
    *at = skip(*at + 1);
    return true;
}

// Is the shape of a rank that is known? A list may go without one, a single number has none.
static bool check_rank(struct reader *reader, const struct hunt_tensor *known,
                       struct frame_tensor *tensor)
{
    int rank = 0;
    while (!(known->ranks >> rank & 1)) rank++;
    if (tensor->rank < 0) {
        if (known->ranks & 1u) tensor->rank = 0;
        else if (tensor->role != FRAME_OUT && known->ranks & 2u) return true;
        else
            return refuse(reader, reader->number, "%s: wanted a shape of %d size%s in brackets",
                          known->name, rank, rank == 1 ? "" : "s");
    }
    if (known->ranks >> tensor->rank & 1u) return true;
    if (rank == 0)
        return refuse(reader, reader->number, "%s is one number, without a shape", known->name);
    return refuse(reader, reader->number, "%s has %d size%s in its shape; wanted %d", known->name,
                  tensor->rank, tensor->rank == 1 ? "" : "s", rank);
}

// The case's next tensor, of that name and role; NULL when it cannot be.
static struct frame_tensor *add_tensor(struct reader *reader, const struct hunt_tensor **known,
                                       const char *name, bool out)
{
    if (reader->cases->count == 0) {
        refuse(reader, reader->number, "wanted a line \"call FUNCTION\" first, such as \"call %s\"",
               reader->known->list[0].name);
        return NULL;
    }
    struct hunt_case *one = current(reader);
    struct frame *request = &one->request;
    *known = hunt_tensor_find(one->function, name);
    for (int i = 0; i < request->count; i++)
        if (strcmp(request->tensors[i].name, name) == 0) {
            refuse(reader, reader->number, "%s stands in line %td already", name, reader->lines[i]);
            return NULL;
        }
    if (!*known)
        refuse(reader, reader->number, "%s has nothing named \"%s\"", one->function->name, name);
    else if (out && !(*known)->written)
        refuse(reader, reader->number, "%s is no output%s; write \"%s = ...\"", name,
               (*known)->changed ? " alone: it is changed in place, so it has values before" : "",
               name);
    else if (!out && !(*known)->given && !(*known)->changed)
        refuse(reader, reader->number, "%s is an output: it has a shape and no values; write \"out "
               "%s%s\"", name, name, (*known)->ranks & 1u ? "" : " [...]");
    if (reader->why) return NULL;
    reader->lines[request->count] = reader->number;
    struct frame_tensor *tensor = &request->tensors[request->count++];
    snprintf(tensor->name, sizeof tensor->name, "%s", name);
    tensor->type = (*known)->type;
    tensor->role = out ? FRAME_OUT : (*known)->changed ? FRAME_INOUT : FRAME_IN;
    return tensor;
}

static bool take_values(struct reader *reader, char *at)
{
    const struct frame_tensor *tensor = last_tensor(reader);
    char word[WORD_MOST];
    const char *wrong = "";
    size_t length = 0;
    if (hunt_values_take(&reader->values, &wrong, &at, &length, tensor->type)) return true;
    if (!length) return refuse(reader, reader->number, "%s: %s", tensor->name, wrong);
    show(word, sizeof word, at, length);
    return refuse(reader, reader->number, "%s: \"%s\": %s", tensor->name, word, wrong);
}

static bool take_tensor(struct reader *reader, char *at, bool out)
{
    char word[WORD_MOST];
    const struct hunt_tensor *known;
    if (!close_tensor(reader)) return false;
    at = take_word(word, at);
    struct frame_tensor *tensor = add_tensor(reader, &known, word, out);
    if (!tensor || !take_shape(reader, tensor, &at) || !check_rank(reader, known, tensor))
        return false;
    if (out && *at)
        return refuse(reader, reader->number, "wanted \"out NAME [SHAPE]\" and nothing behind it: "
                      "what comes out is what the hunt finds out");
    if (out) return true;
    if (*at != '=') return refuse(reader, reader->number, "%s: wanted \"=\" and values", word);
    reader->open = true;
    reader->values.count = 0;
    reader->values.random = false;
    return take_values(reader, at + 1);
}

// Does the line begin with this word?
static bool opens(const char *line, const char *word)
{
    const size_t length = strlen(word);
    return strncmp(line, word, length) == 0 && is_blank(line[length]);
}

static bool is_value(const char *at)
{
    const bool letter = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || *at == '_';
    if (!letter) return true;
    return opens(at, "inf") || opens(at, "nan") || !strcmp(at, "inf") || !strcmp(at, "nan");
}

// A "#" begins a comment, unless it stands in quotes.
static void cut_comment(char *line)
{
    bool quoted = false;
    for (char *at = line; *at; at++) {
        if (*at == '\\' && quoted && at[1]) at++;
        else if (*at == '"') quoted = !quoted;
        else if (*at == '#' && !quoted) *at = 0;
        if (!*at) break;
    }
    for (size_t end = strlen(line); end > 0 && is_blank(line[end - 1]); end--) line[end - 1] = 0;
}

static bool take_line(struct reader *reader, char *line)
{
    cut_comment(line);
    char *at = skip(line);
    if (!*at) return true;
    if (opens(at, "call")) return take_call(reader, at + 4);
    if (opens(at, "out")) return take_tensor(reader, skip(at + 3), true);
    if (!is_value(at)) return take_tensor(reader, at, false);
    if (reader->open) return take_values(reader, at);
    return refuse(reader, reader->number, "values without a name; wanted \"call FUNCTION\", "
                  "\"NAME = VALUE\", \"NAME [SHAPE] = VALUES\" or \"out NAME [SHAPE]\"");
}

const char *hunt_parse(struct hunt_cases *cases, dim *line, struct arena *arena,
                       const struct hunt_functions *known, char *text, size_t bytes)
{
    struct reader *reader = arena_alloc(arena, sizeof *reader);
    *reader = (struct reader){.known = known, .cases = cases, .arena = arena};
    cases->list = arena_array(arena, HUNT_CASES_MOST, sizeof *cases->list);
    cases->count = 0;
    for (size_t i = 0, number = 1; i < bytes; i++) {
        number += text[i] == '\n';
        *line = (dim)number;
        if (!text[i]) return "a byte of 0; wanted plain text";
    }
    for (char *at = text, *next; at && !reader->why; at = next) {
        next = strchr(at, '\n');
        if (next) *next++ = 0;
        reader->number++;
        if (!take_line(reader, at)) break;
    }
    if (!reader->why) close_case(reader);
    *line = reader->wrong;
    return reader->why;
}
