// page_parse.h: pages read back with libxml2, for grader_page_test.c.
#ifndef CRUMB_PAGE_PARSE_H
#define CRUMB_PAGE_PARSE_H

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>

#include "page/histogram.h"
#include "page/html.h"
#include "page/index.h"
#include "page/student.h"

enum { PARSE_QUIETLY = HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET };

static inline const xmlNode *node_named(const xmlNode *node, const char *name)
{
    for (; node; node = node->next) {
        if (node->type == XML_ELEMENT_NODE && xmlStrEqual(node->name, BAD_CAST name)) return node;
        const xmlNode *below = node_named(node->children, name);
        if (below) return below;
    }
    return NULL;
}

static inline void expect_content(xmlChar *content, const char *wanted)
{
    assert_non_null(content);
    assert_string_equal((const char *)content, wanted);
    xmlFree(content);
}

// What U+FFFE and U+FFFF become, which are no characters.
static inline char *without_no_characters(const char *shown)
{
    char *text = malloc(4 * strlen(shown) + 1), *to = text;
    for (const char *at = shown; *at;) {
        if (strncmp(at, "\xEF\xBF\xBE", 3) == 0 || strncmp(at, "\xEF\xBF\xBF", 3) == 0) {
            to += sprintf(to, "\\xef\\xbf\\x%02x", (unsigned char)at[2]);
            at += 3;
        } else *to++ = *at++;
    }
    *to = '\0';
    return text;
}

// In an attribute, between tags and in a drawing: the same text, and what is behind it is there.
static inline void parse_back(const char *text)
{
    const size_t room = 4 * strlen(text) + 8;
    char *raw = show(malloc(room), room, text, strlen(text)), *page = NULL;
    char *shown = without_no_characters(raw);
    size_t count;
    FILE *out = open_memstream(&page, &count);
    fputs("<html><body><p title=\"", out);
    html_text(out, text);
    fputs("\" class=\"after\">:", out);
    html_text(out, text);
    fputs("</p><svg><title>:", out);
    html_text(out, text);
    fputs("</title></svg><b>end</b></body></html>", out);
    fclose(out);
    htmlDocPtr document = htmlReadMemory(page, (int)count, NULL, "UTF-8", PARSE_QUIETLY);
    const xmlNode *root = xmlDocGetRootElement(document);
    xmlNode *paragraph = (xmlNode *)(uintptr_t)node_named(root, "p");
    xmlNode *drawing = (xmlNode *)(uintptr_t)node_named(root, "svg");
    xmlNode *end = (xmlNode *)(uintptr_t)node_named(root, "b");
    assert_true(paragraph && drawing && end);
    expect_content(xmlGetProp(paragraph, BAD_CAST "title"), shown);
    expect_content(xmlGetProp(paragraph, BAD_CAST "class"), "after");
    xmlChar *content = xmlNodeGetContent(paragraph);
    assert_string_equal((const char *)content + 1, shown);
    xmlFree(content);
    content = xmlNodeGetContent(drawing);
    assert_string_equal((const char *)content + 1, shown);
    xmlFree(content);
    expect_content(xmlNodeGetContent(end), "end");
    assert_null(paragraph->children->next);
    xmlFreeDoc(document);
    free(page);
    free(raw);
    free(shown);
}

// Scores in which every text that may be one is this one.
static inline json_t *scores_saying(const char *words)
{
    json_t *text = json_stringn_nocheck(words, strlen(words));
    json_t *check = json_pack("{s:O,s:O,s:s,s:O,s:O}", "id", text, "operation", text, "verdict",
                              "wrong-value", "law", text, "detail", text);
    json_t *part = json_pack("{s:O,s:O,s:i,s:i,s:O,s:[o]}", "part", text, "title", text, "points",
                             4, "earned", 1, "verdict", text, "checks", check);
    json_t *said = json_object(), *known = json_object();
    json_object_set_new_nocheck(said, words, json_incref(text));
    json_object_set_new_nocheck(known, words,
                                json_pack("{s:s,s:O,s:[O]}", "sure", "sure", "says", text, "or",
                                          text));
    json_object_set_new(part, "printed", said);
    json_object_set_new(part, "recognised", known);
    json_t *record = json_pack("{s:O,s:O,s:O,s:[o],s:[{s:i,s:O,s:O}]}", "build", text, "message",
                               text, "notes", text, "parts", part, "advice", "line", 7, "function",
                               text, "detail", text);
    json_t *cell = json_pack("{s:f,s:i,s:f,s:O,s:O,s:O,s:i,s:o}", "score", 3.5, "late_hours", 26,
                             "penalty", 0.1, "why", text, "submission", text, "when", text, "tries",
                             2, "record", record);
    json_t *student = json_pack("{s:O,s:O,s:O,s:{s:o},s:f}", "id", text, "account", text, "name",
                                text, "labs", "06", cell, "total", 87.5);
    json_t *lab = json_pack("{s:s,s:O,s:O,s:i,s:O}", "lab", "06", "topic", text, "title", text,
                            "points", 8, "due", text);
    json_t *scores = json_pack("{s:s,s:O,s:O,s:s,s:[o],s:[o],s:[{s:O,s:f}],s:[{s:O,s:O}],s:[O]}",
                               "schema", "crumb/scores/v1", "title", text, "when", text, "kind",
                               "official", "labs", lab, "students", student, "leaderboard", "name",
                               text, "value", 87.5, "unmatched", "account", text, "why", text,
                               "warnings", text);
    assert_non_null(scores);
    json_decref(text);
    return scores;
}

static inline void list_elements(FILE *out, const xmlNode *node)
{
    for (; node; node = node->next) {
        if (node->type == XML_COMMENT_NODE) fputs("<!>", out);
        if (node->type != XML_ELEMENT_NODE) continue;
        fprintf(out, "<%s", (const char *)node->name);
        for (const xmlAttr *one = node->properties; one; one = one->next)
            fprintf(out, " %s", (const char *)one->name);
        fputs(">", out);
        list_elements(out, node->children);
        fputs("</>", out);
    }
}

// The elements and attributes of a page without their texts. page: 0 index, 1 public, 2 student.
static inline char *elements_of(const char *words, int page)
{
    char *html = NULL, *elements = NULL;
    size_t count, length;
    json_t *scores = scores_saying(words);
    FILE *out = open_memstream(&html, &count);
    if (page == 2)
        student_write(out, scores, json_array_get(json_object_get(scores, "students"), 0));
    else page_index_write(out, scores, page == 1);
    fclose(out);
    htmlDocPtr document = htmlReadMemory(html, (int)count, NULL, "UTF-8", PARSE_QUIETLY);
    out = open_memstream(&elements, &length);
    list_elements(out, xmlDocGetRootElement(document));
    fclose(out);
    assert_true(length > 300);
    xmlFreeDoc(document);
    json_decref(scores);
    free(html);
    return elements;
}

// The drawing alone is well-formed XML, which is stricter than HTML.
static inline void expect_xml(const struct spread *spread, const char *title)
{
    char *html = NULL;
    size_t count;
    FILE *out = open_memstream(&html, &count);
    histogram_write(out, spread, "k", title, 0);
    fclose(out);
    const char *begin = strstr(html, "<svg"), *end = strstr(html, "</svg>");
    assert_true(begin && end);
    xmlDocPtr document = xmlReadMemory(begin, (int)(end + 6 - begin), NULL, "UTF-8",
                                       XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET);
    if (!document) print_error("no XML: %s\n", html);
    assert_non_null(document);
    xmlFreeDoc(document);
    free(html);
}

#endif
