// header.c: "// key: value" lines, as far as the comment on top goes. See header.h.
#include "attack/header.h"

#include "fail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 400 };

struct reading {
    struct attack *attack;
    struct arena *arena;
    const char *folder;
    bool tiers[CORPUS_TIERS + 1];  // which have a line of their own
};

_Noreturn static void wrong(const struct reading *reading, const char *line, const char *wanted)
{
    fail("%s/%s.c: %s: %s", reading->folder, reading->attack->name, line, wanted);
}

static char *copy(const struct reading *reading, const char *text)
{
    return strcpy(arena_alloc(reading->arena, strlen(text) + 1), text);
}

// In names of files \\n, \\e and \\r stand for these bytes.
static char *unescaped(const struct reading *reading, const char *text)
{
    char *made = copy(reading, text), *to = made;
    for (const char *at = made; *at; at++) {
        const bool escape = *at == '\\' && at[1];
        at += escape;
        *to++ = !escape ? *at : *at == 'n' ? '\n' : *at == 'e' ? '\033' : '\r';
    }
    *to = 0;
    return made;
}

// "open crash protocol / pass": what part a and part b may come to.
static void take_expectation(const struct reading *reading, struct corpus_expectation *expected,
                             const char *value)
{
    char *save, *words = copy(reading, value);
    int part = 0;
    *expected = (struct corpus_expectation){0};
    for (char *word = strtok_r(words, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
        const enum verdict verdict = verdict_of(word);
        if (strcmp(word, "/") == 0 && part == 0) part = 1;
        else if (strcmp(word, "open") == 0) expected->open = true;
        else if (strcmp(word, "no-record") == 0) expected->verdicts[part] |= 1u << CORPUS_NO_RECORD;
        else if (verdict < VERDICTS) expected->verdicts[part] |= 1u << verdict;
        else wrong(reading, word, "no verdict of docs/result.md, nor open, no-record or /");
    }
    // What happens in the first part leaves the second alone, unless it is said otherwise.
    if (!expected->open && !part) expected->verdicts[1] = 1u << VERDICT_PASS;
}

static void take_tiers(struct reading *reading, const char *key, const char *value)
{
    char *end;
    long first = strtol(key + 5, &end, 10), last = first;
    if (*end == '-') last = strtol(end + 1, &end, 10);
    if (*end || first < 1 || last < first || last > CORPUS_TIERS)
        wrong(reading, key, "wanted tier N or tier N-M, from 1 to 4");
    for (long tier = first; tier <= last; tier++) {
        take_expectation(reading, &reading->attack->expected[tier], value);
        reading->tiers[tier] = true;
    }
}

static void take_threats(const struct reading *reading, const char *value)
{
    struct attack *attack = reading->attack;
    char *end = NULL;
    for (const char *at = value; *at; at = end + strspn(end, " ")) {
        const long number = strtol(at, &end, 10);
        if (end == at || number < 1 || attack->threat_count == CORPUS_THREATS_MAX)
            wrong(reading, value, "wanted numbers of threats.txt");
        attack->threats[attack->threat_count++] = (int)number;
    }
}

static int choice(const struct reading *reading, const char *value, const char *const *words)
{
    for (int i = 0; words[i]; i++)
        if (strcmp(value, words[i]) == 0) return i;
    wrong(reading, value, "no such word; docs/instructor/attacks.md lists them");
}

static void add_text(const struct reading *reading, struct corpus_texts *texts, const char *value)
{
    if (texts->count == CORPUS_LINES_MAX) wrong(reading, value, "more than 8 such lines");
    texts->list[texts->count++] = value;
}

// Headers whose value is kept as it is.
static const char **plain_of(struct attack *attack, const char *key)
{
    const struct {
        const char *key, **value;
    } keys[] = {{"says", &attack->says},     {"needs", &attack->needs},
                {"file", &attack->file},     {"golden", &attack->golden},
                {"unseen", &attack->unseen}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(key, keys[i].key) == 0) return keys[i].value;
    return NULL;
}

static void take(struct reading *reading, const char *key, const char *value)
{
    static const char *const runs[] = {"usual", "killed", "full", "swapped", NULL};
    struct attack *attack = reading->attack;
    const char **plain = plain_of(attack, key);
    if (plain) *plain = copy(reading, value);
    else if (strcmp(key, "threat") == 0) take_threats(reading, value);
    else if (strncmp(key, "tier ", 5) == 0) take_tiers(reading, key, value);
    else if (strcmp(key, "expect") == 0)
        take_expectation(reading, &attack->expected[0], value);
    else if (strcmp(key, "effect") == 0) {
        attack->effect = effect_of(value);
        if (attack->effect == EFFECTS) wrong(reading, value, "no such effect");
    } else if (strcmp(key, "run") == 0) {
        attack->run = (enum corpus_run)choice(reading, value, runs);
    } else if (strcmp(key, "form") == 0) {
        choice(reading, value, (const char *const[]){"alone", NULL});
        attack->form = CORPUS_ALONE;
    } else if (strcmp(key, "then") == 0) {
        choice(reading, value, (const char *const[]){"pass", NULL});
        attack->then = true;
    } else if (strcmp(key, "seconds") == 0) {
        attack->seconds = atoi(value);
        if (attack->seconds < 1 || attack->seconds > 120)
            wrong(reading, value, "wanted 1 to 120 seconds");
    } else if (strcmp(key, "folder") == 0) attack->folder = unescaped(reading, value);
    else if (strcmp(key, "beside") == 0)
        add_text(reading, &attack->beside, unescaped(reading, value));
    else if (strcmp(key, "old") == 0) add_text(reading, &attack->before, copy(reading, value));
    else if (strcmp(key, "new") == 0) add_text(reading, &attack->after, copy(reading, value));
    else wrong(reading, key, "no such header; docs/instructor/attacks.md lists them");
}

// One line behind "// ": the sentence, more of it, or a header.
static void take_line(struct reading *reading, char *line)
{
    struct attack *attack = reading->attack;
    char *colon = strstr(line, ": ");
    if (!attack->what) {
        const size_t length = strlen(attack->name);
        if (strncmp(line, attack->name, length) != 0 || strncmp(line + length, ".c: ", 4) != 0)
            wrong(reading, line, "the first line must be \"// NAME.c: what it does\"");
        attack->what = copy(reading, line + length + 4);
    } else if (colon) {
        *colon = 0;
        take(reading, line, colon + 2);
    } else {
        wrong(reading, line, "wanted \"// header: value\"");
    }
}

// Behind line [LINE_MAX_BYTES], what stands behind "// " at text, without more than one space.
// Returns the line after it.
static const char *next_line(char *line, const char *text)
{
    const size_t length = strcspn(text, "\n"), used = strlen(line);
    const size_t skipped = used ? 2 + strspn(text + 2, " ") - 1 : 3;
    snprintf(line + used, LINE_MAX_BYTES - used, "%.*s", (int)(length - skipped), text + skipped);
    return text + length + (text[length] == '\n');
}

void header_read(struct attack *attack, struct arena *arena, const char *folder)
{
    struct reading reading = {.attack = attack, .arena = arena, .folder = folder};
    const char *at = attack->text;
    attack->needs = "";
    while (strncmp(at, "// ", 3) == 0) {
        char line[LINE_MAX_BYTES] = "";
        at = next_line(line, at);
        while (strncmp(at, "//   ", 5) == 0) at = next_line(line, at);
        take_line(&reading, line);
    }
    attack->head = (size_t)(at - attack->text);
    if (attack->form != CORPUS_ALONE)
        attack->form = strstr(at, "mischief(") ? CORPUS_CALL : CORPUS_BEFORE;
    if (!attack->what) wrong(&reading, "line 1", "wanted \"// NAME.c: what it does\"");
    if (!attack->threat_count) wrong(&reading, "threat", "no such header; wanted a number");
    if (!attack->expected[0].verdicts[0]) wrong(&reading, "expect", "no such header");
    if (attack->before.count != attack->after.count)
        wrong(&reading, "old", "as many lines new are wanted");
    for (int tier = 1; tier <= CORPUS_TIERS; tier++)
        if (!reading.tiers[tier]) attack->expected[tier] = attack->expected[0];
}
