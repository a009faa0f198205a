// includes_itself.c: includes itself
// threat: 7
// expect: compile-error / compile-error
// says: nested
#include "norm.c"
