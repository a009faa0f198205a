// winnow.c: hashes of runs of tokens. See winnow.h.
#include "proof/winnow.h"

#include "proof/tokens.h"

#include <stdlib.h>

static uint64_t mix(uint64_t hash, uint64_t value)  // FNV-1a, eight bytes at a time, and stirred
{
    hash = (hash ^ value) * UINT64_C(0x100000001b3);
    return hash ^ hash >> 29;
}

static uint64_t hash_of(const struct token *token, int reading)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    if (reading == WINNOW_SHAPE && token->kind != TOKEN_MARK && !token_is_keyword(token))
        return mix(hash, 1 + (uint64_t)token->kind);
    for (int i = 0; i < token->length; i++) hash = mix(hash, (unsigned char)token->text[i]);
    return hash;
}

static int by_value(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static void sort_once(struct fingerprints *prints)
{
    dim kept = 0;
    qsort(prints->list, (size_t)prints->count, sizeof *prints->list, by_value);
    for (dim i = 0; i < prints->count; i++)
        if (i == 0 || prints->list[i] != prints->list[i - 1])
            prints->list[kept++] = prints->list[i];
    prints->count = kept;
}

static bool has(const struct fingerprints *prints, uint64_t value)
{
    return bsearch(&value, prints->list, (size_t)prints->count, sizeof value, by_value) != NULL;
}

// The hash of each run of tokens, in their order.
static struct fingerprints runs_of(struct arena *arena, const struct tokens *tokens, int reading)
{
    const dim count = tokens->count < WINNOW_GRAM ? 0 : tokens->count - WINNOW_GRAM + 1;
    struct fingerprints runs = {arena_array(arena, (size_t)count + 1, sizeof *runs.list), count};
    for (dim i = 0; i < count; i++)
        for (dim j = i; j < i + WINNOW_GRAM; j++)
            runs.list[i] = mix(runs.list[i], hash_of(&tokens->list[j], reading));
    return runs;
}

static struct fingerprints kept_of(struct arena *arena, const struct fingerprints *runs,
                                   const struct fingerprints *base)
{
    struct fingerprints kept = {arena_array(arena, (size_t)runs->count + 1, sizeof *kept.list), 0};
    for (dim i = 0; i + WINNOW_WINDOW <= runs->count; i++) {
        uint64_t least = runs->list[i];
        for (dim j = i; j < i + WINNOW_WINDOW; j++)
            if (runs->list[j] < least) least = runs->list[j];
        if (kept.count && kept.list[kept.count - 1] == least) continue;
        if (!base || !has(base, least)) kept.list[kept.count++] = least;
    }
    sort_once(&kept);
    return kept;
}

void winnow(struct winnowed *file, struct arena *arena, const char *text, size_t bytes,
            const struct winnowed *base)
{
    struct tokens tokens;
    struct arena scratch = {0};
    tokens_read(&tokens, &scratch, text, bytes);
    for (int r = 0; r < WINNOW_READINGS; r++) {
        const struct fingerprints runs = runs_of(&scratch, &tokens, r);
        file->reading[r] = kept_of(arena, &runs, base ? &base->reading[r] : NULL);
    }
    arena_free(&scratch);
}

void winnow_all(struct winnowed *base, struct arena *arena, const char *text, size_t bytes)
{
    struct tokens tokens;
    tokens_read(&tokens, arena, text, bytes);
    for (int r = 0; r < WINNOW_READINGS; r++) {
        base->reading[r] = runs_of(arena, &tokens, r);
        sort_once(&base->reading[r]);
    }
}

int winnow_share(const struct winnowed *one, const struct winnowed *other, int reading)
{
    const struct fingerprints *a = &one->reading[reading], *b = &other->reading[reading];
    dim shared = 0;
    if (a->count < WINNOW_LEAST) return -1;
    for (dim i = 0, j = 0; i < a->count && j < b->count;) {
        shared += a->list[i] == b->list[j];
        const bool first = a->list[i] <= b->list[j], second = b->list[j] <= a->list[i];
        i += first;
        j += second;
    }
    return (int)((100 * shared + a->count / 2) / a->count);
}
