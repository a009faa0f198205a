// fuzz_kitchen_world.c: any bytes as one of the files of the kitchen's world, beside small right
// ones: one sentence, or a world whose faults can be told and whose dishes can be written down.
#include "kitchen.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static const char *const small[WORLD_FILES] = {
    "flour: kind grain; shop mill; most 8 cups\n  instead: 1 cup oats for 1 cup flour; any\n"
    "oats: kind grain; shop mill\negg: kind dairy; plural eggs; animal; allergen eggs; shop mill\n",
    "bowl: plural bowls; use to stir\npot: plural pots; use to cook\n",
    "the mill: kind town\nItaly: kind country\n",
    "mill: at the mill; keeper Hugo; opens 8; closes 16\n",
    "Hugo: man; work miller; home the mill; at the mill; likes bread\n",
    "loaf: noun loaf; verb bake; sweet; oven 350; minutes 20; preparation 5; serves 2\n"
    "  tools: bowl\n  base dry: 2 cups flour\n  base add:\n  step mix: mix {dry+add} in a bowl\n"
    "  step bake after mix: bake at {oven} for {minutes} minutes\n",
    "bread: loaf; from Italy\negg bread: loaf; add + 2 eggs; from Italy; held-out\n"
    "  step beat before mix: beat {add}\n"};

static void write_down(const struct kitchen *kitchen)
{
    struct words words = {0};
    for (dim i = 0; i < kitchen->dish_count && i < 50; i++) {
        words_clear(&words);
        words_recipe(&words, &kitchen->dishes[i]);
        if (strlen(words.text) != words.count) abort();
    }
    words_free(&words);
    FILE *nowhere = fopen("/dev/null", "w");
    if (!nowhere) return;
    if (kitchen->dish_count < 50) kitchen_faults(kitchen, nowhere);
    fclose(nowhere);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    if (count == 0) return 0;
    const int which = bytes[0] % WORLD_FILES;
    struct arena arena = {0};
    struct kitchen kitchen = {0};
    char *files[WORLD_FILES];
    for (int f = 0; f < WORLD_FILES; f++) {
        const size_t n = f == which ? count - 1 : strlen(small[f]);
        files[f] = malloc(n + 1);
        if (!files[f]) abort();
        memcpy(files[f], f == which ? (const char *)bytes + 1 : small[f], n);
        files[f][n] = 0;
    }
    const char *wrong = kitchen_parse(&kitchen, &arena, files);
    if (wrong && (!*wrong || strchr(wrong, '\n'))) abort();
    if (!wrong) write_down(&kitchen);
    for (int f = 0; f < WORLD_FILES; f++) free(files[f]);
    arena_free(&arena);
    return 0;
}
