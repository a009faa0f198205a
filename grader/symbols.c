// symbols.c: nm -P on both objects, and three comparisons. See symbols.h.
#include "symbols.h"

#include "fail.h"
#include "launch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// What a lab may use of the C library: arithmetic, memory blocks, printing for oneself.
static const char *const allowed[] = {
#include "plain_c.inc"
};

struct symbol {
    char name[120];
    bool defined;
};

struct symbols {
    struct symbol *all;
    size_t count;
};

// Cuts text at spaces, in place. Returns how many words there are.
static int words(const char **list, int room, char *text)
{
    int count = 0;
    for (char *word = strtok(text, " "); word && count < room; word = strtok(NULL, " "))
        list[count++] = word;
    return count;
}

// One line: "name type ...". nm puts "file:" before the names of each of several files.
static bool take_line(struct symbol *symbol, const char *line)
{
    char type;
    if (sscanf(line, "%119s %c", symbol->name, &type) != 2) return false;
    symbol->defined = type != 'U' && type != 'w';
    return true;
}

// Both files in one call: starting nm costs more than reading them.
static void read_symbols(struct symbols *trusted, struct symbols *own, const char *trusted_path,
                         const char *own_path)
{
    char command[] = LAB_NM " -g -P", path_variable[4200];
    const char *path = getenv("PATH"), *argv[16] = {NULL};
    snprintf(path_variable, sizeof path_variable, "PATH=%s", path ? path : "/usr/bin:/bin");
    const int count = words(argv, 12, command);
    argv[count] = trusted_path;
    argv[count + 1] = own_path;
    const char *const environment[] = {path_variable, "LC_ALL=C", NULL};
    struct launch what = {.argv = argv, .environment = environment, .directory = "/",
                          .text_limit = 1 << 20, .wall_seconds = 20, .cpu_seconds = 20};
    struct launched result;
    launch(&result, &what);
    if (result.end != LAUNCH_EXITED || result.code != 0)
        fail_environment(LAB_NM " -g -P %s failed: %.300s; install binutils", own_path,
                         result.text ? result.text : "it could not be started");
    size_t lines = 1;
    for (size_t i = 0; i < result.text_count; i++) lines += result.text[i] == '\n';
    trusted->all = calloc(lines, sizeof *trusted->all);
    own->all = calloc(lines, sizeof *own->all);
    if (!trusted->all || !own->all) fail_environment("memory: no room for %zu symbols", lines);
    struct symbols *now = trusted;
    for (char *line = result.text ? strtok(result.text, "\n") : NULL; line;
         line = strtok(NULL, "\n")) {
        const size_t length = strlen(own_path);
        if (strncmp(line, own_path, length) == 0 && line[length] == ':') now = own;
        else now->count += take_line(&now->all[now->count], line);
    }
    launched_free(&result);
}

static bool has(const struct symbols *symbols, const char *name)
{
    for (size_t i = 0; i < symbols->count; i++)
        if (symbols->all[i].defined && strcmp(symbols->all[i].name, name) == 0) return true;
    return false;
}

// Mach-O puts an underscore before every C name, counted_names.h a word before some.
static const char *plain(const char *name, bool underscored)
{
    static const char word[] = "counted_";
    if (underscored && name[0] == '_') name++;
    return strncmp(name, word, strlen(word)) == 0 ? name + strlen(word) : name;
}

static bool in_list(const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
        if (strcmp(allowed[i], name) == 0) return true;
        // expf for exp
        if (strncmp(allowed[i], name, length - 1) == 0 && allowed[i][length - 1] == 0 &&
            (name[length - 1] == 'f' || name[length - 1] == 'l'))
            return true;
    }
    return false;
}

// softmax_forward, when the topic needs some part of softmax
static bool of_needed_topic(const struct settings *settings, const char *topic, const char *name)
{
    for (dim i = 0; i < settings->topics.count; i++) {
        const char *other = settings->topics.parts[i].topic;
        size_t length = strlen(other);
        if (strncmp(name, other, length) == 0 && name[length] == '_' &&
            topics_needs(&settings->topics, topic, other))
            return true;
    }
    return false;
}

static bool is_memory(const char *name)
{
    static const char *const memory[] = {"malloc", "calloc", "realloc", "free", "aligned_alloc",
                                         "posix_memalign", "alloca"};
    for (size_t i = 0; i < sizeof memory / sizeof *memory; i++)
        if (strcmp(name, memory[i]) == 0) return true;
    return false;
}

static const char *advice(const char *name)
{
    if (is_memory(name))
        return "a lab does not allocate: all it needs is handed to it (see the contract)";
    return "a lab is plain C: arithmetic, memcpy and its kind, printf, and what its contract names";
}

static bool is_underscored(const struct symbols *trusted)
{
    for (size_t i = 0; i < trusted->count; i++)
        if (trusted->all[i].defined && trusted->all[i].name[0] == '_') return true;
    return false;
}

// A name that the contract defines and the file does not; NULL when there is none.
static const char *missing(const struct symbols *trusted, const struct symbols *own)
{
    for (size_t i = 0; i < trusted->count; i++)
        if (trusted->all[i].defined && !has(own, trusted->all[i].name)) return trusted->all[i].name;
    return NULL;
}

static void judge(struct outcome *outcome, struct symbols_found *found,
                  const struct settings *settings, const char *topic, const char *source,
                  const struct symbols *trusted, const struct symbols *own)
{
    const bool underscored = is_underscored(trusted);
    const char *absent = missing(trusted, own);
    bool only_memory = true;
    if (absent) {
        outcome->verdict = VERDICT_COMPILE_ERROR;
        snprintf(outcome->detail, sizeof outcome->detail,
                 "%s does not define %s; put the function back as reference/include/%s.h "
                 "declares it", source, plain(absent, underscored), topic);
        return;
    }
    for (size_t i = 0; i < own->count; i++) {
        const char *name = own->all[i].name, *shown = plain(name, underscored);
        const bool defined = own->all[i].defined;
        if (defined ? has(trusted, name)
                    : has(own, name) || in_list(shown) || of_needed_topic(settings, topic, shown))
            continue;
        only_memory = only_memory && !defined && is_memory(shown);
        // The first is told; where free is, what it frees was asked for before.
        if (outcome->verdict != VERDICT_PASS && strcmp(found->called, "free") != 0) continue;
        outcome->verdict = VERDICT_FORBIDDEN_SYMBOL;
        if (defined) {
            snprintf(outcome->detail, sizeof outcome->detail,
                     "%s also defines %s, which its contract does not name; write static before "
                     "it, so that it cannot collide with another file's", source, shown);
            continue;
        }
        snprintf(found->called, sizeof found->called, "%s", shown);
        found->advice = advice(shown);
    }
    found->only_memory = only_memory && found->called[0];
}

void symbols_check(struct outcome *outcome, struct symbols_found *found,
                   const struct settings *settings, const char *topic, const char *source,
                   const char *object)
{
    struct symbols own = {0}, trusted = {0};
    char path[4200];
    snprintf(path, sizeof path, "%s/%s.o", settings->objects, topic);
    if (access(path, R_OK) != 0)  // the stub's names are the same: a handout elsewhere
        snprintf(path, sizeof path, "%s/%s.names.o", settings->objects, topic);
    read_symbols(&trusted, &own, path, object);
    judge(outcome, found, settings, topic, source, &trusted, &own);
    free(own.all);
    free(trusted.all);
}
