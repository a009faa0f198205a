// grader_progress_test.c: laws of what is remembered between calls.
#include "check.h"

#include "progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATH_ROOM = 300 };
static char root[PATH_ROOM], json[PATH_ROOM + 40];
static struct arena arena;
static struct settings settings;

static void path_in(char path[PATH_ROOM], const char *name)
{
    snprintf(path, PATH_ROOM, "%.100s/%.150s", root, name);
}

static void put(const char *name, const char *text)
{
    char path[PATH_ROOM];
    path_in(path, name);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static const char *get(const char *name)
{
    static char text[20000];
    char path[PATH_ROOM];
    path_in(path, name);
    FILE *in = fopen(path, "rb");
    size_t count = in ? fread(text, 1, sizeof text - 1, in) : 0;
    if (in) fclose(in);
    text[count] = 0;
    return text;
}

// A tree with two topics, one file each.
static int set_up(void **state)
{
    (void)state;
    const char *folders[] = {"labs", "labs/01-one", "labs/02-two", "golden"};
    char path[PATH_ROOM];
    unsetenv("CRUMB_PROGRESS");
    strcpy(root, "/tmp/crumb-progress-XXXXXX");
    assert_non_null(mkdtemp(root));
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        path_in(path, folders[i]);
        assert_int_equal(mkdir(path, 0755), 0);
    }
    put("labs/topics.txt", "01 | one | a | first  | speak | 30 | 4 | -\n"
                           "01 | one | b | second | learn | 30 | 2 | one.a\n"
                           "02 | two | a | third  | speak | 60 | 6 | one.a\n");
    put("labs/01-one/one.c", "int one;\n");
    put("labs/02-two/two.c", "int two;\n");
    put("golden/manifest.txt",
        "0000000000000000000000000000000000000000000000000000000000000001  one.safetensors\n"
        "0000000000000000000000000000000000000000000000000000000000000002  two.safetensors\n");
    assert_int_equal(chdir(root), 0);
    snprintf(json, sizeof json, "%.100s/.crumb/progress.json", root);
    char *golden = arena_alloc(&arena, PATH_ROOM);
    snprintf(golden, PATH_ROOM, "%.100s/golden", root);
    settings = (struct settings){.root = root, .from = "labs", .golden = golden};
    topics_load(&settings.topics, &arena, "labs/topics.txt");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    char command[PATH_ROOM + 20];
    arena_free(&arena);
    snprintf(command, sizeof command, "rm -rf %.100s", root);
    return chdir("/") != 0 || system(command) != 0;
}

// What sha256sum says of one.c above.
#define ONE "7e1c4a63c79be119bb2e72e709e84941027ea8cff240fcd31c88db1a6b9b8e8d"

// A record of lab one: the verdicts of a and b, for a file with this hash.
static json_t *record_of(const char *hash, const char *build, const char *a, const char *b)
{
    return json_pack("{s:[{s:s,s:s,s:s,s:s,s:[{s:s,s:s,s:i,s:i},{s:s,s:s,s:i,s:i}]}]}", "labs",
                     "number", "01", "topic", "one", "sha256", hash, "build", build, "parts",
                     "part", "a", "verdict", a, "points", 4, "earned", strcmp(a, "pass") ? 0 : 4,
                     "part", "b", "verdict", b, "points", 2, "earned", strcmp(b, "pass") ? 0 : 2);
}

static void record(struct progress *progress, const char *hash, const char *build, const char *a,
                   const char *b)
{
    json_t *made = record_of(hash, build, a, b);
    progress_record(progress, &settings, made);
    json_decref(made);
}

static void take(const char *hash, const char *build, const char *a, const char *b)
{
    struct progress progress;
    record(&progress, hash, build, a, b);
    assert_string_equal(progress.note, "");
    progress_free(&progress);
}

static const char *verdict_of(dim part)
{
    static char verdict[40];
    struct progress progress;
    progress_read(&progress, &settings);
    const json_t *entry = progress_part(&progress, &settings.topics.parts[part]);
    snprintf(verdict, sizeof verdict, "%s",
             entry ? json_string_value(json_object_get(entry, "verdict")) : "nothing");
    progress_free(&progress);
    return verdict;
}

static int tries_of(dim part)
{
    struct progress progress;
    progress_read(&progress, &settings);
    int tries = (int)json_integer_value(
        json_object_get(progress_part(&progress, &settings.topics.parts[part]), "tries"));
    progress_free(&progress);
    return tries;
}

static const char *last_part(void)
{
    static char name[40];
    struct progress progress;
    progress_read(&progress, &settings);
    const struct topic_part *last = progress_last(&progress, &settings);
    snprintf(name, sizeof name, "%s.%s", last ? last->topic : "", last ? last->part : "");
    progress_free(&progress);
    return name;
}

static bool is_fresh(void)
{
    struct progress progress;
    progress_read(&progress, &settings);
    bool fresh = progress_fresh(&progress, &settings, &settings.topics.parts[0]);
    progress_free(&progress);
    return fresh;
}

static void what_was_recorded_is_read_again(void **state)
{
    (void)state;
    assert_string_equal(verdict_of(0), "nothing");
    take("h1", "pass", "pass", "wrong-value");
    assert_string_equal(verdict_of(0), "pass");
    assert_string_equal(verdict_of(1), "wrong-value");
    assert_string_equal(verdict_of(2), "nothing");
}

static void a_try_is_another_file_with_something_written(void **state)
{
    (void)state;
    take("h1", "pass", "not-written-yet", "not-written-yet");
    assert_int_equal(tries_of(0), 0);
    take("h2", "pass", "wrong-value", "not-written-yet");
    take("h2", "pass", "wrong-value", "not-written-yet");  // the same file again
    take("h3", "pass", "crash", "not-written-yet");
    assert_int_equal(tries_of(0), 2);
    assert_int_equal(tries_of(1), 0);
    take("h4", "pass", "pass", "not-written-yet");
    take("h5", "pass", "pass", "wrong-value");  // the file changed for b, not for a
    assert_int_equal(tries_of(0), 3);
    assert_int_equal(tries_of(1), 1);
}

static void what_does_not_compile_is_a_try_of_the_first_open_part(void **state)
{
    (void)state;
    take("h1", "pass", "pass", "not-written-yet");
    take("h2", "compile-error", "compile-error", "compile-error");
    assert_int_equal(tries_of(0), 1);
    assert_int_equal(tries_of(1), 1);
    assert_string_equal(last_part(), "one.b");
}

static void the_last_part_is_the_one_with_something_written(void **state)
{
    (void)state;
    assert_string_equal(last_part(), ".");
    take("h1", "pass", "pass", "not-written-yet");
    assert_string_equal(last_part(), "one.a");
    take("h2", "pass", "pass", "wrong-value");
    assert_string_equal(last_part(), "one.b");
}

static void a_part_that_passed_and_no_longer_does_is_told(void **state)
{
    (void)state;
    struct progress progress;
    take("h1", "pass", "pass", "not-written-yet");
    record(&progress, "h2", "pass", "wrong-value", "not-written-yet");
    assert_int_equal(json_array_size(progress.lost), 1);
    progress_free(&progress);
    record(&progress, "h3", "compile-error", "compile-error", "compile-error");
    assert_int_equal(json_array_size(progress.lost), 0);  // no news: nothing of it runs
    progress_free(&progress);
    record(&progress, "h1", "pass", "pass", "not-written-yet");
    assert_int_equal(json_array_size(progress.lost), 0);
    progress_free(&progress);
}

static void the_graders_own_error_changes_nothing(void **state)
{
    (void)state;
    take("h1", "pass", "pass", "not-written-yet");
    take("", "grader-error", "grader-error", "grader-error");
    take("", "skipped", "skipped", "skipped");
    assert_string_equal(verdict_of(0), "pass");
}

static void fresh_until_the_file_or_the_goldens_change(void **state)
{
    (void)state;
    take("h1", "pass", "pass", "pass");
    assert_false(is_fresh());  // of another file than the one that is there
    take(ONE, "pass", "pass", "pass");
    assert_true(is_fresh());
    put("labs/01-one/one.c", "int one; \n");
    assert_false(is_fresh());
    put("labs/01-one/one.c", "int one;\n");
    assert_true(is_fresh());
    put("golden/manifest.txt",
        "0000000000000000000000000000000000000000000000000000000000000003  one.safetensors\n");
    assert_false(is_fresh());
}

static void other_folders_are_not_remembered(void **state)
{
    (void)state;
    settings.from = "solutions";
    take("h1", "pass", "pass", "pass");
    progress_add_hint(&settings, "one", "a", "f");
    assert_int_equal(access(json, F_OK), -1);
    settings.from = "labs";
    setenv("CRUMB_PROGRESS", "none", 1);
    take("h1", "pass", "pass", "pass");
    assert_int_equal(access(json, F_OK), -1);
}

static void hints_are_counted_by_function(void **state)
{
    (void)state;
    assert_int_equal(progress_hints(&settings, "one", "a", "f"), 0);
    progress_add_hint(&settings, "one", "a", "f");
    progress_add_hint(&settings, "one", "a", "f");
    progress_add_hint(&settings, "one", "a", "g");
    assert_int_equal(progress_hints(&settings, "one", "a", "f"), 2);
    assert_int_equal(progress_hints(&settings, "one", "a", NULL), 3);
    assert_int_equal(progress_hints(&settings, "one", "b", NULL), 0);
    assert_string_equal(verdict_of(0), "nothing");
    take("h1", "pass", "pass", "pass");  // a result leaves them
    assert_int_equal(progress_hints(&settings, "one", "a", NULL), 3);
}

static void a_damaged_file_is_kept_aside(void **state)
{
    (void)state;
    const char *damaged[] = {"{", "", "[1, 2]", "\"text\"", "{\"schema\": 7}", "{\"parts\": {}}",
                             "{\"schema\": \"crumb/result/v1\"}"};
    enum { COUNT = sizeof damaged / sizeof *damaged };
    take("h1", "pass", "pass", "pass");
    for (int i = 0; i < COUNT; i++) {
        char aside[60];
        struct progress progress;
        put(".crumb/progress.json", damaged[i]);
        record(&progress, "h2", "pass", "wrong-value", "pass");
        assert_non_null(strstr(progress.note, ".crumb/progress.json: damaged"));
        progress_free(&progress);
        snprintf(aside, sizeof aside, ".crumb/progress-damaged-%d.json", i + 1);
        assert_string_equal(get(aside), damaged[i]);
        assert_string_equal(verdict_of(0), "wrong-value");
    }
}

static void entries_of_any_shape_are_survived(void **state)
{
    (void)state;
    const char *odd[] = {
        "{\"schema\": \"crumb/progress/v1\", \"parts\": 7, \"last\": 8}",
        "{\"schema\": \"crumb/progress/v1\", \"parts\": {\"one.a\": []}}",
        "{\"schema\": \"crumb/progress/v1\", \"parts\": {\"one.a\": {\"verdict\": 1}}}"};
    take("h1", "pass", "pass", "pass");
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        put(".crumb/progress.json", odd[i]);
        assert_string_equal(verdict_of(0), "nothing");
        assert_int_equal(progress_hints(&settings, "one", "a", NULL), 0);
        progress_add_hint(&settings, "one", "a", "f");
        take("h2", "pass", "pass", "pass");
        assert_string_equal(verdict_of(0), "pass");
    }
}

static void another_version_is_left_alone(void **state)
{
    (void)state;
    const char *other = "{\"schema\": \"crumb/progress/v2\", \"parts\": {}}";
    struct progress progress;
    take("h1", "pass", "pass", "pass");
    put(".crumb/progress.json", other);
    record(&progress, "h2", "pass", "wrong-value", "pass");
    assert_non_null(strstr(progress.note, "another version"));
    assert_non_null(progress.root);
    progress_free(&progress);
    assert_string_equal(get(".crumb/progress.json"), other);
}

static void what_cannot_be_written_is_one_line_and_the_result_stands(void **state)
{
    (void)state;
    struct progress progress;
    put(".crumb", "a file where the folder should be\n");
    record(&progress, "h1", "pass", "pass", "pass");
    assert_non_null(progress.note[0] ? progress.note : NULL);
    assert_null(strchr(progress.note, '\n'));
    assert_non_null(progress_part(&progress, &settings.topics.parts[0]));
    progress_free(&progress);
    assert_string_equal(get(".crumb"), "a file where the folder should be\n");
}

static void several_at_once_lose_nothing(void **state)
{
    (void)state;
    enum { CHILDREN = 8, EACH = 20 };
    for (int child = 0; child < CHILDREN; child++) {
        if (fork() != 0) continue;
        char name[20];
        snprintf(name, sizeof name, "f%d", child);
        for (int i = 0; i < EACH; i++) progress_add_hint(&settings, "one", "a", name);
        _exit(0);
    }
    while (wait(NULL) > 0) continue;
    assert_int_equal(progress_hints(&settings, "one", "a", NULL), CHILDREN * EACH);
    assert_int_equal(progress_hints(&settings, "one", "a", "f3"), EACH);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LAW(what_was_recorded_is_read_again),
        LAW(a_try_is_another_file_with_something_written),
        LAW(what_does_not_compile_is_a_try_of_the_first_open_part),
        LAW(the_last_part_is_the_one_with_something_written),
        LAW(a_part_that_passed_and_no_longer_does_is_told),
        LAW(the_graders_own_error_changes_nothing),
        LAW(fresh_until_the_file_or_the_goldens_change),
        LAW(other_folders_are_not_remembered),
        LAW(hints_are_counted_by_function),
        LAW(a_damaged_file_is_kept_aside),
        LAW(entries_of_any_shape_are_survived),
        LAW(another_version_is_left_alone),
        LAW(what_cannot_be_written_is_one_line_and_the_result_stands),
        LAW(several_at_once_lose_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
