// chat_template.c: the published ways to write a conversation. See chat_template.h.
// Formats as their makers' model cards give them: ChatML (OpenAI 2023; Qwen), Llama 3, Llama 2 and
// Mistral ([INST]), Zephyr, Gemma. A default system message, where a template has one, is left out.
#include "chat_template.h"

#include "fail.h"
#include "file.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const struct chat_template chat_plain = {"plain",    "",   NULL,         "",  {"", "\n"},
                                         {"", "\n"}, NULL, {NULL, NULL}, NULL};

// A turn for each role, and what opens an answer, as Jinja.
#define TURN(condition, role, text) \
    "{% " condition " message['role'] == '" role "' %}{{ " text " }}"
#define JINJA(user, tool, answer, open) \
    "{% for message in messages %}" TURN("if", "user", user) TURN("elif", "tool", tool) \
    TURN("elif", "assistant", answer) \
    "{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '" open "' }}{% endif %}"
#define CONTENT " + message['content']"

static const struct chat_template templates[] = {
    {"chatml", "<|im_start|>", NULL, "", {"<|im_start|>user\n", "<|im_end|>\n"},
     {"<|im_start|>assistant\n", "<|im_end|>\n"}, "<|im_end|>",
     {"<|im_start|>tool\n", "<|im_end|>\n"},
     JINJA("'<|im_start|>user\\n'" CONTENT " + '<|im_end|>\\n'",
           "'<|im_start|>tool\\n'" CONTENT " + '<|im_end|>\\n'",
           "'<|im_start|>assistant\\n'" CONTENT " + '<|im_end|>\\n'",
           "<|im_start|>assistant\\n")},
    {"llama3", "<|start_header_id|>", NULL, "<|begin_of_text|>",
     {"<|start_header_id|>user<|end_header_id|>\n\n", "<|eot_id|>"},
     {"<|start_header_id|>assistant<|end_header_id|>\n\n", "<|eot_id|>"}, "<|eot_id|>",
     {NULL, NULL}, NULL},
    {"inst", "[INST]", NULL, "<s>", {"[INST] ", " [/INST]"}, {"", "</s>"}, "</s>",
     {NULL, NULL}, NULL},
    {"zephyr", "<|user|>", "<|end|>", "", {"<|user|>\n", "</s>\n"},
     {"<|assistant|>\n", "</s>\n"}, "</s>", {NULL, NULL}, NULL},  // with <|end|> it is Phi's
    {"gemma", "<start_of_turn>", NULL, "<bos>", {"<start_of_turn>user\n", "<end_of_turn>\n"},
     {"<start_of_turn>model\n", "<end_of_turn>\n"}, "<end_of_turn>",
     {NULL, NULL}, NULL},
    {"baker", "Baker: ", NULL, "", {"\nUser: ", ""}, {"\nBaker: ", "<|endoftext|>"},
     "<|endoftext|>", {"\nTool: ", ""},
     JINJA("'\\nUser: '" CONTENT, "'\\nTool: '" CONTENT,
           "'\\nBaker: '" CONTENT " + '<|endoftext|>'", "\\nBaker: ")},
    // A special token for each speaker: one text has one row of tokens, whoever encodes it.
    {"kitchen", "<|baker|>", NULL, "", {"<|guest|>", ""}, {"<|baker|>", "<|endoftext|>"},
     "<|endoftext|>", {"<|tool|>", ""},
     JINJA("'<|guest|>'" CONTENT, "'<|tool|>'" CONTENT, "'<|baker|>'" CONTENT " + '<|endoftext|>'",
           "<|baker|>")},
};
enum { TEMPLATES = sizeof templates / sizeof *templates, CONFIG_LIMIT = 1 << 24 };

const struct chat_template *chat_recognise(const char *jinja)
{
    for (int i = 0; i < TEMPLATES; i++)
        if (strstr(jinja, templates[i].markers) &&
            (!templates[i].without || !strstr(jinja, templates[i].without)))
            return &templates[i];
    return NULL;
}

const char *chat_names(void)
{
    return "chatml, llama3, inst (Llama 2, Mistral), zephyr, gemma, baker, kitchen";
}

const struct chat_template *chat_written(dim which)
{
    static const char *const names[] = {"baker", "kitchen", "chatml"};
    for (int i = 0; i < TEMPLATES; i++)
        if (!strcmp(templates[i].name, names[which])) return &templates[i];
    return NULL;
}

// The template's text: a string, or the one named default of several. NULL: there is none.
static const json_t *template_of(const json_t *root)
{
    const json_t *value = json_object_get(root, "chat_template");
    if (json_is_string(value)) return value;
    for (size_t i = 0; i < json_array_size(value); i++) {
        const json_t *one = json_array_get(value, i);
        const char *name = json_string_value(json_object_get(one, "name"));
        if (name && strcmp(name, "default") == 0) return json_object_get(one, "template");
    }
    return NULL;
}

static const char *unknown(struct arena *arena)
{
    return arena_print(arena,
                       "its chat template is none of %s; crumb generate continues plain "
                       "text with this model",
                       chat_names());
}

// A string, or the content of an added token. NULL: it is not said.
static const char *token_of(const json_t *root, const char *key)
{
    const json_t *value = json_object_get(root, key);
    return json_string_value(json_is_object(value) ? json_object_get(value, "content") : value);
}

// piece with the first `old` in it replaced; itself when there is none, or no `by`.
static const char *replaced(struct arena *arena, const char *piece, const char *old,
                            const char *by)
{
    const char *at = strstr(piece, old);
    if (!at || !by) return piece;
    const size_t size = strlen(piece) + strlen(by) + 1;
    char *text = arena_alloc(arena, size);
    snprintf(text, size, "%.*s%s%s", (int)(at - piece), piece, by, at + strlen(old));
    return text;
}

// Templates of these kinds say bos_token and eos_token, which another file may name otherwise.
static const struct chat_template *with_tokens(struct arena *arena, const json_t *root,
                                               const struct chat_template *form)
{
    const char *bos = token_of(root, "bos_token"), *eos = token_of(root, "eos_token");
    if (!form->stop || strcmp(form->stop, "</s>") != 0) return form;
    struct chat_template *own = arena_alloc(arena, sizeof *own);
    *own = *form;
    own->opening = replaced(arena, form->opening, "<s>", bos);
    for (int i = 0; i < 2; i++) {
        own->user[i] = replaced(arena, form->user[i], "</s>", eos);
        own->answer[i] = replaced(arena, form->answer[i], "</s>", eos);
    }
    own->stop = replaced(arena, form->stop, "</s>", eos);
    return own;
}

// apart: *found is the template already, from a file of its own.
static const char *parse(const struct chat_template **found, struct arena *arena, bool apart,
                         const char *text, size_t n)
{
    json_error_t error;
    json_t *root = json_loadb(text, n, JSON_REJECT_DUPLICATES, &error);
    const char *wrong = NULL;
    if (!root) return arena_print(arena, "line %d: %s", error.line, error.text);
    const char *jinja = apart ? NULL : json_string_value(template_of(root));
    if (!json_is_object(root)) wrong = "it is not a JSON object";
    else if (jinja) *found = chat_recognise(jinja);
    if (*found) *found = with_tokens(arena, root, *found);
    else wrong = unknown(arena);
    json_decref(root);
    return wrong;
}

const char *chat_parse(const struct chat_template **found, struct arena *arena, const char *text,
                       size_t n)
{
    *found = &chat_plain;
    return parse(found, arena, false, text, n);
}

// What with_tokens reads stands in tokenizer_config.json, wherever the template itself is.
const struct chat_template *chat_load(struct arena *arena, const char *folder)
{
    const struct chat_template *found = &chat_plain;
    char path[4096];
    size_t count;
    snprintf(path, sizeof path, "%s/chat_template.jinja", folder);
    const bool apart = access(path, F_OK) == 0;
    if (apart) {
        found = chat_recognise(file_text(arena, path, CONFIG_LIMIT, NULL));
        if (!found) fail("%s: %s", path, unknown(arena));
    }
    snprintf(path, sizeof path, "%s/tokenizer_config.json", folder);
    if (access(path, F_OK) != 0) return found;
    const char *text = file_text(arena, path, CONFIG_LIMIT, &count);
    const char *wrong = parse(&found, arena, apart, text, count);
    if (wrong) fail("%s: %s", path, wrong);
    return found;
}
