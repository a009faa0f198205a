// grader_csv_test.c: tables come back as they were, whatever stands in them.
#include "check.h"

#include "course/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena arena;
static uint64_t state;

static unsigned draw(unsigned below)  // the same in every run
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(state >> 33) % below;
}

static int clear(void **unused)
{
    (void)unused;
    arena_free(&arena);
    return 0;
}

static const char *const hostile[] = {
    "", "a", "=1+1", "+1", "-1", "@sum(a)", "\tx", "\rx", "\nx", " =1", "\"", "\"\"", "a\"b", ",",
    ";", "a\tb", "a,b;c", "line\nline", "line\r\nline", "'", "'=1", " ", " a ", "\xEF\xBB\xBF",
    ("\xEF\xBC\x9D" "1"), "\xE6\x9D\x8E", "\"=1\",\"=2", "a\",=2", "\",\"", "\\\"", "0", "-0.5e3"};
enum { HOSTILE = sizeof hostile / sizeof *hostile };

static const char *written(const struct csv *csv, size_t *count)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, count);
    assert_non_null(out);
    csv_write(out, csv);
    fclose(out);
    char *kept = arena_alloc(&arena, *count + 1);
    memcpy(kept, text, *count);
    free(text);
    return kept;
}

static struct csv parsed(const char *text, size_t count)
{
    struct csv csv;
    const char *wrong = csv_parse(&csv, &arena, "t.csv", text, count);
    if (wrong) fail_msg("%s", wrong);
    return csv;
}

static bool is_guarded(const char *text)
{
    const char *first = text + strspn(text, " ");
    return (*first && strchr("=+-@\t\r\n", *first)) || strncmp(first, "\xEF\xBC\x9D", 3) == 0;
}

static void hostile_text_comes_back_and_its_neighbours_stay(void **unused)
{
    (void)unused;
    const char *file = "id;\"a;b\";c\r\n1;;\"x\r\ny\"\r\n2;\"q\"\"q\";3,5\r\n";
    for (int i = 0; i < HOSTILE; i++)
        for (dim row = 0; row < 3; row++)
            for (dim column = 0; column < 3; column++) {
                size_t count;
                struct csv csv = parsed(file, strlen(file)), old = parsed(file, strlen(file));
                if (row == 0 && strpbrk(hostile[i], ",\t")) continue;  // a header decides
                csv_set_text(&csv, row, column, hostile[i]);
                const char *text = written(&csv, &count);
                const struct csv again = parsed(text, count);
                assert_int_equal(again.count, 3);
                for (dim r = 0; r < 3; r++)
                    for (dim c = 0; c < 3; c++) {
                        const char *got = again.rows[r].cells[c].text;
                        assert_int_equal(again.rows[r].count, 3);
                        if (r != row || c != column)
                            assert_string_equal(got, old.rows[r].cells[c].text);
                        else if (is_guarded(hostile[i])) {
                            assert_int_equal(got[0], '\'');
                            assert_string_equal(got + 1, hostile[i]);
                        } else if (r || c)  // a mark in front of a file is no text
                            assert_string_equal(got, hostile[i]);
                    }
            }
}

static void numbers_are_never_guarded(void **unused)
{
    (void)unused;
    assert_string_equal(csv_plain(&arena, "-0.5", ','), "-0.5");
    assert_string_equal(csv_plain(&arena, "7,5", ';'), "7,5");
    assert_string_equal(csv_plain(&arena, "7,5", ','), "\"7,5\"");
    assert_string_equal(csv_text(&arena, "-0.5"), "'-0.5");
    assert_string_equal(csv_text(&arena, "=a,b"), "\"'=a,b\"");
}

// Files of random cells with random line ends and separators.
static size_t random_file(char *text, size_t room)
{
    const char separator = ",;\t"[draw(3)];
    const char *end = draw(2) ? "\r\n" : "\n";
    size_t used = 0;
    const unsigned rows = 1 + draw(4), columns = 2 + draw(4);
    if (draw(2)) used += (size_t)snprintf(text, room, "\xEF\xBB\xBF");
    for (unsigned r = 0; r < rows; r++)
        for (unsigned c = 0; c < columns; c++) {
            const char *cell = r == 0 ? "head" : hostile[draw(HOSTILE)];
            const bool quoted = r > 0 && (draw(3) == 0 || strpbrk(cell, ",;\t\"\r\n"));
            if (quoted) text[used++] = '"';
            for (; *cell; cell++) {
                if (*cell == '"') text[used++] = '"';
                text[used++] = *cell;
            }
            if (quoted) text[used++] = '"';
            if (c + 1 < columns) text[used++] = separator;
            else if (r + 1 < rows || draw(2)) used += (size_t)sprintf(text + used, "%s", end);
        }
    assert_true(used < room);
    return used;
}

static void what_is_not_changed_is_written_byte_for_byte(void **unused)
{
    (void)unused;
    char text[4000];
    for (int i = 0; i < 400; i++) {
        size_t count;
        const size_t size = random_file(text, sizeof text);
        const struct csv csv = parsed(text, size);
        const char *again = written(&csv, &count);
        assert_int_equal(count, size);
        assert_memory_equal(again, text, size);
    }
}

static void a_file_cut_at_any_byte_is_a_table_or_a_sentence(void **unused)
{
    (void)unused;
    char text[4000];
    int sentences = 0, tables = 0;
    for (int i = 0; i < 40; i++) {
        const size_t size = random_file(text, sizeof text);
        for (size_t cut = 0; cut <= size; cut++) {
            struct csv csv;
            size_t count;
            char *copy = malloc(cut + 1);  // a step over its end is found by a checking build
            assert_non_null(copy);
            memcpy(copy, text, cut);
            const char *wrong = csv_parse(&csv, &arena, "t.csv", copy, cut);
            if (wrong) assert_int_equal(strncmp(wrong, "t.csv:", 6), 0);
            else {
                const char *again = written(&csv, &count);
                assert_int_equal(count, cut);
                assert_memory_equal(again, copy, cut);
            }
            sentences += wrong != NULL;
            tables += !wrong;
            free(copy);
        }
        arena_free(&arena);
    }
    assert_true(sentences > 100 && tables > 100);
}

#define EXPECT_WRONG(text, words) expect_wrong(text, sizeof text - 1, words)
static void expect_wrong(const char *text, size_t count, const char *words)
{
    struct csv csv;
    const char *wrong = csv_parse(&csv, &arena, "t.csv", text, count);
    if (!wrong) wrong = csv_even(&csv, "t.csv");
    if (!wrong || !strstr(wrong, words)) fail_msg("%s, wanted: %s", wrong ? wrong : "ok", words);
}

static void what_is_no_table_is_one_sentence_with_its_line(void **unused)
{
    (void)unused;
    EXPECT_WRONG("a,b\n\"c,d\n", "t.csv:2: a quote opens here");
    EXPECT_WRONG("a,\"b\"\"", "t.csv:1: a quote opens here");
    EXPECT_WRONG("a,b\n\"x\ny\",d\nc\"d,e\n", "t.csv:4: a quote in the middle");
    EXPECT_WRONG("a,b\n\"c\"d,e\n", "t.csv:2: text behind the quote");
    EXPECT_WRONG("a,b\rc,d\r", "t.csv:1: a carriage return without");
    EXPECT_WRONG("a,b\nc\0d,e\n", "is a NUL");
    EXPECT_WRONG("\xFF\xFE" "a\0", "UTF-16");
    EXPECT_WRONG("a,b\n1,2\n1,2,3\n", "t.csv:3: 3 cells, where the first row has 2");
}

static void separators_are_those_of_the_first_line(void **unused)
{
    (void)unused;
    assert_int_equal(parsed("a,b;c,d", 7).separator, ',');
    assert_int_equal(parsed("a;\"b,c,d\";e", 11).separator, ';');
    assert_int_equal(parsed("a\tb,\tc", 6).separator, '\t');
    assert_int_equal(parsed("alone\n1,2", 9).separator, ',');
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, clear, clear)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LAW(hostile_text_comes_back_and_its_neighbours_stay),
        LAW(numbers_are_never_guarded),
        LAW(what_is_not_changed_is_written_byte_for_byte),
        LAW(a_file_cut_at_any_byte_is_a_table_or_a_sentence),
        LAW(what_is_no_table_is_one_sentence_with_its_line),
        LAW(separators_are_those_of_the_first_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
