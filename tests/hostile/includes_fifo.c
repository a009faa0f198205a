// includes_fifo.c: includes a pipe that nobody writes to: the compiler would sleep until its
//   time is up, which a limit on the processor never ends
// threat: 6
// expect: compile-error / compile-error
// seconds: 60
#include CANARY_FIFO
