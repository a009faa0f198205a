// clones.h: CLONES before a static function compiles it for several kinds of CPU; which one runs is
// chosen once, when the program starts. Wider vectors, and the same results to the last bit: no
// multiply-add is fused, no sum reordered. Empty where the compiler or the C library cannot (clang
// gives the choice an external name, for static functions too).
#ifndef CRUMB_CLONES_H
#define CRUMB_CLONES_H

#include <stdint.h>  // __GLIBC__: the choice needs a dynamic linker that asks for it

#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__)
#define CLONES __attribute__((target_clones("default", "avx2", "avx512f")))
#else
#define CLONES
#endif

#endif
