// judge.c: stopped, open, or otherwise than said. See judge.h.
#include "attack/judge.h"

#include <stdio.h>
#include <string.h>

enum { WORDS = 300 };

const char *judge_verdict(int verdict)
{
    return verdict == CORPUS_NO_RECORD   ? "no-record"
           : verdict == CORPUS_NOT_ASKED ? "not asked for"
                                         : verdict_name((enum verdict)verdict);
}

bool judge_allows(const struct corpus_expectation *expected, const int verdicts[2])
{
    for (int part = 0; part < 2; part++)
        if (expected->verdicts[part] && verdicts[part] != CORPUS_NOT_ASKED &&
            !(expected->verdicts[part] & 1u << verdicts[part]))
            return false;
    return true;
}

static const char *wanted_words(char *words, uint32_t verdicts)
{
    int used = 0;
    snprintf(words, WORDS, "any");
    for (int i = 0; i <= CORPUS_NO_RECORD; i++)
        if (verdicts & 1u << i && used < WORDS)
            used += snprintf(words + used, (size_t)(WORDS - used), "%s%s", used ? " or " : "",
                             judge_verdict(i));
    return words;
}

// Effects that nobody spoke of, and that must not be there.
static uint32_t unspoken(const struct attack *attack, const struct corpus_expectation *expected,
                         uint32_t effects)
{
    const uint32_t broken = 1u << VERDICT_GRADER_ERROR | 1u << CORPUS_NO_RECORD;
    uint32_t spoken = EFFECT_BIT(EFFECT_POINTS) | EFFECT_BIT(EFFECT_VERDICT) |
                      EFFECT_BIT(attack->effect);
    if (expected->open) spoken |= EFFECT_BIT(EFFECT_WORD) | EFFECT_BIT(EFFECT_VICTIM);
    if (expected->open && attack->effect == EFFECT_GRADER) spoken |= EFFECT_BIT(EFFECT_FILE);
    if (expected->verdicts[0] & broken) spoken |= EFFECT_BIT(EFFECT_GRADER);
    if (attack->run == CORPUS_RUN_KILLED) spoken |= EFFECT_BIT(EFFECT_FILE);
    if (effects & spoken & EFFECT_BIT(EFFECT_HANG))  // then the grader was killed
        spoken |= EFFECT_BIT(EFFECT_GRADER) | EFFECT_BIT(EFFECT_FILE);
    return effects & ~spoken;
}

static void wrong_verdict(struct judgement *judgement, const struct corpus_expectation *expected)
{
    char a[WORDS], b[WORDS];
    judgement->judged = JUDGED_WRONG;
    snprintf(judgement->why, JUDGE_WHY, "wanted %s / %s, found %s / %s",
             wanted_words(a, expected->verdicts[0]), wanted_words(b, expected->verdicts[1]),
             judge_verdict(judgement->verdicts[0]), judge_verdict(judgement->verdicts[1]));
}

static void judge_tier(struct judgement *judgement, const struct attack *attack,
                       const struct corpus_expectation *expected, uint32_t effects, bool says)
{
    char words[WORDS];
    const bool worked = effects & EFFECT_BIT(attack->effect) && attack->effect != EFFECT_NONE;
    const uint32_t harm = unspoken(attack, expected, effects);
    if (harm) {
        judgement->judged = JUDGED_WRONG;
        snprintf(judgement->why, JUDGE_WHY, "what must not happen did: %s",
                 effects_words(words, sizeof words, harm));
    } else if (worked && !expected->open) {
        judgement->judged = JUDGED_WRONG;
        snprintf(judgement->why, JUDGE_WHY, "not stopped: %s", effect_name(attack->effect));
    } else if (!judge_allows(expected, judgement->verdicts)) {
        wrong_verdict(judgement, expected);
    } else if (!says && !worked) {
        judgement->judged = JUDGED_WRONG;
        snprintf(judgement->why, JUDGE_WHY, "the report does not say: %s", attack->says);
    } else {
        judgement->judged = worked            ? JUDGED_OPEN
                            : expected->open  ? JUDGED_BETTER
                                              : JUDGED_STOPPED;
    }
}

void judge(struct row *row, int tier, const json_t *result, const char *died)
{
    const struct attack *attack = row->attack;
    struct judgement *judgement = &row->tiers[tier];
    const char *skipped = json_string_value(json_object_get(result, "skipped"));
    const json_t *verdicts = json_object_get(result, "verdicts");
    const uint32_t effects = (uint32_t)json_integer_value(json_object_get(result, "effects"));
    if (skipped || !result) {
        judgement->judged = skipped ? JUDGED_SKIPPED : JUDGED_WRONG;
        snprintf(judgement->why, JUDGE_WHY, "%s", skipped ? skipped : died);
        return;
    }
    if (effects & EFFECT_BIT(attack->effect) && attack->effect != EFFECT_NONE &&
        (row->seen == JUDGE_NEVER || row->seen > tier))
        row->seen = tier;
    if (tier == JUDGE_BARE) return;
    for (size_t part = 0; part < 2; part++)
        judgement->verdicts[part] = (int)json_integer_value(json_array_get(verdicts, part));
    judgement->seconds = json_real_value(json_object_get(result, "seconds"));
    judge_tier(judgement, attack, &attack->expected[tier], effects,
               json_is_true(json_object_get(result, "says")));
}

bool judge_unseen(const struct row *row)
{
    return row->seen_wanted && row->seen == JUDGE_NEVER;
}

dim judge_wrong(const struct row *rows, dim count)
{
    dim wrong = 0;
    for (dim i = 0; i < count; i++) {
        for (int tier = 1; tier <= CORPUS_TIERS; tier++)
            wrong += rows[i].tiers[tier].judged == JUDGED_WRONG;
        wrong += judge_unseen(&rows[i]);
    }
    return wrong;
}
