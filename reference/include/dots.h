// dots.h: one vector against the rows of a matrix, for products too thin for blocks.
#ifndef CRUMB_DOTS_H
#define CRUMB_DOTS_H

#include "dim.h"

#include <stdbool.h>

// y[r] = (accumulate ? y[r] : 0) + sum over i of x[i] * w[r * ldw + i], for rows r of k elements.
void dots(float *restrict y, const float *restrict x, const float *restrict w, dim ldw, dim rows,
          dim k, bool accumulate);

// y[i] = (accumulate ? y[i] : 0) + sum over r of x[r] * w[r * ldw + i], for rows r of k elements.
void weighted_rows(float *restrict y, const float *restrict x, const float *restrict w, dim ldw,
                   dim rows, dim k, bool accumulate);

#endif
