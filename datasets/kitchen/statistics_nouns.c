// statistics_nouns.c: the nouns of the world with their kinds, and the size of a text after gzip.
#include "statistics.h"

#include "fail.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOUN_WORDS = 5, NOUN_MOST = 200 };

static struct noun *place_of(const struct nouns *nouns, const char *text)
{
    uint32_t hash = 2166136261u;
    for (const char *c = text; *c; c++) hash = (hash ^ (uint8_t)*c) * 16777619u;
    dim at = (dim)(hash % (uint32_t)nouns->size);
    while (nouns->table[at].text && strcmp(nouns->table[at].text, text) != 0)
        at = (at + 1) % nouns->size;
    return &nouns->table[at];
}

static void add_noun(struct nouns *nouns, struct arena *arena, const char *text, const char *kind)
{
    char *small = arena_alloc(arena, strlen(text) + 1);
    for (dim i = 0; text[i]; i++) small[i] = (char)tolower((unsigned char)text[i]);
    struct noun *place = place_of(nouns, small);
    if (place->text || 2 * nouns->count > nouns->size) return;  // the first kind stays
    *place = (struct noun){small, kind};
    nouns->count++;
}

static void add_rule(struct nouns *nouns, struct arena *arena, const struct grammar_rule *rule)
{
    for (dim i = 0; i < rule->count; i++) {
        const struct grammar_alternative *one = &rule->alternatives[i];
        if (one->body.count != 1 || one->body.nodes[0].kind != GRAMMAR_TEXT) continue;
        const char *text = one->body.nodes[0].text, *plural = NULL;
        for (dim k = 0; k < one->attribute_count; k++)
            if (strcmp(one->attributes[k].key, "plural") == 0) plural = one->attributes[k].value;
        char spelled[NOUN_MOST];
        word_plural(spelled, sizeof spelled, text);
        add_noun(nouns, arena, text, rule->name);
        add_noun(nouns, arena, plural ? plural : spelled, rule->name);
    }
}

void nouns_begin(struct nouns *nouns, struct kitchen *kitchen, const struct options *options)
{
    struct story *story = arena_alloc(kitchen->arena, sizeof *story);
    story_begin(story, kitchen, options);
    *nouns = (struct nouns){.size = 1 << 14};
    nouns->table = arena_array(kitchen->arena, (size_t)nouns->size, sizeof *nouns->table);
    for (dim i = 0; i < story->grammar.count; i++)
        if (story->grammar.rules[i]->noun) add_rule(nouns, kitchen->arena, story->grammar.rules[i]);
}

const char *nouns_longest(const struct nouns *nouns, const char words[][48], int count, int *taken)
{
    const char *kind = NULL;
    char text[NOUN_MOST] = "";
    size_t length = 0;
    *taken = 1;
    for (int i = 0; i < count && i < NOUN_WORDS; i++) {
        const size_t more = strlen(words[i]);
        if (length + more + 2 > sizeof text) break;
        if (i) text[length++] = ' ';
        memcpy(text + length, words[i], more + 1);
        length += more;
        const struct noun *noun = place_of(nouns, text);
        if (noun->text) kind = noun->kind, *taken = i + 1;
    }
    return kind;
}

// ---- gzip --------------------------------------------------------------------------------------

// Starts gzip on the file; what it writes comes out of the descriptor that is returned, or -1.
static int start_gzip(const char *path, pid_t *child)
{
    int ends[2];
    if (pipe(ends) != 0) return -1;
    fflush(NULL);
    *child = fork();
    if (*child == 0) {
        const int input = open(path, O_RDONLY), none = open("/dev/null", O_WRONLY);
        if (input < 0 || dup2(input, 0) < 0 || dup2(ends[1], 1) < 0) _exit(127);
        if (none >= 0) dup2(none, 2);
        close(ends[0]);
        execlp("gzip", "gzip", "-9", "-n", "-c", (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    if (*child > 0) return ends[0];
    close(ends[0]);
    return -1;
}

void write_packed(FILE *out, const char *path, struct file_bytes file)
{
    pid_t child;
    const int from = start_gzip(path, &child);
    size_t packed = 0;
    char block[1 << 14];
    for (ssize_t got; from >= 0 && (got = read(from, block, sizeof block)) != 0;) {
        if (got < 0 && errno != EINTR) break;
        if (got > 0) packed += (size_t)got;
    }
    int status = 1;
    if (from >= 0) {
        close(from);
        while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    }
    if (from < 0 || status != 0 || !file.count)
        fprintf(out, "  %-46s %s\n", "gzip -9, of the size", "not known: gzip did not run");
    else
        fprintf(out, "  %-46s %.3f\n", "gzip -9, of the size", (double)packed / (double)file.count);
}
