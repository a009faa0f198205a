// csv.c: one reader and one writer. See csv.h.
#include "course/csv.h"

#include <stdint.h>
#include <string.h>

// ---- reading -----------------------------------------------------------------------------------

struct reader {
    struct csv *csv;
    const char *name, *at, *end;
    dim line, cells_room, rows_room;
    const char *wrong;
};

#define WRONG(reader, line, ...) \
    ((reader)->wrong = located(reader, line, arena_print((reader)->csv->arena, __VA_ARGS__)))

static const char *located(const struct reader *reader, dim line, const char *what)
{
    return arena_print(reader->csv->arena, "%.300s:%td: %s", reader->name, line, what);
}

// The one of , ; and tab that stands most often outside of quotes in the first line.
static char separator_of(const char *at, const char *end)
{
    const char kinds[] = {',', ';', '\t'};
    dim counts[3] = {0};
    bool quoted = false;
    for (; at < end && (quoted || (*at != '\n' && *at != '\r')); at++) {
        if (*at == '"') quoted = !quoted;
        for (int i = 0; i < 3; i++) counts[i] += !quoted && *at == kinds[i];
    }
    int most = 0;
    for (int i = 1; i < 3; i++)
        if (counts[i] > counts[most]) most = i;
    return kinds[most];
}

// Room for one more: twice as much in the arena, since nothing there is ever given back.
static void *grown(struct arena *arena, void *items, dim count, dim *room, size_t size)
{
    if (count < *room) return items;
    *room = *room ? 2 * *room : 16;
    void *more = arena_array(arena, (size_t)*room, size);
    if (count) memcpy(more, items, (size_t)count * size);
    return more;
}

static struct csv_row *add_row(struct reader *reader)
{
    struct csv *csv = reader->csv;
    csv->rows = grown(csv->arena, csv->rows, csv->count, &reader->rows_room, sizeof *csv->rows);
    csv->rows[csv->count] = (struct csv_row){.line = reader->line, .end = ""};
    reader->cells_room = 0;
    return &csv->rows[csv->count++];
}

static const char *kept(struct arena *arena, const char *from, size_t count)
{
    char *text = arena_alloc(arena, count + 1);
    memcpy(text, from, count);
    return text;
}

// at stands behind the quote that opens; afterwards behind the one that closes.
static void read_quoted(struct reader *reader, struct csv_cell *cell)
{
    const dim opened = reader->line;
    const char *from = reader->at;
    size_t used = 0;
    bool closed = false;
    while (reader->at < reader->end && !closed) {
        if (*reader->at == '\n') reader->line++;
        if (*reader->at++ != '"') continue;
        closed = reader->at == reader->end || *reader->at != '"';
        if (!closed) reader->at++;  // two are one
    }
    if (!closed) {
        WRONG(reader, opened, "a quote opens here and is never closed");
        return;
    }
    char *text = arena_alloc(reader->csv->arena, (size_t)(reader->at - from));
    for (const char *c = from; c < reader->at - 1; c++) {
        text[used++] = *c;
        c += *c == '"';
    }
    cell->text = text;
}

static void read_plain(struct reader *reader, struct csv_cell *cell)
{
    const char *from = reader->at;
    for (; reader->at < reader->end && *reader->at != reader->csv->separator &&
           *reader->at != '\n' && *reader->at != '\r'; reader->at++)
        if (*reader->at == '"') {
            WRONG(reader, reader->line, "a quote in the middle of a cell; wanted the whole cell in "
                  "quotes, and each quote in it twice");
            return;
        }
    cell->text = kept(reader->csv->arena, from, (size_t)(reader->at - from));
}

static void read_cell(struct reader *reader, struct csv_row *row)
{
    const char *from = reader->at;
    if (row->count == CSV_COLUMNS_MAX) {
        WRONG(reader, reader->line, "more than %d cells in one row", CSV_COLUMNS_MAX);
        return;
    }
    row->cells = grown(reader->csv->arena, row->cells, row->count, &reader->cells_room,
                       sizeof *row->cells);
    struct csv_cell *cell = &row->cells[row->count++];
    if (reader->at < reader->end && *reader->at == '"') {
        reader->at++;
        read_quoted(reader, cell);
    } else {
        read_plain(reader, cell);
    }
    cell->raw = from;
    cell->size = (size_t)(reader->at - from);
}

// Behind a cell: true when a further one of this row follows.
static bool read_end(struct reader *reader, struct csv_row *row)
{
    const size_t left = (size_t)(reader->end - reader->at);
    row->end = reader->at;
    if (left == 0) return false;
    if (*reader->at == reader->csv->separator) {
        reader->at++;
        return true;
    }
    if (*reader->at == '\n') row->end_size = 1;
    else if (left > 1 && reader->at[0] == '\r' && reader->at[1] == '\n') row->end_size = 2;
    else if (*reader->at == '\r')
        WRONG(reader, reader->line, "a carriage return without a line feed behind it; wanted lines "
              "that end in LF or CRLF");
    else WRONG(reader, reader->line, "text behind the quote that closes a cell");
    reader->at += row->end_size;
    reader->line++;
    return false;
}

const char *csv_parse(struct csv *csv, struct arena *arena, const char *name, const char *bytes,
                      size_t count)
{
    struct reader reader = {.csv = csv, .name = name, .at = bytes, .end = bytes + count, .line = 1};
    *csv = (struct csv){.arena = arena, .separator = ','};
    if (count > CSV_BYTES_MAX)
        return arena_print(arena, "%.300s: %zu bytes, at most %d are read", name, count,
                           CSV_BYTES_MAX);
    if (count >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0))
        return arena_print(arena, "%.300s: this is UTF-16; save it as CSV in UTF-8", name);
    const char *nothing = count ? memchr(bytes, 0, count) : NULL;
    if (nothing)
        return arena_print(arena, "%.300s: byte %td is a NUL, which no text has", name,
                           (dim)(nothing - bytes));
    csv->marked = count >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0;
    if (csv->marked) reader.at += 3;
    csv->separator = separator_of(reader.at, reader.end);
    while (reader.at < reader.end && !reader.wrong) {
        struct csv_row *row = add_row(&reader);
        do read_cell(&reader, row);
        while (!reader.wrong && read_end(&reader, row));
    }
    return reader.wrong;
}

bool csv_is_empty(const struct csv_row *row)
{
    return row->count == 1 && !*row->cells[0].text;
}

const char *csv_even(const struct csv *csv, const char *name)
{
    for (dim i = 1; i < csv->count; i++) {
        const struct csv_row *row = &csv->rows[i];
        if (!csv_is_empty(row) && row->count != csv->rows[0].count)
            return arena_print(csv->arena, "%.300s:%td: %td cells, where the first row has %td",
                               name, row->line, row->count, csv->rows[0].count);
    }
    return NULL;
}

// ---- writing -----------------------------------------------------------------------------------

static const char *encoded(struct arena *arena, const char *text, const char *special,
                           bool guarded)
{
    const size_t length = strlen(text);
    char *cell = arena_alloc(arena, 2 * length + 4), *at = cell;
    const bool quoted = strpbrk(text, special) || text[0] == ' ' ||
                        (length && text[length - 1] == ' ');
    if (quoted) *at++ = '"';
    if (guarded) *at++ = '\'';
    for (; *text; text++) {
        if (*text == '"') *at++ = '"';
        *at++ = *text;
    }
    if (quoted) *at++ = '"';
    *at = 0;
    return cell;
}

const char *csv_text(struct arena *arena, const char *text)
{
    // where a formula begins, by OWASP's list, also in full width (U+FF1D, FF0B, FF0D, FF20)
    static const char *const wide[] = {"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
                                       "\xEF\xBC\xA0"};
    const char *first = text + strspn(text, " ");  // some programs take spaces away
    bool guarded = *first && strchr("=+-@\t\r\n", *first);
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        guarded = guarded || strncmp(first, wide[i], 3) == 0;
    // quotes also where another separator stands: a program of another language splits there
    return encoded(arena, text, ",;\t\"\r\n", guarded);
}

const char *csv_plain(struct arena *arena, const char *text, char separator)
{
    const char special[] = {separator, '"', '\r', '\n', 0};
    return encoded(arena, text, special, false);
}

static void set(struct csv *csv, dim row, dim column, const char *text, const char *cell)
{
    csv->rows[row].cells[column] = (struct csv_cell){cell, strlen(cell), text};
}

void csv_set_text(struct csv *csv, dim row, dim column, const char *text)
{
    set(csv, row, column, text, csv_text(csv->arena, text));
}

void csv_set_plain(struct csv *csv, dim row, dim column, const char *text)
{
    set(csv, row, column, text, csv_plain(csv->arena, text, csv->separator));
}

void csv_write(FILE *out, const struct csv *csv)
{
    if (csv->marked) fputs("\xEF\xBB\xBF", out);
    for (dim r = 0; r < csv->count; r++) {
        const struct csv_row *row = &csv->rows[r];
        for (dim c = 0; c < row->count; c++) {
            if (c) fputc(csv->separator, out);
            fwrite(row->cells[c].raw, 1, row->cells[c].size, out);
        }
        fwrite(row->end, 1, row->end_size, out);
    }
}
