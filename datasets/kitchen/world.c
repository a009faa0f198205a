// world.c: reads the files of the world. All names are made known first, so that an entry may name
// a later one. The formats are explained at the top of each file in world/.
#include "fail.h"
#include "file.h"
#include "reading.h"

#include <stdarg.h>
#include <string.h>

enum { ENTRIES_MOST = 2000, GRAMS_MOST = 1000 };

const char *const world_files[WORLD_FILES] = {
    "world/ingredients.txt", "world/tools.txt", "world/places.txt", "world/shops.txt",
    "world/people.txt", "world/families.txt", "world/dishes.txt"};

// ---- what readers share -----------------------------------------------------------------------

void reading_wrong(struct reading *r, const char *format, ...)
{
    char text[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (r->kitchen->wrong) return;
    r->kitchen->wrong = arena_print(r->kitchen->arena, "%s:%td: %s", r->lines->path,
                                    r->line->number, text);
}

int reading_number(struct reading *r, const char *text, int most)
{
    const int value = whole_number(text, most);
    if (value > 0) return value;
    reading_wrong(r, "\"%s\" is no whole number from 1 to %d", text, most);
    return 1;
}

void reading_name(struct reading *r, const char **names, dim *count, dim most, const char *name)
{
    if (*count == most) reading_wrong(r, "more than %td in one list; leave some out", most);
    else names[(*count)++] = name;
}

// A unit by its singular or plural at the start of text; the rest, or NULL.
static const char *read_unit(enum unit *unit, const char *text)
{
    for (int u = 1; u < UNITS; u++) {
        const char *const names[2] = {unit_many[u], unit_one[u]};
        for (int i = 0; i < 2; i++) {
            const size_t n = strlen(names[i]);
            if (strncmp(text, names[i], n) != 0 || (text[n] != ' ' && text[n] != 0)) continue;
            *unit = (enum unit)u;
            return text + n + (text[n] == ' ');
        }
    }
    return NULL;
}

void reading_portion(struct reading *r, struct portion *portion, const char *text)
{
    *portion = (struct portion){.amount = {1, 1}, .line = r->line->number};
    const char *rest = amount_parse(&portion->amount, text);
    if (!rest || *rest != ' ') {
        reading_wrong(r, "\"%s\" is no amount; wanted one like \"1 1/2 cups flour\"", text);
        return;
    }
    const char *name = read_unit(&portion->unit, ++rest);
    if (!name) name = rest;
    portion->what = ingredient_find(r->kitchen, name);
    if (!portion->what)
        reading_wrong(r, "\"%s\" is no ingredient; add it to world/ingredients.txt", name);
}

// ---- ingredients ------------------------------------------------------------------------------

// "2 teaspoons": how much of the ingredient one dish may have
static void read_most(struct reading *r, struct ingredient *entry, const char *text)
{
    const char *rest = amount_parse(&entry->most.amount, text), *end = rest;
    if (rest && *rest == ' ') end = read_unit(&entry->most.unit, rest + 1);
    if (!end || *end) reading_wrong(r, "most \"%s\": wanted an amount like \"2 teaspoons\"", text);
    entry->most.what = entry;
    entry->most.line = r->line->number;
}

static void ingredient_item(struct reading *r, void *place, char *item)
{
    struct ingredient *entry = place;
    char *value;
    if ((value = item_after(item, "kind"))) entry->kind = value;
    else if ((value = item_after(item, "plural"))) entry->plural = value;
    else if ((value = item_after(item, "colour"))) entry->colour = value;
    else if ((value = item_after(item, "taste"))) entry->taste = value;
    else if ((value = item_after(item, "season"))) entry->season = value;
    else if ((value = item_after(item, "grams")))
        entry->grams = reading_number(r, value, GRAMS_MOST);
    else if ((value = item_after(item, "allergen")))
        reading_name(r, entry->allergens, &entry->allergen_count, LIST_MOST, value);
    else if ((value = item_after(item, "shop"))) entry->shop = value;
    else if ((value = item_after(item, "most"))) read_most(r, entry, value);
    else if (strcmp(item, "animal") == 0) entry->diet = DIET_ANIMAL;
    else if (strcmp(item, "flesh") == 0) entry->diet = DIET_FLESH;
    else reading_wrong(r, "\"%s\" is nothing that an ingredient has; the top of the file lists "
                       "what it has", item);
    if (entry->shop && !shop_find(r->kitchen, entry->shop))
        reading_wrong(r, "shop \"%s\" is not in world/shops.txt", entry->shop);
}

static void read_fact(struct reading *r, const char **facts, dim *count, const char *key,
                      const char *value)
{
    if (strcmp(key, "fact") != 0)
        reading_wrong(r, "field \"%s\" is none that such an entry has; wanted fact", key);
    else reading_name(r, facts, count, 6, value);
}

// "1/4 cup applesauce for 1 egg; baking"
static void read_instead(struct reading *r, struct ingredient *entry, char *value)
{
    char *middle = strstr(value, " for "), *where = strchr(value, ';');
    if (!middle || (where && where < middle) || entry->instead_count == 4) {
        reading_wrong(r, "wanted \"1/4 cup applesauce for 1 egg; baking\", at most four of them");
        return;
    }
    struct instead *instead = &entry->instead[entry->instead_count++];
    instead->line = r->line->number;
    char *rest = middle + strlen(" for "), *in_place = item_next(&rest, ';');
    const char *place = item_next(&rest, ';');
    *middle = 0;
    reading_portion(r, &instead->use, value);
    reading_portion(r, &instead->in_place, in_place ? in_place : "");
    if (instead->in_place.what != entry)
        reading_wrong(r, "stands in for something else than %s", entry->name);
    if (!place || (strcmp(place, "baking") != 0 && strcmp(place, "any") != 0))
        reading_wrong(r, "wanted \"; baking\" or \"; any\" at the end: where it works");
    instead->baking_only = place && strcmp(place, "baking") == 0;
}

static void ingredient_field(struct reading *r, void *place, char *key, char *value)
{
    struct ingredient *entry = place;
    if (strcmp(key, "instead") == 0) read_instead(r, entry, value);
    else read_fact(r, entry->facts, &entry->fact_count, key, value);
}

static void ingredient_end(struct reading *r, void *place)
{
    struct ingredient *entry = place;
    if (!entry->kind || !entry->shop)
        reading_wrong(r, "%s has no %s", entry->name, entry->kind ? "shop" : "kind");
}

// ---- tools, places, shops, people -------------------------------------------------------------

static void tool_item(struct reading *r, void *place, char *item)
{
    struct tool *entry = place;
    char *value;
    if ((value = item_after(item, "plural"))) entry->plural = value;
    else if ((value = item_after(item, "use"))) entry->use = value;
    else reading_wrong(r, "\"%s\" is nothing that a tool has; wanted plural or use", item);
}

static void tool_field(struct reading *r, void *place, char *key, char *value)
{
    struct tool *entry = place;
    read_fact(r, entry->facts, &entry->fact_count, key, value);
}

static void tool_end(struct reading *r, void *place)
{
    const struct tool *entry = place;
    if (!entry->use || !entry->plural) reading_wrong(r, "%s has no plural or no use", entry->name);
}

static void place_item(struct reading *r, void *place, char *item)
{
    struct place *entry = place;
    char *value = item_after(item, "kind");
    if (value) entry->kind = value;
    else reading_wrong(r, "\"%s\" is nothing that a place has; wanted kind", item);
}

static void place_field(struct reading *r, void *place, char *key, char *value)
{
    struct place *entry = place;
    read_fact(r, entry->facts, &entry->fact_count, key, value);
}

static void place_end(struct reading *r, void *place)
{
    const struct place *entry = place;
    if (!entry->kind) reading_wrong(r, "%s has no kind", entry->name);
}

static void shop_item(struct reading *r, void *place, char *item)
{
    struct shop *entry = place;
    char *value;
    if ((value = item_after(item, "at"))) entry->place = value;
    else if ((value = item_after(item, "keeper"))) entry->keeper = value;
    else if ((value = item_after(item, "closed"))) entry->closed = value;
    else if ((value = item_after(item, "opens"))) entry->opens = reading_number(r, value, 23);
    else if ((value = item_after(item, "closes"))) entry->closes = reading_number(r, value, 24);
    else reading_wrong(r, "\"%s\" is nothing that a shop has; wanted at, keeper, opens, closes or "
                       "closed", item);
}

static void shop_field(struct reading *r, void *place, char *key, char *value)
{
    struct shop *entry = place;
    read_fact(r, entry->facts, &entry->fact_count, key, value);
}

static void shop_end(struct reading *r, void *place)
{
    const struct shop *entry = place;
    if (!entry->place || !place_find(r->kitchen, entry->place))
        reading_wrong(r, "at \"%s\": no such place in world/places.txt",
                      entry->place ? entry->place : "");
    if (!entry->keeper || !person_find(r->kitchen, entry->keeper))
        reading_wrong(r, "keeper \"%s\": nobody of this name in world/people.txt",
                      entry->keeper ? entry->keeper : "");
    if (entry->opens >= entry->closes)
        reading_wrong(r, "it opens at %d and closes at %d; wanted hours of one day", entry->opens,
                      entry->closes);
}

static void person_item(struct reading *r, void *place, char *item)
{
    struct person *entry = place;
    char *value;
    if (strcmp(item, "woman") == 0) entry->woman = true;
    else if (strcmp(item, "man") == 0) entry->woman = false;
    else if ((value = item_after(item, "work"))) entry->work = value;
    else if ((value = item_after(item, "home"))) entry->home = value;
    else if ((value = item_after(item, "at"))) entry->at = value;
    else if ((value = item_after(item, "likes"))) entry->likes = value;
    else reading_wrong(r, "\"%s\" is nothing that a person has; wanted woman, man, work, home, at "
                       "or likes", item);
}

static void person_field(struct reading *r, void *place, char *key, char *value)
{
    struct person *entry = place;
    read_fact(r, entry->facts, &entry->fact_count, key, value);
}

static void person_end(struct reading *r, void *place)
{
    const struct person *entry = place;
    const char *const places[2] = {entry->home, entry->at};
    if (!entry->work) reading_wrong(r, "%s has no work", entry->name);
    for (int i = 0; i < 2; i++)
        if (!places[i] || !place_find(r->kitchen, places[i]))
            reading_wrong(r, "%s \"%s\": no such place in world/places.txt", i ? "at" : "home",
                          places[i] ? places[i] : "");
    const struct dish *dish = entry->likes ? dish_find(r->kitchen, entry->likes) : NULL;
    if (!dish)
        reading_wrong(r, "likes \"%s\": no such dish in world/dishes.txt",
                      entry->likes ? entry->likes : "");
}

// ---- all files --------------------------------------------------------------------------------

static const struct file_kind {
    size_t size;  // of an entry; each begins with its name
    size_t line;  // where its line stands
    void (*item)(struct reading *r, void *entry, char *item);
    void (*field)(struct reading *r, void *entry, char *key, char *value);
    void (*end)(struct reading *r, void *entry);
} kinds[WORLD_FILES] = {
    {sizeof(struct ingredient), offsetof(struct ingredient, line), ingredient_item,
     ingredient_field, ingredient_end},
    {sizeof(struct tool), offsetof(struct tool, line), tool_item, tool_field, tool_end},
    {sizeof(struct place), offsetof(struct place, line), place_item, place_field, place_end},
    {sizeof(struct shop), offsetof(struct shop, line), shop_item, shop_field, shop_end},
    {sizeof(struct person), offsetof(struct person, line), person_item, person_field, person_end},
    {sizeof(struct family), offsetof(struct family, line), reading_family_item,
     reading_family_field, reading_family_end},
    {sizeof(struct dish), offsetof(struct dish, line), reading_dish_item, reading_dish_field,
     reading_dish_end},
};

static void *at(void *entries, dim i, size_t size)
{
    return (char *)entries + (size_t)i * size;
}

static const void *find(const void *entries, dim count, size_t size, const char *name)
{
    for (dim i = 0; i < count; i++) {
        const char *const *entry = (const void *)((const char *)entries + (size_t)i * size);
        if (strcmp(*entry, name) == 0) return entry;
    }
    return NULL;
}

// The names of a file's entries, so that all can be found before anything else is read.
static void read_names(struct reading *r, const struct file_kind *kind, void **entries, dim *count)
{
    *entries = arena_array(r->kitchen->arena, (size_t)r->lines->count + 1, kind->size);
    *count = 0;
    for (dim i = 0; i < r->lines->count; i++) {
        r->line = &r->lines->all[i];
        if (r->line->field) continue;
        if (*count == ENTRIES_MOST) {
            reading_wrong(r, "more than %d entries in one file", ENTRIES_MOST);
            return;
        }
        const void *earlier = find(*entries, *count, kind->size, r->line->key);
        if (earlier)
            reading_wrong(r, "\"%s\" is there twice, first in line %td", r->line->key,
                          *(const dim *)(const void *)((const char *)earlier + kind->line));
        void *entry = at(*entries, (*count)++, kind->size);
        *(const char **)entry = r->line->key;
        *(dim *)(void *)((char *)entry + kind->line) = r->line->number;
    }
}

// First the lines at the margin, then the fields: a field may use the plural of a later entry.
static void read_entries(struct reading *r, const struct file_kind *kind, void *entries,
                         bool fields)
{
    dim next = 0;
    const struct line *first = NULL;
    for (dim i = 0; i < r->lines->count && !r->kitchen->wrong; i++) {
        r->line = &r->lines->all[i];
        if (!r->line->field) {
            first = r->line;
            next++;
        }
        void *entry = at(entries, next - 1, kind->size);
        char *rest = r->line->value, *item;
        if (fields && r->line->field) kind->field(r, entry, r->line->key, rest);
        while (!fields && !r->line->field && (item = item_next(&rest, ';')))
            kind->item(r, entry, item);
        if (!fields || (i + 1 < r->lines->count && r->lines->all[i + 1].field)) continue;
        r->line = first;
        kind->end(r, entry);
    }
}

const char *kitchen_parse(struct kitchen *kitchen, struct arena *arena, char *files[WORLD_FILES])
{
    struct lines lines[WORLD_FILES];
    void *entries[WORLD_FILES] = {0};
    *kitchen = (struct kitchen){.arena = arena, .folder = kitchen->folder};
    dim *counts[WORLD_FILES] = {
        &kitchen->ingredient_count, &kitchen->tool_count, &kitchen->place_count,
        &kitchen->shop_count, &kitchen->person_count, &kitchen->family_count, &kitchen->dish_count};
    for (int f = 0; f < WORLD_FILES; f++) {
        const char *path = !kitchen->folder ? world_files[f]
            : arena_print(arena, "%s/%s", kitchen->folder, world_files[f]);
        const char *wrong = lines_parse(&lines[f], arena, path, files[f]);
        if (wrong) return wrong;
        struct reading r = {kitchen, &lines[f], NULL};
        read_names(&r, &kinds[f], &entries[f], counts[f]);
        if (kitchen->wrong) return kitchen->wrong;
    }
    kitchen->ingredients = entries[0];
    kitchen->tools = entries[1];
    kitchen->places = entries[2];
    kitchen->shops = entries[3];
    kitchen->people = entries[4];
    kitchen->families = entries[5];
    kitchen->dishes = entries[6];
    for (int pass = 0; pass < 2 * WORLD_FILES && !kitchen->wrong; pass++) {
        const int f = pass / 2;
        struct reading r = {kitchen, &lines[f], NULL};
        read_entries(&r, &kinds[f], entries[f], pass % 2);
    }
    return kitchen->wrong;
}

void kitchen_load(struct kitchen *kitchen, struct arena *arena, const char *folder)
{
    char *files[WORLD_FILES];
    kitchen->folder = folder;
    for (int f = 0; f < WORLD_FILES; f++) {
        const char *path = arena_print(arena, "%s/%s", folder, world_files[f]);
        size_t count;
        files[f] = file_text(arena, path, 1 << 22, &count);
        if (strlen(files[f]) != count) fail("%s: holds a zero byte; it is no text file", path);
    }
    const char *wrong = kitchen_parse(kitchen, arena, files);
    if (wrong) fail("%s", wrong);
}
