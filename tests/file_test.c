// file_test.c: the laws of reading and writing whole files.
#include "check.h"
#include "file.h"
#include "sentence.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

static char folder[] = "/tmp/crumb-file-test-XXXXXX";
static char path[256], absent[256];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder)) return -1;
    snprintf(path, sizeof path, "%s/text", folder);
    snprintf(absent, sizeof absent, "%s/absent", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);  // fails when a temporary was left behind
}

static void write_bytes(const char *bytes, size_t count)
{
    struct file_writer writer;
    file_begin(&writer, path);
    fwrite(bytes, 1, count, writer.stream);
    file_commit(&writer);
}

static void expect_content(const char *bytes, size_t count)
{
    struct file_bytes file = file_map(path);
    assert_int_equal(file.count, count);
    assert_memory_equal(file.bytes, bytes, count);
    file_unmap(file);
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    write_bytes("a\0b\r\n\xff", 6);
    expect_content("a\0b\r\n\xff", 6);
    write_bytes("shorter", 7);
    expect_content("shorter", 7);
}

static void an_empty_file_is_no_bytes(void **state)
{
    (void)state;
    write_bytes("", 0);
    expect_content("", 0);
}

static void an_abandoned_write_leaves_the_old_bytes(void **state)
{
    (void)state;
    write_bytes("old", 3);
    struct file_writer writer;
    file_begin(&writer, path);
    fputs("half of the ne", writer.stream);
    fflush(writer.stream);
    expect_content("old", 3);
    file_abandon(&writer);
    expect_content("old", 3);
    assert_int_equal(access(writer.temporary, F_OK), -1);
}

static void text_has_a_nul_behind_it(void **state)
{
    (void)state;
    write_bytes("words", 5);
    struct arena arena = {0};
    size_t count = 0;
    assert_string_equal(file_text(&arena, path, 5, &count), "words");
    assert_int_equal(count, 5);
    arena_free(&arena);
}

static void a_pipe_is_read_like_a_file(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "through a pipe", 14), 14);
    close(ends[1]);
    char name[64];
    snprintf(name, sizeof name, "/dev/fd/%d", ends[0]);
    struct file_bytes file = file_map(name);
    assert_int_equal(file.count, 14);
    assert_memory_equal(file.bytes, "through a pipe", 14);
    file_unmap(file);
    close(ends[0]);
}

static void map_it(void *name) { file_map(name); }
static void begin_it(void *name) { file_begin(&(struct file_writer){0}, name); }

static void text_of_four(void *name)
{
    size_t count;
    file_text(&(struct arena){0}, name, 4, &count);
}

static void each_failure_is_one_sentence(void **state)
{
    (void)state;
    write_bytes("words", 5);
    char inside[300], device[] = "/dev/null";
    snprintf(inside, sizeof inside, "%s/text", absent);
    expect_sentence(map_it, absent, 1, "/absent: no such file");
    expect_sentence(map_it, folder, 1, ": is a directory");
    expect_sentence(begin_it, folder, 1, ": is a directory");
    expect_sentence(begin_it, device, 1, "/dev/null: is not a regular file");
    expect_sentence(begin_it, inside, 1, "/absent/text: cannot be written");
    expect_sentence(text_of_four, path, 1, "/text: 5 bytes, at most 4");
}

static void map_it_as_nobody(void *name)
{
    if (geteuid() == 0 && setuid(65534) != 0) _exit(99);  // root may read everything
    file_map(name);
}

static void an_unreadable_file_is_one_sentence(void **state)
{
    (void)state;
    write_bytes("secret", 6);
    assert_int_equal(chmod(folder, 0755), 0);
    assert_int_equal(chmod(path, 0), 0);
    expect_sentence(map_it_as_nobody, path, 1, "/text: cannot be read (Permission denied)");
}

// The disk is full after 100 bytes: the system says so as it does for ENOSPC.
static void write_too_much(void *buffered)
{
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){100, 100});
    static char block[1 << 16];
    struct file_writer writer;
    file_begin(&writer, path);
    fwrite(block, 1, buffered ? 200 : sizeof block, writer.stream);
    file_commit(&writer);
}

static void a_full_disk_leaves_the_old_bytes(void **state)
{
    (void)state;
    write_bytes("old", 3);
    expect_sentence(write_too_much, NULL, 3, "/text: could not be written (");
    expect_sentence(write_too_much, folder, 3, "/text: could not be written (File too large)");
    expect_content("old", 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(an_empty_file_is_no_bytes),
        cmocka_unit_test(an_abandoned_write_leaves_the_old_bytes),
        cmocka_unit_test(text_has_a_nul_behind_it),
        cmocka_unit_test(a_pipe_is_read_like_a_file),
        cmocka_unit_test(each_failure_is_one_sentence),
        cmocka_unit_test(a_full_disk_leaves_the_old_bytes),
        cmocka_unit_test(an_unreadable_file_is_one_sentence),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
