// effects.c: names of effects. See effects.h.
#include "attack/effects.h"

#include <stdio.h>
#include <string.h>

const char *effect_name(enum effect effect)
{
    static const char *const names[EFFECTS] = {
        "none", "secret", "environment", "golden", "word", "marker", "results", "disk",
        "connection", "victim", "channel", "lock", "points", "verdict", "grader", "hang",
        "process", "file", "control", "mixed"};
    return names[effect];
}

enum effect effect_of(const char *name)
{
    for (int i = 0; i < EFFECTS; i++)
        if (strcmp(effect_name((enum effect)i), name) == 0) return (enum effect)i;
    return EFFECTS;
}

const char *effects_words(char *words, int size, uint32_t effects)
{
    int used = 0;
    words[0] = 0;
    for (int i = 0; i < EFFECTS; i++)
        if (effects & EFFECT_BIT(i) && used < size)
            used += snprintf(words + used, (size_t)(size - used), "%s%s", used ? ", " : "",
                             effect_name((enum effect)i));
    return words;
}
