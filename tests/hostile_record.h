// hostile_record.h: result records in which every text was written by somebody who means harm, for
// tests and for fuzzing of emitters; the same ones for the same seed.
#ifndef CRUMB_TESTS_HOSTILE_RECORD_H
#define CRUMB_TESTS_HOSTILE_RECORD_H

#include "rng.h"
#include "verdict.h"

#include <jansson.h>

#include <stdlib.h>
#include <string.h>

static const char *const hostile_pieces[] = {
    "", "a", " ", "wrong", "\"", "\\", "\\\\", "'", "\r", "\n", "\r\n", "\t", "\x01", "\x1b[2J",
    "\x1b]8;;http://a\x07", "\x7f", "\xff", "\xc3", "\xc3\x28", "\xed\xa0\x80", "\xf4\x90\x80\x80",
    "\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x80\xa8", "\xef\xbf\xbe", "\xef\xbf\xbf", "\xef\xbb\xbf",
    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb", "\xc2\x85", "\xc2\xa0", "]]>", "<![CDATA[",
    "<script>alert(1)</script>", "</failure>", "<!--", "-->", "&#0;", "&amp;", "&lt;", "&",
    "::error::x", "\n::error file=a::b", "::stop-commands::x", "##[error]", "%0A", "%0D%0A", "%25",
    "%3A", "|", " | ", "\\|", "`", "```", "\n````\n", "~~~", "@octocat", "#123", "GH-1", "**b**",
    "_i_", "[a](javascript:b)", "![i](x)", "<details>", "</summary>", "\n# head", "\n- item",
    "\n---\n", "\n...\n", "- ", ": ", " #", "# SKIP", " # TODO not written yet", "ok 1 - x",
    "\nok 99 - x",
    "Bail out!", "\n1..0", "=1+1", "+1", "-1", "@SUM(A1)", "{\"scores\":{\"a\":9}}", "null", "~",
    "!!python/object", "&anchor", "*alias", "%TAG", "www.example.org", "http://a.b", "a@b.c", "..",
    "/", "../../x", "\\u0000", "\\ud800", "$(id)", "${x}", ",", "=", ";"};
enum { HOSTILE_PIECES = sizeof hostile_pieces / sizeof *hostile_pieces, HOSTILE_LONG = 100000 };

static inline json_t *hostile_string(struct rng *rng)
{
    static char text[HOSTILE_LONG + 1];
    size_t used = 0;
    text[0] = 0;
    if (rng_below(rng, 2000) == 0) {
        memset(text, "x`<|"[rng_below(rng, 4)], used = HOSTILE_LONG);
        text[used] = 0;
    }
    for (uint32_t left = rng_below(rng, 5); left > 0 && used < 1000; left--) {
        const char *piece = hostile_pieces[rng_below(rng, HOSTILE_PIECES)];
        memcpy(text + used, piece, strlen(piece));
        used += strlen(piece);
    }
    for (uint32_t left = rng_below(rng, 4); left > 0 && used < 1000; left--)
        text[used++] = (char)(1 + rng_below(rng, 255));
    return json_stringn_nocheck(text, used);
}

static inline void hostile_set(json_t *object, const char *name, struct rng *rng)
{
    json_object_set_new(object, name, hostile_string(rng));
}

static inline void hostile_set_verdict(json_t *object, const char *name, struct rng *rng)
{
    const enum verdict verdict = (enum verdict)rng_below(rng, VERDICTS);
    const bool broken = verdict == VERDICT_GRADER_ERROR && rng_below(rng, 10);
    json_object_set_new(object, name, json_string(verdict_name(broken ? VERDICT_PASS : verdict)));
}

static inline json_t *hostile_check(struct rng *rng, const json_t *operation)
{
    json_t *check = json_object();
    hostile_set(check, "id", rng);
    json_object_set(check, "operation", (json_t *)operation);
    hostile_set(check, "law", rng);
    hostile_set_verdict(check, "verdict", rng);
    hostile_set(check, "detail", rng);
    return check;
}

static inline json_t *hostile_mistake(struct rng *rng)
{
    static const char *const texts[] = {"name", "says", "in", "case", "place", "got", "expected",
                                        "mistake"};
    json_t *known = json_pack("{s:s}", "sure", rng_below(rng, 3) ? "sure" : "unknown");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) hostile_set(known, texts[i], rng);
    hostile_set(known, "pattern", rng);
    return known;
}

static inline json_t *hostile_part(struct rng *rng)
{
    json_t *part = json_object(), *checks = json_array();
    json_t *printed = json_object(), *recognised = json_object();
    const int points = (int)rng_below(rng, 10);
    hostile_set(part, "part", rng);
    hostile_set(part, "title", rng);
    hostile_set(part, "track", rng);
    json_object_set_new(part, "points", json_integer(points));
    json_object_set_new(part, "earned", json_integer(rng_below(rng, (uint32_t)points + 1)));
    if (rng_below(rng, 8)) hostile_set_verdict(part, "verdict", rng);
    for (uint32_t left = rng_below(rng, 3); left > 0; left--) {
        json_t *operation = hostile_string(rng);
        json_object_set_new_nocheck(printed, json_string_value(operation), hostile_string(rng));
        json_object_set_new_nocheck(recognised, json_string_value(operation), hostile_mistake(rng));
        for (uint32_t n = 1 + rng_below(rng, 3); n > 0; n--)
            json_array_append_new(checks, hostile_check(rng, operation));
        json_decref(operation);
    }
    if (rng_below(rng, 5)) json_object_set(part, "checks", checks);
    json_object_set_new(part, "printed", printed);
    json_object_set_new(part, "recognised", recognised);
    json_decref(checks);
    return part;
}

static inline json_t *hostile_lab(struct rng *rng)
{
    static const char *const texts[] = {"number", "topic", "source", "message", "notes", "checked"};
    json_t *lab = json_object(), *parts = json_array(), *advice = json_array();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) hostile_set(lab, texts[i], rng);
    if (rng_below(rng, 3)) hostile_set_verdict(lab, "build", rng);
    else json_object_set_new(lab, "build", json_string("pass"));
    for (uint32_t left = rng_below(rng, 3); left > 0; left--) {
        json_t *one = json_pack("{s:i,s:i}", "line", (int)rng_below(rng, 9), "column",
                                (int)rng_below(rng, 9));
        hostile_set(one, "kind", rng);
        hostile_set(one, "function", rng);
        hostile_set(one, "detail", rng);
        json_array_append_new(advice, one);
    }
    for (uint32_t left = 1 + rng_below(rng, 3); left > 0; left--)
        json_array_append_new(parts, hostile_part(rng));
    json_object_set_new(lab, "parts", parts);
    json_object_set_new(lab, "advice", advice);
    return lab;
}

static inline json_t *hostile_record(uint64_t seed)
{
    struct rng rng;
    rng_seed(&rng, seed, 58);
    json_t *record = json_pack("{s:s,s:i}", "schema", "crumb/result/v1", "seed", 7);
    json_t *labs = json_array();
    hostile_set(record, "from", &rng);
    hostile_set(record, "when", &rng);
    for (uint32_t left = rng_below(&rng, 4); left > 0; left--)
        json_array_append_new(labs, hostile_lab(&rng));
    json_object_set_new(record, "labs", labs);
    return record;
}

#endif
