// includes_secret.c: includes a file of the machine, and the compiler quotes its first line
// threat: 2
// expect: compile-error / compile-error
// effect: secret
#include CANARY_SECRET
