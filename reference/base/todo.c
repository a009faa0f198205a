// todo.c: what an unwritten lab does. See todo.h.
#include "todo.h"

#include <stdio.h>
#include <stdlib.h>

void lab_todo(const char *file, const char *function)
{
    fflush(stdout);
    fprintf(stderr, "%s: %s is not written yet\n", file, function);
    fflush(stderr);
    _Exit(TODO_EXIT);
}
