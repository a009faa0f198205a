// junit_libxml2.c: a suite for each tier, a case for each attack. See table.h.
#include "attack/table.h"

#include "fail.h"

#include <libxml/xmlwriter.h>

bool table_has_junit(void)
{
    return true;
}

static void attribute(xmlTextWriter *xml, const char *name, const char *value)
{
    xmlTextWriterWriteAttribute(xml, BAD_CAST name, BAD_CAST value);
}

static void number(xmlTextWriter *xml, const char *name, dim value)
{
    xmlTextWriterWriteFormatAttribute(xml, BAD_CAST name, "%td", value);
}

static dim how_many(const struct table *table, int tier, enum judged judged)
{
    dim count = 0;
    for (dim i = 0; i < table->count; i++) count += table->rows[i].tiers[tier].judged == judged;
    return count;
}

static void element(xmlTextWriter *xml, const char *name, const char *type, const char *message)
{
    xmlTextWriterStartElement(xml, BAD_CAST name);
    attribute(xml, "message", message);
    if (type) attribute(xml, "type", type);
    xmlTextWriterEndElement(xml);
}

static void write_case(xmlTextWriter *xml, const struct row *row, int tier)
{
    const struct judgement *judgement = &row->tiers[tier];
    xmlTextWriterStartElement(xml, BAD_CAST "testcase");
    xmlTextWriterWriteFormatAttribute(xml, BAD_CAST "classname", "attack.tier-%d", tier);
    xmlTextWriterWriteFormatAttribute(xml, BAD_CAST "name", "%d %s: %s", row->attack->threats[0],
                                      row->attack->name, row->attack->what);
    xmlTextWriterWriteFormatAttribute(xml, BAD_CAST "time", "%.3f", judgement->seconds);
    if (judgement->judged == JUDGED_WRONG)
        element(xml, "failure", "not-as-expected", judgement->why);
    else if (judgement->judged == JUDGED_SKIPPED)
        element(xml, "skipped", NULL, judgement->why);
    else
        xmlTextWriterWriteFormatElement(
            xml, BAD_CAST "system-out", "%s; verdict of part a: %s, of part b: %s",
            judgement->judged == JUDGED_OPEN     ? "not stopped, as is said of this tier"
            : judgement->judged == JUDGED_BETTER ? "stopped, which this tier did not promise"
                                                 : "stopped",
            judge_verdict(judgement->verdicts[0]), judge_verdict(judgement->verdicts[1]));
    xmlTextWriterEndElement(xml);
}

static void write_suite(xmlTextWriter *xml, const struct table *table, int tier)
{
    xmlTextWriterStartElement(xml, BAD_CAST "testsuite");
    xmlTextWriterWriteFormatAttribute(xml, BAD_CAST "name", "attacks at tier %d", tier);
    number(xml, "tests", table->count);
    number(xml, "failures", how_many(table, tier, JUDGED_WRONG));
    number(xml, "errors", 0);
    number(xml, "skipped", how_many(table, tier, JUDGED_SKIPPED));
    for (dim i = 0; i < table->count; i++) write_case(xml, &table->rows[i], tier);
    xmlTextWriterEndElement(xml);
}

static void write_unseen(xmlTextWriter *xml, const struct table *table)
{
    dim unseen = 0;
    for (dim i = 0; i < table->count; i++) unseen += judge_unseen(&table->rows[i]);
    if (!unseen) return;
    xmlTextWriterStartElement(xml, BAD_CAST "testsuite");
    attribute(xml, "name", "attacks that nothing showed to work");
    number(xml, "tests", unseen);
    number(xml, "failures", unseen);
    for (dim i = 0; i < table->count; i++) {
        if (!judge_unseen(&table->rows[i])) continue;
        xmlTextWriterStartElement(xml, BAD_CAST "testcase");
        attribute(xml, "classname", "attack.seen");
        attribute(xml, "name", table->rows[i].attack->name);
        element(xml, "failure", "unseen", "nowhere seen to work, so that it proves nothing");
        xmlTextWriterEndElement(xml);
    }
    xmlTextWriterEndElement(xml);
}

void table_junit(FILE *out, const struct table *table)
{
    xmlBuffer *buffer = xmlBufferCreate();
    xmlTextWriter *xml = buffer ? xmlNewTextWriterMemory(buffer, 0) : NULL;
    if (!xml) fail_environment("memory: no room for the JUnit report");
    xmlTextWriterSetIndent(xml, 1);
    xmlTextWriterStartDocument(xml, NULL, "UTF-8", NULL);
    xmlTextWriterStartElement(xml, BAD_CAST "testsuites");
    attribute(xml, "name", "grade attack");
    for (int tier = table->first; tier <= table->last; tier++) write_suite(xml, table, tier);
    write_unseen(xml, table);
    xmlTextWriterEndDocument(xml);
    xmlFreeTextWriter(xml);
    fwrite(xmlBufferContent(buffer), 1, (size_t)xmlBufferLength(buffer), out);
    xmlBufferFree(buffer);
}
