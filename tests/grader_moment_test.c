// grader_moment_test.c: times as people write them in a course.
#include "check.h"

#include "course/moment.h"

#include <string.h>

static uint64_t state;

static unsigned draw(unsigned below)  // the same in every run
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(state >> 33) % below;
}

static void times_are_read_with_their_zone(void **unused)
{
    (void)unused;
    static const struct {
        const char *text, *same;
    } times[] = {{"2026-10-01T23:59:00+02:00", "2026-10-01T21:59:00Z"},
                 {"2026-10-01T23:59Z", "2026-10-01T23:59:00Z"},
                 {"2026-10-01 23:59:30.25-0330", "2026-10-02T03:29:30Z"},
                 {"2028-02-29T12:00:00Z", "2028-02-29T12:00:00Z"},
                 {"2000-02-29T12:00:00Z", "2000-02-29T12:00:00Z"},
                 {"1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"},
                 {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
                 {"2000-03-01T00:00:00+14:00", "2000-02-29T10:00:00Z"}};
    char text[MOMENT_TEXT];
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        int64_t seconds;
        assert_true(moment_parse(&seconds, times[i].text));
        moment_print(text, seconds);
        assert_string_equal(text, times[i].same);
    }
    int64_t seconds;
    assert_true(moment_parse(&seconds, "2026-11-28T03:35:00Z"));
    assert_int_equal(seconds, 1795836900);
}

static void every_second_is_printed_so_that_it_is_read_again(void **unused)
{
    (void)unused;
    for (int i = 0; i < 5000; i++) {
        char text[MOMENT_TEXT];
        const int64_t seconds = (int64_t)draw(2000000000) * 100 + draw(100);
        int64_t again;
        moment_print(text, seconds);
        assert_true(moment_parse(&again, text));
        assert_int_equal(seconds, again);
    }
}

static void what_is_no_time_is_refused(void **unused)
{
    (void)unused;
    static const char *const wrong[] = {
        "", "2026-10-01", "2026-10-01T23:59:00", "2026-13-01T00:00Z", "2026-02-29T00:00Z",
        "2100-02-29T00:00Z",
        "2026-10-00T00:00Z", "2026-10-01T24:00Z", "2026-10-01T23:60Z", "2026-10-01T23:59:00ZZ",
        "2026-10-01T23:59:00+15:00", "26-10-01T00:00Z", "2026-10-01T23:59:00.Z",
        "1969-01-01T00:00Z",
        "2026-10-01T23:59:61Z", "tomorrow"};
    static const char *const durations[] = {"", "h", "48", "+48h", "1w", "48h ", "99999999d",
                                            "3651d", "1.5h", "-1h"};
    int64_t seconds;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (moment_parse(&seconds, wrong[i])) fail_msg("\"%s\" is taken for a time", wrong[i]);
    for (size_t i = 0; i < sizeof durations / sizeof *durations; i++)
        if (duration_parse(&seconds, durations[i])) fail_msg("\"%s\" is taken", durations[i]);
    assert_true(duration_parse(&seconds, "2d") && seconds == 172800);
    assert_true(duration_parse(&seconds, "90m") && seconds == 5400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_read_with_their_zone),
        cmocka_unit_test(every_second_is_printed_so_that_it_is_read_again),
        cmocka_unit_test(what_is_no_time_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
