// grader_emit_text_test.c: formats made of lines, read back by strict readers of our own: TAP,
// workflow commands of GitHub, Markdown. No text of a student begins a line, ends one, or is
// markup.
#include "emitted.h"
#include "emit/findings.h"
#include "fields.h"
#include "show.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { RECORDS = 300, LINE = 70000 };

// The next line, without its end, in line; false behind the last. Every line has an end.
static bool next_line(const char **text, char line[LINE])
{
    if (!**text) return false;
    const char *end = strchr(*text, '\n');
    assert_non_null(end);
    assert_true(end - *text < LINE);
    memcpy(line, *text, (size_t)(end - *text));
    line[end - *text] = 0;
    *text = end + 1;
    return true;
}

// ---- TAP
// -----------------------------------------------------------------------------------------

// A description in words, and the directive behind it: unescaped " # ".
static const char *take_description(char *words, const char *text)
{
    for (; *text; text++) {
        if (text[0] == ' ' && text[1] == '#') break;
        assert_int_not_equal(*text, '#');
        if (*text == '\\') text++;
        assert_int_not_equal(*text, 0);
        *words++ = *text;
    }
    *words = 0;
    return text;
}

static void take_scalar(char *words, const char *text)
{
    assert_int_equal(*text++, '"');
    for (; *text != '"'; text++) {
        assert_int_not_equal(*text, 0);
        if (*text != '\\') *words++ = *text;
        else if (*++text == 'n') *words++ = '\n';
        else if (strncmp(text, "uFEFF", 5) == 0) {
            memcpy(words, "\xEF\xBB\xBF", 3);
            words += 3;
            text += 4;
        } else *words++ = *text;
    }
    assert_string_equal(text, "\"");
    *words = 0;
}

static void expect_description(const struct emit_test *test, const char *words, const char *after)
{
    static char wanted[LINE];
    snprintf(wanted, sizeof wanted, "%s%s%s", test->name, *test->title ? ": " : "", test->title);
    for (char *c = wanted; *c; c++)
        if (*c == '\n') *c = ' ';
    assert_string_equal(words, wanted);
    assert_string_equal(after, test->class == EMIT_NOT_WRITTEN ? " # TODO not written yet"
                               : test->class == EMIT_SKIPPED   ? " # SKIP not run" : "");
}

static void take_block(const char **text, char line[LINE], const struct emit_test *test,
                       int indent)
{
    static char words[LINE];
    assert_true(next_line(text, line));
    assert_string_equal(line + indent, "---");
    for (;;) {
        assert_true(next_line(text, line));
        for (int i = 0; i < indent; i++) assert_int_equal(line[i], ' ');
        if (strcmp(line + indent, "...") == 0) break;
        const char *colon = strchr(line, ':');
        take_scalar(words, colon + 2);
        if (strncmp(line + indent, "message:", 8) == 0) assert_string_equal(words, test->words);
        else if (strncmp(line + indent, "verdict:", 8) == 0)
            assert_string_equal(words, test->verdict);
        else {
            assert_int_equal(strncmp(line + indent, "function:", 9), 0);
            assert_string_equal(words, field_text(test->check, "operation"));
        }
    }
}

static void take_point(const char **text, char line[LINE], const struct emit_test *test, dim number,
                       int indent)
{
    static char words[LINE], head[60];
    const bool bad = test->class != EMIT_PASS && test->class != EMIT_SKIPPED;
    snprintf(head, sizeof head, "%*s%s %td - ", indent, "", bad ? "not ok" : "ok", number);
    assert_true(next_line(text, line));
    assert_int_equal(strncmp(line, head, strlen(head)), 0);
    const char *after = take_description(words, line + strlen(head));
    expect_description(test, words, after);
    if (bad && test->class != EMIT_NOT_WRITTEN) take_block(text, line, test, indent + 2);
}

static void take_end(const char *text, char line[LINE], const struct emitted *made)
{
    if (emit_any_broken(made->record)) {
        assert_true(next_line(&text, line));
        assert_int_equal(strncmp(line, "Bail out! ", 10), 0);
    }
    assert_string_equal(text, "");
}

static void tap_has_a_point_for_each_test(void **state)
{
    (void)state;
    static char line[LINE], plan[40];
    const struct emit_options options = {0};
    for (uint64_t seed = 0; seed < RECORDS; seed++) {
        struct emitted made = emitted_of("tap", hostile_record(seed), &options);
        const struct emit_tests tests = emitted_tests(&made);
        const char *text = made.text;
        assert_true(next_line(&text, line));
        assert_string_equal(line, "TAP version 13");
        snprintf(plan, sizeof plan, "1..%td", tests.count);
        assert_true(next_line(&text, line));
        assert_string_equal(line, plan);
        for (dim i = 0; i < tests.count; i++) take_point(&text, line, &tests.all[i], i + 1, 0);
        take_end(text, line, &made);
        emitted_free(&made);
    }
}

static void tap_14_has_a_subtest_for_each_lab(void **state)
{
    (void)state;
    static char line[LINE], words[LINE];
    const struct emit_options options = {.subtests = true};
    for (uint64_t seed = 0; seed < RECORDS; seed++) {
        struct emitted made = emitted_of("tap", hostile_record(seed), &options);
        const json_t *labs = json_object_get(made.record, "labs");
        json_t *seen = json_object();
        const char *text = made.text;
        assert_true(next_line(&text, line) && strcmp(line, "TAP version 14") == 0);
        assert_true(next_line(&text, line));
        for (size_t i = 0; i < json_array_size(labs); i++) {
            const struct emit_tests tests = emit_tests_of(&made.arena, json_array_get(labs, i),
                                                          seen);
            assert_true(next_line(&text, line));
            assert_int_equal(strncmp(line, "    # Subtest: ", 15), 0);
            assert_string_equal(take_description(words, line + 15), "");
            assert_true(next_line(&text, line) && strncmp(line, "    1..", 7) == 0);
            for (dim j = 0; j < tests.count; j++)
                take_point(&text, line, &tests.all[j], j + 1, 4);
            assert_true(next_line(&text, line));
            assert_true(strncmp(line, "ok ", 3) == 0 || strncmp(line, "not ok ", 7) == 0);
        }
        take_end(text, line, &made);
        json_decref(seen);
        emitted_free(&made);
    }
}

// ---- workflow commands
// -----------------------------------------------------------------------------

static void unescape(char *text)
{
    char *to = text;
    for (; *text; text++) {
        unsigned code;
        if (*text != '%') *to++ = *text;
        else {
            assert_int_equal(sscanf(text + 1, "%2X", &code), 1);
            *to++ = (char)code;
            text += 2;
        }
    }
    *to = 0;
}

// "::kind a=b,c=d::message": taken apart as the runner does it, at the first of each sign.
static void take_command(char line[LINE], const char **kind, const char **title, const char **file,
                         const char **message)
{
    *title = *file = "";
    assert_int_equal(strncmp(line, "::", 2), 0);
    char *end = strstr(line + 2, "::");
    assert_non_null(end);
    *end = 0;
    *message = end + 2;
    unescape(end + 2);
    char *space = strchr(line, ' ');
    *kind = line + 2;
    if (!space) return;
    *space = 0;
    for (char *property = strtok(space + 1, ","); property; property = strtok(NULL, ",")) {
        char *value = strchr(property, '=');
        assert_non_null(value);
        *value++ = 0;
        unescape(value);
        if (strcmp(property, "title") == 0) *title = value;
        else if (strcmp(property, "file") == 0) *file = value;
        else assert_true(strcmp(property, "line") == 0 || strcmp(property, "col") == 0);
    }
}

static void expect_level(const char **text, const struct emit_findings *findings,
                         enum emit_level level, const char *wanted)
{
    static char line[LINE], shown[2000];
    const char *kind, *title, *file, *message;
    dim all = 0, told = 0;
    for (dim i = 0; i < findings->count; i++) all += findings->all[i].level == level;
    for (dim i = 0; i < findings->count && told < (all > 10 ? 9 : all); i++) {
        const struct emit_finding *one = &findings->all[i];
        if (one->level != level) continue;
        assert_true(next_line(text, line));
        take_command(line, &kind, &title, &file, &message);
        assert_string_equal(kind, wanted);
        assert_string_equal(title, one->title);
        assert_string_equal(file, one->file);
        assert_string_equal(message, show(shown, sizeof shown, one->words, strlen(one->words)));
        told++;
    }
    if (all <= 10) return;
    assert_true(next_line(text, line));
    take_command(line, &kind, &title, &file, &message);
    assert_string_equal(kind, wanted);
    assert_int_equal(atoi(message), all - 9);
}

static void annotations_are_ten_of_a_kind_and_nothing_else(void **state)
{
    (void)state;
    static char line[LINE];
    const struct emit_options options = {0};
    dim most = 0;
    for (uint64_t seed = 0; seed < RECORDS; seed++) {
        struct emitted made = emitted_of("github", hostile_record(seed), &options);
        const struct emit_findings findings = emit_findings_of(&made.arena, made.record);
        const char *text = made.text;
        expect_level(&text, &findings, EMIT_LEVEL_ERROR, "error");
        expect_level(&text, &findings, EMIT_LEVEL_WARNING, "warning");
        assert_true(next_line(&text, line));
        assert_int_equal(strncmp(line, "::notice ", 9), 0);
        assert_string_equal(text, "");
        if (findings.count > most) most = findings.count;
        emitted_free(&made);
    }
    assert_true(most > 10);  // or "N more" was never tried
}

// ---- Markdown
// -----------------------------------------------------------------------------------------

// What stands in <code> at text, in words; returns what follows.
static const char *take_code(char *words, const char *text)
{
    assert_int_equal(strncmp(text, "<code>", 6), 0);
    for (text += 6; *text != '<'; text++) {
        int code = (unsigned char)*text;
        const bool reference = code == '&';
        if (reference) {
            assert_int_equal(sscanf(text, "&#%d;", &code), 1);
            text = strchr(text, ';');
            if (code == '@') {  // or GitHub makes a link of an address of mail
                assert_int_equal(strncmp(text + 1, "<!-- -->", 8), 0);
                text += 8;
            }
        }
        assert_true(reference || !strchr("\n`|*_[]<>#@\\!~:.&$%\"'{}^;+?", code));
        *words++ = (char)code;
    }
    *words = 0;
    assert_int_equal(strncmp(text, "</code>", 7), 0);
    return text + 7;
}

static void expect_words(const char *words, const char *wanted)
{
    for (; *wanted; words++, wanted++)
        assert_int_equal(*words, *wanted == '\n' ? ' ' : *wanted);
    assert_int_equal(*words, 0);
}

static void take_row(const char *line, struct emitted *made, const json_t *lab, const json_t *part)
{
    static char words[LINE];
    const char *title = field_text(part, "title");
    int bars = 0;
    for (const char *c = line; *c; c++) bars += *c == '|';
    assert_int_equal(bars, 5);
    const char *rest = take_code(words, line + 2);
    expect_words(words, emit_lab_name(&made->arena, lab));
    assert_int_equal(strncmp(rest, " | ", 3), 0);
    rest = take_code(words, rest + 3);
    expect_words(words, emit_print(&made->arena, "%s%s%s", field_text(part, "part"),
                                   *title ? ": " : "", title));
    if (emit_class_part(part) != EMIT_BROKEN)
        assert_int_equal(strncmp(rest, emit_print(&made->arena, " | %d of %d | ",
                                                  field_number(part, "earned"),
                                                  field_number(part, "points")), 5), 0);
}

static void take_details(const char **text, char line[LINE], struct emitted *made,
                         const json_t *lab, const json_t *part)
{
    static char words[LINE];
    const enum emit_class class = emit_class_part(part);
    const char *wanted = emit_part_words(&made->arena, lab, part);
    if (class == EMIT_PASS || class == EMIT_NOT_WRITTEN || class == EMIT_SKIPPED || !*wanted)
        return;
    assert_true(next_line(text, line) && !*line);
    assert_true(next_line(text, line));
    assert_string_equal(take_code(words, line + 18), "</summary>");
    expect_words(words, emit_part_name(&made->arena, lab, part));
    assert_true(next_line(text, line) && !*line);
    assert_true(next_line(text, line));
    const size_t fence = strspn(line, "`");
    assert_true(fence >= 3 && strcmp(line + fence, "text") == 0);
    size_t used = 0;
    for (;;) {  // to the first line of as many ` or more, and nothing else
        assert_true(next_line(text, line));
        const char *start = line + strspn(line, " ");
        if (start - line < 4 && strspn(start, "`") >= fence && !start[strspn(start, "`")]) break;
        used += (size_t)snprintf(words + used, sizeof words - used, "%s%s", used ? "\n" : "", line);
    }
    // a first line that is empty leaves no trace in used
    assert_string_equal(words + strspn(words, "\n"), wanted + strspn(wanted, "\n"));
    assert_true(next_line(text, line) && !*line);
    assert_true(next_line(text, line));
    assert_string_equal(line, "</details>");
}

static void markdown_is_a_table_and_blocks(void **state)
{
    (void)state;
    static char line[LINE];
    const struct emit_options options = {0};
    for (uint64_t seed = 0; seed < RECORDS; seed++) {
        struct emitted made = emitted_of("markdown", hostile_record(seed), &options);
        const json_t *labs = json_object_get(made.record, "labs");
        const char *text = made.text;
        json_t *lab, *part;
        size_t i, j;
        for (int k = 0; k < 4; k++) assert_true(next_line(&text, line));
        assert_string_equal(line, "|---|---|---|---|");
        json_array_foreach(labs, i, lab)
            json_array_foreach(json_object_get(lab, "parts"), j, part) {
                assert_true(next_line(&text, line));
                take_row(line, &made, lab, part);
            }
        json_array_foreach(labs, i, lab)
            json_array_foreach(json_object_get(lab, "parts"), j, part)
                take_details(&text, line, &made, lab, part);
        assert_string_equal(text, "");
        emitted_free(&made);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tap_has_a_point_for_each_test),
        cmocka_unit_test(tap_14_has_a_subtest_for_each_lab),
        cmocka_unit_test(annotations_are_ten_of_a_kind_and_nothing_else),
        cmocka_unit_test(markdown_is_a_table_and_blocks)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
