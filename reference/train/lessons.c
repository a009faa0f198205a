// lessons.c: see lessons.h.
#include "lessons.h"

#include "fail.h"
#include "little.h"
#include "loss.h"
#include "rng.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMED = 5, STREAM = 6 };  // conversations named; of the draw of those held out

// ---- one conversation -----------------------------------------------------------------------

// False: not even its first answer fits.
static bool fit(struct lesson *lesson, struct lessons *lessons, const struct conversation_ids *text,
                dim context)
{
    dim end = 0;
    for (dim i = 0; i < text->answers && text->ends[i] - 1 <= context; i++) end = text->ends[i];
    if (end < 2) return false;
    if (end < text->ends[text->answers - 1]) lessons->cut++;
    *lesson = (struct lesson){.ids = text->ids, .spoken = text->spoken, .count = end - 1};
    for (dim t = 1; t < end; t++) lesson->answers += text->spoken[t];
    return true;
}

static void digest(struct lessons *lessons, const struct lesson *lesson)
{
    for (dim t = 0; t <= lesson->count; t++) {
        uint8_t word[8] = {0};
        little_put(word, (uint64_t)(uint32_t)lesson->ids[t], 4);
        word[4] = lesson->spoken[t];
        word[5] = t == 0;
        lessons->checksum = little_checksum(lessons->checksum, word, 8);
    }
}

void lessons_row(int32_t *inputs, int32_t *targets, const struct lesson *lesson, dim length)
{
    for (dim t = 0; t < length; t++) {
        const bool inside = t < lesson->count;
        inputs[t] = inside ? lesson->ids[t] : 0;
        targets[t] = inside && lesson->spoken[t + 1] ? lesson->ids[t + 1] : LOSS_IGNORED;
    }
}

// ---- all of them ----------------------------------------------------------------------------

struct reading {
    struct lessons *lessons;
    struct arena *arena;
    struct conversation_encoder *encoder;
    struct lesson *all;  // [room]
    dim count, context;
};

static void name_left_out(struct reading *reading, const char *where, dim places)
{
    if (++reading->lessons->left_out > NAMED) return;
    fprintf(stderr, "%s: its first answer ends after %td tokens, --context is %td: left out\n",
            where, places, reading->context);
}

static void read_file(struct reading *reading, const char *path)
{
    struct conversation_list list = {0};
    conversation_read(&list, reading->arena, path, true);
    struct lesson *all =
        arena_array(reading->arena, (size_t)(reading->count + list.count), sizeof *all);
    if (reading->count > 0) memcpy(all, reading->all, (size_t)reading->count * sizeof *all);
    reading->all = all;
    for (dim i = 0; i < list.count; i++) {
        char where[4200];
        struct conversation_ids text;
        snprintf(where, sizeof where, "%s:%td", path, list.lines[i]);
        conversation_encode(&text, reading->arena, reading->encoder, &list.items[i], where);
        if (fit(&all[reading->count], reading->lessons, &text, reading->context))
            digest(reading->lessons, &all[reading->count++]);
        else
            name_left_out(reading, where, text.ends[0]);
    }
}

// Which are held out is drawn: a file may be sorted by what it is about. Those that are not keep
// their order.
static void part(struct reading *reading, double hold_out, uint64_t seed)
{
    struct lessons *lessons = reading->lessons;
    struct rng rng;
    const dim count = reading->count;
    dim left = (dim)((double)count * hold_out);
    if (hold_out > 0.0 && left == 0 && count > 1) left = 1;
    rng_seed(&rng, seed, STREAM);
    lessons->learnt = arena_array(reading->arena, (size_t)count, sizeof(struct lesson));
    lessons->held = arena_array(reading->arena, (size_t)left + 1, sizeof(struct lesson));
    for (dim i = 0; i < count; i++) {
        const struct lesson *lesson = &reading->all[i];
        if (lesson->count > lessons->longest) lessons->longest = lesson->count;
        if ((dim)rng_below(&rng, (uint32_t)(count - i)) < left) {
            lessons->held[lessons->held_count++] = *lesson;
            lessons->held_tokens += lesson->count;
            left--;
            continue;
        }
        lessons->learnt[lessons->learnt_count++] = *lesson;
        lessons->tokens += lesson->count;
        lessons->answers += lesson->answers;
    }
}

void lessons_read(struct lessons *lessons, struct arena *arena,
                  struct conversation_encoder *encoder, const char *const *files, int file_count,
                  dim context, double hold_out, uint64_t seed)
{
    struct reading reading = {lessons, arena, encoder, NULL, 0, context};
    *lessons = (struct lessons){0};
    for (int i = 0; i < file_count; i++) read_file(&reading, files[i]);
    if (lessons->left_out > NAMED)
        fprintf(stderr, "and %td more that do not fit either\n", lessons->left_out - NAMED);
    if (reading.count == 0)
        fail("%s: none of its conversations fits into --context %td; give shorter ones, or a model "
             "with more positions", files[0], context);
    part(&reading, hold_out, seed);
}
