// conversation.c: lines of JSON to turns, turns to tokens. See conversation.h.
#include "conversation.h"

#include "fail.h"
#include "file.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

// ---- one line -------------------------------------------------------------------------------

static const char *const role_names[] = {"user", "assistant", "tool"};

const char *conversation_role_name(enum conversation_role role)
{
    return role_names[role];
}

static int role_of(const json_t *message)
{
    const char *name = json_string_value(json_object_get(message, "role"));
    for (int i = 0; name && i < 3; i++)
        if (!strcmp(name, role_names[i])) return i;
    return -1;
}

// Whether role may follow before (-1: it opens).
static bool follows(int role, int before)
{
    if (role == CONVERSATION_ASSISTANT)
        return before == CONVERSATION_USER || before == CONVERSATION_TOOL;
    if (role == CONVERSATION_TOOL) return before == CONVERSATION_ASSISTANT;
    return before == -1 || before == CONVERSATION_ASSISTANT;
}

static const char *read_turn(struct conversation_turn *turn, struct arena *arena,
                             const json_t *message, int before, size_t number)
{
    const json_t *content = json_object_get(message, "content");
    const int role = role_of(message);
    if (role < 0)
        return arena_print(arena, "message %zu has no role of user, assistant or tool", number);
    if (!json_is_string(content))
        return arena_print(arena, "message %zu has no \"content\" that is a text", number);
    if (!follows(role, before) && before < 0)
        return arena_print(arena, "message 1 is the %s's; a conversation opens with the user's",
                           role_names[role]);
    if (!follows(role, before))
        return arena_print(arena, "message %zu is the %s's behind the %s's; they take turns",
                           number, role_names[role], role_names[before]);
    turn->role = (enum conversation_role)role;
    turn->length = (dim)json_string_length(content);
    char *words = arena_alloc(arena, (size_t)turn->length + 1);
    memcpy(words, json_string_value(content), (size_t)turn->length);
    turn->words = words;
    return NULL;
}

static const char *read_messages(struct conversation *found, struct arena *arena,
                                 const json_t *root)
{
    const json_t *messages = json_object_get(root, "messages");
    const size_t count = json_array_size(messages);
    if (count == 0) return "it has no \"messages\", a list of {\"role\", \"content\"}";
    found->turns = arena_array(arena, count, sizeof *found->turns);
    found->count = (dim)count;
    for (size_t i = 0; i < count; i++) {
        const int before = i ? (int)found->turns[i - 1].role : -1;
        const char *wrong = read_turn(&found->turns[i], arena, json_array_get(messages, i), before,
                                      i + 1);
        if (wrong) return wrong;
    }
    return NULL;
}

const char *conversation_parse(struct conversation *found, struct arena *arena, const char *line,
                               size_t n)
{
    json_error_t error;
    json_t *root = json_loadb(line, n, JSON_REJECT_DUPLICATES, &error);
    *found = (struct conversation){0};
    if (!root) return arena_print(arena, "it is no JSON: %s", error.text);
    const char *wrong = read_messages(found, arena, root);
    json_decref(root);
    return wrong;
}

void conversation_ask(struct conversation *conversation, struct arena *arena, const char *words)
{
    conversation->turns = arena_alloc(arena, sizeof *conversation->turns);
    conversation->turns[0] =
        (struct conversation_turn){CONVERSATION_USER, words, (dim)strlen(words)};
    conversation->count = 1;
}

// ---- a file ---------------------------------------------------------------------------------

static void add(struct conversation_list *list, struct arena *arena,
                const struct conversation *conversation, dim line)
{
    if ((list->count & (list->count + 1)) == 0) {  // full: there is room for 2^k - 1
        const size_t room = 2 * (size_t)list->count + 1;
        struct conversation *items = arena_array(arena, room, sizeof *items);
        dim *lines = arena_array(arena, room, sizeof *lines);
        for (dim i = 0; i < list->count; i++) items[i] = list->items[i], lines[i] = list->lines[i];
        list->items = items;
        list->lines = lines;
    }
    list->items[list->count] = *conversation;
    list->lines[list->count++] = line;
}

void conversation_read(struct conversation_list *list, struct arena *arena, const char *path,
                       bool answered)
{
    const struct file_bytes file = file_map(path);
    const dim before = list->count;
    dim line = 1;
    for (size_t at = 0; at < file.count; line++) {
        const char *text = (const char *)file.bytes + at;
        const char *end = memchr(text, '\n', file.count - at);
        const size_t n = end ? (size_t)(end - text) : file.count - at;
        at += n + 1;
        if (n == 0 || (n == 1 && *text == '\r')) continue;
        struct conversation one;
        const char *wrong = conversation_parse(&one, arena, text, n);
        if (wrong) fail("%s:%td: %s", path, line, wrong);
        const bool ends = one.turns[one.count - 1].role == CONVERSATION_ASSISTANT;
        if (answered && !ends)
            fail("%s:%td: the last message is no assistant's; there is no answer to learn", path,
                 line);
        if (!answered && ends)
            fail("%s:%td: the last message is an assistant's; a question ends with the user's or a "
                 "tool's", path, line);
        add(list, arena, &one, line);
    }
    file_unmap(file);
    if (list->count == before)
        fail("%s: the file has no conversation; a line is {\"messages\": [{\"role\": \"user\", "
             "\"content\": \"...\"}, ...]}", path);
}

// ---- tokens ---------------------------------------------------------------------------------

void conversation_add_stop(struct generation_config *generation, const struct tokenizer *tokenizer,
                           const struct chat_template *form)
{
    if (!form->stop) return;
    const int32_t stop = tokenizer_special(tokenizer, form->stop, strlen(form->stop));
    for (dim i = 0; i < generation->stop_count; i++)
        if (generation->stops[i] == stop) return;
    if (stop >= 0 && generation->stop_count < CHECKPOINT_STOPS)
        generation->stops[generation->stop_count++] = stop;
}

// Whatever a piece writes as <|...|> has to be a token.
static void expect_specials(const struct conversation_encoder *encoder, const char *piece,
                            const char *folder)
{
    for (const char *at = piece; at && (at = strstr(at, "<|"));) {
        const char *end = strstr(at, "|>");
        if (!end) return;
        const size_t n = (size_t)(end - at) + 2;
        if (tokenizer_special(encoder->tokenizer, at, n) < 0)
            fail("%s/tokenizer.json: no special token %.*s, which the template %s needs; learn a "
                 "vocabulary with crumb tokenizer train --special '%.*s', and a model with it",
                 folder, (int)n, at, encoder->form->name, (int)n, at);
        at += n;
    }
}

void conversation_encoder_open(struct conversation_encoder *encoder,
                               const struct tokenizer *tokenizer, const struct chat_template *form,
                               const char *folder)
{
    *encoder = (struct conversation_encoder){.form = form, .tokenizer = tokenizer};
    encoder->plain = *tokenizer;
    encoder->plain.bpe.special_count = 0;
    const char *const pieces[] = {form->opening,   form->user[0],   form->user[1], form->answer[0],
                                  form->answer[1], form->tool[0], form->tool[1]};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        expect_specials(encoder, pieces[i], folder);
    if (form->stop && tokenizer_special(tokenizer, form->stop, strlen(form->stop)) < 0)
        fail("%s: its chat template ends an answer with %s, which is no token of tokenizer.json; "
             "they do not belong together", folder, form->stop);
    tokenizer_encoder_open(&encoder->pieces, tokenizer);
    tokenizer_encoder_open(&encoder->words, &encoder->plain);
}

void conversation_encoder_close(struct conversation_encoder *encoder)
{
    tokenizer_encoder_close(&encoder->pieces);
    tokenizer_encoder_close(&encoder->words);
}

static void append(void *context, const int32_t *ids, dim count)
{
    struct conversation_ids *found = context;
    memcpy(found->ids + found->count, ids, (size_t)count * sizeof *ids);
    found->count += count;
}

static void put_words(struct conversation_ids *found, struct conversation_encoder *encoder,
                      const struct conversation_turn *turn, const char *where)
{
    if (!tokenizer_encode(&encoder->words, (const uint8_t *)turn->words, turn->length, true, append,
                          found))
        fail("%s: a word of more than %d bytes; put spaces into it", where, PRETOKEN_LONGEST);
}

static void put_piece(struct conversation_ids *found, struct conversation_encoder *encoder,
                      const char *piece)
{
    tokenizer_encode(&encoder->pieces, (const uint8_t *)piece, (dim)strlen(piece), true, append,
                     found);
}

// An answer's words and the token that ends it are what the assistant says; a line end that a
// template has behind that token is not.
static void put_answer(struct conversation_ids *found, struct conversation_encoder *encoder,
                       const struct conversation_turn *turn, const char *where)
{
    put_piece(found, encoder, encoder->form->answer[0]);
    const dim first = found->count;
    put_words(found, encoder, turn, where);
    const dim words = found->count;
    put_piece(found, encoder, encoder->form->answer[1]);
    const dim said = found->count > words ? words + 1 : words;
    memset(found->spoken + first, 1, (size_t)(said - first));
    found->ends[found->answers++] = found->count;
}

static size_t pieces_room(const char *const pieces[2])
{
    return (pieces[0] ? strlen(pieces[0]) : 0) + (pieces[1] ? strlen(pieces[1]) : 0);
}

void conversation_encode(struct conversation_ids *found, struct arena *arena,
                         struct conversation_encoder *encoder,
                         const struct conversation *conversation, const char *where)
{
    const struct chat_template *form = encoder->form;
    const size_t most = pieces_room(form->user) + pieces_room(form->answer) +
                        pieces_room(form->tool);
    size_t room = strlen(form->opening) + most;  // a token has at least one byte
    for (dim i = 0; i < conversation->count; i++)
        room += most + (size_t)conversation->turns[i].length;
    *found = (struct conversation_ids){.ids = arena_array(arena, room, sizeof(int32_t)),
                                       .spoken = arena_alloc(arena, room)};
    found->ends = arena_array(arena, (size_t)conversation->count, sizeof *found->ends);
    put_piece(found, encoder, form->opening);
    for (dim i = 0; i < conversation->count; i++) {
        const struct conversation_turn *turn = &conversation->turns[i];
        const char *const *around = turn->role == CONVERSATION_TOOL ? form->tool : form->user;
        if (turn->role == CONVERSATION_ASSISTANT) {
            put_answer(found, encoder, turn, where);
            continue;
        }
        if (!around[0])
            fail("%s: a tool speaks, and the template %s has no turn for one", where, form->name);
        put_piece(found, encoder, around[0]);
        put_words(found, encoder, turn, where);
        put_piece(found, encoder, around[1]);
    }
    if (conversation->turns[conversation->count - 1].role != CONVERSATION_ASSISTANT)
        put_piece(found, encoder, form->answer[0]);
}
