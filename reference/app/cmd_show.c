// cmd_show.c: crumb show TOPIC [TEXT] [--plain] [--walkthrough]: one topic at work, on the
// walkthrough's sentence where the topic reads text. Every number comes from the linked object of
// that topic: with FROM_rope=labs, from the student's own.
#include "app.h"
#include "fail.h"
#include "show.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name, *what;
    show_topic *draw;
    const char *text;  // what TEXT may be; NULL: the topic reads numbers only
} topics[] = {
    {"unicode", "characters, code points and bytes of a text", show_unicode, "any text"},
    {"bpe", "merges being learnt, a sentence in tokens, an emoji arriving", show_bpe, "any text"},
    {"embedding", "rows, neighbours, king - man + woman", show_embedding, "a word of its table"},
    {"linear", "a small product written out, and what a real layer costs", show_linear, NULL},
    {"norm", "a row before and after, and what epsilon is for", show_norm, NULL},
    {"rope", "angles, and a score that depends on distance only", show_rope, NULL},
    {"softmax", "scores to probabilities at three temperatures", show_softmax, NULL},
    {"attention", "the five steps for \"bake\", and who looks at whom", show_attention, NULL},
    {"swiglu", "the curve of silu, and one row through the layer", show_swiglu, NULL},
    {"block", "a word's vector through one block, and alone behind kept keys", show_block, NULL},
    {"model", "shapes, parameters, and the stream from layer to layer", show_model, NULL},
    {"sampling", "how each cut shortens the list of next words, and what is drawn", show_sampling,
     NULL},
    {"generate", "the loop that makes an answer, call by call", show_generate, NULL},
    {"cache", "keys and values of past words: places, bytes, what is saved", show_cache, NULL},
    {"loss", "the surprise of each next byte, and its gradient", show_loss, "two bytes or more"},
    {"adamw", "a ball in a valley, the rate of each step, clipping", show_adamw, NULL},
    {"training", "windows of a text, a small model that learns, save and resume", show_training,
     "17 bytes or more"},
};
enum { TOPICS = sizeof topics / sizeof *topics };

static int list(void)
{
    puts("usage: crumb show TOPIC [TEXT] [--plain]\n");
    for (int i = 0; i < TOPICS; i++) printf("  %-10s %s\n", topics[i].name, topics[i].what);
    puts("");
    for (int i = 0; i < TOPICS; i++)
        if (topics[i].text) printf("  TEXT for %-10s %s\n", topics[i].name, topics[i].text);
    puts("  --plain            ASCII without colour, as in a file or a pipe\n"
         "  --walkthrough      attention only: beside the numbers that the walkthrough prints");
    return 0;
}

static int draw(int i, const char *text, bool plain, bool walkthrough)
{
    if (text && !topics[i].text)
        fail_usage("show: %s draws numbers and reads no text; leave \"%s\" away", topics[i].name,
                   text);
    if (walkthrough && topics[i].draw != show_attention)
        fail_usage("show: --walkthrough belongs to attention; leave it away for %s",
                   topics[i].name);
    show_begin(plain);
    (walkthrough ? show_walkthrough : topics[i].draw)(text ? text : SHOW_SENTENCE);
    return 0;
}

int cmd_show(int argc, char **argv)
{
    const char *topic = NULL, *text = NULL;
    bool plain = false, walkthrough = false;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--plain") == 0) plain = true;
        else if (strcmp(argv[i], "--walkthrough") == 0) walkthrough = true;
        else if (strcmp(argv[i], "--help") == 0) return list();
        else if (argv[i][0] == '-' && argv[i][1] == '-')
            fail_usage("show: %s: no such flag; crumb show lists topics and flags", argv[i]);
        else if (!topic) topic = argv[i];
        else if (!text) text = argv[i];
        else fail_usage("show: %s: one text only; put quotes around it", argv[i]);
    }
    if (!topic) return list();
    for (int i = 0; i < TOPICS; i++)
        if (strcmp(topic, topics[i].name) == 0) return draw(i, text, plain, walkthrough);
    fail_usage("show: %s: no such topic; crumb show lists them", topic);
}
