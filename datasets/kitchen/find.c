// find.c: entries of the world by name, and what follows from a dish's ingredients. See kitchen.h.
#include "kitchen.h"

#include <string.h>

#define FIND(all, count) \
    for (dim i = 0; i < kitchen->count; i++) \
        if (strcmp(kitchen->all[i].name, name) == 0) return &kitchen->all[i]; \
    return NULL

const struct ingredient *ingredient_find(const struct kitchen *kitchen, const char *name)
{
    for (dim i = 0; i < kitchen->ingredient_count; i++) {
        const struct ingredient *one = &kitchen->ingredients[i];
        if (strcmp(one->name, name) == 0 || (one->plural && strcmp(one->plural, name) == 0))
            return one;
    }
    return NULL;
}

const struct dish *dish_find(const struct kitchen *kitchen, const char *name)
{
    FIND(dishes, dish_count);
}

const struct shop *shop_find(const struct kitchen *kitchen, const char *name)
{
    FIND(shops, shop_count);
}

const struct place *place_find(const struct kitchen *kitchen, const char *name)
{
    FIND(places, place_count);
}

const struct person *person_find(const struct kitchen *kitchen, const char *name)
{
    FIND(people, person_count);
}

const struct tool *tool_find(const struct kitchen *kitchen, const char *name)
{
    FIND(tools, tool_count);
}

bool ingredient_has(const struct ingredient *ingredient, const char *allergen)
{
    return name_find(ingredient->allergens, ingredient->allergen_count, allergen);
}

const struct portion *dish_portion(const struct dish *dish, const struct ingredient *ingredient)
{
    for (dim i = 0; i < dish->recipe.portion_count; i++)
        if (dish->recipe.portions[i].what == ingredient) return &dish->recipe.portions[i];
    return NULL;
}

enum diet dish_diet(const struct dish *dish)
{
    enum diet diet = DIET_PLANT;
    for (dim i = 0; i < dish->recipe.portion_count; i++)
        if (dish->recipe.portions[i].what->diet > diet) diet = dish->recipe.portions[i].what->diet;
    return diet;
}

bool dish_has(const struct dish *dish, const char *allergen)
{
    for (dim i = 0; i < dish->recipe.portion_count; i++)
        if (ingredient_has(dish->recipe.portions[i].what, allergen)) return true;
    return false;
}
