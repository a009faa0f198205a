// grader_work_test.c: the laws of recipes of work: what is off in one is a sentence that names it,
// and numbers are written as people read them. What is counted is work_test.sh's.
#include "check.h"

#undef fail  // cmocka has one too
#include "fail.h"
#include "sentence.h"
#include "work.h"

#include <string.h>

static void numbers_have_commas_between_thousands(void **state)
{
    (void)state;
    char number[WORK_NUMBER_MAX];
    assert_string_equal(work_number(number, 0), "0");
    assert_string_equal(work_number(number, 999), "999");
    assert_string_equal(work_number(number, 1000), "1,000");
    assert_string_equal(work_number(number, 493012), "493,012");
    assert_string_equal(work_number(number, 1234567890123), "1,234,567,890,123");
    assert_string_equal(work_number(number, INT64_MAX), "9,223,372,036,854,775,807");
}

static void read_recipe(void *recipe)
{
    static struct golden_case one = {.part = "a", .operation = "norm_forward"};
    struct tensor_metadata metadata[] = {{"forward", "{}"}, {"law/x", "{}"}, {"work/x", recipe}};
    struct golden golden = {.file = {.path = "norm.safetensors", .metadata = metadata,
                                     .metadata_count = 3},
                            .cases = &one, .count = 1};
    struct settings settings = {.objects = "objects"};
    struct works works;
    struct arena arena = {0};
    works_read(&works, &arena, &golden, "norm", &settings);
    assert_int_equal(works.count, 1);
    assert_string_equal(works.all[0].about.name, "work-x");
    assert_false(works.all[0].judged);
    works_close(&works);
    arena_free(&arena);
}

static void a_recipe_has_the_names_of_its_check(void **state)
{
    (void)state;
    char recipe[] = "{\"part\": \"a\", \"op\": \"norm_forward\", \"law\": \"once\"}";
    read_recipe(recipe);
}

static void what_is_off_in_a_recipe_is_one_sentence(void **state)
{
    (void)state;
    const char *const off[] = {
        "", "{", "[]", "17", "{\"part\": \"a\"}",
        "{\"part\": \"a\", \"op\": \"norm_backward\", \"law\": \"once\"}",
        "{\"part\": \"b\", \"op\": \"norm_forward\", \"law\": \"once\"}",
        "{\"part\": 3, \"op\": [], \"law\": {}}",
        "{\"part\": \"a\", \"op\": \"a_name_longer_than_a_function_may_have_it\", \"law\": \"\"}"};
    for (size_t i = 0; i < sizeof off / sizeof *off; i++) {
        char recipe[200], said[600];
        snprintf(recipe, sizeof recipe, "%s", off[i]);
        assert_int_equal(exit_of(read_recipe, recipe, said, sizeof said), FAIL_INPUT);
        if (!strstr(said, "norm.safetensors: work/x: ")) print_error("%s: %s", off[i], said);
        assert_non_null(strstr(said, "norm.safetensors: work/x: "));
        assert_int_equal(strchr(said, '\n') - said, (long)strlen(said) - 1);
    }
}

int main(void)
{
    const struct CMUnitTest laws[] = {
        cmocka_unit_test(numbers_have_commas_between_thousands),
        cmocka_unit_test(a_recipe_has_the_names_of_its_check),
        cmocka_unit_test(what_is_off_in_a_recipe_is_one_sentence)};
    return cmocka_run_group_tests(laws, NULL, NULL);
}
