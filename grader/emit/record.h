// record.h: a result record (docs/result.md) as it comes from outside: bounded, checked, made safe.
#ifndef CRUMB_EMIT_RECORD_H
#define CRUMB_EMIT_RECORD_H

#include <jansson.h>

#include <stddef.h>

enum {
    EMIT_BYTES_MOST = 32 << 20,  // of a record
    EMIT_TEXT_MOST = 16 << 10,   // of one text in it: the rest is cut
    EMIT_WHY = 400
};

// A record out of JSON text; NULL, and in why a sentence, where it is none. Whoever takes a record
// further may rely on this: schema crumb/result/v1; labs and parts are there, with number, topic,
// part, points and earned; every member that docs/result.md knows is of its type; verdicts are of
// the list; the sums are those of the parts. A record that was reduced (no checks, no details) is
// a record. Text is cleaned.
json_t *emit_record_read(const char *text, size_t count, char why[EMIT_WHY]);
// The same from JSON that is at hand; a copy.
json_t *emit_record_of(const json_t *value, char why[EMIT_WHY]);
// A copy with every text (and name) as show() has it, without U+FFFE and U+FFFF, and cut. Twice is
// once. What follows may rely on: well-formed UTF-8, and no control character but newline.
json_t *emit_clean(const json_t *value);

#endif
