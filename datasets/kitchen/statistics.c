// statistics.c: not here yet.
#include "kitchen.h"
int kitchen_statistics(struct kitchen *kitchen, const struct options *options)
{
    return !kitchen || !options;
}
