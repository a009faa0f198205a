// documents.c: small documents about things that stand nowhere else, and questions whose answers
// stand only there: {"id","title","text"}, and behind each its questions.
#include "phrases.h"

#include "fail.h"
#include "map.h"

#include <stdlib.h>
#include <string.h>

enum { DOCUMENTS = 400, TRIES = 1000 };

struct shelf {
    const struct book *book;
    struct phrases *patterns;
    struct rng rng;
    FILE *out;
    bool held_out;
    struct slots slots;
    struct bytes_map asked;  // all questions: each has one answer, in one document
};

// Different members of n, as many as wanted.
static void draw(struct shelf *shelf, dim *which, dim wanted, dim n)
{
    if (n < wanted)
        fail("%s: a document wants %td different names where the world has %td; add some",
             shelf->patterns->path, wanted, n);
    for (dim i = 0; i < wanted; i++) {
        bool again;
        do {
            which[i] = rng_below(&shelf->rng, (uint32_t)n);
            again = false;
            for (dim k = 0; k < i; k++) again |= which[k] == which[i];
        } while (again);
    }
}

static void draw_names(struct shelf *shelf)
{
    static const char *const people[] = {"person", "other", "third"};
    static const char *const dishes[] = {"dish", "meal", "food"};
    static const char *const things[] = {"thing", "stuff"}, *const places[] = {"place", "house"};
    const struct kitchen *k = shelf->book->kitchen;
    dim which[3];
    draw(shelf, which, 3, k->person_count);
    for (int i = 0; i < 3; i++) slot_set(&shelf->slots, people[i], "%s", k->people[which[i]].name);
    draw(shelf, which, 3, shelf->book->seen_count);
    for (int i = 0; i < 3; i++)
        slot_set(&shelf->slots, dishes[i], "%s", shelf->book->seen[which[i]]->name);
    draw(shelf, which, 2, k->ingredient_count);
    for (int i = 0; i < 2; i++)
        slot_set(&shelf->slots, things[i], "%s", k->ingredients[which[i]].plural
                 ? k->ingredients[which[i]].plural : k->ingredients[which[i]].name);
    for (int i = 0; i < 2;) {
        const struct place *place = &k->places[rng_below(&shelf->rng, (uint32_t)k->place_count)];
        if (strcmp(place->kind, "country") == 0) continue;
        if (i == 1 && strcmp(place->name, shelf->slots.values[shelf->slots.count - 1]) == 0)
            continue;
        slot_set(&shelf->slots, places[i++], "%s", place->name);
    }
    slot_set(&shelf->slots, "shop", "%s",
             k->shops[rng_below(&shelf->rng, (uint32_t)k->shop_count)].name);
}

static void draw_numbers(struct shelf *shelf)
{
    static const char *const days[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
                                       "Saturday", "Sunday"};
    dim which[2];
    draw(shelf, which, 2, 7);
    slot_set(&shelf->slots, "day", "%s", days[which[0]]);
    slot_set(&shelf->slots, "another", "%s", days[which[1]]);
    draw(shelf, which, 2, 38);
    slot_set(&shelf->slots, "count", "%td", which[0] + 3);
    slot_set(&shelf->slots, "many", "%td", which[1] + 3);
    draw(shelf, which, 2, 80);
    slot_set(&shelf->slots, "price", "%td", which[0] + 10);
    slot_set(&shelf->slots, "cost", "%td", which[1] + 10);
    slot_set(&shelf->slots, "year", "%u", 1700 + rng_below(&shelf->rng, 200));
    slot_set(&shelf->slots, "opens", "%u o'clock", 7 + rng_below(&shelf->rng, 5));
    slot_set(&shelf->slots, "closes", "%u o'clock", 1 + rng_below(&shelf->rng, 6));
}

static char *fill(struct shelf *shelf, const char *pattern, dim line)
{
    struct words words = {0};
    words_fill(&words, pattern, &shelf->slots, shelf->patterns->path, line);
    return words.text;
}

static void write_document(struct shelf *shelf, const struct phrase *phrase, const char *id)
{
    if (!phrase->answer)
        fail("%s:%td: no \" | \"; wanted \"title | text\"", shelf->patterns->path, phrase->line);
    char *title = fill(shelf, phrase->text, phrase->line);
    char *text = fill(shelf, phrase->answer, phrase->line);
    if (title[0] >= 'a' && title[0] <= 'z') title[0] = (char)(title[0] - 'a' + 'A');
    if (text[0] >= 'a' && text[0] <= 'z') text[0] = (char)(text[0] - 'a' + 'A');
    json_t *line = json_pack("{s:s, s:s, s:s}", "id", id, "title", title, "text", text);
    char *json = line ? json_dumps(line, JSON_PRESERVE_ORDER | JSON_COMPACT) : NULL;
    if (!json) fail_environment("memory: no room for a document");
    fprintf(shelf->out, "%s\n", json);
    free(json);
    json_decref(line);
    free(title);
    free(text);
}

static void write_question(struct shelf *shelf, const struct phrase *phrase, const char *id)
{
    if (!phrase->answer)
        fail("%s:%td: no \" | \"; wanted \"question | answer\"", shelf->patterns->path,
             phrase->line);
    char *question = fill(shelf, phrase->text, phrase->line);
    char *answer = fill(shelf, phrase->answer, phrase->line);
    struct talk talk;
    talk_begin(&talk, "document", id);
    talk_say(&talk, "user", question);
    talk_end(&talk, json_pack("{s:s, s:{s:s, s:s}}", "document", id, "expect", "kind", "document",
                              "answer", answer), shelf->out);
    free(question);
    free(answer);
}

// Are all questions of kind `asked` new? Then they are asked.
static bool new_questions(struct shelf *shelf, const char *asked)
{
    const dim count = phrase_count(shelf->patterns, asked, shelf->held_out);
    bool fresh = true;
    for (int marking = 0; marking < 2 && fresh; marking++)
        for (dim q = 0; q < count; q++) {
            const struct phrase *phrase =
                phrase_nth(shelf->patterns, asked, shelf->held_out, q);
            char *text = fill(shelf, phrase->text, phrase->line);
            const uint8_t *key = (const uint8_t *)text;
            const dim n = (dim)strlen(text);
            if (marking) *bytes_map_at(&shelf->asked, key, n) = 1;
            else fresh &= bytes_map_get(&shelf->asked, key, n, 0) == 0;
            free(text);
        }
    return fresh;
}

// A document of the kind of phrase, and its questions
static void one_document(struct shelf *shelf, const struct phrase *phrase, dim number)
{
    struct arena arena = {0};
    const char *kind = phrase->kind + strlen("document ");
    const char *id = arena_print(&arena, "%s-%04td", kind, number + 1);
    const char *asked = arena_print(&arena, "question %s", kind);
    dim tries = 0;
    do {
        if (tries++ == TRIES)
            fail("%s:%td: no new document of this kind after %td others; ask for fewer, or let its "
                 "questions name more", shelf->patterns->path, phrase->line, number);
        shelf->slots = (struct slots){.arena = &arena};
        draw_names(shelf);
        draw_numbers(shelf);
    } while (!new_questions(shelf, asked));
    write_document(shelf, phrase, id);
    for (dim q = 0; q < phrase_count(shelf->patterns, asked, shelf->held_out); q++)
        write_question(shelf, phrase_nth(shelf->patterns, asked, shelf->held_out, q), id);
    arena_free(&arena);
}

int kitchen_documents(struct kitchen *kitchen, const struct options *options)
{
    struct book book;
    struct phrases patterns;
    book_load(&book, kitchen);
    phrases_load(&patterns, kitchen->arena, kitchen->folder, "phrases/documents.txt");
    struct shelf shelf = {.book = &book, .patterns = &patterns, .held_out = options->held_out};
    rng_seed(&shelf.rng, options->seed, options->held_out ? 104 : 4);
    bytes_map_init(&shelf.asked, kitchen->arena, 4096);
    shelf.out = out_begin(options);
    dim kinds[100], kind_count = 0;
    for (dim i = 0; i < patterns.count && kind_count < 100; i++)
        if (patterns.all[i].held_out == options->held_out &&
            strncmp(patterns.all[i].kind, "document ", 9) == 0)
            kinds[kind_count++] = i;
    if (!kind_count)
        fail("%s: no %s document; add a line", patterns.path, options->held_out ? "held-out"
                                                                                : "train");
    const dim count = options->count ? options->count : DOCUMENTS;
    for (dim i = 0; i < count; i++)
        one_document(&shelf, &patterns.all[kinds[rng_below(&shelf.rng, (uint32_t)kind_count)]], i);
    out_end(options);
    return 0;
}
