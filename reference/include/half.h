// half.h: 16-bit floats as they lie in files: f16 (IEEE 754 binary16) and bf16 (the upper half of a
// float32). Narrowing rounds to nearest, ties to even; NaN stays NaN.
#ifndef CRUMB_HALF_H
#define CRUMB_HALF_H

#include "dim.h"

#include <stdint.h>

float f16_widen(uint16_t half);
uint16_t f16_narrow(float value);  // beyond 65504: infinity
float bf16_widen(uint16_t half);
uint16_t bf16_narrow(float value);

#endif
