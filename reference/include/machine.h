// machine.h: what this machine's memory can do, for `crumb bench`.
#ifndef CRUMB_MACHINE_H
#define CRUMB_MACHINE_H

#include "dim.h"

// Reads all of floats [count] once, on all threads, in several streams each. The sum keeps the
// compiler from leaving it out; its value means nothing.
float machine_read(const float *floats, dim count);

#endif
