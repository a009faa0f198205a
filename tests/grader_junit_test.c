// grader_junit_test.c: JUnit XML and the badge, read back with libxml2: every text is where it
// belongs and as it was, and no text stands elsewhere.
#include "emitted.h"
#include "fields.h"

#include <string.h>

#if defined(__has_include)
#if __has_include(<libxml/xmlreader.h>)
#define HAS_READER 1
#endif
#endif

#ifdef HAS_READER
#include <libxml/xmlreader.h>

enum { RECORDS = 300 };

static void expect_attribute(const xmlNode *node, const char *name, const char *wanted)
{
    xmlChar *value = xmlGetNoNsProp((xmlNode *)node, BAD_CAST name);
    assert_non_null(value);
    assert_string_equal((const char *)value, wanted);
    xmlFree(value);
}

static const xmlNode *next_element(const xmlNode *node)
{
    while (node && node->type != XML_ELEMENT_NODE) {
        assert_true(xmlIsBlankNode(node));  // GitLab breaks on other text here
        node = node->next;
    }
    return node;
}

static void expect_inside(const xmlNode *node, const struct emit_test *test)
{
    const xmlNode *inside = next_element(node->children);
    const char *wanted = test->class == EMIT_WRONG ? "failure"
                         : test->class == EMIT_ERROR || test->class == EMIT_BROKEN ? "error"
                                                                                   : "skipped";
    if (test->class == EMIT_PASS) {
        assert_null(inside);
        return;
    }
    assert_string_equal((const char *)inside->name, wanted);
    assert_null(next_element(inside->next));
    if (strcmp(wanted, "skipped") == 0) return;
    xmlChar *text = xmlNodeGetContent(inside);
    assert_string_equal((const char *)text, *test->words ? test->words : test->verdict);
    expect_attribute(inside, "type", test->verdict);
    expect_attribute(inside, "message", *test->title ? test->title : test->verdict);
    xmlFree(text);
}

static void junit_has_each_test_once_with_its_words(void **state)
{
    (void)state;
    const struct emit_options options = {0};
    for (uint64_t seed = 0; seed < RECORDS; seed++) {
        struct emitted made = emitted_of("junit", hostile_record(seed), &options);
        if (made.code) {  // junit_none.c: nothing is written, and why is said
            emitted_free(&made);
            skip();
        }
        const struct emit_tests tests = emitted_tests(&made);
        xmlDoc *file = xmlReadMemory(made.text, (int)made.count, NULL, NULL,
                                     XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_HUGE);
        json_t *seen = json_object();
        assert_non_null(file);
        const xmlNode *suite = next_element(xmlDocGetRootElement(file)->children);
        dim i = 0;
        for (; suite; suite = next_element(suite->next)) {
            const xmlNode *one = next_element(suite->children);
            for (; one; one = next_element(one->next), i++) {
                assert_true(i < tests.count);
                expect_attribute(one, "name", tests.all[i].name);
                assert_null(json_object_get(seen, tests.all[i].name));
                json_object_set_new(seen, tests.all[i].name, json_true());
                expect_inside(one, &tests.all[i]);
            }
        }
        assert_int_equal(i, tests.count);
        json_decref(seen);
        xmlFreeDoc(file);
        emitted_free(&made);
    }
}

static void the_badge_says_its_label_and_the_points(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 5, 58);
    for (uint64_t seed = 0; seed < RECORDS; seed++) {
        json_t *label = hostile_string(&rng), *clean = emit_clean(label);
        const struct emit_options options = {.label = json_string_value(label)};
        struct emitted made = emitted_of("badge", hostile_record(seed), &options);
        xmlDoc *file = xmlReadMemory(made.text, (int)made.count, NULL, NULL,
                                     XML_PARSE_NONET | XML_PARSE_NOERROR);
        assert_non_null(file);
        xmlChar *title = xmlNodeGetContent(next_element(xmlDocGetRootElement(file)->children));
        const char *wanted = json_string_value(clean);
        for (size_t i = 0; wanted[i]; i++)
            assert_int_equal(title[i], wanted[i] == '\n' ? ' ' : (unsigned char)wanted[i]);
        assert_int_equal(title[strlen(wanted)], ':');
        xmlFree(title);
        xmlFreeDoc(file);
        emitted_free(&made);
        json_decref(label);
        json_decref(clean);
    }
}
#else
static void junit_has_each_test_once_with_its_words(void **state)
{
    (void)state;
    skip();
}
static void the_badge_says_its_label_and_the_points(void **state)
{
    (void)state;
    skip();
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(junit_has_each_test_once_with_its_words),
        cmocka_unit_test(the_badge_says_its_label_and_the_points)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
