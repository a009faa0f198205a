// cmd_generate.c: crumb generate: a model continues a text. Text is shown as it comes, and never
// half a character.
#include "app.h"
#include "fail.h"
#include "file.h"
#include "sampling_flags.h"
#include "speaker.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
    "crumb generate [--model DIR] (--prompt TEXT | --prompt-ids 1,403,407 | --prompts FILE)\n"
    "  --prompts FILE  one prompt a line, one answer after the other; what they share at the\n"
    "                  front is computed once\n"
    "  --max-tokens N  the longest answer (200)\n"
    SAMPLING_FLAGS_HELP
    "  --span N        how many of the last tokens the repetition penalty looks at (all)\n"
    "  --positions N   how many tokens fit at once (those of the model, at most 4096)\n"
    "  --full stop|slide  when they are full: end there (the default), or drop the oldest half\n"
    "  --chunk N       tokens of the prompt computed together (64)\n"
    "  --echo          show the prompt before its answer\n"
    "  --print-ids     numbers instead of text\n"
    "  --stats         counts and times on standard error\n"
    "  --threads N     all that the machine has";

struct request {
    struct look_request look;
    struct sampling_flags sampling;
    const char *prompts;
    dim most, positions, chunk, span;
    bool slide, echo, print_ids, stats;
};

static struct request parse(int argc, char **argv)
{
    struct request r = {.look.model = app_starter(), .most = 200, .chunk = 64, .span = INT32_MAX};
    for (int i = 1; i < argc; i++) {
        const char *flag = argv[i];
        if (!strcmp(flag, "--prompt")) r.look.text = app_value(argc, argv, &i);
        else if (!strcmp(flag, "--prompts")) r.prompts = app_value(argc, argv, &i);
        else if (!strcmp(flag, "--max-tokens"))
            r.most = app_whole(flag, app_value(argc, argv, &i), 0, 1 << 30);
        else if (!strcmp(flag, "--positions"))
            r.positions = app_whole(flag, app_value(argc, argv, &i), 2, 1 << 30);
        else if (!strcmp(flag, "--chunk"))
            r.chunk = app_whole(flag, app_value(argc, argv, &i), 1, 1 << 20);
        else if (!strcmp(flag, "--span"))
            r.span = app_whole(flag, app_value(argc, argv, &i), 0, 1 << 30);
        else if (!strcmp(flag, "--full")) r.slide = app_full(app_value(argc, argv, &i));
        else if (!strcmp(flag, "--echo")) r.echo = true;
        else if (!strcmp(flag, "--print-ids")) r.print_ids = true;
        else if (!strcmp(flag, "--stats")) r.stats = true;
        else if (!strcmp(flag, "--threads")) app_threads(app_value(argc, argv, &i));
        else if (flag[0] != '-' || (!sampling_flag(&r.sampling, argc, argv, &i) &&
                                    !look_flag(&r.look, argc, argv, &i)))
            fail_usage("generate: %s: no such flag; crumb generate --help lists them", flag);
    }
    if (!r.look.text + !r.look.ids + !r.prompts != 2)
        fail_usage("give one of --prompt TEXT, --prompt-ids 1,403,407 and --prompts FILE");
    return r;
}

// The prompt's ids into the speaker; with slide only the newest that leave room for an answer.
static void take(struct speaker *speaker, const struct look_text *prompt, const char *what)
{
    const dim room = speaker->runner.cache.C, most = speaker->slide ? room - room / 2 : room;
    dim count = prompt->count;
    if (count > room && !speaker->slide)
        fail("%s: %td tokens, %td positions; give a shorter one, or --full slide", what, count,
             room);
    if (count > room) count = most;
    memcpy(speaker->ids, prompt->ids + prompt->count - count, (size_t)count * sizeof *prompt->ids);
    speaker->count = count;
}

static void echo(const struct look_text *prompt, bool ids)
{
    if (!ids && prompt->bytes) fwrite(prompt->bytes, 1, (size_t)prompt->byte_count, stdout);
    for (dim i = 0; ids && i < prompt->count; i++) printf("%d,", prompt->ids[i]);
}

static enum generate_end answer(struct speaker *speaker, const struct look_text *prompt,
                                const char *what, const struct request *r)
{
    take(speaker, prompt, what);
    // an answer does not depend on the prompts before it
    rng_seed(&speaker->rng, sampling_seed(&r->sampling), SAMPLING_RNG_STREAM);
    if (r->echo) echo(prompt, r->print_ids);
    const enum generate_end end = speaker_answer(speaker, r->most);
    putchar('\n');
    fflush(stdout);
    if (r->stats) speaker_print_stats(speaker, end);
    if (end == GENERATE_FULL)
        fprintf(stderr, "crumb: all %td positions are full, so the answer ends here; %s\n",
                speaker->runner.cache.C,
                r->slide ? "they are too few to drop any, give more by --positions"
                         : "--full slide would drop the oldest and go on");
    return end;
}

static void answer_lines(struct speaker *speaker, const struct request *r)
{
    const struct file_bytes file = file_map(r->prompts);
    dim line = 0;
    for (size_t at = 0, next; at < file.count && !ferror(stdout); at = next + 1) {
        const uint8_t *end = memchr(file.bytes + at, '\n', file.count - at);
        char what[64];
        next = end ? (size_t)(end - file.bytes) : file.count;
        snprintf(what, sizeof what, "line %td of the prompts", ++line);
        const struct look_text prompt =
            look_encode_bytes(&speaker->look, file.bytes + at, (dim)(next - at), true, true, what);
        answer(speaker, &prompt, what, r);
    }
    if (line == 0) fail("%s: there is no prompt in it; write one a line", r->prompts);
    file_unmap(file);
}

int cmd_generate(int argc, char **argv)
{
    if (argc > 1 && !strcmp(argv[argc - 1], "--help")) {
        puts(usage);
        return 0;
    }
    const struct request r = parse(argc, argv);
    struct speaker speaker = {.slide = r.slide, .print_ids = r.print_ids};  // all else 0
    look_open(&speaker.look, r.look.model);
    speaker.look.any_length = true;  // take says it better
    if (!speaker.look.words && !r.print_ids)
        fail("%s: no tokenizer.json, so ids have no text here; add --print-ids", r.look.model);
    speaker.options = sampling_options(&r.sampling, &speaker.look.model.generation);
    speaker.options.penalty_span = r.span;
    speaker_open(&speaker, r.positions, r.chunk);
    if (r.prompts) {
        answer_lines(&speaker, &r);
    } else {
        const struct look_text prompt = look_input(&speaker.look, &r.look);
        answer(&speaker, &prompt, r.look.text ? "the prompt" : "--prompt-ids", &r);
    }
    speaker_close(&speaker);
    return 0;
}
