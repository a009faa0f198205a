// explain_compare.c: the same token in two contexts. Its embedding is one row of one table, so the
// cosine before the first layer is 1; from there on each layer mixes in what stands before it.
#include "explain.h"

#include "embedding.h"
#include "fail.h"

#include <stdlib.h>
#include <string.h>

// Without a tokenizer a token is called by its number, as it is shown: #403.
static int32_t numbered(const struct look *look, const char *text)
{
    char *end = NULL;
    const long long id = *text == '#' ? strtoll(text + 1, &end, 10) : -1;
    if (id < 0 || *end || end == text + 1 || id >= look->model.config.vocab)
        fail("--token %s: %s has no tokenizer.json; give a number from #0 to #%td", text,
             look->model.folder, look->model.config.vocab - 1);
    return (int32_t)id;
}

int32_t explain_token(struct look *look, const char *text)
{
    if (!look->words) return numbered(look, text);
    const struct look_text encoded = look_encode(look, text, false, "--token");
    if (encoded.count != 1)
        fail("--token %s: that is %td tokens, it must be one; crumb tokenize --model %s \"%s\" "
             "lists them", text, encoded.count, look->model.folder, text);
    return encoded.ids[0];
}

static bool is_space(const struct look *look, int32_t id)
{
    dim count;
    const uint8_t *bytes = look_token(&count, &look->tokenizer, id);
    return count == 1 && *bytes == ' ';
}

// The longest run of tokens that stands in both; of equally long ones the one further back in the
// first. Its last token has seen all of the run; a lone space is no such token.
static void find_shared(struct explain_pair *pair, const struct look *look)
{
    const struct look_text *a = &pair->texts[0], *b = &pair->texts[1];
    pair->run = 0;
    for (dim i = 0; i < a->count; i++)
        for (dim j = 0; j < b->count; j++) {
            dim run = 0;
            while (i + run < a->count && j + run < b->count && a->ids[i + run] == b->ids[j + run])
                run++;
            if (run == 0 || run < pair->run || is_space(look, a->ids[i + run - 1])) continue;
            pair->run = run;
            pair->at[0] = i + run - 1;
            pair->at[1] = j + run - 1;
        }
}

static const char *behind_space(struct look *look, const char *text)
{
    const size_t bytes = strlen(text) + 1;
    char *spaced = arena_alloc(&look->arena, bytes + 1);
    *spaced = ' ';
    memcpy(spaced + 1, text, bytes);
    return spaced;
}

void explain_compare(struct explain_pair *pair, struct look *look, const char *a, const char *b)
{
    const struct model_config *c = &look->model.config;
    *pair = (struct explain_pair){.names = {a, b}, .layers = c->layers};
    // " bank" and "bank" are two tokens of most vocabularies; a first word gets a space if need be.
    for (int spaced = 0; spaced < 2 && pair->run == 0; spaced++) {
        for (int i = 0; i < 2; i++) {
            if (spaced) pair->names[i] = behind_space(look, pair->names[i]);
            pair->texts[i] = look_encode(look, pair->names[i], false, "--compare");
        }
        find_shared(pair, look);
    }
    if (pair->run == 0)
        fail("--compare '%s' '%s': no token stands in both, also with a space before them; give "
             "two texts with a word in common", a, b);
    pair->id = pair->texts[0].ids[pair->at[0]];
    pair->cosines = arena_array(&look->arena, (size_t)c->layers + 1, sizeof *pair->cosines);
    struct runner runners[2];
    for (int i = 0; i < 2; i++) {  // again, behind the token that opens a text
        const dim before = pair->texts[i].count;
        pair->texts[i] = look_encode(look, pair->names[i], true, "--compare");
        pair->at[i] += pair->texts[i].count - before;
        look_run(&runners[i], &look->model, pair->texts[i].ids, pair->texts[i].count);
    }
    for (dim i = 0; i <= c->layers; i++)
        pair->cosines[i] = (double)embedding_cosine(
            runners[0].activations.state.stream[i] + pair->at[0] * c->width,
            runners[1].activations.state.stream[i] + pair->at[1] * c->width, c->width);
    for (int i = 0; i < 2; i++) runner_close(&runners[i]);
}
