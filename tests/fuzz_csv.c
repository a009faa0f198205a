// fuzz_csv.c: any bytes as a table: a sentence, or a table that is written again byte for byte, in
// which a cell can be set to any text and read back while its neighbours stay.
#include "course/csv.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static char *written(const struct csv *csv, size_t *count)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, count);
    if (!out) abort();
    csv_write(out, csv);
    fclose(out);
    return text;
}

// The last cell becomes what the bytes are as text: it reads back with at most a ' in front.
static void set_last(struct arena *arena, struct csv *csv, const char *text)
{
    struct csv again;
    size_t count;
    const dim row = csv->count - 1, column = csv->rows[row].count - 1;
    if (row == 0) return;  // the first line decides on the separator
    csv_set_text(csv, row, column, text);
    char *file = written(csv, &count);
    if (csv_parse(&again, arena, "again.csv", file, count)) abort();
    // an empty last row of one cell is no row
    const dim rows = *text || column > 0 || csv->rows[row].end_size ? row + 1 : row;
    if (again.count != rows) abort();
    for (dim c = 0; rows > row && c < column; c++)
        if (strcmp(again.rows[row].cells[c].text, csv->rows[row].cells[c].text) != 0) abort();
    if (rows > row) {
        const char *got = again.rows[row].cells[column].text;
        if (strcmp(got, text) != 0 && (got[0] != '\'' || strcmp(got + 1, text) != 0)) abort();
        if (*got && strchr("=+-@\t\r\n", *got)) abort();
    }
    free(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct arena arena = {0};
    struct csv csv;
    size_t again;
    char *copy = malloc(count + 1);
    if (!copy) return 0;
    memcpy(copy, bytes, count);
    copy[count] = 0;
    const char *wrong = csv_parse(&csv, &arena, "fuzz.csv", copy, count);
    if (wrong && (!*wrong || strchr(wrong, '\n'))) abort();
    if (!wrong) {
        char *text = written(&csv, &again);
        if (again != count || memcmp(text, copy, count) != 0) abort();
        free(text);
        csv_even(&csv, "fuzz.csv");
        if (csv.count) set_last(&arena, &csv, copy + (count > 40 ? count - 40 : 0));
    }
    free(copy);
    arena_free(&arena);
    return 0;
}
