// inspect_tensor.c: crumb inspect DIR --tensor NAME: range, mean, histogram and heat map of the
// numbers of one tensor. See inspect.h.
#include "fail.h"
#include "inspect.h"
#include "show.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BINS = 16, ROWS = 16, COLUMNS = 32 };

struct values {
    const struct params_tensor *tensor;
    const char *type;        // as stored
    const float *x;          // [rows, columns]; a vector is one row
    dim rows, columns;
    dim finite, nans, infinities, first;  // first: the first one that is not finite
    double least, most, mean, rms;        // over the finite ones
    dim bins[BINS];                       // from least to most
};

static bool is_match(const struct params_tensor *tensor, const char *name, size_t n)
{
    const char *at = strstr(tensor->name, name);
    return n > 0 && at != NULL;
}

// The tensor of that name, or the only one with that in its name; otherwise fail() with a list.
static dim find(const struct inspection *in, const char *name)
{
    const struct params_tensor *tensors = in->params.tensors;
    char list[320] = "";
    size_t used = 0, n = strlen(name);
    dim found = -1, count = 0;
    for (dim i = 0; i < in->params.tensor_count; i++) {
        if (strcmp(tensors[i].name, name) == 0) return i;
        if (!is_match(&tensors[i], name, n)) continue;
        found = i;
        if (count++ >= 4) continue;
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", count > 1 ? ", " : "",
                                 tensors[i].name);
    }
    if (count == 1) return found;
    if (count == 0)
        fail("%s: no tensor has \"%.80s\" in its name; crumb inspect %s --all lists them", in->name,
             name, in->name);
    fail("%s: %td tensors have \"%.80s\" in their names: %s%s; write more of one", in->name, count,
         name, list, count > 4 ? ", ..." : "");
}

static void measure(struct values *v)
{
    double sum = 0.0, squares = 0.0;
    const dim count = v->rows * v->columns;
    v->first = -1;
    for (dim i = 0; i < count; i++) {
        const double x = (double)v->x[i];
        if (!isfinite(x)) {
            if (v->first < 0) v->first = i;
            if (isnan(x)) v->nans++;
            else v->infinities++;
            continue;
        }
        if (v->finite == 0) v->least = v->most = x;
        v->least = fmin(v->least, x);
        v->most = fmax(v->most, x);
        v->finite++;
        sum += x;
        squares += x * x;
    }
    if (v->finite == 0) return;
    v->mean = sum / (double)v->finite;
    v->rms = sqrt(squares / (double)v->finite);
    const double width = (v->most - v->least) / BINS;
    for (dim i = 0; i < count; i++) {
        if (!isfinite(v->x[i])) continue;
        const double at = width > 0.0 ? ((double)v->x[i] - v->least) / width : 0.0;
        v->bins[at < BINS ? (int)at : BINS - 1]++;
    }
}

static void numbers(const struct values *v)
{
    char a[32], b[32];
    printf("%s, stored as %s\n", v->tensor->name, v->type);
    if (v->tensor->shape[1])
        printf("  %td x %td = %s numbers\n", v->rows, v->columns,
               inspect_whole(a, v->tensor->count));
    else
        printf("  %s numbers\n", inspect_whole(a, v->tensor->count));
    if (v->finite)
        printf("  least %.6g   most %.6g   mean %.6g   rms %.6g\n", v->least, v->most, v->mean,
               v->rms);
    printf("  not finite: %s", inspect_whole(b, v->nans + v->infinities));
    if (v->first >= 0)
        printf(" (%td NaN, %td infinite), the first at [%td, %td]", v->nans, v->infinities,
               v->first / v->columns, v->first % v->columns);
    puts("");
}

static void histogram(const struct values *v)
{
    const double width = (v->most - v->least) / BINS;
    dim most = 0;
    char count[32];
    puts("");
    show_title("histogram");
    for (int i = 0; i < BINS; i++) most = v->bins[i] > most ? v->bins[i] : most;
    for (int i = 0; i < BINS; i++) {
        printf("  %11.4g to %11.4g %13s  ", v->least + i * width, v->least + (i + 1) * width,
               inspect_whole(count, v->bins[i]));
        show_bar((double)v->bins[i], (double)most, 34);
        puts("");
        if (width <= 0.0) break;  // one value only
    }
}

// The root of the mean square of rows, columns of one cell, without what is not finite; NaN when
// nothing in it is.
static double cell(const struct values *v, dim row, dim rows, dim column, dim columns)
{
    double squares = 0.0;
    dim count = 0;
    for (dim r = row; r < row + rows; r++)
        for (dim c = column; c < column + columns; c++) {
            const double x = (double)v->x[r * v->columns + c];
            if (!isfinite(x)) continue;
            squares += x * x;
            count++;
        }
    return count ? sqrt(squares / (double)count) : (double)NAN;
}

static dim cut(dim part, dim parts, dim all) { return part * all / parts; }

static void heat_map(const struct values *v)
{
    const dim rows = v->rows < ROWS ? v->rows : ROWS;
    const dim columns = v->columns < COLUMNS ? v->columns : COLUMNS;
    double cells[ROWS][COLUMNS], least = INFINITY, most = 0.0;
    for (dim r = 0; r < rows; r++)
        for (dim c = 0; c < columns; c++) {
            const dim row = cut(r, rows, v->rows), column = cut(c, columns, v->columns);
            cells[r][c] = cell(v, row, cut(r + 1, rows, v->rows) - row, column,
                               cut(c + 1, columns, v->columns) - column);
            least = fmin(least, cells[r][c]);
            most = fmax(most, cells[r][c]);
        }
    puts("");
    show_title("heat map");
    if (rows == v->rows && columns == v->columns)
        printf("  the size of each number");
    else
        printf("  rms of blocks of about %.0f x %.0f numbers",
               ceil((double)v->rows / (double)rows), ceil((double)v->columns / (double)columns));
    printf(", light to dark: %.4g to %.4g%s\n", least, most,
           v->nans + v->infinities ? " (--: not finite)" : "");
    for (dim r = 0; r < rows; r++) {
        printf("  %7td  ", cut(r, rows, v->rows));
        for (dim c = 0; c < columns; c++)
            show_cell((cells[r][c] - least) / (most > least ? most - least : 1.0),
                      isnan(cells[r][c]));
        puts("");
    }
}

static void print_json(const struct inspection *in, const struct values *v)
{
    json_t *bins = json_array();
    for (int i = 0; i < BINS; i++) json_array_append_new(bins, json_integer(v->bins[i]));
    json_t *root = json_pack("{s:s s:s s:s s:I s:I s:I s:I s:I s:o}", "model", in->name, "tensor",
                             v->tensor->name, "type", v->type, "rows", (json_int_t)v->rows,
                             "columns", (json_int_t)v->columns, "finite", (json_int_t)v->finite,
                             "nan", (json_int_t)v->nans, "infinite", (json_int_t)v->infinities,
                             "histogram", bins);
    if (!root) fail("%s: this name is not valid UTF-8, and JSON cannot hold it", in->name);
    if (v->finite) {
        json_object_set_new(root, "least", json_real(v->least));
        json_object_set_new(root, "most", json_real(v->most));
        json_object_set_new(root, "mean", json_real(v->mean));
        json_object_set_new(root, "rms", json_real(v->rms));
    }
    char *text = json_dumps(root, JSON_INDENT(1));
    puts(text);
    free(text);
    json_decref(root);
}

void inspect_tensor(const struct inspection *in, const char *name, bool json)
{
    struct arena arena = {0};
    const struct params_tensor *tensor = &in->params.tensors[find(in, name)];
    const struct tensor *stored = checkpoint_stored(in->checkpoint, tensor);
    float *x = arena_array(&arena, (size_t)tensor->count, sizeof *x);
    checkpoint_widen(x, stored);
    struct values v = {.tensor = tensor, .type = tensor_type_name(stored->type), .x = x,
                       .rows = tensor->shape[1] ? tensor->shape[0] : 1,
                       .columns = tensor->shape[1] ? tensor->shape[1] : tensor->shape[0]};
    measure(&v);
    if (json) {
        print_json(in, &v);
    } else {
        numbers(&v);
        if (v.finite) histogram(&v);
        if (v.finite) heat_map(&v);
    }
    arena_free(&arena);
}
