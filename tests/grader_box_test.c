// grader_box_test.c: the laws of the parts of a sandbox, and of launches in each tier that this
// machine has. What a tier stops is tests/box_test.sh and the self-test itself.
#include "check.h"

#include "box/cgroup.h"
#include "box/entry.h"
#include "box/place.h"
#include "box/resident.h"
#include "box/trial.h"
#include "box/user.h"
#include "diagnostics.h"
#include "workshop.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct launched result;
static const char *const environment[] = {"PATH=/usr/bin:/bin", "LC_ALL=C", NULL};
static char objects[4096], attacker[4200], folder[] = "/tmp/crumb-box-XXXXXX";

static int begin(void **state)
{
    const char *build = getenv("BUILD");
    char here[2048] = "";
    (void)state;
    if (!build) build = "build";
    if (build[0] != '/' && !getcwd(here, sizeof here)) return 1;
    snprintf(objects, sizeof objects, "%s%s%s/objects", here, here[0] ? "/" : "", build);
    snprintf(attacker, sizeof attacker, "%s/box.attacker", objects);
    return mkdtemp(folder) && chmod(folder, 0755) == 0 ? 0 : 1;
}

static int end(void **state)
{
    (void)state;
    launched_free(&result);
    entry_set(BOX_LIMITS, NULL);
    workshop_remove(folder);
    return 0;
}

static void run_for(const char *line, double seconds)
{
    const char *const argv[] = {"/bin/sh", "-c", line, NULL};
    const struct launch what = {.argv = argv, .environment = environment, .directory = "/",
                                .answer_limit = 1 << 16, .text_limit = 1 << 16,
                                .wall_seconds = seconds, .cpu_seconds = 1,
                                .box.kind = BOX_CHECKED};
    launched_free(&result);
    launch(&result, &what);
}

// The next tier that is here, from *tier + 1 on. False: there is none left.
static bool next_tier(int *tier)
{
    static struct trial trials[BOX_GROUPED + 1];
    while (++*tier <= BOX_GROUPED) {
        struct trial *trial = &trials[*tier];
        if (!trial->tier) {
            trial_run(trial, *tier, objects, false);
            if (!trial->held) print_message("tier %d is not here: %s\n", *tier, trial->why);
        }
        if (trial->held) entry_set(*tier, trial_bubblewrap());
        if (trial->held) return true;
    }
    return false;
}

// ---- launches in boxes -------------------------------------------------------------------------

static void a_boxed_program_ends_as_any_other(void **state)
{
    (void)state;
    for (int tier = BOX_LIMITS; next_tier(&tier);) {
        run_for("echo said; echo answered >&4; exit 7", 10);
        assert_int_equal(result.end, LAUNCH_EXITED);
        assert_int_equal(result.code, 7);
        assert_string_equal(result.text, "said\n");
        assert_int_equal(result.answer_count, 9);
        run_for("kill -SEGV $$", 10);
        assert_int_equal(result.end, LAUNCH_SIGNALLED);
        assert_int_equal(result.code, SIGSEGV);
    }
}

static void a_boxed_program_has_its_time_and_no_more(void **state)
{
    (void)state;
    for (int tier = BOX_LIMITS; next_tier(&tier);) {
        run_for("trap '' TERM XCPU; while :; do :; done", 20);
        assert_int_equal(result.end, LAUNCH_TIMEOUT);
        assert_true(result.seconds < 19);
        run_for("read x <&3; kill -STOP $$", 0.5);
        assert_int_equal(result.end, LAUNCH_TIMEOUT);
    }
}

static void a_boxed_program_that_hides_is_told(void **state)
{
    (void)state;
    for (int tier = BOX_LIMITS; next_tier(&tier);) {
        run_for("exec >&- 2>&- 3>&- 4>&-; while :; do :; done", 20);
        assert_true(result.end == LAUNCH_HUNG_UP ||
                    (result.end == LAUNCH_TIMEOUT && result.seconds < 5));
    }
}

static void a_boxed_program_has_five_descriptors_and_no_root_to_write_to(void **state)
{
    (void)state;
    for (int tier = BOX_LIMITS; next_tier(&tier);) {
        run_for("for i in 5 6 7 8 9; do { echo >&$i && echo $i is open; } 2>/dev/null; done; "
                "[ -w / ] && echo the root can be written to; echo end", 10);
        assert_string_equal(result.text, "end\n");
    }
}

static void memory_in_use_is_limited_from_outside(void **state)
{
    const char *const argv[] = {attacker, "memory", NULL};
    struct launch what = {.argv = argv, .environment = environment, .directory = "/",
                          .answer_limit = 64, .text_limit = 4096, .wall_seconds = 20,
                          .box = {.kind = BOX_CHECKED, .resident = (size_t)16 << 20}};
    (void)state;
    for (int tier = BOX_LIMITS; next_tier(&tier);) {
        if (tier == BOX_GROUPED || !user_reaches(attacker)) break;
        what.box.resident = (size_t)16 << 20;
        launched_free(&result);
        launch(&result, &what);
        assert_int_equal(result.answer_count, 0);
        what.box.resident = (size_t)1 << 30;
        launched_free(&result);
        launch(&result, &what);
        assert_int_equal(result.answer_count, 1);
    }
}

// ---- the self-test -----------------------------------------------------------------------------

static void attacks_get_through_where_there_is_no_box(void **state)
{
    struct trial trial;
    (void)state;
    trial_run(&trial, BOX_LIMITS, objects, true);
    assert_false(trial.held);
    assert_true(trial.done[ATTACK_READ] && trial.done[ATTACK_WRITE] && trial.done[ATTACK_KILL] &&
                trial.done[ATTACK_FORK] && trial.done[ATTACK_CONNECT] && trial.done[ATTACK_SOCKET]);
}

static void without_an_attacker_no_tier_is_claimed(void **state)
{
    (void)state;
    entry_set(BOX_LIMITS, NULL);
    assert_int_equal(box_offered("/nowhere"), BOX_LIMITS);
    assert_true(box_missing()[0]);
    assert_int_equal(box_tier(), BOX_LIMITS);
}

// ---- users -------------------------------------------------------------------------------------

static void two_processes_never_share_a_user(void **state)
{
    int status = 0;
    (void)state;
    if (geteuid() != 0 || !user_reserve()) {
        print_message("SKIP: not root over other ids\n");
        skip();
    }
    const uid_t own = user_reserve();
    assert_true(own >= USER_FIRST && own <= USER_LAST && own == user_reserve());
    for (int i = 0; i < 3; i++) {
        const pid_t child = fork();
        if (child == 0) _exit(user_reserve() == own || !user_reserve() ? 1 : 0);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
    }
}

static void a_private_folder_is_out_of_reach_for_another_user(void **state)
{
    char path[200];
    (void)state;
    snprintf(path, sizeof path, "%s/private", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    if (user_reserve()) assert_false(user_reaches(path));
    assert_int_equal(chmod(path, 0755), 0);
    assert_true(user_reaches(path));
}

// ---- files -------------------------------------------------------------------------------------

static void put(const char *path, const char *text)
{
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static void only_regular_files_are_copied(void **state)
{
    char from[200], to[200], link[200];
    (void)state;
    snprintf(from, sizeof from, "%s/from", folder);
    snprintf(link, sizeof link, "%s/link", folder);
    snprintf(to, sizeof to, "%s/to", folder);
    put(from, "text");
    assert_int_equal(symlink(from, link), 0);
    assert_false(place_copy(link, to, 0600));
    assert_false(place_copy("/dev/zero", to, 0600));
    assert_true(place_copy(from, to, 0600));
    assert_false(place_copy(from, to, 0600));  // nothing is written over
}

static void only_a_regular_file_is_taken_out_of_a_workshop(void **state)
{
    struct submission submission = {.folder = ""};
    struct workshop workshop;
    char path[SUBMISSION_PATH_MAX + 60], other[200];
    int tier = BOX_LIMITS;
    (void)state;
    if (!next_tier(&tier)) skip();
    snprintf(submission.folder, sizeof submission.folder, "%s", folder);
    workshop_open(&workshop, &submission);
    assert_true(workshop.apart);
    assert_false(workshop_take(&workshop, "a.o"));
    snprintf(path, sizeof path, "%s/a.o", workshop.folder);
    snprintf(other, sizeof other, "%s/a.o", folder);
    assert_int_equal(symlink("/etc/passwd", path), 0);
    assert_false(workshop_take(&workshop, "a.o"));
    unlink(path);
    put(path, "object");
    assert_true(workshop_take(&workshop, "a.o"));
    assert_int_equal(access(other, R_OK), 0);
    workshop_close(&workshop);
    assert_int_not_equal(access(workshop.folder, F_OK), 0);
}

// ---- what a compiler says
// ------------------------------------------------------------------------

static void told(const char *wanted, const char *said)
{
    char text[600];
    diagnostics_own(text, sizeof text, said, "rope.c", "labs/06-rope/rope.c", "/course/include");
    assert_string_equal(text, wanted);
}

#define LEFT_OUT "(what the compiler says about other files is left out)\n"
static void words_about_the_students_file_are_told(void **state)
{
    (void)state;
    told("labs/06-rope/rope.c:3:1: error: no\n    3 | int x\n",
         "rope.c:3:1: error: no\n    3 | int x\n");
    told("labs/06-rope/rope.c: In function 'f':\n", "rope.c: In function 'f':\n");
    told("reference/include/rope.h:9:6: note: declared here\n   9 | void f();\n",
         "/course/include/rope.h:9:6: note: declared here\n   9 | void f();\n");
    told("2 errors generated.\n", "2 errors generated.\n");
    told("cc1: out of memory\ncompilation terminated.\n",
         "cc1: out of memory\ncompilation terminated.\n");
}

static void words_about_other_files_are_left_out_with_what_they_quote(void **state)
{
    (void)state;
    told(LEFT_OUT, "/etc/passwd:1:1: error: unknown type name 'root'\n    1 | root:x:0:0\n");
    told(LEFT_OUT,
         "In file included from rope.c:1:\n/etc/passwd:1:1: error: 'root'\nroot:x:0:0\n^\n");
    told("labs/06-rope/rope.c:1: error: a\n" LEFT_OUT,
         "x.h:1:1: error: secret\nrope.c:1: error: a\n");
    told(LEFT_OUT, "/course/include/../secret.h:1:1: error: secret\n");
    told(LEFT_OUT, "/course/include/sub/secret.h:1:1: error: secret\n");
}

static void words_are_cut_to_their_room(void **state)
{
    char said[4000], text[100];
    (void)state;
    memset(said, 'x', sizeof said - 1);
    memcpy(said, "rope.c:1:1: ", 12);
    said[sizeof said - 1] = 0;
    diagnostics_own(text, sizeof text, said, "rope.c", "rope.c", "/course/include");
    assert_true(strlen(text) < sizeof text);
    diagnostics_own(text, sizeof text, "/a/b.c:1: error\n", "rope.c", "rope.c", "/course/include");
    assert_string_equal(text, LEFT_OUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_boxed_program_ends_as_any_other),
        cmocka_unit_test(a_boxed_program_has_its_time_and_no_more),
        cmocka_unit_test(a_boxed_program_that_hides_is_told),
        cmocka_unit_test(a_boxed_program_has_five_descriptors_and_no_root_to_write_to),
        cmocka_unit_test(memory_in_use_is_limited_from_outside),
        cmocka_unit_test(attacks_get_through_where_there_is_no_box),
        cmocka_unit_test(without_an_attacker_no_tier_is_claimed),
        cmocka_unit_test(two_processes_never_share_a_user),
        cmocka_unit_test(a_private_folder_is_out_of_reach_for_another_user),
        cmocka_unit_test(only_regular_files_are_copied),
        cmocka_unit_test(only_a_regular_file_is_taken_out_of_a_workshop),
        cmocka_unit_test(words_about_the_students_file_are_told),
        cmocka_unit_test(words_about_other_files_are_left_out_with_what_they_quote),
        cmocka_unit_test(words_are_cut_to_their_room)};
    return cmocka_run_group_tests(tests, begin, end);
}
