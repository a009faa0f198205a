// state.c: writing and reading state.bin. See state.h.
#include "state.h"

#include "fail.h"
#include "little.h"

#include <string.h>

#define MAGIC "CRUMBST1"
enum { HEADER = 64 };

static dim padded(dim length)
{
    return (length + 7) / 8 * 8;
}

void state_write(const char *path, const struct state_info *info, const struct training *training,
                 uint8_t *buffer)
{
    const dim bytes = training_saved_bytes(training), gap = padded(info->options_length);
    uint8_t head[HEADER] = {0}, last[8] = {0};
    struct file_writer writer;
    training_save(buffer, training);

    const dim whole = info->options_length / 8 * 8;
    memcpy(last, info->options + whole, (size_t)(info->options_length - whole));
    uint64_t sum = little_checksum(0, (const uint8_t *)info->options, (size_t)whole);
    sum = little_checksum(sum, last, (size_t)(gap - whole));
    sum = little_checksum(sum, buffer, (size_t)bytes);

    memcpy(head, MAGIC, 8);
    little_put(head + 8, (uint64_t)info->options_length, 8);
    little_put(head + 16, (uint64_t)bytes, 8);
    little_put(head + 24, info->tokens, 8);
    little_put(head + 32, (uint64_t)info->vocab, 8);
    little_put(head + 48, sum, 8);
    little_put(head + 56, little_checksum(0, head, 56), 8);

    file_begin(&writer, path);
    fwrite(head, 1, HEADER, writer.stream);
    fwrite(info->options, 1, (size_t)whole, writer.stream);
    fwrite(last, 1, (size_t)(gap - whole), writer.stream);
    fwrite(buffer, 1, (size_t)bytes, writer.stream);
    file_commit(&writer);
}

static const char *read_state(struct state *state, struct arena *arena)
{
    const uint8_t *head = state->file.bytes;
    const uint64_t count = state->file.count;
    if (count < HEADER || memcmp(head, MAGIC, 8) != 0) return "is no state of a run";
    if (little_checksum(0, head, 56) != little_get(head + 56, 8)) return "has a damaged header";
    const uint64_t length = little_get(head + 8, 8), bytes = little_get(head + 16, 8);
    if (length > count || bytes > count || HEADER + (length + 7) / 8 * 8 + bytes != count)
        return "is cut short";
    const uint8_t *options = head + HEADER;
    if (little_checksum(0, options, (size_t)(count - HEADER)) != little_get(head + 48, 8))
        return "is damaged";
    char *text = arena_alloc(arena, (size_t)length + 1);
    memcpy(text, options, (size_t)length);
    state->info = (struct state_info){text, (dim)length, little_get(head + 24, 8),
                                      (dim)little_get(head + 32, 8)};
    state->training = options + padded((dim)length);
    state->training_bytes = (dim)bytes;
    return NULL;
}

void state_open(struct state *state, struct arena *arena, const char *path)
{
    *state = (struct state){.file = file_map(path)};
    const char *wrong = read_state(state, arena);
    if (wrong)
        fail("%s: %s (%zu bytes); put a copy of it back, or begin the run again without --resume "
             "in another folder", path, wrong, state->file.count);
}

void state_close(struct state *state)
{
    file_unmap(state->file);
    *state = (struct state){0};
}
