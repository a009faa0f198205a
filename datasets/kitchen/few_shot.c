// few_shot.c: not here yet.
#include "kitchen.h"
int kitchen_few_shot(struct kitchen *kitchen, const struct options *options)
{
    return !kitchen || !options;
}
