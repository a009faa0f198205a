// grader_batch_test.c: laws of journals, results and shards, without a grading.
#include "check.h"

#include "batch/entries.h"
#include "batch/history.h"
#include "batch/results.h"
#include "fields.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B64 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define LINE(event) "{\"schema\":\"" JOURNAL_SCHEMA "\",\"event\":\"" event "\""
#define BEGIN LINE("begin") ",\"fingerprint\":{\"seed\":1}}\n"
#define START(id, hash, alone) \
    LINE("start") ",\"id\":\"" id "\",\"submission\":\"" hash "\",\"alone\":" alone "}\n"
#define FAILED(id, hash, cause) \
    LINE("failed") ",\"id\":\"" id "\",\"submission\":\"" hash "\",\"cause\":\"" cause \
    "\",\"why\":\"it rained\"}\n"
#define RECORD(hash, more) \
    "{\"schema\":\"crumb/result/v1\",\"submission\":\"" hash "\",\"labs\":[]" more "}"
#define RESULT(id, hash, more) \
    LINE("result") ",\"id\":\"" id "\",\"submission\":\"" hash "\",\"record\":" RECORD(hash, more) \
    "}\n"

static struct arena arena;

static const char *read_text(struct history *history, const char *name, const char *text)
{
    return history_read(history, &arena, name, text, strlen(text));
}

// text is a journal without fault.
static void read_good(struct history *history, const char *name, const char *text)
{
    const char *wrong = read_text(history, name, text);
    if (wrong) fail_msg("%s", wrong);
}

static void expect_wrong(const char *text, const char *says)
{
    struct history history;
    const char *wrong = read_text(&history, "j", text);
    if (!wrong || !strstr(wrong, says)) fail_msg("%s; wanted: %s", wrong ? wrong : "good", says);
    history_close(&history);
}

static void expect_entry(const char *text, int strikes, bool interrupted, bool done)
{
    struct history history;
    read_good(&history, "j", text);
    const json_t *ada = json_object_get(history.ids, "ada");
    assert_int_equal(field_number(ada, "strikes"), strikes);
    assert_int_equal(json_is_true(json_object_get(ada, "interrupted")), interrupted);
    assert_int_equal(history_is_done(ada), done);
    history_close(&history);
}

static void what_was_graded_is_done(void **state)
{
    (void)state;
    expect_entry(BEGIN START("ada", A64, "false") RESULT("ada", A64, ""), 0, false, true);
    expect_entry(BEGIN START("ada", A64, "false"), 0, true, false);
}

static void being_graded_when_all_is_killed_is_a_strike_only_alone(void **state)
{
    (void)state;
    expect_entry(BEGIN START("ada", A64, "false") START("ada", A64, "true"), 1, true, false);
    expect_entry(BEGIN START("ada", A64, "true") START("ada", A64, "true"), 2, false, false);
}

static void a_process_that_dies_is_a_strike_and_bad_weather_is_none(void **state)
{
    (void)state;
    expect_entry(BEGIN START("ada", A64, "false") FAILED("ada", A64, "died"), 1, false, false);
    expect_entry(BEGIN START("ada", A64, "false") FAILED("ada", A64, "environment"), 0, false,
                 false);
    expect_entry(BEGIN FAILED("ada", "", "unreadable"), 0, false, false);
}

static void other_files_start_anew(void **state)
{
    (void)state;
    expect_entry(BEGIN START("ada", A64, "false") FAILED("ada", A64, "died")
                 START("ada", B64, "false") RESULT("ada", B64, ""), 0, false, true);
    expect_entry(BEGIN START("ada", A64, "false") RESULT("ada", A64, "")
                 START("ada", B64, "false"), 0, true, false);
}

static void every_cut_of_the_last_line_is_seen(void **state)
{
    (void)state;
    static const char whole[] = BEGIN START("ada", A64, "false") RESULT("ada", A64, "");
    const size_t lines = strlen(BEGIN START("ada", A64, "false"));
    for (size_t count = 0; count < sizeof whole; count++) {
        struct history history;
        const char *wrong = history_read(&history, &arena, "j", whole, count);
        if (wrong) fail_msg("cut at %zu: %s", count, wrong);
        assert_int_equal(history.whole + history.torn, count);
        assert_int_equal(history.torn > 0, count > 0 && whole[count - 1] != '\n');
        const bool done = history_is_done(json_object_get(history.ids, "ada"));
        assert_int_equal(done, count == sizeof whole - 1);
        assert_true(count < lines || history.whole >= lines);
        history_close(&history);
    }
}

static void what_is_no_journal_is_one_sentence(void **state)
{
    (void)state;
    expect_wrong("notes of mine", "j:1: ");
    expect_wrong("notes\nof mine\n", "j:1: neither a journal nor results");
    expect_wrong("{}", "j:1: ");
    expect_wrong(BEGIN BEGIN, "j:2: begun a second time");
    expect_wrong(LINE("plan") ",\"ids\":[]}\n", "j:1: an event before the journal begins");
    expect_wrong(BEGIN LINE("dance") "}\n", "j:2: an event of a kind that is not known here");
    expect_wrong(BEGIN START("", A64, "true"), "j:2: an event without a proper id");
    expect_wrong(BEGIN START("a\\u001bb", A64, "true"), "j:2: an event without a proper id");
    expect_wrong(BEGIN START("ada", "beef", "true"), "j:2: an event without the hash");
    expect_wrong(BEGIN LINE("result") ",\"id\":\"ada\",\"submission\":\"" A64 "\",\"record\":"
                 RECORD(B64, "") "}\n", "j:2: a result without a result record of its submission");
    expect_wrong(BEGIN "rubbish\n" BEGIN, "j:2: not a line of JSON");
    expect_wrong("{\"schema\":\"" RESULTS_SCHEMA "\",\"fingerprint\":{},\"results\":[{}]}",
                 "j:1: a result without id or submission");
}

// ---- several -----------------------------------------------------------------------------------

static void order_does_not_show(void **state)
{
    (void)state;
    static const char *const texts[] = {
        BEGIN RESULT("ada", A64, ",\"when\":\"2026-10-02\"") FAILED("eve", "", "unreadable"),
        BEGIN RESULT("ada", A64, ",\"when\":\"2026-10-01\"") RESULT("bob", B64, ""),
        BEGIN START("eve", B64, "false")};
    struct history sums[2] = {{.ids = json_object()}, {.ids = json_object()}};
    for (int i = 0; i < 3; i++)
        for (int s = 0; s < 2; s++) {
            struct history one;
            read_good(&one, "j", texts[s ? 2 - i : i]);
            assert_null(history_add(&sums[s], &arena, &one, "a", "b"));
            history_close(&one);
        }
    const json_t *ada = json_object_get(sums[0].ids, "ada");
    assert_non_null(strstr(history_record(ada, A64), "2026-10-01"));
    assert_true(json_equal(sums[0].ids, sums[1].ids));
    const char *submission;
    assert_string_equal(results_missing(&submission, json_object_get(sums[0].ids, "eve")),
                        "it rained");
    assert_string_equal(submission, B64);
    assert_null(results_missing(&submission, ada));
    for (int s = 0; s < 2; s++) history_close(&sums[s]);
}

static void a_contradiction_names_both_files(void **state)
{
    (void)state;
    struct history one, other, sum = {.ids = json_object()};
    read_good(&one, "first.journal", BEGIN RESULT("ada", A64, ",\"earned\":1"));
    read_good(&other, "second.journal", BEGIN RESULT("ada", A64, ",\"earned\":2"));
    assert_null(history_add(&sum, &arena, &one, "x", "first.journal"));
    const char *wrong = history_add(&sum, &arena, &other, "x", "second.journal");
    assert_non_null(wrong);
    assert_non_null(strstr(wrong, "ada: two different results"));
    assert_non_null(strstr(wrong, "first.journal"));
    assert_non_null(strstr(wrong, "second.journal"));
    history_close(&one);
    history_close(&other);
    history_close(&sum);
    expect_wrong(BEGIN RESULT("ada", A64, ",\"earned\":1") RESULT("ada", A64, ",\"earned\":2"),
                 "two different results");
}

static void other_fingerprints_are_not_mixed(void **state)
{
    (void)state;
    struct history one, other, sum = {.ids = json_object()};
    read_good(&one, "j", BEGIN);
    read_good(&other, "j", LINE("begin") ",\"fingerprint\":{\"seed\":2,\"lab\":\"06\"}}\n");
    assert_null(history_add(&sum, &arena, &one, "a", "a"));
    const char *wrong = history_add(&sum, &arena, &other, "a", "b");
    assert_non_null(wrong);
    assert_non_null(strstr(wrong, "(seed, lab differs)"));
    history_close(&one);
    history_close(&other);
    history_close(&sum);
}

// ---- shards ------------------------------------------------------------------------------------

enum { FOLDERS = 300, SHARDS = 7 };
static char names[FOLDERS + 1][32], *paths[FOLDERS + 1];

static int find_shard(int *seen, dim count, int shard)
{
    struct entries entries;
    entries_find(&entries, &arena, paths, count, NULL, shard, SHARDS);
    for (dim i = 0; i < entries.count; i++) {
        seen[atoi(entries.all[i].id + 1)] += shard;
        assert_true(i == 0 || strcmp(entries.all[i - 1].order, entries.all[i].order) < 0);
    }
    const int found = (int)entries.count;
    free(entries.all);
    return found;
}

static void every_submission_is_in_one_shard_whoever_else_is_there(void **state)
{
    (void)state;
    int all[FOLDERS + 1] = {0}, more[FOLDERS + 1] = {0};
    for (int i = 0; i <= FOLDERS; i++) {
        snprintf(names[i], sizeof names[i], "/tmp/nowhere/s%d/", i);
        paths[i] = names[i];
    }
    for (int s = 1; s <= SHARDS; s++) {
        const int found = find_shard(all, FOLDERS, s);
        assert_in_range(found, FOLDERS / SHARDS / 2, 2 * FOLDERS / SHARDS);
        find_shard(more, FOLDERS + 1, s);
    }
    for (int i = 0; i < FOLDERS; i++) {
        assert_in_range(all[i], 1, SHARDS);
        assert_int_equal(all[i], more[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_graded_is_done),
        cmocka_unit_test(being_graded_when_all_is_killed_is_a_strike_only_alone),
        cmocka_unit_test(a_process_that_dies_is_a_strike_and_bad_weather_is_none),
        cmocka_unit_test(other_files_start_anew),
        cmocka_unit_test(every_cut_of_the_last_line_is_seen),
        cmocka_unit_test(what_is_no_journal_is_one_sentence),
        cmocka_unit_test(order_does_not_show),
        cmocka_unit_test(a_contradiction_names_both_files),
        cmocka_unit_test(other_fingerprints_are_not_mixed),
        cmocka_unit_test(every_submission_is_in_one_shard_whoever_else_is_there)};
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&arena);
    return failed;
}
