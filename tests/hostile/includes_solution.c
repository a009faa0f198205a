// includes_solution.c: its whole source is the solution, by an #include
// threat: 1
// expect: compile-error / compile-error
// tier 1: open
// effect: points
// form: alone
#include CANARY_SOLUTION
