// matmul_plain.c: the matrix product where there is no BLIS. Same contract, no library; chosen by
// the Makefile instead of matmul_blis.c. See matmul.h.
// The idea of Goto & van de Geijn (2008), in small: blocks of a and b are copied so that the inner
// loop reads them in order and from the nearest cache, and a tile of c stays in registers.
#include "matmul.h"

#include "clones.h"
#include "dots.h"
#include "lanes.h"

#include <assert.h>
#include <string.h>

enum { TILE = 6 };                           // rows of c in registers, by LANES columns
enum { ROWS = 96, COLS = 64, DEPTH = 128 };  // a job's block of c; terms at a time: 35 KiB of stack
enum { THIN = 4, SERIAL_BELOW = 65536 };     // rows; multiply-adds

struct factor {
    const float *from;
    dim row, col;  // floats to the next row, to the next column
};

static dim least(dim a, dim b)
{
    return a < b ? a : b;
}

// to [depth, width] = the rows of b from p on, its columns from j on; 0 behind the last column.
static void pack(float *to, struct factor b, dim p, dim j, dim depth, dim cols, dim width)
{
    const float *from = b.from + p * b.row + j * b.col;
    memset(to, 0, (size_t)(depth * width) * sizeof *to);
    if (b.row == 1)
        for (dim c = 0; c < cols; c++)
            for (dim r = 0; r < depth; r++) to[r * width + c] = from[c * b.col + r];
    else
        for (dim r = 0; r < depth; r++)
            for (dim c = 0; c < cols; c++) to[r * width + c] = from[r * b.row + c * b.col];
}

// tile [TILE, LANES] = the sum over p of a's column p [TILE] times b's row p, LANES of its COLS.
CLONES
static void multiply_tile(float *restrict tile, const float *restrict a, const float *restrict b,
                          dim depth)
{
    lanes sums[TILE] = {{0.0f}};
    for (dim p = 0; p < depth; p++) {
        const lanes row = LANES_AT(b + p * COLS);
        for (int r = 0; r < TILE; r++) sums[r] += a[p * TILE + r] * row;
    }
    memcpy(tile, sums, sizeof sums);
}

// Adds to rows i.. of c, from column j on, the terms that the packed block of b holds.
static void add_block(float *c, dim ldc, struct factor a, const float *packed, dim p, dim depth,
                      dim rows, dim cols)
{
    float strip[DEPTH * TILE], tile[TILE * LANES];
    const struct factor turned = {a.from, a.col, a.row};
    for (dim i = 0; i < rows; i += TILE) {
        const dim high = least(TILE, rows - i);
        pack(strip, turned, p, i, depth, high, TILE);
        for (dim j = 0; j < cols; j += LANES) {
            multiply_tile(tile, strip, packed + j, depth);
            for (dim r = 0; r < high; r++)
                for (dim l = 0; l < least(LANES, cols - j); l++)
                    c[(i + r) * ldc + j + l] += tile[r * LANES + l];
        }
    }
}

// One block of c, rows by cols at most ROWS by COLS.
static void block(float *c, dim ldc, struct factor a, struct factor b, dim rows, dim cols, dim k,
                  bool accumulate)
{
    float packed[DEPTH * COLS];
    for (dim i = 0; i < rows && !accumulate; i++) memset(c + i * ldc, 0, (size_t)cols * sizeof *c);
    for (dim p = 0; p < k; p += DEPTH) {
        const dim depth = least(DEPTH, k - p);
        pack(packed, b, p, 0, depth, cols, COLS);
        add_block(c, ldc, a, packed, p, depth, rows, cols);
    }
}

void matmul(float *c, dim ldc, const float *a, dim lda, enum matmul_transpose a_transpose,
            const float *b, dim ldb, enum matmul_transpose b_transpose, dim m, dim n, dim k,
            bool accumulate)
{
    assert(m >= 0 && n >= 0 && k >= 0 && ldc >= n);
    const struct factor left = {a, a_transpose ? 1 : lda, a_transpose ? lda : 1};
    const struct factor right = {b, b_transpose ? 1 : ldb, b_transpose ? ldb : 1};
    const dim across = (n + COLS - 1) / COLS, down = (m + ROWS - 1) / ROWS;
    const bool thin = m <= THIN && left.col == 1 && right.row == 1;

    #pragma omp parallel for schedule(static) if (m * n * k >= SERIAL_BELOW)
    for (dim job = 0; job < across * down; job++) {
        const dim i = job / across * ROWS, j = job % across * COLS;
        const dim rows = least(ROWS, m - i), cols = least(COLS, n - j);
        const struct factor from_i = {a + i * left.row, left.row, left.col};
        const struct factor from_j = {b + j * right.col, right.row, right.col};
        if (!thin) block(c + i * ldc + j, ldc, from_i, from_j, rows, cols, k, accumulate);
        for (dim r = 0; thin && r < m; r++)
            dots(c + r * ldc + j, a + r * left.row, from_j.from, right.col, cols, k, accumulate);
    }
}

const char *matmul_name(void)
{
    return "plain loops (no BLIS)";
}
