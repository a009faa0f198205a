// phrases.c: patterns by split and kind, and the filling of their slots. See phrases.h.
#include "phrases.h"

#include "fail.h"

#include <stdarg.h>
#include <string.h>

void phrases_load(struct phrases *phrases, struct arena *arena, const char *folder,
                  const char *name)
{
    struct lines lines;
    lines_load(&lines, arena, folder, name);
    *phrases = (struct phrases){lines.path, NULL, 0};
    phrases->all = arena_array(arena, (size_t)lines.count + 1, sizeof *phrases->all);
    for (dim i = 0; i < lines.count; i++) {
        const struct line *line = &lines.all[i];
        struct phrase *phrase = &phrases->all[phrases->count++];
        char *train = item_after(line->key, "train"), *held = item_after(line->key, "held-out");
        phrase->kind = train ? train : held ? held : line->key;
        if (!train && !held && !item_after(line->key, "list"))
            fail("%s:%td: \"%s\" begins with neither train nor held-out nor list", lines.path,
                 line->number, line->key);
        if (!*line->value)
            fail("%s:%td: nothing stands behind the colon", lines.path, line->number);
        char *bar = strstr(line->value, " | ");
        if (bar) *bar = 0;
        phrase->text = line->value;
        phrase->answer = bar ? bar + strlen(" | ") : NULL;
        phrase->held_out = held != NULL;
        phrase->line = line->number;
    }
}

dim phrase_count(const struct phrases *phrases, const char *kind, bool held_out)
{
    dim count = 0;
    for (dim i = 0; i < phrases->count; i++)
        count += phrases->all[i].held_out == held_out && strcmp(phrases->all[i].kind, kind) == 0;
    return count;
}

const struct phrase *phrase_nth(const struct phrases *phrases, const char *kind, bool held_out,
                                dim n)
{
    const dim count = phrase_count(phrases, kind, held_out);
    if (count == 0)
        fail("%s: no line of \"%s %s\"; add one", phrases->path, held_out ? "held-out" : "train",
             kind);
    n %= count;
    for (dim i = 0;; i++)
        if (phrases->all[i].held_out == held_out && strcmp(phrases->all[i].kind, kind) == 0 &&
            n-- == 0)
            return &phrases->all[i];
}

const struct phrase *phrase_draw(const struct phrases *phrases, const char *kind, bool held_out,
                                 struct rng *rng)
{
    const dim count = phrase_count(phrases, kind, held_out);
    return phrase_nth(phrases, kind, held_out, count ? rng_below(rng, (uint32_t)count) : 0);
}

void slot_set(struct slots *slots, const char *name, const char *format, ...)
{
    char text[SLOT_MOST];
    va_list arguments;
    va_start(arguments, format);
    const int n = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (n >= SLOT_MOST || slots->count == SLOTS_MOST)
        fail("slot {%s}: its text has %d bytes, at most %d; shorten the entry", name, n,
             SLOT_MOST - 1);
    char *kept = arena_alloc(slots->arena, (size_t)n + 1);
    memcpy(kept, text, (size_t)n + 1);
    slots->names[slots->count] = name;
    slots->values[slots->count++] = kept;
}

static const char *slot_get(const struct slots *slots, const char *name, size_t n)
{
    for (dim i = slots->count; i-- > 0;)  // the newest of a name counts
        if (strlen(slots->names[i]) == n && strncmp(slots->names[i], name, n) == 0)
            return slots->values[i];
    return NULL;
}

void words_fill(struct words *words, const char *pattern, const struct slots *slots,
                const char *path, dim line)
{
    for (const char *open; (open = strchr(pattern, '{'));) {
        const char *close = strchr(open, '}');
        if (!close) fail("%s:%td: a { without }", path, line);
        words_some(words, pattern, (size_t)(open - pattern));
        const size_t n = (size_t)(close - open - 1);
        const char *value = slot_get(slots, open + 1, n);
        if (!value)
            fail("%s:%td: {%.*s} is no slot of such a line", path, line, (int)n, open + 1);
        words_add(words, value);
        pattern = close + 1;
    }
    words_add(words, pattern);
}
