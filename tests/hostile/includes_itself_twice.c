// includes_itself_twice.c: includes itself twice, which doubles with each level
// threat: 7
// expect: compile-error / compile-error
// seconds: 60
#include "norm.c"
#include "norm.c"
