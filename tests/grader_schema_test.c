// grader_schema_test.c: docs/result.schema.json takes what a record is, and nothing else. With
// names of files it validates these records in place of its tests (tests/emit_test.sh does that).
#include "check.h"
#include "schema.h"
#include "verdict.h"

#include <stdio.h>
#include <stdlib.h>

static const char page[] = "docs/result.schema.json";

static json_t *load(const char *path)
{
    json_error_t error;
    json_t *value = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (!value) fprintf(stderr, "%s:%d: %s\n", path, error.line, error.text);
    return value;
}

// NULL, or the first fault.
static const char *fault_of(const json_t *record)
{
    static struct schema_at at;
    json_t *schema = load(page);
    at = (struct schema_at){.root = schema};
    const bool holds = schema && schema_holds(&at, schema, record);
    json_decref(schema);
    return holds ? NULL : at.why;
}

static json_t *a_record(void)
{
    return json_loads(
        "{\"schema\":\"crumb/result/v1\",\"from\":\"labs\",\"seed\":7,\"tier\":1,\"points\":6,"
        "\"earned\":0,\"labs\":[{\"number\":\"06\",\"topic\":\"rope\",\"source\":\"\","
        "\"sha256\":\"\","
        "\"build\":\"pass\",\"message\":\"\",\"notes\":\"\",\"fresh\":\"\",\"checked\":\"run\","
        "\"advice\":"
        "[{\"kind\":\"null\",\"line\":1,\"column\":0,\"function\":\"f\",\"detail\":\"d\"}],"
        "\"parts\":[{"
        "\"part\":\"a\",\"title\":\"t\",\"track\":\"speak\",\"minutes\":5,\"points\":6,"
        "\"earned\":0,"
        "\"verdict\":\"wrong-value\",\"fresh\":\"run\",\"printed\":{\"f\":\"x\"},"
        "\"recognised\":{\"f\":{"
        "\"sure\":\"sure\",\"name\":\"n\",\"says\":\"s\",\"in\":\"f\",\"matched\":1,\"wrong\":1,"
        "\"compared\":4,\"or\":[\"o\"]}},\"checks\":[{\"id\":\"rope:a\",\"operation\":\"f\","
        "\"law\":\"l\","
        "\"verdict\":\"wrong-value\",\"detail\":\"d\",\"times\":2.5,\"live\":false}]}]}]}",
        0, NULL);
}

static void a_record_is_valid(void **state)
{
    (void)state;
    json_t *record = a_record();
    const char *why = fault_of(record);
    if (why) print_error("%s\n", why);
    assert_null(why);
    json_decref(record);
}

static void try_without(const json_t *whole, json_t *object, int *tried);

static void try_below(const json_t *whole, json_t *value, int *tried)
{
    if (json_is_object(value)) try_without(whole, value, tried);
    if (json_is_array(value)) try_below(whole, json_array_get(value, 0), tried);
}

// Each member in turn: of another type, which is a fault; and a name that nobody knows.
static void try_without(const json_t *whole, json_t *object, int *tried)
{
    json_t *names = json_array(), *name;
    const char *key;
    json_t *member;
    size_t i;
    json_object_foreach(object, key, member) json_array_append_new(names, json_string(key));
    json_array_foreach(names, i, name) {
        const char *own = json_string_value(name);
        json_t *kept = json_incref(json_object_get(object, own));
        // null is a type too: the seed of official grading has it
        json_object_set_new(object, own, json_is_boolean(kept) ? json_null() : json_true());
        if (!fault_of(whole)) print_error("%s may be of any type\n", own);
        assert_non_null(fault_of(whole));
        json_object_set(object, own, kept);
        try_below(whole, kept, tried);
        json_decref(kept);
        ++*tried;
    }
    json_decref(names);
}

static void every_member_has_a_type(void **state)
{
    (void)state;
    json_t *record = a_record();
    int tried = 0;
    try_without(record, record, &tried);
    assert_true(tried > 45);
    json_decref(record);
}

static void a_member_that_is_not_documented_is_a_fault(void **state)
{
    (void)state;
    json_t *record = a_record();
    json_t *lab = json_array_get(json_object_get(record, "labs"), 0);
    json_t *part = json_array_get(json_object_get(lab, "parts"), 0);
    json_t *all[] = {record, lab, part, json_array_get(json_object_get(part, "checks"), 0),
                     json_array_get(json_object_get(lab, "advice"), 0),
                     json_object_get(json_object_get(part, "recognised"), "f")};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        json_object_set_new(all[i], "surprise", json_true());
        assert_non_null(fault_of(record));
        json_object_del(all[i], "surprise");
    }
    assert_null(fault_of(record));
    json_decref(record);
}

static void verdicts_are_those_of_the_grader(void **state)
{
    (void)state;
    json_t *schema = load(page);
    const json_t *words = json_object_get(
        json_object_get(json_object_get(schema, "$defs"), "verdict"), "enum");
    assert_int_equal(json_array_size(words), VERDICTS);
    for (int i = 0; i < VERDICTS; i++)
        assert_string_equal(json_string_value(json_array_get(words, (size_t)i)),
                            verdict_name((enum verdict)i));
    json_decref(schema);
}

static void a_keyword_that_is_not_known_is_a_fault(void **state)
{
    (void)state;
    struct schema_at at = {0};
    json_t *schema = json_loads("{\"pattern\":\"a\"}", 0, NULL), *value = json_string("a");
    assert_false(schema_holds(&at, schema, value));
    json_decref(schema);
    json_decref(value);
}

static int validate(int count, char **paths)
{
    int faults = 0;
    for (int i = 0; i < count; i++) {
        json_t *record = load(paths[i]);
        const char *why = record ? fault_of(record) : "no JSON";
        if (why) printf("%s: %s\n", paths[i], why);
        faults += why != NULL;
        json_decref(record);
    }
    return faults ? 1 : 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_is_valid),
        cmocka_unit_test(every_member_has_a_type),
        cmocka_unit_test(a_member_that_is_not_documented_is_a_fault),
        cmocka_unit_test(verdicts_are_those_of_the_grader),
        cmocka_unit_test(a_keyword_that_is_not_known_is_a_fault)};
    if (argc > 1) return validate(argc - 1, argv + 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
