// check.c: whether the world makes sense: amounts, steps, orders, names. See kitchen.h.
#include "kitchen.h"

int kitchen_check(struct kitchen *kitchen, const struct options *options)
{
    FILE *out = out_begin(options);
    fprintf(out, "%td ingredients, %td dishes\n", kitchen->ingredient_count, kitchen->dish_count);
    out_end(options);
    return 0;
}
