// grader_copied_test.c: the laws of reading students' files for likeness and for questions.
#include "check.h"

#undef fail  // cmocka has one too
#include "proof/viva.h"
#include "proof/winnow.h"

#include <stdio.h>
#include <string.h>

static struct arena arena;

// ---- likeness ----------------------------------------------------------------------------------

static const char loop[] =
    "void f(float *y, const float *x, long n)\n{\n    // sums\n    double total = 0.0;\n"
    "    for (long i = 0; i < n; i++) total += (double)x[i] * (double)x[i];\n"
    "    for (long i = 0; i < n; i++) y[i] = (float)(x[i] / sqrt(total + 1e-5));\n}\n";
static const char renamed[] =
    "void g(float *out, const float *in, long many)\n{ double s = 0.0; /* other words */\n"
    "    for (long k = 0; k < many; k++) s += (double)in[k] * (double)in[k];\n"
    "    for (long k = 0; k < many; k++)\n        out[k] = (float)(in[k] / sqrt(s + 2e-5));\n}\n";
static const char another[] =
    "int main(int argc, char **argv)\n{\n    while (argc-- > 1) puts(argv[argc]);\n"
    "    switch (argc) { case 1: return 4; default: break; }\n"
    "    struct point { int x, y; } p = {1, 2};\n    return p.x + p.y == 3 ? 0 : 1;\n}\n";

static int share(const char *first, const char *second, int reading, const char *base)
{
    struct winnowed a, b, given;
    if (base) winnow_all(&given, &arena, base, strlen(base));
    winnow(&a, &arena, first, strlen(first), base ? &given : NULL);
    winnow(&b, &arena, second, strlen(second), base ? &given : NULL);
    return winnow_share(&a, &b, reading);
}

static void renaming_and_comments_hide_nothing_in_shape(void **state)
{
    (void)state;
    assert_int_equal(share(loop, loop, WINNOW_TEXT, NULL), 100);
    assert_int_equal(share(loop, renamed, WINNOW_SHAPE, NULL), 100);
    assert_true(share(loop, renamed, WINNOW_TEXT, NULL) < 40);
    assert_true(share(loop, another, WINNOW_SHAPE, NULL) < 10);
    arena_free(&arena);
}

static void what_everybody_was_given_does_not_count(void **state)
{
    (void)state;
    char longer[2000];
    snprintf(longer, sizeof longer, "%s%s", loop, another);
    assert_true(share(longer, loop, WINNOW_TEXT, NULL) > 40);
    assert_int_equal(share(longer, loop, WINNOW_TEXT, loop), 0);
    assert_int_equal(share(loop, loop, WINNOW_TEXT, loop), -1);
    arena_free(&arena);
}

static void a_name_is_safe_in_a_shell_and_in_a_table(void **state)
{
    (void)state;
    char name[60];
    const char *const pairs[][2] = {{"/x/ada", "ada"}, {"ada/", "ada"}, {"-rf", "_rf"},
                                    {"/x/..", "_."}, {"a b;c$(d)", "a_b_c__d_"}, {"/", "folder"},
                                    {"", "folder"}, {"=1+1", "_1_1"}, {"x\n\033[2J", "x___2J"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        handed_name(name, sizeof name, pairs[i][0]);
        assert_string_equal(name, pairs[i][1]);
    }
}

// ---- reading C ---------------------------------------------------------------------------------

static void any_bytes_at_all_are_read_to_their_end(void **state)
{
    (void)state;
    struct tokens tokens;
    char bytes[300];
    const char *const torn[] = {"/*", "\"", "'\\", "1e", "//", "\\", "a/*b", "{{{((", "\x80\xff"};
    for (size_t i = 0; i < sizeof torn / sizeof *torn; i++)
        tokens_read(&tokens, &arena, torn[i], strlen(torn[i]));
    uint32_t random = 1;
    for (int round = 0; round < 2000; round++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            random = random * 1664525 + 1013904223;
            bytes[i] = (random >> 24) % 3 ? "(){}[];=+\"'/*\n for if"[random >> 8 & 15]
                                          : (char)(random >> 16);
        }
        struct handed file = {.text = bytes, .count = sizeof bytes, .path = "x.c"};
        struct viva_source source;
        bytes[sizeof bytes - 1] = 0;
        file.count--;
        struct topic_part topic = {.number = "01", .topic = "x"};
        viva_read(&source, &arena, &topic, &file);
        struct viva viva = {.arena = &arena, .name = "n",
                            .all = arena_array(&arena, VIVA_MOST, sizeof *viva.all)};
        viva_lines(&viva, &source);
        arena_free(&arena);
    }
    arena_free(&arena);
}

static struct viva asked(const char *name, const char *text)
{
    static char copy[2000];
    static struct viva_source source;
    static const struct topic_part topic = {.number = "01", .topic = "x"};
    struct viva viva = {.arena = &arena, .name = name,
                        .all = arena_array(&arena, VIVA_MOST, sizeof *viva.all)};
    const struct handed file = {.text = strcpy(copy, text), .count = strlen(text), .path = "x.c"};
    viva_read(&source, &arena, &topic, &file);
    viva_lines(&viva, &source);
    return viva;
}

static const struct viva_question *find(const struct viva *viva, enum viva_kind kind)
{
    for (dim i = 0; i < viva->count; i++)
        if (viva->all[i].kind == kind) return &viva->all[i];
    return NULL;
}

static void questions_quote_the_line_that_they_are_about(void **state)
{
    (void)state;
    const struct viva viva = asked("ada", loop);
    const struct viva_question *question = find(&viva, VIVA_LOOP);
    assert_non_null(question);
    assert_int_equal(question->line, 5);
    assert_string_equal(question->function, "f");
    assert_non_null(strstr(question->ask, "`i < n`"));
    assert_non_null(strstr(question->listen, "i is an index of x, y here"));
    question = find(&viva, VIVA_CONSTANT);
    assert_int_equal(question->line, 6);
    assert_non_null(strstr(question->ask, "`1e-5`"));
    assert_int_equal(find(&viva, VIVA_DOUBLE)->line, 4);
    arena_free(&arena);
}

static void whether_an_order_matters_is_told_by_names(void **state)
{
    (void)state;
    struct viva viva = asked("ada", "void f(void)\n{\n    int a = g();\n    b[a] = 3;\n}\n");
    assert_non_null(strstr(find(&viva, VIVA_ORDER)->listen, "uses `a`"));
    viva = asked("ada", "void f(void)\n{\n    b = a;\n    a = 3;\n}\n");
    assert_non_null(strstr(find(&viva, VIVA_ORDER)->listen, "still uses `a`"));
    viva = asked("ada", "void f(void)\n{\n    x[i] = 1;\n    y[i] = 3;\n}\n");
    assert_non_null(strstr(find(&viva, VIVA_ORDER)->listen, "nothing should change"));
    viva = asked("ada", "void f(void)\n{\n    x = 1;\n    if (x) y = 3;\n}\n");
    assert_null(find(&viva, VIVA_ORDER));
    arena_free(&arena);
}

static void a_stub_is_asked_nothing_and_names_decide_with_the_seed(void **state)
{
    (void)state;
    struct viva viva = asked("ada", "void f(int a)\n{\n    assert(a > 3);\n    LAB_TODO();\n}\n");
    assert_int_equal(viva.count, 0);
    viva = asked("ada", loop);
    char rank[65];
    strcpy(rank, viva.all[0].rank);
    viva = asked("ada", loop);
    assert_string_equal(rank, viva.all[0].rank);
    viva = asked("ben", loop);
    assert_string_not_equal(rank, viva.all[0].rank);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(renaming_and_comments_hide_nothing_in_shape),
        cmocka_unit_test(what_everybody_was_given_does_not_count),
        cmocka_unit_test(a_name_is_safe_in_a_shell_and_in_a_table),
        cmocka_unit_test(any_bytes_at_all_are_read_to_their_end),
        cmocka_unit_test(questions_quote_the_line_that_they_are_about),
        cmocka_unit_test(whether_an_order_matters_is_told_by_names),
        cmocka_unit_test(a_stub_is_asked_nothing_and_names_decide_with_the_seed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
