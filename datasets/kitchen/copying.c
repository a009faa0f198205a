// copying.c: not here yet.
#include "kitchen.h"
int kitchen_copying(struct kitchen *kitchen, const struct options *options)
{
    return !kitchen || !options;
}
