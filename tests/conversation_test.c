// conversation_test.c: laws of conversations: which lines are one, which tokens stand for it, and
// which of them the assistant says.
#include "conversation.h"

#include "sentence.h"

static const char *parse(const char *line)
{
    static struct arena arena;
    static char said[512];
    struct conversation found;
    const char *wrong = conversation_parse(&found, &arena, line, strlen(line));
    snprintf(said, sizeof said, "%s", wrong ? wrong : "");
    arena_free(&arena);
    return said;
}

#define U "{\"role\": \"user\", \"content\": \"Q\"}"
#define A "{\"role\": \"assistant\", \"content\": \"A\"}"
#define T "{\"role\": \"tool\", \"content\": \"4\"}"
#define LINE(messages) "{\"messages\": [" messages "]}"

static void speakers_take_turns(void **state)
{
    (void)state;
    assert_string_equal(parse(LINE(U "," A)), "");
    assert_string_equal(parse(LINE(U)), "");
    assert_string_equal(parse(LINE(U "," A "," U "," A)), "");
    assert_string_equal(parse(LINE(U "," A "," T "," A)), "");
    assert_non_null(strstr(parse(LINE(A)), "message 1 is the assistant's"));
    assert_non_null(strstr(parse(LINE(T)), "message 1 is the tool's"));
    assert_non_null(strstr(parse(LINE(U "," U)), "message 2 is the user's behind the user's"));
    assert_non_null(strstr(parse(LINE(U "," A "," A)), "message 3 is the assistant's"));
    assert_non_null(strstr(parse(LINE(U "," T)), "message 2 is the tool's behind the user's"));
}

static void what_is_no_conversation_is_a_sentence(void **state)
{
    (void)state;
    assert_non_null(strstr(parse("{"), "it is no JSON"));
    assert_non_null(strstr(parse("[]"), "no \"messages\""));
    assert_non_null(strstr(parse("{\"messages\": []}"), "no \"messages\""));
    assert_non_null(strstr(parse(LINE("{\"role\": \"king\", \"content\": \"x\"}")), "no role of"));
    assert_non_null(strstr(parse(LINE("{\"role\": \"user\"}")), "no \"content\""));
    assert_non_null(strstr(parse(LINE("{\"role\": \"user\", \"content\": 7}")), "no \"content\""));
    assert_non_null(strstr(parse(LINE("{\"role\": \"user\", \"content\": \"\\u0000\"}")), "JSON"));
}

// The text of all tokens, and a line below it with a ^ for each byte of what is said.
static void encoded(char *text, char *below, const char *line, const struct chat_template *form,
                    const struct tokenizer *tokenizer)
{
    struct arena arena = {0};
    struct conversation conversation;
    struct conversation_ids ids;
    struct conversation_encoder encoder;
    dim at = 0;
    assert_null(conversation_parse(&conversation, &arena, line, strlen(line)));
    conversation_encoder_open(&encoder, tokenizer, form, "folder");
    conversation_encode(&ids, &arena, &encoder, &conversation, "line");
    for (dim i = 0; i < ids.count; i++) {
        const dim n = bpe_decode((uint8_t *)text + at, &ids.ids[i], 1, &tokenizer->bpe);
        memset(below + at, ids.spoken[i] ? '^' : '.', (size_t)n);
        at += n;
    }
    text[at] = below[at] = '\0';
    conversation_encoder_close(&encoder);
    arena_free(&arena);
}

static void only_answers_and_their_end_are_said(void **state)
{
    (void)state;
    char text[512], below[512];
    struct tokenizer tokenizer;
    tokenizer_bytes(&tokenizer);
    encoded(text, below, LINE(U "," A "," T "," A), chat_written(0), &tokenizer);
    assert_string_equal(text, "\nUser: Q\nBaker: A<|endoftext|>\nTool: 4\nBaker: A<|endoftext|>");
    assert_string_equal(below,
                        "................^^^^^^^^^^^^^^................^^^^^^^^^^^^^^");
    tokenizer_close(&tokenizer);
}

static void a_question_is_followed_by_what_opens_an_answer(void **state)
{
    (void)state;
    char text[512], below[512];
    struct tokenizer tokenizer;
    tokenizer_bytes(&tokenizer);
    encoded(text, below, LINE(U "," A "," U), chat_written(0), &tokenizer);
    assert_string_equal(text, "\nUser: Q\nBaker: A<|endoftext|>\nUser: Q\nBaker: ");
    tokenizer_close(&tokenizer);
}

// Token 256 of the bytes is the end; its letters in a speaker's words are 13 tokens.
static void what_a_speaker_types_is_never_a_special_token(void **state)
{
    (void)state;
    static const char line[] = LINE("{\"role\": \"user\", \"content\": \"<|endoftext|>\"}," A);
    struct arena arena = {0};
    struct tokenizer tokenizer;
    struct conversation conversation;
    struct conversation_ids ids;
    struct conversation_encoder encoder;
    dim ends = 0;
    tokenizer_bytes(&tokenizer);
    assert_null(conversation_parse(&conversation, &arena, line, sizeof line - 1));
    conversation_encoder_open(&encoder, &tokenizer, chat_written(0), "folder");
    conversation_encode(&ids, &arena, &encoder, &conversation, "line");
    for (dim i = 0; i < ids.count; i++) ends += ids.ids[i] == 256;
    assert_int_equal(ends, 1);
    assert_int_equal(ids.answers, 1);
    assert_int_equal(ids.ends[0], ids.count);
    conversation_encoder_close(&encoder);
    tokenizer_close(&tokenizer);
    arena_free(&arena);
}

static void a_template_that_is_written_is_known_again(void **state)
{
    (void)state;
    static const char *const names[] = {"baker", "kitchen", "chatml"};
    for (dim i = 0; i < 3; i++) {
        const struct chat_template *form = chat_written(i);
        assert_string_equal(form->name, names[i]);
        assert_ptr_equal(chat_recognise(form->jinja), form);
    }
}

static void open_kitchen(void *tokenizer)
{
    struct conversation_encoder encoder;
    conversation_encoder_open(&encoder, tokenizer, chat_written(1), "my-model");
}

static void a_special_token_that_is_missing_is_named_with_the_way_to_it(void **state)
{
    (void)state;
    struct tokenizer tokenizer;
    tokenizer_bytes(&tokenizer);
    expect_sentence(open_kitchen, &tokenizer, 1,
                    "my-model/tokenizer.json: no special token <|guest|>, which the template "
                    "kitchen needs; learn a vocabulary with crumb tokenizer train --special");
    tokenizer_close(&tokenizer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(speakers_take_turns),
        cmocka_unit_test(what_is_no_conversation_is_a_sentence),
        cmocka_unit_test(only_answers_and_their_end_are_said),
        cmocka_unit_test(a_question_is_followed_by_what_opens_an_answer),
        cmocka_unit_test(what_a_speaker_types_is_never_a_special_token),
        cmocka_unit_test(a_template_that_is_written_is_known_again),
        cmocka_unit_test(a_special_token_that_is_missing_is_named_with_the_way_to_it),
    };
    return cmocka_run_group_tests_name("conversation", tests, NULL, NULL);
}
