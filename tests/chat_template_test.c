// chat_template_test.c: laws of chat templates: each published one is known by its own text, and
// what is none of them is a sentence.
#include "chat_template.h"

#include "sentence.h"

// Pieces that stand in the makers' templates.
static const struct {
    const char *jinja, *name;
} known[] = {
    {"{% for m in messages %}{{'<|im_start|>' + m['role'] + '\\n' + m['content'] + '<|im_end|>'}}",
     "chatml"},
    {"{% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>' %}", "llama3"},
    {"{{ bos_token + '[INST] ' + content + ' [/INST]' }}", "inst"},
    {"{{ '<|user|>\\n' + message['content'] + eos_token }}", "zephyr"},
    {"{{ '<start_of_turn>' + role + '\\n' + content + '<end_of_turn>\\n' }}", "gemma"},
    {"{{ '\nBaker: ' + message['content'] }}", "baker"},
    {"{{ '\\nBaker: ' + message['content'] }}", "baker"},  // the newline as Jinja writes it
};

static void each_published_template_is_known(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const struct chat_template *found = chat_recognise(known[i].jinja);
        assert_non_null(found);
        assert_string_equal(found->name, known[i].name);
    }
    assert_null(chat_recognise("{{ messages[0]['content'] }}"));
    // Phi's turns look like Zephyr's and end otherwise
    assert_null(chat_recognise("{{ '<|user|>\\n' + message['content'] + '<|end|>\\n' }}"));
}

// ChatML and Llama 3 as their model cards write one turn.
static void pieces_join_to_the_published_texts(void **state)
{
    (void)state;
    static const struct {
        const char *marker, *text;
    } turns[] = {
        {"<|im_start|>", "<|im_start|>user\nQ<|im_end|>\n<|im_start|>assistant\nA<|im_end|>\n"},
        {"<|start_header_id|>",
         "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nQ<|eot_id|>"
         "<|start_header_id|>assistant<|end_header_id|>\n\nA<|eot_id|>"},
        {"[INST]", "<s>[INST] Q [/INST]A</s>"},
        {"<|user|>", "<|user|>\nQ</s>\n<|assistant|>\nA</s>\n"},
        {"<start_of_turn>", "<bos><start_of_turn>user\nQ<end_of_turn>\n"
         "<start_of_turn>model\nA<end_of_turn>\n"},
        {"Baker: ", "\nUser: Q\nBaker: A<|endoftext|>"},
    };
    for (size_t i = 0; i < sizeof turns / sizeof *turns; i++) {
        const struct chat_template *t = chat_recognise(turns[i].marker);
        char text[256];
        snprintf(text, sizeof text, "%s%sQ%s%sA%s", t->opening, t->user[0], t->user[1],
                 t->answer[0], t->answer[1]);
        assert_string_equal(text, turns[i].text);
        // what ends an answer begins what stands behind it
        assert_memory_equal(t->stop, t->answer[1], strlen(t->stop));
    }
}

static void expect_parsed(const char *text, const char *name, const char *words)
{
    struct arena arena = {0};
    const struct chat_template *found;
    const char *wrong = chat_parse(&found, &arena, text, strlen(text));
    if (words) {
        assert_non_null(wrong);
        assert_non_null(strstr(wrong, words));
    } else {
        assert_null(wrong);
        assert_string_equal(found->name, name);
    }
    arena_free(&arena);
}

static void tokenizer_config_is_read_or_its_fault_named(void **state)
{
    (void)state;
    expect_parsed("{}", "plain", NULL);
    expect_parsed("{\"chat_template\": null}", "plain", NULL);
    expect_parsed("{\"chat_template\": \"<|im_start|>\"}", "chatml", NULL);
    expect_parsed("{\"chat_template\": [{\"name\": \"tool_use\", \"template\": \"[INST]\"},"
                  " {\"name\": \"default\", \"template\": \"<|im_start|>\"}]}", "chatml", NULL);
    expect_parsed("{\"chat_template\": \"nothing\"}", NULL, "none of chatml, llama3");
    expect_parsed("[]", NULL, "it is not a JSON object");
    expect_parsed("{", NULL, "line 1");
}

static void tokens_of_the_folder_stand_where_the_template_names_them(void **state)
{
    (void)state;
    static const char zephyr[] =
        "{\"chat_template\": \"<|user|>\", \"eos_token\": \"<|endoftext|>\"}";
    static const char inst[] = "{\"chat_template\": \"[INST]\", \"bos_token\": \"<b>\","
                               " \"eos_token\": {\"content\": \"<e>\"}}";
    struct arena arena = {0};
    const struct chat_template *found;
    assert_null(chat_parse(&found, &arena, zephyr, sizeof zephyr - 1));
    assert_string_equal(found->user[1], "<|endoftext|>\n");
    assert_string_equal(found->answer[1], "<|endoftext|>\n");
    assert_string_equal(found->stop, "<|endoftext|>");
    assert_null(chat_parse(&found, &arena, inst, sizeof inst - 1));
    assert_string_equal(found->opening, "<b>");
    assert_string_equal(found->answer[1], "<e>");
    assert_string_equal(found->stop, "<e>");
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_published_template_is_known),
        cmocka_unit_test(pieces_join_to_the_published_texts),
        cmocka_unit_test(tokenizer_config_is_read_or_its_fault_named),
        cmocka_unit_test(tokens_of_the_folder_stand_where_the_template_names_them),
    };
    return cmocka_run_group_tests_name("chat_template", tests, NULL, NULL);
}
