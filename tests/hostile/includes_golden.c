// includes_golden.c: includes the golden file, whose opening comes back in the compiler's words
// threat: 1 2
// expect: compile-error / compile-error
// effect: golden
#include CANARY_GOLDEN
