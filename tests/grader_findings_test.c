// grader_findings_test.c: what is read in the reports of sanitizers, and what is not.
#include "findings.h"

#include "check.h"
#include "rng.h"

#include <stdio.h>
#include <string.h>

#define FOLDER "/tmp/crumb-ab12cd"
#define RULE "=================================================================\n"
// Tensors x (input, 6 values) and y (output, 6 values) of float32.
#define TENSORS                                                          \
    "crumb-tensor x 1 4 7f0000010000 18 7f0000000000 30000\n"            \
    "crumb-tensor y 2 4 7f0000110000 18 7f0000100000 30000\n"
#define FRAMES                                                                       \
    "    #0 0x55 in norm_forward " FOLDER "/norm.c:16\n"                             \
    "    #1 0x56 in probe_run /home/me/crumb/grader/probes/norm.c:12\n"              \
    "    #2 0x57 in main grader/probe.c:180\n\n"

static const char behind_input[] =
    RULE TENSORS
    "==12==ERROR: AddressSanitizer: use-after-poison on address 0x7f0000010018 at pc 0x55 bp 0x1\n"
    "READ of size 4 at 0x7f0000010018 thread T0\n" FRAMES
    "Address 0x7f0000010018 is a wild pointer inside of access range of size 0x000000000004.\n"
    "SUMMARY: AddressSanitizer: use-after-poison " FOLDER "/norm.c:16 in norm_forward\n";
static const char before_output[] =
    RULE TENSORS
    "==12==ERROR: AddressSanitizer: use-after-poison on address 0x7f000010fff8 at pc 0x55 bp 0x1\n"
    "WRITE of size 4 at 0x7f000010fff8 thread T0\n"
    "    #0 0x55 in norm_forward " FOLDER "/norm.c:16:5\n\n";
static const char copied[] =  // through memcpy, which is no line of the student's
    RULE TENSORS
    "==12==ERROR: AddressSanitizer: use-after-poison on address 0x7f0000110018 at pc 0x55 bp 0x1\n"
    "WRITE of size 32 at 0x7f0000110018 thread T0\n"
    "    #0 0x54 in __interceptor_memcpy ../src/sanitizer_common_interceptors.inc:827\n" FRAMES;
static const char input_written[] =
    "AddressSanitizer:DEADLYSIGNAL\n" RULE TENSORS
    "==12==ERROR: AddressSanitizer: SEGV on unknown address 0x7f0000010008 (pc 0x55 bp 0x1 T0)\n"
    "==12==The signal is caused by a WRITE memory access.\n" FRAMES
    "AddressSanitizer can not provide additional info.\n";
static const char null_read[] =
    RULE TENSORS
    "==12==ERROR: AddressSanitizer: SEGV on unknown address 0x000000000000 (pc 0x55 bp 0x1 T0)\n"
    "==12==The signal is caused by a READ memory access.\n"
    "==12==Hint: address points to the zero page.\n" FRAMES;
static const char local_array[] =
    RULE TENSORS
    "==12==ERROR: AddressSanitizer: stack-buffer-overflow on address 0x7f1 at pc 0x55 bp 0x1\n"
    "WRITE of size 4 at 0x7f1 thread T0\n" FRAMES
    "Address 0x7f1 is located in stack of thread T0 at offset 96 in frame\n"
    "    #0 0x50 in norm_forward " FOLDER "/norm.c:9\n\n"
    "  This frame has 2 object(s):\n"
    "    [32, 44) 'inner' (line 22)\n"
    "    [64, 96) 'scores' (line 10) <== Memory access at offset 96 overflows this variable\n"
    "HINT: this may be a false positive if your program uses some custom stack unwind mechanism\n";
static const char local_by_compiler[] =
    "norm.c:16:47: runtime error: index 8 out of bounds for type 'float [8]'\n" FRAMES;
static const char global_array[] =
    RULE TENSORS
    "==12==ERROR: AddressSanitizer: global-buffer-overflow on address 0x55b0 at pc 0x55 bp 0x1\n"
    "READ of size 4 at 0x55b0 thread T0\n" FRAMES
    "0x55b0 is located 4 bytes to the right of global variable 'table' defined in 'norm.c:6:14' "
    "(0x55a0) of size 16\n";
static const char heap_clang[] =  // the words of newer ones
    RULE TENSORS
    "==12==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x603c at pc 0x55 bp 0x1\n"
    "WRITE of size 4 at 0x603c thread T0\n" FRAMES
    "0x603c is located 0 bytes after 28-byte region [0x6020,0x603c)\n"
    "allocated by thread T0 here:\n"
    "    #0 0x54 in malloc (" FOLDER "/checked+0xa426e)\n"
    "    #1 0x55 in norm_forward " FOLDER "/norm.c:13\n\n";
static const char freed[] =
    RULE TENSORS
    "==12==ERROR: AddressSanitizer: heap-use-after-free on address 0x6030 at pc 0x55 bp 0x1\n"
    "READ of size 4 at 0x6030 thread T0\n" FRAMES
    "0x6030 is located 0 bytes inside of 28-byte region [0x6030,0x604c)\n"
    "freed by thread T0 here:\n"
    "    #0 0x54 in __interceptor_free ../asan_malloc_linux.cpp:52\n"
    "    #1 0x55 in norm_forward " FOLDER "/norm.c:14\n\n"
    "previously allocated by thread T0 here:\n"
    "    #1 0x55 in norm_forward " FOLDER "/norm.c:13\n\n";
static const char scope[] =
    RULE TENSORS
    "==12==ERROR: AddressSanitizer: stack-use-after-scope on address 0x7f24 at pc 0x55 bp 0x1\n"
    "READ of size 4 at 0x7f24 thread T0\n" FRAMES
    "Address 0x7f24 is located in stack of thread T0 at offset 36 in frame\n"
    "    [32, 44) 'inner' (line 22) <== Memory access at offset 36 is inside this variable\n";
static const char leak[] =
    "\n" RULE "==12==ERROR: LeakSanitizer: detected memory leaks\n\n"
    "Direct leak of 28 byte(s) in 1 object(s) allocated from:\n"
    "    #0 0x54 in __interceptor_malloc ../asan_malloc_linux.cpp:69\n" FRAMES
    "SUMMARY: AddressSanitizer: 28 byte(s) leaked in 1 allocation(s).\n";
static const char overflow[] =
    "norm.c:18:38: runtime error: signed integer overflow: 7 + 2147483647 cannot be represented in "
    "type 'int'\n    #0 0x55 in norm_forward " FOLDER "/norm.c:18\n\n";
static const char misaligned[] =
    "norm.c:33:56: runtime error: load of misaligned address 0x7f5bfb24c001 for type 'int', which "
    "requires 4 byte alignment\n0x7f5bfb24c001: note: pointer points here\n 00 00 00\n  ^ \n"
    "    #0 0x55 in helper " FOLDER "/norm.c:33\n\n";
static const char elsewhere[] =
    RULE TENSORS
    "==12==ERROR: AddressSanitizer: use-after-poison on address 0x7f0000010018 at pc 0x55 bp 0x1\n"
    "READ of size 4 at 0x7f0000010018 thread T0\n"
    "    #0 0x56 in probe_run /home/me/crumb/grader/probes/norm.c:12\n"
    "    #1 0x57 in main grader/probe.c:180\n\n";

static struct findings read_all(const char *text)
{
    struct findings findings = {.count = 0};
    findings_take(&findings, text, strlen(text), FOLDER, "norm.c");
    return findings;
}

static void expect_finding(const char *text, const char *kind, int line, int column,
                           const char *detail)
{
    const struct findings found = read_all(text);
    assert_int_equal(found.count, 1);
    assert_string_equal(found.all[0].detail, detail);
    assert_string_equal(found.all[0].kind, kind);
    assert_int_equal(found.all[0].line, line);
    assert_int_equal(found.all[0].column, column);
}

static void a_step_over_an_end_names_tensor_and_index(void **state)
{
    (void)state;
    expect_finding(behind_input, "out-of-bounds", 16, 0, "reads 1 value behind the end of x: x[6], "
                   "which has 6 values (index 0 to 5)");
    expect_finding(before_output, "out-of-bounds", 16, 5, "writes 2 values before the start of y: "
                   "y[-2], which has 6 values (index 0 to 5)");
    assert_string_equal(read_all(behind_input).all[0].function, "norm_forward");
}

static void what_memcpy_does_is_at_the_line_that_calls_it(void **state)
{
    (void)state;
    expect_finding(copied, "out-of-bounds", 16, 0, "writes 1 value behind the end of y: y[6], "
                   "which has 6 values (index 0 to 5)");
}

static void a_write_to_an_input_is_no_crash(void **state)
{
    (void)state;
    expect_finding(input_written, "changed-input", 16, 0,
                   "writes to its input x (element 2 of 6); inputs are only read");
    expect_finding(null_read, "null", 16, 0, "reads through a pointer that is NULL");
}

static void arrays_are_named_with_their_line(void **state)
{
    (void)state;
    expect_finding(local_array, "out-of-bounds", 16, 0, "writes 1 value behind the end of scores: "
                   "scores[8], which has 8 values (index 0 to 7); it is declared in line 10");
    expect_finding(global_array, "out-of-bounds", 16, 0, "reads 2 values behind the end of table: "
                   "table[5], which has 4 values (index 0 to 3); it is declared in line 6");
    expect_finding(heap_clang, "out-of-bounds", 16, 0, "writes 1 value behind the end of the "
                   "allocated memory, which has 7 values (index 0 to 6)");
}

static void memory_that_is_over_says_since_when(void **state)
{
    (void)state;
    expect_finding(freed, "after-free", 16, 0, "reads memory that was given to free in line 14");
    expect_finding(scope, "after-scope", 16, 0, "reads the local variable inner (declared in line "
                   "22) after the end of the block that it lives in");
    expect_finding(leak, "leak", 16, 0, "the memory that is asked for here (28 bytes) is never "
                   "freed");
}

static void the_compilers_checks_keep_their_column(void **state)
{
    (void)state;
    expect_finding(overflow, "overflow", 18, 38, "signed integer overflow: 7 + 2147483647 cannot "
                   "be represented in type 'int'; C defines no result for it");
    assert_string_equal(read_all(misaligned).all[0].function, "helper");
}

static void no_address_is_told(void **state)
{
    (void)state;
    expect_finding(misaligned, "misaligned", 33, 56, "load of misaligned address for type 'int', "
                   "which requires 4 byte alignment; C defines no result for it");
}

static void two_reports_of_one_line_are_one_finding_with_the_name(void **state)
{
    (void)state;
    char text[4000];
    snprintf(text, sizeof text, "%s%s%s", local_by_compiler, local_array, local_array);
    expect_finding(text, "out-of-bounds", 16, 47, "writes 1 value behind the end of scores: "
                   "scores[8], which has 8 values (index 0 to 7); it is declared in line 10");
}

static void a_report_is_read_by_the_list_before_it(void **state)
{
    (void)state;
    char text[4000];
    snprintf(text, sizeof text, "%s" RULE "crumb-tensor x 1 4 7f0000010000 40 7f0000000000 30000\n"
             "==12==ERROR: AddressSanitizer: SEGV on unknown address 0x7f0000010800 (pc 0x55 T0)\n"
             "==12==The signal is caused by a READ memory access.\n"
             "    #0 0x55 in norm_forward " FOLDER "/norm.c:17\n", behind_input);
    const struct findings found = read_all(text);
    assert_int_equal(found.count, 2);
    assert_non_null(strstr(found.all[0].detail, "x[6], which has 6 values"));
    assert_non_null(strstr(found.all[1].detail, "x[512], which has 16 values"));
}

static void a_leak_and_a_step_in_one_line_are_two(void **state)
{
    (void)state;
    char text[4000];
    snprintf(text, sizeof text, "%s%s", behind_input, leak);
    assert_int_equal(read_all(text).count, 2);
}

static void the_probes_own_lines_are_no_findings(void **state)
{
    (void)state;
    assert_int_equal(read_all(elsewhere).count, 0);
    assert_int_equal(read_all("it is norm.c: what a student prints\n\n#0 nothing\n").count, 0);
    assert_int_equal(read_all("").count, 0);
}

static void there_are_never_too_many(void **state)
{
    (void)state;
    char text[20000];
    int used = 0;
    for (int i = 1; i <= 40; i++)
        used += snprintf(text + used, sizeof text - (size_t)used,
                         "norm.c:%d:3: runtime error: division by zero\n", i);
    const struct findings found = read_all(text);
    assert_int_equal(found.count, FINDINGS_MAX);
    assert_int_equal(found.all[FINDINGS_MAX - 1].line, FINDINGS_MAX);
}

static void forged_text_is_safe_to_show(void **state)
{
    (void)state;
    const struct findings found =
        read_all("norm.c:7:3: runtime error: \033[2Jgone \xFF\n    #0 0x1 in \033c norm.c:7\n");
    assert_int_equal(found.count, 1);
    assert_null(strchr(found.all[0].detail, '\033'));
    assert_null(strchr(found.all[0].function, '\033'));
}

static const char *const reports[] = {
    behind_input, before_output, copied, input_written, null_read, local_array, local_by_compiler,
    global_array, heap_clang, freed, scope, leak, overflow, misaligned, elsewhere};
enum { REPORTS = sizeof reports / sizeof *reports };

static void expect_sound(const char *text, size_t count)
{
    struct findings found = {.count = 0};
    findings_take(&found, text, count, FOLDER, "norm.c");
    assert_in_range(found.count, 0, FINDINGS_MAX);
    for (int i = 0; i < found.count; i++) {
        assert_non_null(memchr(found.all[i].detail, 0, FINDING_DETAIL_MAX));
        assert_true(found.all[i].detail[0] && found.all[i].kind[0]);
        assert_true(found.all[i].line >= 0 && found.all[i].column >= 0);
    }
}

static void a_report_may_end_anywhere(void **state)
{
    (void)state;
    for (int r = 0; r < REPORTS; r++)
        for (size_t count = 0; count <= strlen(reports[r]); count++)
            expect_sound(reports[r], count);
}

// Bytes changed, digits most of all, and pieces of two reports joined.
static void junk_is_passed_over(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 11, 1);
    for (int round = 0; round < 20000; round++) {
        char text[4000];
        const char *first = reports[rng_below(&rng, REPORTS)];
        const char *second = reports[rng_below(&rng, REPORTS)];
        const int cut = (int)rng_below(&rng, (uint32_t)strlen(first) + 1);
        const int count = snprintf(text, sizeof text, "%.*s%s", cut, first,
                                   second + rng_below(&rng, (uint32_t)strlen(second)));
        for (int change = 0; change < 6; change++) {
            char *at = &text[rng_below(&rng, (uint32_t)count)];
            if (*at >= '0' && *at <= '9' && change) memset(at, '9', strlen(at) < 17 ? 1 : 17);
            else *at = (char)rng_below(&rng, 256);
        }
        expect_sound(text, (size_t)count);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_over_an_end_names_tensor_and_index),
        cmocka_unit_test(what_memcpy_does_is_at_the_line_that_calls_it),
        cmocka_unit_test(a_write_to_an_input_is_no_crash),
        cmocka_unit_test(arrays_are_named_with_their_line),
        cmocka_unit_test(memory_that_is_over_says_since_when),
        cmocka_unit_test(the_compilers_checks_keep_their_column),
        cmocka_unit_test(no_address_is_told),
        cmocka_unit_test(two_reports_of_one_line_are_one_finding_with_the_name),
        cmocka_unit_test(a_report_is_read_by_the_list_before_it),
        cmocka_unit_test(a_leak_and_a_step_in_one_line_are_two),
        cmocka_unit_test(the_probes_own_lines_are_no_findings),
        cmocka_unit_test(there_are_never_too_many),
        cmocka_unit_test(forged_text_is_safe_to_show),
        cmocka_unit_test(a_report_may_end_anywhere),
        cmocka_unit_test(junk_is_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
