// copying.c: the subcommand copying: lists and messages that are repeated word by word, so that a
// model learns to look back. What they are stands in grammar/copying.txt.
#include "story.h"

int kitchen_copying(struct kitchen *kitchen, const struct options *options)
{
    struct story story;
    story_begin(&story, kitchen, options);
    mixture_write(&story, options, true, options->bytes ? options->bytes : 1000000);
    return 0;
}
