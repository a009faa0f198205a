// grader_launch_test.c: the laws of running a program that is not trusted. The programs are one
// line of shell each.
#include "check.h"

#include "launch.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static struct launched result;

static int forget(void **state)
{
    (void)state;
    launched_free(&result);
    return 0;
}

static const char *const environment[] = {"PATH=/usr/bin:/bin", "LC_ALL=C", NULL};

static struct launch shell(const char *const *argv)
{
    return (struct launch){.argv = argv, .environment = environment, .directory = "/",
                           .answer_limit = 1 << 20, .text_limit = 1 << 16, .wall_seconds = 5};
}

static void run(const char *line)
{
    const char *const argv[] = {"sh", "-c", line, NULL};
    const struct launch what = shell(argv);
    launch(&result, &what);
}

static void run_for(const char *line, double seconds)
{
    const char *const argv[] = {"sh", "-c", line, NULL};
    struct launch what = shell(argv);
    what.wall_seconds = seconds;
    launch(&result, &what);
}

static void outputs_and_exit_code_come_back(void **state)
{
    (void)state;
    run("echo said; echo answered >&4; echo wrong >&2; exit 7");
    assert_int_equal(result.end, LAUNCH_EXITED);
    assert_int_equal(result.code, 7);
    assert_string_equal(result.text, "said\nwrong\n");
    assert_int_equal(result.answer_count, 9);
    assert_memory_equal(result.answer, "answered\n", 9);
}

static void input_arrives_whole_while_answers_leave(void **state)
{
    (void)state;
    const size_t count = 3 << 20;
    uint8_t *bytes = malloc(count);
    assert_non_null(bytes);
    for (size_t i = 0; i < count; i++) bytes[i] = (uint8_t)(i * 31 >> 3);
    const char *const argv[] = {"sh", "-c", "cat <&3 >&4", NULL};
    struct launch what = shell(argv);
    what.input = bytes;
    what.input_count = count;
    what.answer_limit = count;
    launch(&result, &what);
    assert_int_equal(result.end, LAUNCH_EXITED);
    assert_int_equal(result.answer_count, count);
    assert_memory_equal(result.answer, bytes, count);
    free(bytes);
}

static void input_that_nobody_reads_does_no_harm(void **state)
{
    (void)state;
    static uint8_t zeros[1 << 20];
    const char *const argv[] = {"sh", "-c", "echo done", NULL};
    struct launch what = shell(argv);
    what.input = zeros;
    what.input_count = sizeof zeros;
    launch(&result, &what);
    assert_int_equal(result.end, LAUNCH_EXITED);
    assert_string_equal(result.text, "done\n");
}

static void a_signal_is_told(void **state)
{
    (void)state;
    run("echo before; kill -ABRT $$");
    assert_int_equal(result.end, LAUNCH_SIGNALLED);
    assert_int_equal(result.code, SIGABRT);
    assert_string_equal(result.text, "before\n");
}

static void a_deadline_holds_even_when_signals_are_ignored(void **state)
{
    (void)state;
    run_for("trap '' TERM INT HUP; echo here; while :; do sleep 1; done", 0.4);
    assert_int_equal(result.end, LAUNCH_TIMEOUT);
    assert_true(result.seconds > 0.3 && result.seconds < 3.0);
    assert_string_equal(result.text, "here\n");
}

static void spent_cpu_time_is_a_timeout(void **state)
{
    (void)state;
    const char *const argv[] = {"sh", "-c", "while :; do :; done", NULL};
    struct launch what = shell(argv);
    what.cpu_seconds = 1;
    what.wall_seconds = 20;
    launch(&result, &what);
    assert_int_equal(result.end, LAUNCH_TIMEOUT);
    assert_true(result.seconds < 15.0);
}

static void ignoring_the_cpu_signal_does_not_help(void **state)
{
    (void)state;
    const char *const argv[] = {"sh", "-c", "trap '' XCPU; while :; do :; done", NULL};
    struct launch what = shell(argv);
    what.cpu_seconds = 1;
    what.wall_seconds = 30;
    launch(&result, &what);
    assert_int_equal(result.end, LAUNCH_TIMEOUT);
    assert_true(result.seconds < 20.0);
}

static void a_flood_is_stopped_at_its_limit(void **state)
{
    (void)state;
    run("yes cookie");
    assert_int_equal(result.end, LAUNCH_FLOOD);
    assert_int_equal(result.text_count, 1 << 16);
    assert_int_equal(strlen(result.text), result.text_count);
    launched_free(&result);
    run("yes cookie >&4");
    assert_int_equal(result.end, LAUNCH_FLOOD);
    assert_int_equal(result.answer_count, 1 << 20);
}

static void closing_the_outputs_and_going_on_is_told(void **state)
{
    (void)state;
    run("exec 1>&- 2>&- 4>&-; while :; do sleep 1; done");
    assert_int_equal(result.end, LAUNCH_HUNG_UP);
    assert_true(result.seconds < 2.0);
}

static void closing_the_outputs_before_the_end_is_nothing(void **state)
{
    (void)state;
    run("echo last; exec 1>&- 2>&- 4>&-; exit 5");
    assert_int_equal(result.end, LAUNCH_EXITED);
    assert_int_equal(result.code, 5);
}

// The process that stays holds the pipes; its id comes back to be looked for.
static void expect_gone(void)
{
    assert_non_null(result.text);
    pid_t left = (pid_t)atol(result.text);
    assert_true(left > 1);
    assert_int_equal(kill(left, 0), -1);
    assert_true(result.seconds < 3.0);
}

static void what_stays_in_the_group_is_ended(void **state)
{
    (void)state;
    run("sleep 300 & echo $!; exit 3");
    assert_int_equal(result.end, LAUNCH_EXITED);
    assert_int_equal(result.code, 3);
    expect_gone();
}

// Only Linux says who they are, see orphans.h.
static void what_leaves_the_group_is_ended(void **state)
{
    (void)state;
    run("command -v setsid > /dev/null && test -d /proc/self || exit 9; "
        "(setsid sh -c 'echo $$; exec sleep 300' &); sleep 0.2");
    if (result.code == 9) skip();
    expect_gone();
}

static void only_the_five_descriptors_are_there(void **state)
{
    (void)state;
    int extra = dup(1);
    assert_true(extra >= 3);
    run("for i in 5 6 7 8 9; do (eval \"true >&$i\") 2> /dev/null && echo open $i; done; "
        "read line && echo line; true");
    close(extra);
    assert_int_equal(result.end, LAUNCH_EXITED);
    assert_true(result.text == NULL || result.text[0] == 0);
}

static void the_environment_is_what_was_given(void **state)
{
    (void)state;
    setenv("CRUMB_SECRET", "canary", 1);
    run("env | grep -v -e ^PWD= -e ^_= -e ^SHLVL= -e ^OLDPWD= | sort; pwd");
    assert_string_equal(result.text, "LC_ALL=C\nPATH=/usr/bin:/bin\n/\n");
}

// Those of stack and memory are seen by what runs into them: tests/hostile.
static void limits_are_set(void **state)
{
    (void)state;
    const char *const argv[] = {"sh", "-c", "ulimit -c; ulimit -f", NULL};
    struct launch what = shell(argv);
    what.file_size = 1 << 20;
    launch(&result, &what);
    assert_string_equal(result.text, "0\n2048\n");
}

static void a_program_that_is_not_there_is_an_errno(void **state)
{
    (void)state;
    const char *const argv[] = {"/nonexistent/program", NULL};
    const struct launch what = shell(argv);
    launch(&result, &what);
    assert_int_equal(result.end, LAUNCH_FAILED);
    assert_int_equal(result.code, 2);  // ENOENT
    launched_free(&result);
    struct launch nowhere = shell((const char *const[]){"sh", "-c", "true", NULL});
    nowhere.directory = "/nonexistent";
    launch(&result, &nowhere);
    assert_int_equal(result.end, LAUNCH_FAILED);
    assert_int_equal(result.code, 2);
}

static void an_ignored_sigchld_does_not_hide_the_end(void **state)
{
    (void)state;
    signal(SIGCHLD, SIG_IGN);
    run("exit 4");
    assert_int_equal(result.end, LAUNCH_EXITED);
    assert_int_equal(result.code, 4);
}

#define law(name) cmocka_unit_test_teardown(name, forget)

int main(void)
{
    const struct CMUnitTest tests[] = {
        law(outputs_and_exit_code_come_back),
        law(input_arrives_whole_while_answers_leave),
        law(input_that_nobody_reads_does_no_harm),
        law(a_signal_is_told),
        law(a_deadline_holds_even_when_signals_are_ignored),
        law(spent_cpu_time_is_a_timeout),
        law(ignoring_the_cpu_signal_does_not_help),
        law(a_flood_is_stopped_at_its_limit),
        law(closing_the_outputs_and_going_on_is_told),
        law(closing_the_outputs_before_the_end_is_nothing),
        law(what_stays_in_the_group_is_ended),
        law(what_leaves_the_group_is_ended),
        law(only_the_five_descriptors_are_there),
        law(the_environment_is_what_was_given),
        law(limits_are_set),
        law(a_program_that_is_not_there_is_an_errno),
        law(an_ignored_sigchld_does_not_hide_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
