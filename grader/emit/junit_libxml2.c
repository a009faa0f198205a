// junit_libxml2.c: JUnit XML, the subset that GitLab and Jenkins both read. failure: the answer
// is wrong; error: a crash, a limit, no program, or the grader's own failure; skipped: not
// written yet, or not run because something else came first. No text stands outside of failure
// and error.
#include "emit/emit.h"

#include "emit/tests.h"
#include "fail.h"
#include "fields.h"

#include <libxml/xmlwriter.h>

static void attribute(xmlTextWriter *xml, const char *name, const char *value)
{
    xmlTextWriterWriteAttribute(xml, BAD_CAST name, BAD_CAST value);
}

static void number(xmlTextWriter *xml, const char *name, dim value)
{
    xmlTextWriterWriteFormatAttribute(xml, BAD_CAST name, "%td", value);
}

static void write_reason(xmlTextWriter *xml, const struct emit_test *test, const char *element)
{
    xmlTextWriterStartElement(xml, BAD_CAST element);
    attribute(xml, "message", *test->title ? test->title : test->verdict);
    attribute(xml, "type", test->verdict);
    xmlTextWriterWriteString(xml, BAD_CAST(*test->words ? test->words : test->verdict));
    xmlTextWriterEndElement(xml);
}

static void write_case(xmlTextWriter *xml, const struct emit_test *test, const char *lab,
                       const char *file)
{
    xmlTextWriterStartElement(xml, BAD_CAST "testcase");
    attribute(xml, "classname", lab);
    attribute(xml, "name", test->name);
    if (*file) attribute(xml, "file", file);
    if (test->class == EMIT_WRONG) write_reason(xml, test, "failure");
    if (test->class == EMIT_ERROR || test->class == EMIT_BROKEN) write_reason(xml, test, "error");
    if (test->class == EMIT_SKIPPED || test->class == EMIT_NOT_WRITTEN) {
        xmlTextWriterStartElement(xml, BAD_CAST "skipped");
        attribute(xml, "message",
                  test->class == EMIT_NOT_WRITTEN ? "not written yet" : "not run");
        xmlTextWriterEndElement(xml);
    }
    xmlTextWriterEndElement(xml);
}

static dim errors_of(const struct emit_tests *tests)
{
    return emit_count(tests, EMIT_ERROR) + emit_count(tests, EMIT_BROKEN);
}

static void write_suite(xmlTextWriter *xml, const json_t *record, const json_t *lab,
                        const struct emit_tests *tests, struct arena *arena)
{
    const char *name = emit_lab_name(arena, lab), *file = emit_source(arena, record, lab);
    xmlTextWriterStartElement(xml, BAD_CAST "testsuite");
    attribute(xml, "name", name);
    number(xml, "tests", tests->count);
    number(xml, "failures", emit_count(tests, EMIT_WRONG));
    number(xml, "errors", errors_of(tests));
    number(xml, "skipped", emit_count(tests, EMIT_SKIPPED) + emit_count(tests, EMIT_NOT_WRITTEN));
    if (*field_text(record, "when")) attribute(xml, "timestamp", field_text(record, "when"));
    for (dim i = 0; i < tests->count; i++) write_case(xml, &tests->all[i], name, file);
    xmlTextWriterEndElement(xml);
}

static void write_suites(xmlTextWriter *xml, const json_t *record, struct arena *arena)
{
    const json_t *labs = json_object_get(record, "labs");
    const size_t count = json_array_size(labs);
    struct emit_tests *of = arena_array(arena, count + 1, sizeof *of);
    json_t *seen = json_object();
    dim all = 0, failures = 0, errors = 0;
    for (size_t i = 0; i < count; i++) {
        of[i] = emit_tests_of(arena, json_array_get(labs, i), seen);
        all += of[i].count;
        failures += emit_count(&of[i], EMIT_WRONG);
        errors += errors_of(&of[i]);
    }
    xmlTextWriterStartElement(xml, BAD_CAST "testsuites");
    attribute(xml, "name", "crumb");
    number(xml, "tests", all);
    number(xml, "failures", failures);
    number(xml, "errors", errors);
    for (size_t i = 0; i < count; i++)
        write_suite(xml, record, json_array_get(labs, i), &of[i], arena);
    xmlTextWriterEndElement(xml);
    json_decref(seen);
}

int emit_junit(FILE *out, const json_t *record, const struct emit_options *options,
               struct arena *arena, char why[EMIT_WHY])
{
    xmlBuffer *buffer = xmlBufferCreate();
    xmlTextWriter *xml = buffer ? xmlNewTextWriterMemory(buffer, 0) : NULL;
    (void)options;
    if (!xml) {
        snprintf(why, EMIT_WHY, "junit: libxml2 has no memory to write with");
        return FAIL_ENVIRONMENT;
    }
    xmlTextWriterSetIndent(xml, 1);
    xmlTextWriterStartDocument(xml, NULL, "UTF-8", NULL);
    write_suites(xml, record, arena);
    const bool written = xmlTextWriterEndDocument(xml) >= 0;
    xmlFreeTextWriter(xml);
    if (written) fwrite(xmlBufferContent(buffer), 1, (size_t)xmlBufferLength(buffer), out);
    else snprintf(why, EMIT_WHY, "junit: libxml2 could not write the file");
    xmlBufferFree(buffer);
    return written ? 0 : FAIL_ENVIRONMENT;
}
