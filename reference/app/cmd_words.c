// cmd_words.c: crumb words: vectors of words, learnt from text by skip-gram (skipgram.h), and what
// they know: neighbours and analogies, by the linked embedding.c.
#include "app.h"
#include "embedding.h"
#include "fail.h"
#include "file.h"
#include "sha256.h"
#include "skipgram.h"

#include <stdio.h>
#include <string.h>

enum { NEAR_MOST = 100, MADE_MAX = 400, CHECK_PLACES = 5,
       FILE_LARGEST = 1 << 20 };

static const char usage[] =
    "crumb words train --text FILE --out FILE.safetensors [flags]   learn vectors from a text\n"
    "crumb words near WORD [--count N]                              its nearest neighbours\n"
    "crumb words analogy KING MAN WOMAN [--count N]                 nearest to king - man + woman\n"
    "crumb words check FILE        lines \"man king woman queen\", under headings \": NAME\"\n"
    "  --words FILE    the vectors (datasets/words.safetensors)\n"
    "flags of train:\n"
    "  --width N       numbers for each word (64)\n"
    "  --window N      neighbours on each side, at most (5)\n"
    "  --negatives N   words drawn against each neighbour (5)\n"
    "  --epochs N      times through the text (3)\n"
    "  --least N       a word that stands less often is left out (20)\n"
    "  --most N        at most so many words (1500)\n"
    "  --rate X        of learning, falling to nothing (0.05)\n"
    "  --frequent X    words with a larger share of the text are left out at random (0.001)\n"
    "  --seed N        (1)";

struct request {
    const char *text, *out, *words, *plain[3];
    int plain_count;
    dim count;
    struct skipgram_options options;
};

static bool parse_option(struct skipgram_options *o, const char *flag, int argc, char **argv,
                         int *i)
{
    const struct {
        const char *flag;
        dim *value, lowest, highest;
    } whole[] = {{"--width", &o->width, 1, 1024},     {"--window", &o->window, 1, 100},
                 {"--negatives", &o->negatives, 1, 64}, {"--epochs", &o->epochs, 1, 1000},
                 {"--least", &o->least, 1, 1 << 30},  {"--most", &o->most, 2, 1 << 22}};
    for (size_t k = 0; k < sizeof whole / sizeof *whole; k++)
        if (strcmp(flag, whole[k].flag) == 0) {
            *whole[k].value =
                app_whole(flag, app_value(argc, argv, i), whole[k].lowest, whole[k].highest);
            return true;
        }
    if (strcmp(flag, "--rate") == 0) o->rate = app_number(flag, app_value(argc, argv, i), 1e-9, 10);
    else if (strcmp(flag, "--frequent") == 0)
        o->frequent = app_number(flag, app_value(argc, argv, i), 0, 1);
    else if (strcmp(flag, "--seed") == 0)
        o->seed = (uint64_t)app_whole(flag, app_value(argc, argv, i), 0, PTRDIFF_MAX);
    else return false;
    return true;
}

static void parse(struct request *r, int argc, char **argv, bool train)
{
    *r = (struct request){.words = "datasets/words.safetensors", .count = 10,
                          .options = skipgram_usual};
    for (int i = 1; i < argc; i++) {
        const char *flag = argv[i];
        if (!train && !strcmp(flag, "--words")) r->words = app_value(argc, argv, &i);
        else if (!train && !strcmp(flag, "--count"))
            r->count = app_whole(flag, app_value(argc, argv, &i), 1, NEAR_MOST);
        else if (train && !strcmp(flag, "--text")) r->text = app_value(argc, argv, &i);
        else if (train && !strcmp(flag, "--out")) r->out = app_value(argc, argv, &i);
        else if (train && parse_option(&r->options, flag, argc, argv, &i)) continue;
        else if (flag[0] == '-' || train || r->plain_count == 3)
            fail_usage("%s: not expected by crumb words %s; crumb words --help lists what is", flag,
                       argv[0]);
        else r->plain[r->plain_count++] = flag;
    }
}

// ---- train -------------------------------------------------------------------------------------

static void told(double done, double loss)
{
    printf("  %3.0f %% read, loss of a pair %.4f\n", 100.0 * done, loss);
}

static int train(const struct request *r)
{
    struct arena arena = {0};
    struct skipgram model;
    struct skipgram_text text;
    const struct skipgram_options *o = &r->options;
    char hash[65], made[MADE_MAX];
    if (!r->text || !r->out) fail_usage("words train needs --text FILE and --out FILE");
    const struct file_bytes file = file_map(r->text);
    sha256_hex(hash, file.bytes, file.count);
    skipgram_begin(&model, &text, &arena, file.bytes, (dim)file.count, o);
    file_unmap(file);
    skipgram_train(&model, &text, o, told);
    snprintf(made, sizeof made,
             "crumb words train --width %td --window %td --negatives %td --epochs %td --least %td "
             "--most %td --rate %g --frequent %g --seed %llu, text sha256 %s", o->width, o->window,
             o->negatives, o->epochs, o->least, o->most, o->rate, o->frequent,
             (unsigned long long)o->seed, hash);
    skipgram_save(&model, r->out, made);
    printf("%s: %td words of %td numbers, from %td words of text\n", r->out, model.vocab,
           model.width, text.words);
    arena_free(&arena);
    return 0;
}

// ---- neighbours and analogies ------------------------------------------------------------------

static int32_t known(const struct skipgram *model, const char *word, const char *path)
{
    const int32_t id = skipgram_find(model, word);
    if (id < 0)
        fail("%s: not among the %td words of %s; small letters, and a word that its text has often",
             word, model->vocab, path);
    return id;
}

static void print_near(const struct skipgram *model, const float *query, const int32_t *skip,
                       dim skips, dim count)
{
    int32_t ids[NEAR_MOST];
    float scores[NEAR_MOST];
    const dim room = model->vocab - skips;
    const dim k = count < room ? count : room;
    embedding_nearest(ids, scores, query, skip, skips, model->table, model->vocab, model->width, k);
    for (dim i = 0; i < k; i++)
        printf("  %-20s %6.3f\n", model->words[ids[i]], (double)scores[i]);
}

static int near(const struct request *r)
{
    struct arena arena = {0};
    struct skipgram model;
    if (r->plain_count != 1) fail_usage("words near: wanted one word, found %d", r->plain_count);
    skipgram_load(&model, &arena, r->words);
    const int32_t id = known(&model, r->plain[0], r->words);
    printf("nearest to %s (of %td words, it stands %lld times)\n", r->plain[0], model.vocab,
           (long long)model.counts[id]);
    print_near(&model, model.table + id * model.width, &id, 1, r->count);
    arena_free(&arena);
    return 0;
}

// The ids in skip, each once: a word may be named twice.
static dim different(int32_t *skip, const int32_t *ids, dim count)
{
    dim kept = 0;
    for (dim i = 0; i < count; i++) {
        bool twice = false;
        for (dim j = 0; j < kept; j++) twice = twice || skip[j] == ids[i];
        if (!twice) skip[kept++] = ids[i];
    }
    return kept;
}

static int analogy(const struct request *r)
{
    struct arena arena = {0};
    struct skipgram model;
    int32_t ids[3], skip[3];
    if (r->plain_count != 3)
        fail_usage("words analogy: wanted three words (king man woman), found %d", r->plain_count);
    skipgram_load(&model, &arena, r->words);
    for (int i = 0; i < 3; i++) ids[i] = known(&model, r->plain[i], r->words);
    float *query = arena_array(&arena, (size_t)model.width, sizeof *query);
    embedding_analogy(query, ids[0], ids[1], ids[2], model.table, model.vocab, model.width);
    printf("nearest to %s - %s + %s\n", r->plain[0], r->plain[1], r->plain[2]);
    print_near(&model, query, skip, different(skip, ids, 3), r->count);
    arena_free(&arena);
    return 0;
}

struct tally {
    char name[80];
    dim asked, first, among, unknown;
};

static void print_tally(const struct tally *tally)
{
    if (tally->asked + tally->unknown == 0) return;
    printf("  %-28s %4td of %4td first, %4td among five; %td with a word that is not known\n",
           tally->name, tally->first, tally->asked, tally->among, tally->unknown);
}

// man king woman queen: king - man + woman should be queen.
static void ask(struct tally *tally, struct tally *all, const struct skipgram *model, float *query,
                const int32_t ids[4])
{
    int32_t skip[3], found[CHECK_PLACES];
    float scores[CHECK_PLACES];
    const dim skips = different(skip, ids, 3), room = model->vocab - skips;
    const dim k = room < CHECK_PLACES ? room : CHECK_PLACES;
    embedding_analogy(query, ids[1], ids[0], ids[2], model->table, model->vocab, model->width);
    embedding_nearest(found, scores, query, skip, skips, model->table, model->vocab, model->width,
                      k);
    dim place = 0;
    while (place < k && found[place] != ids[3]) place++;
    tally->asked++, all->asked++;
    tally->first += place == 0, all->first += place == 0;
    tally->among += place < k, all->among += place < k;
}

static void take_line(struct tally *tally, struct tally *all, const struct skipgram *model,
                      float *query, char *line, const char *path, dim number)
{
    const char *words[5];
    int32_t ids[4];
    int count = 0;
    bool unknown = false;
    if (line[0] == ':') {
        print_tally(tally);
        *tally = (struct tally){.asked = 0};
        snprintf(tally->name, sizeof tally->name, "%s", line + 1 + strspn(line + 1, " "));
        return;
    }
    for (char *word = strtok(line, " \t\r"); word && count < 5; word = strtok(NULL, " \t\r"))
        words[count++] = word;
    if (count == 0 || words[0][0] == '#') return;
    if (count != 4)
        fail("%s:%td: %s words; wanted four: man king woman queen", path, number,
             count < 4 ? "fewer than four" : "more than four");
    for (int i = 0; i < 4; i++) {
        ids[i] = skipgram_find(model, words[i]);
        unknown = unknown || ids[i] < 0;
    }
    tally->unknown += unknown, all->unknown += unknown;
    if (!unknown) ask(tally, all, model, query, ids);
}

static int check(const struct request *r)
{
    struct arena arena = {0};
    struct skipgram model;
    struct tally tally = {.name = "(no heading)"}, all = {.name = "all"};
    if (r->plain_count != 1) fail_usage("words check: wanted one file, found %d", r->plain_count);
    skipgram_load(&model, &arena, r->words);
    float *query = arena_array(&arena, (size_t)model.width, sizeof *query);
    char *line = file_text(&arena, r->plain[0], FILE_LARGEST, NULL);
    for (dim number = 1; line; number++) {
        char *end = strchr(line, '\n');
        if (end) *end++ = 0;
        take_line(&tally, &all, &model, query, line, r->plain[0], number);
        line = end;
    }
    print_tally(&tally);
    print_tally(&all);
    arena_free(&arena);
    return 0;
}

int cmd_words(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(const struct request *);
    } verbs[] = {{"train", train}, {"near", near}, {"analogy", analogy}, {"check", check}};
    struct request request;
    if (argc < 2 || !strcmp(argv[argc - 1], "--help")) {
        puts(usage);
        return 0;
    }
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(argv[1], verbs[i].name) == 0) {
            parse(&request, argc - 1, argv + 1, i == 0);
            return verbs[i].run(&request);
        }
    fail_usage("words %s: expected train, near, analogy or check", argv[1]);
}
