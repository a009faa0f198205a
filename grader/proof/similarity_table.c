// similarity_table.c: who is most like whom. See similarity.h.
#include "proof/similarity.h"

#include "fail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMN = 18 };

struct nearest {
    const struct similarity_file *file;
    int shares[WINNOW_READINGS];
};

struct line {
    const struct similarity_file *file;
    struct nearest known, other;
};

void similarity_head(void)
{
    printf(" A hint where to look, and no proof of anything: how much of each file is found in\n"
           " another, in percent of what goes beyond the stub: as it is written / in shape, where\n"
           " names and numbers do not count. Short right programs look alike in shape.\n");
}

static void look(struct nearest *best, const struct similarity_file *one,
                 const struct similarity_file *other)
{
    int shares[WINNOW_READINGS];
    for (int r = 0; r < WINNOW_READINGS; r++)
        shares[r] = winnow_share(&one->prints, &other->prints, r);
    const int sum = shares[0] + shares[1];
    if (best->file && sum <= best->shares[0] + best->shares[1]) return;
    best->file = other;
    memcpy(best->shares, shares, sizeof shares);
}

static int by_share(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    int sums[2] = {0, 0};
    const struct line *const both[] = {x, y};
    for (int i = 0; i < 2; i++) {
        const int known = both[i]->known.shares[0] + both[i]->known.shares[1];
        const int other = both[i]->other.shares[0] + both[i]->other.shares[1];
        sums[i] = known > other ? known : other;
    }
    return sums[0] != sums[1] ? sums[1] - sums[0] : strcmp(x->file->name, y->file->name);
}

static void write_nearest(const struct nearest *nearest)
{
    if (!nearest->file) printf("  %-*s %9s", COLUMN, "-", "");
    else
        printf("  %-*.*s %3d / %3d", COLUMN, COLUMN, nearest->file->name, nearest->shares[0],
               nearest->shares[1]);
}

static void write_line(const struct line *line)
{
    printf("   %-*.*s", COLUMN, COLUMN, line->file->name);
    if (winnow_share(&line->file->prints, &line->file->prints, WINNOW_TEXT) < 0) {
        printf("  too little beyond the stub\n");
        return;
    }
    write_nearest(&line->known);
    write_nearest(&line->other);
    putchar('\n');
}

void similarity_table(const struct similarity *all, const struct topic_part *first, int most)
{
    struct line *lines = calloc((size_t)all->file_count + 1, sizeof *lines);
    dim count = 0;
    if (!lines) fail_environment("memory: no room for a table");
    for (dim i = 0; i < all->file_count; i++) {
        const struct similarity_file *file = &all->files[i];
        if (file->known) continue;
        struct line *line = &lines[count++];
        line->file = file;
        for (dim j = 0; j < all->file_count; j++)
            if (j != i) look(all->files[j].known ? &line->known : &line->other, file,
                             &all->files[j]);
    }
    qsort(lines, (size_t)count, sizeof *lines, by_share);
    printf("\n %s %s\n   %-*s  %-*s  %s\n", first->number, first->topic, COLUMN, "",
           COLUMN + 10, "most like public", "most like another");
    for (dim i = 0; i < count && i < most; i++) write_line(&lines[i]);
    if (count > most) printf("   and %td more, less alike (--most)\n", count - most);
    free(lines);
}
