// chat_template.c: the published ways to write a conversation. See chat_template.h.
// Formats as their makers' model cards give them: ChatML (OpenAI 2023; Qwen), Llama 3, Llama 2 and
// Mistral ([INST]), Zephyr. A default system message, where a template has one, is left out.
#include "chat_template.h"

#include "fail.h"
#include "file.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const struct chat_template chat_plain = {"plain", "", "", {"", "\n"}, {"", "\n"}, NULL};

static const struct chat_template templates[] = {
    {"chatml", "<|im_start|>", "", {"<|im_start|>user\n", "<|im_end|>\n"},
     {"<|im_start|>assistant\n", "<|im_end|>\n"}, "<|im_end|>"},
    {"llama3", "<|start_header_id|>", "<|begin_of_text|>",
     {"<|start_header_id|>user<|end_header_id|>\n\n", "<|eot_id|>"},
     {"<|start_header_id|>assistant<|end_header_id|>\n\n", "<|eot_id|>"}, "<|eot_id|>"},
    {"inst", "[INST]", "<s>", {"[INST] ", " [/INST]"}, {"", "</s>"}, "</s>"},
    {"zephyr", "<|user|>", "", {"<|user|>\n", "</s>\n"}, {"<|assistant|>\n", "</s>\n"}, "</s>"},
    {"baker", "Baker: ", "", {"\nUser: ", ""}, {"\nBaker: ", "<|endoftext|>"}, "<|endoftext|>"},
};
enum { TEMPLATES = sizeof templates / sizeof *templates, CONFIG_LIMIT = 1 << 24 };

const struct chat_template *chat_recognise(const char *jinja)
{
    for (int i = 0; i < TEMPLATES; i++)
        if (strstr(jinja, templates[i].markers)) return &templates[i];
    return NULL;
}

const char *chat_names(void)
{
    return "chatml, llama3, inst (Llama 2, Mistral), zephyr, baker";
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

static const char *keep(struct arena *arena, const char *text)
{
    char *kept = arena_alloc(arena, strlen(text) + 1);
    return strcpy(kept, text);
}

static const char *unknown(struct arena *arena)
{
    char text[256];
    snprintf(text, sizeof text, "its chat template is none of %s; crumb generate continues plain "
             "text with this model", chat_names());
    return keep(arena, text);
}

const char *chat_parse(const struct chat_template **found, struct arena *arena, const char *text,
                       size_t n)
{
    json_error_t error;
    json_t *root = json_loadb(text, n, JSON_REJECT_DUPLICATES, &error);
    const char *wrong = NULL;
    *found = &chat_plain;
    if (!root) {
        char line[300];
        snprintf(line, sizeof line, "line %d: %s", error.line, error.text);
        return keep(arena, line);
    }
    const char *jinja = json_string_value(template_of(root));
    if (!json_is_object(root)) wrong = "it is not a JSON object";
    else if (jinja) *found = chat_recognise(jinja);
    if (!*found) wrong = unknown(arena);
    json_decref(root);
    return wrong;
}

const struct chat_template *chat_load(const char *folder)
{
    struct arena arena = {0};
    const struct chat_template *found = &chat_plain;
    char path[4096];
    size_t count;
    snprintf(path, sizeof path, "%s/chat_template.jinja", folder);
    if (access(path, F_OK) == 0) {
        found = chat_recognise(file_text(&arena, path, CONFIG_LIMIT, NULL));
        if (!found) fail("%s: %s", path, unknown(&arena));
    } else {
        snprintf(path, sizeof path, "%s/tokenizer_config.json", folder);
        if (access(path, F_OK) == 0) {
            const char *text = file_text(&arena, path, CONFIG_LIMIT, &count);
            const char *wrong = chat_parse(&found, &arena, text, count);
            if (wrong) fail("%s: %s", path, wrong);
        }
    }
    arena_free(&arena);
    return found;
}
