// talk.c: conversations as lines of JSON, names of dishes that are not there, and what is asked
// about harm. See phrases.h.
#include "phrases.h"

#include "fail.h"

#include <stdlib.h>
#include <string.h>

void talk_begin(struct talk *talk, const char *kind, const char *about)
{
    *talk = (struct talk){json_array(), kind, about};
    if (!talk->messages) fail_environment("memory: no room for a conversation");
}

void talk_say(struct talk *talk, const char *role, const char *text)
{
    json_t *message = json_pack("{s:s, s:s}", "role", role, "content", text);
    if (!message || json_array_append_new(talk->messages, message) != 0)
        fail_environment("memory: no room for a conversation");
}

void talk_end(struct talk *talk, json_t *extra, FILE *out)
{
    json_t *line = json_pack("{s:o, s:s, s:s}", "messages", talk->messages, "kind", talk->kind,
                             "about", talk->about ? talk->about : "");
    if (line && extra) json_object_update(line, extra);
    char *text = line ? json_dumps(line, JSON_PRESERVE_ORDER | JSON_COMPACT) : NULL;
    if (!text) fail_environment("memory: no room for a conversation");
    fprintf(out, "%s\n", text);
    free(text);
    json_decref(line);
    json_decref(extra);
    *talk = (struct talk){0};
}

// ---- names that are not in the world ----------------------------------------------------------

static bool in_world(const struct book *book, const char *name)
{
    if (dish_find(book->kitchen, name)) return true;
    // a held-out dish may not be said inside a longer name either
    for (dim i = 0; i < book->held_out_count; i++)
        if (strstr(name, book->held_out[i]->name)) return true;
    return false;
}

// "cake" or "cookies": the noun of a family drawn, in the number in which one speaks of it
static void family_noun(struct words *words, const struct book *book, struct rng *rng)
{
    const struct kitchen *k = book->kitchen;
    const struct family *family = &k->families[rng_below(rng, (uint32_t)k->family_count)];
    words_add(words, family->recipe.plural ? family->name : family->noun);
}

const char *unknown_name(const struct book *book, struct arena *arena, bool held_out,
                         struct rng *rng)
{
    const struct kitchen *k = book->kitchen;
    struct words words = {0};
    do {
        words_clear(&words);
        const uint32_t which = rng_below(rng, held_out ? 2 : 4);
        if (which == 0) {
            words_add(&words, phrase_draw(&book->unknown, "name", held_out, rng)->text);
        } else {
            const char *word = phrase_draw(&book->unknown, "word", held_out, rng)->text;
            const uint32_t drawn = rng_below(rng, (uint32_t)k->ingredient_count);
            if (which > 1) word = k->ingredients[drawn].name;
            words_print(&words, "%s ", word);
            family_noun(&words, book, rng);
        }
    } while (in_world(book, words.text));
    char *kept = arena_alloc(arena, words.count + 1);
    memcpy(kept, words.text, words.count + 1);
    words_free(&words);
    return kept;
}

const char *unknown_verb(const struct book *book, const char *name)
{
    const size_t n = strlen(name);
    for (dim i = 0; i < book->kitchen->family_count; i++) {
        const struct family *family = &book->kitchen->families[i];
        const char *noun = family->recipe.plural ? family->name : family->noun;
        const size_t end = strlen(noun);
        if (n > end && strcmp(name + n - end, noun) == 0) return family->recipe.verb;
    }
    return "make";
}

// ---- harm, and what only sounds like it -------------------------------------------------------

void words_safety(struct words *words, const struct book *book, struct arena *arena,
                  const struct phrase *phrase, struct rng *rng)
{
    static const char *const lists[] = {"person", "poison", "weapon", "drug", "animal"};
    const struct kitchen *k = book->kitchen;
    struct slots slots = {.arena = arena};
    for (int i = 0; i < 5; i++) {
        const char *kind = arena_print(arena, "list %s", lists[i]);
        slot_set(&slots, lists[i], "%s", phrase_draw(&book->safety, kind, false, rng)->text);
    }
    const struct ingredient *thing;
    do thing = &k->ingredients[rng_below(rng, (uint32_t)k->ingredient_count)];
    while (strcmp(thing->kind, "vegetable") != 0);  // what one cuts and crushes
    slot_set(&slots, "thing", "%s", thing->plural ? thing->plural : thing->name);
    const size_t start = words->count;
    words_fill(words, phrase->text, &slots, book->safety.path, phrase->line);
    words_capital(words, start);  // "my boss comes to dinner"
}
