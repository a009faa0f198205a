// dishes.c: reads families and dishes. A dish begins as a copy of its family's recipe; each item of
// its line changes one thing. See world/families.txt and world/dishes.txt.
#include "reading.h"

#include <string.h>

enum { OVEN_MOST = 1000, MINUTES_MOST = 2000, SERVES_MOST = 100 };

// ---- what families and dishes have in common --------------------------------------------------

static void add_portions(struct reading *r, struct recipe *recipe, const char *role, char *list)
{
    char *item;
    while ((item = item_next(&list, ','))) {
        if (recipe->portion_count == LIST_MOST) {
            reading_wrong(r, "more than %d ingredients", LIST_MOST);
            return;
        }
        struct portion *portion = &recipe->portions[recipe->portion_count++];
        reading_portion(r, portion, item);
        portion->role = role;
    }
}

static void remove_portions(struct recipe *recipe, const char *role)
{
    dim kept = 0;
    for (dim i = 0; i < recipe->portion_count; i++)
        if (strcmp(recipe->portions[i].role, role) != 0)
            recipe->portions[kept++] = recipe->portions[i];
    recipe->portion_count = kept;
}

// Portions stand in the order of the family's roles, so that all recipes read alike.
static void sort_portions(struct recipe *recipe, const struct family *family)
{
    struct portion sorted[LIST_MOST];
    dim count = 0;
    for (dim k = 0; k < family->role_count; k++)
        for (dim i = 0; i < recipe->portion_count; i++)
            if (strcmp(recipe->portions[i].role, family->roles[k]) == 0)
                sorted[count++] = recipe->portions[i];
    memcpy(recipe->portions, sorted, (size_t)count * sizeof *sorted);
}

static void add_tools(struct reading *r, struct recipe *recipe, char *list)
{
    char *item;
    while ((item = item_next(&list, ','))) {
        if (!tool_find(r->kitchen, item))
            reading_wrong(r, "\"%s\" is no tool; add it to world/tools.txt", item);
        reading_name(r, recipe->tools, &recipe->tool_count, LIST_MOST, item);
    }
}

// Items that families and dishes share. Was it one?
static bool shared_item(struct reading *r, struct recipe *recipe, char *item)
{
    char *value;
    if ((value = item_after(item, "verb"))) recipe->verb = value;
    else if (strcmp(item, "plural") == 0) recipe->plural = true;
    else if (strcmp(item, "singular") == 0) recipe->plural = false;
    else if ((value = item_after(item, "oven")))
        recipe->oven = reading_number(r, value, OVEN_MOST);
    else if ((value = item_after(item, "minutes")))
        recipe->minutes = reading_number(r, value, MINUTES_MOST);
    else if ((value = item_after(item, "preparation")))
        recipe->preparation = reading_number(r, value, MINUTES_MOST);
    else if ((value = item_after(item, "serves")))
        recipe->serves = reading_number(r, value, SERVES_MOST);
    else return false;
    return true;
}

static struct step *find_step(struct recipe *recipe, const char *name)
{
    for (dim i = 0; i < recipe->step_count; i++)
        if (strcmp(recipe->steps[i].name, name) == 0) return &recipe->steps[i];
    return NULL;
}

// A new step at the end, or in front of one that then has to wait for it.
static struct step *new_step(struct reading *r, struct recipe *recipe, const char *name,
                             const char *before)
{
    struct step *later = before ? find_step(recipe, before) : NULL;
    if (before && !later) reading_wrong(r, "before \"%s\": there is no such step", before);
    if (recipe->step_count == LIST_MOST) reading_wrong(r, "more than %d steps", LIST_MOST);
    if (r->kitchen->wrong) return NULL;
    const dim where = later ? later - recipe->steps : recipe->step_count;
    memmove(&recipe->steps[where + 1], &recipe->steps[where],
            (size_t)(recipe->step_count - where) * sizeof *recipe->steps);
    recipe->step_count++;
    recipe->steps[where] = (struct step){.name = name};
    later = before ? &recipe->steps[where + 1] : NULL;
    if (later) reading_name(r, later->after, &later->after_count, LIST_MOST, name);
    return &recipe->steps[where];
}

// "bake after shape, heat" and "fry 12 minutes": the name of a step, and what it waits for
static void read_step(struct reading *r, struct recipe *recipe, char *head, char *text)
{
    char *before = strstr(head, " before "), *after = strstr(head, " after ");
    if (before) {
        *before = 0;
        before += strlen(" before ");
    }
    if (after && (!before || after < before)) {
        *after = 0;
        after += strlen(" after ");
    } else after = NULL;
    struct step *step = find_step(recipe, head);
    if (!step) step = new_step(r, recipe, head, before);
    if (!step) return;
    step->text = text;
    step->line = r->line->number;
    if (!*text) reading_wrong(r, "step \"%s\" says nothing", head);
    if (after) step->after_count = 0;
    for (char *item; (item = item_next(&after, ','));) {
        if (find_step(recipe, item) && strcmp(item, head) != 0)
            reading_name(r, step->after, &step->after_count, LIST_MOST, item);
        else reading_wrong(r, "after \"%s\": there is no such step above", item);
    }
}

// ---- families ---------------------------------------------------------------------------------

void reading_family_item(struct reading *r, void *entry, char *item)
{
    struct family *family = entry;
    char *value;
    if (shared_item(r, &family->recipe, item)) return;
    if ((value = item_after(item, "noun"))) family->noun = value;
    else if (strcmp(item, "sweet") == 0 || strcmp(item, "savory") == 0) family->kind = item;
    else reading_wrong(r, "\"%s\" is nothing that a family has; the top of the file lists what it "
                       "has", item);
}

void reading_family_field(struct reading *r, void *entry, char *key, char *value)
{
    struct family *family = entry;
    char *name;
    if (strcmp(key, "tools") == 0) add_tools(r, &family->recipe, value);
    else if ((name = item_after(key, "base"))) {
        if (name_find(family->roles, family->role_count, name))
            reading_wrong(r, "base \"%s\" is there twice", name);
        reading_name(r, family->roles, &family->role_count, LIST_MOST, name);
        add_portions(r, &family->recipe, name, value);
    } else if ((name = item_after(key, "step"))) read_step(r, &family->recipe, name, value);
    else reading_wrong(r, "field \"%s\" is none of a family; wanted tools, base or step", key);
}

void reading_family_end(struct reading *r, void *entry)
{
    const struct family *family = entry;
    const struct recipe *recipe = &family->recipe;
    if (!family->noun || !recipe->verb || !family->kind)
        reading_wrong(r, "%s has no noun, no verb, or is neither sweet nor savory", family->name);
    if (!recipe->serves || !recipe->preparation || !recipe->step_count)
        reading_wrong(r, "%s has no serves, no preparation or no step", family->name);
}

// ---- dishes -----------------------------------------------------------------------------------

static const struct family *find_family(const struct kitchen *kitchen, const char *name)
{
    for (dim i = 0; i < kitchen->family_count; i++)
        if (strcmp(kitchen->families[i].name, name) == 0) return &kitchen->families[i];
    return NULL;
}

// "add + 2 cups chocolate chips" or "fat = 1 cup oil": role, sign, list. Was it one?
static bool role_item(struct reading *r, struct dish *dish, char *item)
{
    const struct family *family = dish->family;
    for (dim i = 0; i < family->role_count; i++) {
        char *rest = item_after(item, family->roles[i]);
        if (!rest || (*rest != '+' && *rest != '=')) continue;
        if (*rest == '=') remove_portions(&dish->recipe, family->roles[i]);
        add_portions(r, &dish->recipe, family->roles[i], rest + 1);
        return true;
    }
    return false;
}

void reading_dish_item(struct reading *r, void *entry, char *item)
{
    struct dish *dish = entry;
    char *value;
    if (!dish->family) {
        dish->family = find_family(r->kitchen, item);
        if (!dish->family)
            reading_wrong(r, "\"%s\" is no family; it has to stand in world/families.txt", item);
        else dish->recipe = dish->family->recipe;
        return;
    }
    if (shared_item(r, &dish->recipe, item) || role_item(r, dish, item)) return;
    if (strcmp(item, "held-out") == 0) dish->held_out = true;
    else if ((value = item_after(item, "from"))) dish->origin = value;
    else if ((value = item_after(item, "tools +"))) add_tools(r, &dish->recipe, value);
    else reading_wrong(r, "\"%s\" is nothing that a dish of %s has; the top of the file lists what "
                       "it may have", item, dish->family->name);
    const struct place *place = dish->origin ? place_find(r->kitchen, dish->origin) : NULL;
    if (dish->origin && (!place || strcmp(place->kind, "country") != 0))
        reading_wrong(r, "from \"%s\": no such country in world/places.txt", dish->origin);
}

void reading_dish_field(struct reading *r, void *entry, char *key, char *value)
{
    struct dish *dish = entry;
    char *name = item_after(key, "step");
    if (!dish->family) return;
    if (name) read_step(r, &dish->recipe, name, value);
    else reading_wrong(r, "field \"%s\" is none of a dish; wanted step", key);
}

void reading_dish_end(struct reading *r, void *entry)
{
    struct dish *dish = entry;
    if (!dish->family || !dish->origin) {
        reading_wrong(r, "%s has no family, or no country that it is from", dish->name);
        return;
    }
    sort_portions(&dish->recipe, dish->family);
}
