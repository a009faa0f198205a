// sarif.c: SARIF 2.1.0 (OASIS): advice, compiler messages and failed checks, with the line where
// it is known. A result keeps its fingerprint when lines move: it is made of rule, file, and what
// is said.
#include "emit/emit.h"

#include "emit/findings.h"
#include "emit/tests.h"
#include "fields.h"
#include "sha256.h"

#include <string.h>

static const char *const levels[] = {"error", "warning", "note"};

// A relative reference of RFC 3986: everything but unreserved characters and / as %XX.
static const char *uri_of(struct arena *arena, const char *path)
{
    char *uri = arena_alloc(arena, 3 * strlen(path) + 1), *to = uri;
    for (; *path; path++) {
        const unsigned char c = (unsigned char)*path;
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || strchr("-._~/", c);
        if (plain) *to++ = (char)c;
        else to += snprintf(to, 4, "%%%02X", c);
    }
    *to = 0;
    return uri;
}

static const char *fingerprint(struct arena *arena, const struct emit_finding *finding,
                               json_t *counts)
{
    const char *text = emit_print(arena, "%s\n%s\n%s\n%s", finding->rule, finding->file,
                                  finding->function, finding->key);
    char hex[65];
    sha256_hex(hex, text, strlen(text));
    const json_int_t count = json_integer_value(json_object_get(counts, hex)) + 1;
    json_object_set_new(counts, hex, json_integer(count));
    return emit_print(arena, "%.32s:%d", hex, (int)count);
}

static json_t *location_of(struct arena *arena, const struct emit_finding *finding)
{
    json_t *location = json_object();
    if (*finding->file) {
        json_t *physical =
            json_pack("{s:{s:s}}", "artifactLocation", "uri", uri_of(arena, finding->file));
        if (finding->line > 0) {
            json_t *region = json_pack("{s:i}", "startLine", finding->line);
            if (finding->column > 0)
                json_object_set_new(region, "startColumn", json_integer(finding->column));
            json_object_set_new(physical, "region", region);
        }
        json_object_set_new(location, "physicalLocation", physical);
    }
    if (*finding->function)
        json_object_set_new(location, "logicalLocations",
                            json_pack("[{s:s,s:s}]", "name", finding->function, "kind",
                                      "function"));
    return location;
}

// Which of the rules; a new one is added.
static json_int_t rule_index(json_t *rules, json_t *indexes, const struct emit_finding *finding)
{
    const json_t *known = json_object_get(indexes, finding->rule);
    if (known) return json_integer_value(known);
    const json_int_t index = (json_int_t)json_array_size(rules);
    json_array_append_new(rules, json_pack("{s:s,s:{s:s},s:{s:s}}", "id", finding->rule,
                                           "shortDescription", "text", finding->rule_says,
                                           "defaultConfiguration", "level",
                                           levels[finding->level]));
    json_object_set_new(indexes, finding->rule, json_integer(index));
    return index;
}

static json_t *result_of(struct arena *arena, const struct emit_finding *finding, json_int_t rule,
                         json_t *counts)
{
    const char *print = fingerprint(arena, finding, counts);
    json_t *result = json_pack(
        "{s:s,s:I,s:s,s:{s:s},s:{s:s,s:s}}", "ruleId", finding->rule, "ruleIndex", rule, "level",
        levels[finding->level], "message", "text", finding->words, "partialFingerprints",
        "crumb/v1", print, "primaryLocationLineHash", print);
    json_t *location = location_of(arena, finding);
    if (json_object_size(location)) json_object_set_new(result, "locations",
                                                        json_pack("[o]", location));
    else json_decref(location);
    return result;
}

// The grader's own failure is no result about a file.
static bool is_grader_error(const struct emit_finding *finding)
{
    return strcmp(finding->rule, "verdict/grader-error") == 0;
}

int emit_sarif(FILE *out, const json_t *record, const struct emit_options *options,
               struct arena *arena, char why[EMIT_WHY])
{
    const struct emit_findings findings = emit_findings_of(arena, record);
    json_t *rules = json_array(), *results = json_array(), *notes = json_array();
    json_t *indexes = json_object(), *counts = json_object();
    (void)options, (void)why;
    for (dim i = 0; i < findings.count; i++) {
        const struct emit_finding *finding = &findings.all[i];
        if (is_grader_error(finding)) {
            json_array_append_new(notes, json_pack("{s:s,s:{s:s}}", "level", "error", "message",
                                                   "text", finding->words));
            continue;
        }
        const json_int_t rule = rule_index(rules, indexes, finding);
        json_array_append_new(results, result_of(arena, finding, rule, counts));
    }
    json_t *file = json_pack(
        "{s:s,s:s,s:[{s:{s:{s:s,s:o}},s:[{s:b,s:o}],s:o}]}", "$schema",
        "https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0", "runs", "tool",
        "driver", "name", "crumb", "rules", rules, "invocations", "executionSuccessful",
        !emit_any_broken(record), "toolExecutionNotifications", notes, "results", results);
    json_dumpf(file, out, JSON_INDENT(1));
    fputc('\n', out);
    json_decref(file);
    json_decref(indexes);
    json_decref(counts);
    return 0;
}
