// assembler_include.c: has the assembler include a file of the machine, which it quotes when
//   it does not understand
// threat: 3 2
// expect: compile-error / compile-error
// effect: secret
#include "norm.h"

__asm__(".include \"" CANARY_SECRET "\"");
