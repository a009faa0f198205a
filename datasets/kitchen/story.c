// story.c: the subcommand text: documents of many kinds, mixed by shares, none of them twice.
#include "story.h"

#include "fail.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { TRIES_MOST = 1000, FAIR = 4000 };

void mixture_begin(struct mixture *mixture, struct story *story, bool copying, dim bytes)
{
    const struct grammar *grammar = &story->grammar;
    *mixture = (struct mixture){.seen_size = 1024};
    for (dim i = 0; i < grammar->count; i++) {
        struct grammar_rule *rule = grammar->rules[i];
        if (!rule->share || (strncmp(rule->name, "copy-", 5) == 0) != copying) continue;
        if (mixture->count == STORY_KINDS)
            fail("%s:%td: more than %d rules with a %%share; join some", rule->file, rule->line,
                 STORY_KINDS);
        mixture->kinds[mixture->count++] = rule;
        mixture->total_share += rule->share;
    }
    if (!mixture->count) fail("the grammar has no rule with a %%share, so there is nothing to say");
    while (mixture->seen_size < bytes / 16) mixture->seen_size *= 2;
    mixture->seen = arena_array(grammar->arena, (size_t)mixture->seen_size, sizeof *mixture->seen);
}

// The further a kind is behind its share of the bytes, the likelier it is next. The amounts are
// whole numbers below 2^53, and the draw is an integer: the same on every machine.
dim mixture_pick(struct mixture *mixture, struct rng *rng)
{
    uint32_t behind[STORY_KINDS], total = 0;
    for (dim i = 0; i < mixture->count; i++) {
        const double due = (double)mixture->kinds[i]->share * (mixture->total + FAIR) -
                           mixture->bytes[i] * (double)mixture->total_share;
        behind[i] = due > 0 ? 1 + (uint32_t)(due > 1e6 ? 1e6 : due) : 0;
        total += behind[i];
    }
    uint32_t left = rng_below(rng, total);
    dim pick = 0;
    while (left >= behind[pick]) left -= behind[pick++];
    return pick;
}

// The facts that --marked writes in square brackets do not count: with and without it the same
// documents are written.
bool mixture_repeats(struct mixture *mixture, const char *bytes, dim count, dim *bare)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    *bare = 0;
    for (dim i = 0; i < count; i++) {
        if (bytes[i] == '[')
            while (i < count && bytes[i] != ']') i++;
        else hash = (hash ^ (uint8_t)bytes[i]) * UINT64_C(1099511628211), ++*bare;
    }
    hash |= 1;  // 0 is an empty place
    dim at = (dim)(hash >> 20 & (uint64_t)(mixture->seen_size - 1));
    for (; mixture->seen[at]; at = (at + 1) & (mixture->seen_size - 1))
        if (mixture->seen[at] == hash) return true;
    mixture->seen[at] = hash;
    return false;
}

static dim write_document(struct story *story, struct mixture *mixture, dim kind)
{
    for (int i = 0; i < TRIES_MOST; i++) {
        story_new_document(story);
        grammar_write(&story->pen, mixture->kinds[kind]);
        dim bare;
        if (!mixture_repeats(mixture, story->pen.bytes, story->pen.count, &bare)) return bare;
    }
    fail("%s:%td: %s has said all it can: %d documents in a row were there before; ask for fewer "
         "--bytes, give it a smaller %%share, or add alternatives",
         mixture->kinds[kind]->file, mixture->kinds[kind]->line, mixture->kinds[kind]->name,
         TRIES_MOST);
}

void mixture_write(struct story *story, const struct options *options, bool copying, dim bytes)
{
    static const char end[] = "\n<|endoftext|>\n";
    struct mixture mixture;
    mixture_begin(&mixture, story, copying, bytes);
    FILE *out = out_begin(options);
    for (dim done = 0; done < bytes && !ferror(out);) {
        const dim kind = mixture_pick(&mixture, &story->pen.rng);
        const dim count = write_document(story, &mixture, kind) + (dim)strlen(end);
        if (options->marked) fprintf(out, "[kind|%s|]\n", mixture.kinds[kind]->name);
        fwrite(story->pen.bytes, 1, (size_t)story->pen.count, out);
        fputs(end, out);
        mixture.bytes[kind] += (double)count;
        mixture.total += (double)count;
        done += count;
    }
    out_end(options);
}

int kitchen_text(struct kitchen *kitchen, const struct options *options)
{
    struct story story;
    story_begin(&story, kitchen, options);
    mixture_write(&story, options, false, options->bytes ? options->bytes : 25000000);
    return 0;
}
