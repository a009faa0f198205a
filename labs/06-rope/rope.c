// rope.c: your file. labs/06-rope/README.md explains the step,
// reference/include/rope.h says what each function gets and gives. Replace each LAB_TODO() and the
// (void) lines above it.
#include "rope.h"

#include "todo.h"

#include <assert.h>
#include <math.h>

// Part a. frequencies[i] = theta to the power of -2i/d, for i below d/2. All in double.
void rope_frequencies(double *frequencies, dim d, double theta)
{
    (void)frequencies, (void)d, (void)theta;
    LAB_TODO();
}

// Part a. Row p is for position first + p. The angle is position * frequency: compute it in
// double, take cosine and sine, and round last.
void rope_table(float *restrict cosines, float *restrict sines, const double *restrict frequencies,
                dim first, dim positions, dim d)
{
    (void)cosines, (void)sines, (void)frequencies, (void)first, (void)positions, (void)d;
    LAB_TODO();
}

// Part a. Element i of a head pairs with element i + d/2. Both new values need both old ones:
// keep one in a variable before you overwrite it. Row r turns by row where[r] of the table,
// not by row r.
void rope_forward(float *restrict x, const float *restrict cosines, const float *restrict sines,
                  const dim *restrict where, dim rows, dim heads, dim d, dim positions)
{
    (void)x, (void)cosines, (void)sines, (void)where, (void)rows, (void)heads, (void)d,
    (void)positions;
    LAB_TODO();
}

// Part b. The same turn by the opposite angle. What changes in the two lines, cosine or sine?
void rope_backward(float *restrict dx, const float *restrict cosines, const float *restrict sines,
                   const dim *restrict where, dim rows, dim heads, dim d, dim positions)
{
    (void)dx, (void)cosines, (void)sines, (void)where, (void)rows, (void)heads, (void)d,
    (void)positions;
    LAB_TODO();
}
