// tokenizer_file.c: tokenizers from files, and every failure as a sentence with the file's name.
#include "tokenizer.h"

#include "fail.h"
#include "file.h"

#include <stdio.h>
#include <string.h>

enum { FILE_LARGEST = 1 << 28 };  // bytes; the largest in use have 20 million

static struct file_bytes map_checked(const char *path)
{
    struct file_bytes file = file_map(path);
    if (file.count > FILE_LARGEST)
        fail("%s: %zu bytes, at most %d are expected in a tokenizer", path, file.count,
             FILE_LARGEST);
    return file;
}

void tokenizer_load(struct tokenizer *tokenizer, const char *folder)
{
    char path[4096];
    if (snprintf(path, sizeof path, "%s/tokenizer.json", folder) >= (int)sizeof path)
        fail("%.80s...: this path is too long", folder);
    struct file_bytes file = map_checked(path);
    *tokenizer = (struct tokenizer){0};
    const char *wrong = tokenizer_parse_json(tokenizer, (const char *)file.bytes, file.count);
    if (wrong) fail("%s: %s; make one with crumb tokenizer train", path, wrong);
    file_unmap(file);
}

void tokenizer_load_ranks(struct tokenizer *tokenizer, const char *path, int pattern)
{
    struct file_bytes file = map_checked(path);
    *tokenizer = (struct tokenizer){0};
    const char *wrong =
        tokenizer_parse_ranks(tokenizer, (const char *)file.bytes, file.count, pattern);
    if (wrong) fail("%s: %s; expected a .tiktoken file", path, wrong);
    file_unmap(file);
}

void tokenizer_close(struct tokenizer *tokenizer)
{
    arena_free(&tokenizer->arena);
}
