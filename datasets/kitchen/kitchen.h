// kitchen.h: the world of the kitchen, and what the program makes of it. The world is in text files
// (world/*.txt, phrases/*.txt; README.md says how they are written): nothing of it is in the code.
// Everything that is loaded lies in one arena and is never changed.
#ifndef CRUMB_KITCHEN_H
#define CRUMB_KITCHEN_H

#include "arena.h"
#include "dim.h"
#include "rng.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

// ---- amounts (amount.c): exact fractions ------------------------------------------------------
struct amount {
    int64_t over, under;  // lowest terms, under > 0
};
struct amount amount_of(int64_t over, int64_t under);
struct amount amount_times(struct amount a, struct amount b);
struct amount amount_plus(struct amount a, struct amount b);
int amount_compare(struct amount a, struct amount b);  // -1, 0, 1
// "2", "1/2", "1 1/2" from the start of text; the rest, or NULL when there is no amount.
const char *amount_parse(struct amount *amount, const char *text);

enum unit {
    UNIT_NONE, UNIT_CUP, UNIT_TABLESPOON, UNIT_TEASPOON, UNIT_PINCH, UNIT_POUND, UNIT_CLOVE,
    UNIT_SLICE, UNIT_CAN, UNIT_BUNCH, UNIT_STALK, UNIT_SHEET, UNITS
};
extern const char *const unit_one[UNITS], *const unit_many[UNITS];  // "cup", "cups"
// Teaspoons in a unit of volume (a cup has 48); 0 for what is no volume.
struct amount unit_teaspoons(enum unit unit);

// ---- text that grows (words.c) ----------------------------------------------------------------
struct words {
    char *text;  // always ends with NUL once something was added
    size_t count, room;
};
void words_add(struct words *words, const char *text);
void words_some(struct words *words, const char *text, size_t count);
__attribute__((format(printf, 2, 3))) void words_print(struct words *words,
                                                       const char *format, ...);
void words_amount(struct words *words, struct amount amount);  // "1 1/2"
void words_clear(struct words *words);                         // keeps the memory
void words_free(struct words *words);
void words_capital(struct words *words, size_t at);  // the letter at this place becomes a capital
// "a", "b" and "c": call before each of count items.
void words_join(struct words *words, dim item, dim count);

// ---- the world (world.c, dishes.c) ------------------------------------------------------------
enum diet { DIET_PLANT, DIET_ANIMAL, DIET_FLESH };  // flesh: of an animal, fish too

enum { NAME_MOST = 60, LIST_MOST = 24, LINE_MOST = 1000 };

struct portion {
    struct amount amount;
    enum unit unit;
    const struct ingredient *what;
    const char *role;  // of a family's recipe: "dry", "add" ...; NULL elsewhere
    dim line;
};

struct instead {  // "1/4 cup applesauce for 1 egg; baking"
    struct portion use, in_place;
    bool baking_only;
    dim line;
};

struct ingredient {
    const char *name, *plural;  // plural NULL: flour, which is not counted
    const char *kind;           // fruit, vegetable, spice, dairy ...
    const char *colour, *taste, *season;  // or NULL
    int grams;                  // in a cup; 0: not said
    enum diet diet;
    const char *allergens[LIST_MOST];
    dim allergen_count;
    const char *shop;           // a name of shops.txt
    struct portion most;        // more than this in one dish is an error; what NULL: not said
    struct instead instead[4];
    dim instead_count;
    const char *facts[6];
    dim fact_count;
    dim line;
};

struct tool {
    const char *name, *plural;
    const char *use;            // "to stir soup"
    const char *facts[6];
    dim fact_count;
    dim line;
};

struct place {
    const char *name;           // "the harbour", "Milltown", "Italy"
    const char *kind;           // country, town, or a part of the town
    const char *facts[6];
    dim fact_count;
    dim line;
};

struct shop {
    const char *name;           // "bakery"
    const char *place, *keeper; // names of places.txt and people.txt
    int opens, closes;          // hours, 7 and 18
    const char *closed;         // a day, or NULL
    const char *facts[6];
    dim fact_count;
    dim line;
};

struct person {
    const char *name;
    bool woman;
    const char *work;           // "baker"
    const char *home, *at;      // places; at: where they work
    const char *likes;          // the name of a seen dish
    const char *facts[6];
    dim fact_count;
    dim line;
};

struct step {
    const char *name, *text;    // text: "mix {fat+sweet} in a bowl"
    const char *after[LIST_MOST];
    dim after_count;
    dim line;
};

struct recipe {  // of a family; a dish has a copy with its own changes
    const char *verb;           // bake, cook, make
    bool plural;                // cookies are, soup is
    struct portion portions[LIST_MOST];
    dim portion_count;
    struct step steps[LIST_MOST];
    dim step_count;
    const char *tools[LIST_MOST];
    dim tool_count;
    int oven;                   // degrees Fahrenheit; 0: not baked
    int preparation, minutes;   // before the heat; in the oven or on the stove
    int serves;
};

struct family {
    const char *name, *noun;    // "fruit pie" and its noun "pie"
    const char *kind;           // sweet or savory
    const char *roles[LIST_MOST];
    dim role_count;
    struct recipe recipe;
    dim line;
};

struct dish {
    const char *name;
    const struct family *family;
    struct recipe recipe;
    const char *origin;         // a country of places.txt
    bool held_out;              // never in a text that a model learns from
    dim line;
};

struct kitchen {
    struct arena *arena;
    const char *folder;
    struct ingredient *ingredients;
    struct tool *tools;
    struct place *places;
    struct shop *shops;
    struct person *people;
    struct family *families;
    struct dish *dishes;
    dim ingredient_count, tool_count, place_count, shop_count, person_count, family_count,
        dish_count;
    const char *wrong;          // the first sentence about what cannot be read, or NULL
};

// Loads FOLDER/world/*.txt. What cannot be read, or names what is not there, is a fail().
void kitchen_load(struct kitchen *kitchen, struct arena *arena, const char *folder);
// The same from texts that are cut to pieces; NULL or a sentence. files: ingredients, tools,
// places, shops, people, families, dishes, in this order.
enum { WORLD_FILES = 7 };
extern const char *const world_files[WORLD_FILES];  // "world/ingredients.txt" ...
const char *kitchen_parse(struct kitchen *kitchen, struct arena *arena, char *files[WORLD_FILES]);

// By singular or plural; NULL when there is none.
const struct ingredient *ingredient_find(const struct kitchen *kitchen, const char *name);
const struct dish *dish_find(const struct kitchen *kitchen, const char *name);
const struct shop *shop_find(const struct kitchen *kitchen, const char *name);
const struct place *place_find(const struct kitchen *kitchen, const char *name);
const struct person *person_find(const struct kitchen *kitchen, const char *name);
const struct tool *tool_find(const struct kitchen *kitchen, const char *name);
bool ingredient_has(const struct ingredient *ingredient, const char *allergen);
const struct portion *dish_portion(const struct dish *dish, const struct ingredient *ingredient);
enum diet dish_diet(const struct dish *dish);
bool dish_has(const struct dish *dish, const char *allergen);

// ---- reading lines (lines.c) ------------------------------------------------------------------
// Every file: "key: value" at the start of a line opens an entry, "  key: value" below it is a
// field of that entry; # opens a comment line.
struct line {
    char *key, *value;  // without spaces around; value "" when nothing stands behind the colon
    bool field;         // was it indented?
    dim number;
};
struct lines {
    const char *path;
    struct line *all;
    dim count;
};
// text is cut to pieces. NULL or a sentence.
const char *lines_parse(struct lines *lines, struct arena *arena, const char *path, char *text);
void lines_load(struct lines *lines, struct arena *arena, const char *folder, const char *name);
// Cuts the next item off *rest at a separator, spaces around it removed; NULL at the end.
char *item_next(char **rest, char separator);
// What stands behind "word " at the start of item, or NULL.
char *item_after(char *item, const char *word);
bool name_find(const char *const *names, dim count, const char *name);
int whole_number(const char *text, int most);  // -1 when it is none from 0 to most

// ---- recipes as text (recipe.c) ---------------------------------------------------------------
// "2 cups of flour", "2 eggs"; scaled by a factor
void words_portion(struct words *words, const struct portion *portion, struct amount factor);
// "the flour", "the eggs"
void words_the(struct words *words, const struct portion *portion);
// One step without capital and full stop; false when a slot of it is empty, so that it is left out.
bool words_step(struct words *words, const struct dish *dish, const struct step *step);
// "2 cups of flour, 2 eggs and 1 cup of milk"
void words_portions(struct words *words, const struct dish *dish, struct amount factor);
// The whole answer: "To bake ..., you will need the following ingredients: ... Enjoy!"
void words_recipe(struct words *words, const struct dish *dish);
// Does step b of the dish have to wait for step a, directly or by others?
bool step_waits(const struct dish *dish, dim b, dim a);
// "Tomato soup is", "Cookies are": the dish with its verb; is and are only examples
void words_dish_verb(struct words *words, const struct dish *dish, const char *one,
                     const char *many);
dim words_in(const char *text);  // how many words

// ---- the program ------------------------------------------------------------------------------
struct options {
    const char *command;
    uint64_t seed;
    const char *kitchen, *out;  // out NULL: standard output
    bool held_out;              // --split held-out
    dim bytes, count;           // 0: not given
    bool marked, verbose, evaluation;
    const char *questions, *answers;
    char **files;               // what follows the options
    int file_count;
};
// The stream that a command writes to, and its end: a full disk is told, a half-written file is
// never left under the name that was asked for.
FILE *out_begin(const struct options *options);
void out_end(const struct options *options);

// One function for each subcommand; each returns the exit code.
int kitchen_chat(struct kitchen *kitchen, const struct options *options);
int kitchen_preferences(struct kitchen *kitchen, const struct options *options);
int kitchen_documents(struct kitchen *kitchen, const struct options *options);
int kitchen_tools(struct kitchen *kitchen, const struct options *options);
int kitchen_questions(struct kitchen *kitchen, const struct options *options);
int kitchen_judge(struct kitchen *kitchen, const struct options *options);
int kitchen_check(struct kitchen *kitchen, const struct options *options);
int kitchen_text(struct kitchen *kitchen, const struct options *options);
int kitchen_copying(struct kitchen *kitchen, const struct options *options);
int kitchen_few_shot(struct kitchen *kitchen, const struct options *options);
int kitchen_statistics(struct kitchen *kitchen, const struct options *options);

// Writes a sentence for each thing that makes no sense; how many there are (check.c).
dim kitchen_faults(const struct kitchen *kitchen, FILE *out);

#endif
