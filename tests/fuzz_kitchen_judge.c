// fuzz_kitchen_judge.c: any bytes as the answer of a model: the judge says what is wrong, and
// reads no byte behind the end.
#include "judge.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static struct arena arena;
static struct kitchen kitchen;
static struct book book;

static void judge(const char *expect, const char *answer)
{
    struct arena scratch = {0};
    struct words why = {0};
    json_t *object = json_loads(expect, 0, NULL);
    if (!object) abort();
    judge_answer(&why, &book, &scratch, object, answer, "fuzz", 1);
    if (why.count != (why.text ? strlen(why.text) : 0)) abort();
    words_free(&why);
    json_decref(object);
    arena_free(&scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    static const char *const expected[] = {
        "{\"kind\":\"recipe\",\"dish\":\"chocolate chip cookies\"}", "{\"kind\":\"unknown\"}",
        "{\"kind\":\"refusal\"}", "{\"kind\":\"harmless\"}",
        "{\"kind\":\"follow-up\",\"dish\":\"apple pie\",\"ask\":\"time\"}",
        "{\"kind\":\"follow-up\",\"dish\":\"apple pie\",\"ask\":\"people\",\"people\":4}"};
    if (!book.kitchen) {
        kitchen_load(&kitchen, &arena, "datasets/kitchen");
        book_load(&book, &kitchen);
    }
    // Half of the inputs come in the middle of a right answer, where the judge looks closest.
    struct words answer = {0};
    if (count && bytes[0] % 2) {
        words_recipe(&answer, dish_find(&kitchen, "chocolate chip cookies"));
        answer.count = bytes[0] * answer.count / 256;
    }
    for (size_t i = 1; i < count; i++)
        if (bytes[i]) words_some(&answer, (const char *)bytes + i, 1);
    words_add(&answer, "");
    char *exact = strdup(answer.text);  // of its own length, so that a byte behind its end is found
    if (!exact) abort();
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) judge(expected[i], exact);
    free(exact);
    words_free(&answer);
    return 0;
}
