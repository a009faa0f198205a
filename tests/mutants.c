// mutants.c: every known mistake made, graded and judged (`make mutants`).
//   mutants [TOPIC]            a row for each topic, then the gates; exit 1 when one does not hold
//   mutants --record [TOPIC]   writes what the mistakes answer, datasets/golden/mutants/
//   mutants --page             grades all of them and prints docs/mistakes.md
//   mutants --tap [TOPIC]      the gates as TAP, for make test
// Gates: a wrong one is rejected by a recorded case, by 100 bounds where it is a matter of degree;
// its name is told in 95 of 100; an accepted variant earns everything, at several seeds.
#include "mutants.h"

#include "fail.h"
#include "fields.h"
#include "lab.h"
#include "signature.h"
#include "workers.h"

#include <glob.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MUTANTS_MAX = 2000, SEEDS = 3, LIMIT_SECONDS = 2 };
static const double bounds_least = 100.0, named_least = 0.95;

// ---- one mutant --------------------------------------------------------------------------------

const char *mutants_solution(struct arena *arena, const struct settings *settings,
                             const char *topic)
{
    const struct topic_part *part = topics_find(&settings->topics, topic);
    if (!part) fail("tests/mutants/%s: labs/topics.txt has no such topic", topic);
    const size_t room = 2 * strlen(topic) + 40;
    char *path = arena_alloc(arena, room);
    snprintf(path, room, "solutions/%s-%s/%s.c", part->number, topic, topic);
    return path;
}

void mutated_make(struct mutated *made, const struct catalogue *all, const struct mutant *mutant,
                  struct arena *arena, const char *before)
{
    const char *temporary = getenv("TMPDIR");
    *made = (struct mutated){.settings = *all->settings};
    snprintf(made->folder, sizeof made->folder, "%s/crumb-mutant-XXXXXX",
             temporary && *temporary ? temporary : "/tmp");
    const char *changed = mutant_apply(&made->error, mutant, arena,
                                       mutants_solution(arena, all->settings, mutant->topic));
    if (!changed) return;
    if (!mkdtemp(made->folder)) fail_environment("%s: cannot be made", made->folder);
    snprintf(made->file, sizeof made->file, "%s/%s.c", made->folder, mutant->topic);
    FILE *out = fopen(made->file, "w");
    if (!out || fputs(before, out) < 0 || fputs(changed, out) < 0 || fclose(out) != 0)
        fail_environment("%s: cannot be written", made->file);
    made->settings.from = made->folder;
    made->settings.lab = mutant->topic;
    made->settings.seconds = LIMIT_SECONDS;
    made->settings.recorded_only = true;
}

void mutated_remove(const struct mutated *made)
{
    if (made->error) return;
    unlink(made->file);
    rmdir(made->folder);
}

// A failed check: what it says of the distance, and that it failed.
static void take_check(json_t *result, const json_t *check)
{
    const char *verdict = field_text(check, "verdict");
    if (strcmp(verdict, "pass") == 0 || strcmp(verdict, "skipped") == 0) return;
    if (strcmp(verdict, "grader-error") == 0 || strcmp(verdict, "compile-error") == 0 ||
        strcmp(verdict, "forbidden-symbol") == 0)
        json_object_set_new(result, "error", json_string(field_text(check, "detail")));
    const double times = json_number_value(json_object_get(check, "times"));
    if (times == 0.0) json_object_set_new(result, "discrete", json_true());
    if (times > json_number_value(json_object_get(result, "times")))
        json_object_set_new(result, "times", json_real(times));
    json_array_append(json_object_get(result, "failed"), json_object_get(check, "id"));
}

// Is this what was made, or one that cannot be told from it?
static bool names(const json_t *known, const struct mutant *mutant, struct arena *arena)
{
    const char *says = mutant_value(mutant, arena, "says");
    if (field_is(known, "name", mutant->name) || field_is(known, "says", says) ||
        field_is(known, "name", mutant_value(mutant, arena, "same")))
        return true;
    size_t i;
    json_t *other;
    json_array_foreach(json_object_get(known, "or"), i, other)
        if (strcmp(json_string_value(other), says) == 0) return true;
    return false;
}

// One that is right in its numbers fails by the recipes that it names, and by nothing else.
static void take_work(json_t *result, const json_t *check, const struct mutant *mutant)
{
    const char *colon = strchr(field_text(check, "id"), ':');
    const char *verdict = field_text(check, "verdict");
    const bool counted = strncmp(colon ? colon : "", ":work-", 6) == 0;
    const bool slow = strcmp(verdict, "too-much-work") == 0, right = strcmp(verdict, "pass") == 0;
    if (counted ? !slow && mutant_works(mutant, colon + 6) : !right)
        json_object_set_new(result, "error", json_string(field_text(check, "id")));
}

// Each function that failed must be told the mistake's name.
static void take_part(json_t *result, const json_t *part, const struct mutant *mutant,
                      struct arena *arena)
{
    size_t i;
    json_t *check;
    const char *before = "";
    json_array_foreach(json_object_get(part, "checks"), i, check) {
        take_check(result, check);
        if (*mutant->work) take_work(result, check, mutant);
        const char *operation = field_text(check, "operation");
        if (field_is(check, "verdict", "pass") || strcmp(operation, before) == 0) continue;
        before = operation;
        const json_t *known = json_object_get(json_object_get(part, "recognised"), operation);
        if (field_is(check, "verdict", "too-much-work") || names(known, mutant, arena)) continue;
        char said[400];
        snprintf(said, sizeof said, "%s: %s %s", operation, field_text(known, "sure"),
                 field_text(known, "name"));
        json_array_append_new(json_object_get(result, "misnamed"), json_string(said));
    }
}

// The function that was changed, when a student would call it by its name: the others are as they
// were, and are left out. NULL: a helper, or one that is to fail by its work.
static const char *changed(const struct catalogue *all, const struct mutant *mutant,
                           struct arena *arena)
{
    const char *function = mutant_value(mutant, arena, "in"), *found = NULL;
    struct golden golden;
    if (mutant->accepted || *mutant->work || !*function) return NULL;
    golden_load(&golden, arena, all->settings->golden, mutant->topic);
    for (dim i = 0; i < golden.count && !found; i++)
        if (lab_is_of(golden.cases[i].operation, function)) found = function;
    golden_close(&golden);
    return found;
}

static void grade_once(json_t *result, const struct catalogue *all, const struct mutated *made,
                       const struct mutant *mutant, struct arena *arena)
{
    size_t i;
    json_t *part;
    json_t *lab = lab_grade(&made->settings, topics_find(&all->settings->topics, mutant->topic));
    if (!field_is(lab, "build", "pass"))
        json_object_set_new(result, "error", json_string(field_text(lab, "message")));
    json_array_foreach(json_object_get(lab, "parts"), i, part)
        take_part(result, part, mutant, arena);
    json_decref(lab);
}

static json_t *judge(const struct catalogue *all, const struct mutant *mutant)
{
    struct arena arena = {0};
    struct mutated made;
    json_t *result = json_pack("{s:[],s:[],s:f}", "failed", "misnamed", "times", 0.0);
    mutated_make(&made, all, mutant, &arena, "");
    made.settings.recorded_only = !mutant->accepted;
    made.settings.counted = *mutant->work;
    made.settings.function = changed(all, mutant, &arena);
    for (int seed = 0; !made.error && seed < (mutant->accepted ? SEEDS : 1); seed++) {
        made.settings.seed = (uint64_t)seed + 7;
        grade_once(result, all, &made, mutant, &arena);
    }
    if (made.settings.function && json_array_size(json_object_get(result, "failed")) == 0) {
        made.settings.function = NULL;  // it shows in another function only
        grade_once(result, all, &made, mutant, &arena);
    }
    if (made.error) json_object_set_new(result, "error", json_string(made.error));
    mutated_remove(&made);
    arena_free(&arena);
    return result;
}

static json_t *work(const void *context, dim i)
{
    const struct catalogue *all = context;
    return all->recording ? mutants_observe(all, &all->all[i]) : judge(all, &all->all[i]);
}

// ---- what came of it ---------------------------------------------------------------------------

bool mutant_rejected(const json_t *result)
{
    return !json_object_get(result, "error") &&
           json_array_size(json_object_get(result, "failed")) > 0 &&
           (json_object_get(result, "discrete") ||
            json_number_value(json_object_get(result, "times")) >= bounds_least);
}

bool mutant_named(const json_t *result)
{
    return mutant_rejected(result) && json_array_size(json_object_get(result, "misnamed")) == 0;
}

bool mutant_accepted(const json_t *result)
{
    return !json_object_get(result, "error") &&
           json_array_size(json_object_get(result, "failed")) == 0;
}

static void say_mutant(FILE *out, const struct mutant *mutant, const json_t *result)
{
    if (json_object_get(result, "error"))
        fprintf(out, "# %s: %s\n", mutant->path, field_text(result, "error"));
    else if (mutant->accepted && !mutant_accepted(result))
        fprintf(out, "# %s: an accepted variant fails %s\n", mutant->path,
                json_string_value(json_array_get(json_object_get(result, "failed"), 0)));
    else if (!mutant->accepted && !mutant_rejected(result))
        fprintf(out, "# %s: not rejected: misses no recorded case by %g bounds (%g)\n",
                mutant->path, bounds_least, json_number_value(json_object_get(result, "times")));
}

static bool fine(const struct mutant *mutant, const json_t *result)
{
    return mutant->accepted ? mutant_accepted(result) : mutant_rejected(result);
}

// Sentences about one gate, as they are or behind a line of TAP.
struct gate {
    bool tap;
    int number, bad;
};

static void close_gate(struct gate *gate, bool good, const char *name)
{
    gate->number++;
    gate->bad += !good;
    if (gate->tap) printf("%sok %d - %s\n", good ? "" : "not ", gate->number, name);
}

static void say_misnamed(FILE *out, const struct catalogue *all, json_t *const *results)
{
    for (dim i = 0; i < all->count; i++) {
        const json_t *misnamed = json_object_get(results[i], "misnamed");
        if (!all->all[i].accepted && json_array_size(misnamed) > 0)
            fprintf(out, "# %s: told otherwise: %s\n", all->all[i].path,
                    json_string_value(json_array_get(misnamed, 0)));
    }
}

// Recorded answers that are not of this mutant as it is now.
static int stale_records(FILE *out, struct catalogue *all)
{
    struct golden golden = {.cases = NULL};
    struct signatures known = {.count = 0};
    const char *topic = "";
    int stale = 0;
    for (dim i = 0; i < all->count; i++) {
        const struct mutant *mutant = &all->all[i];
        char hash[65];
        if (mutant->accepted || *mutant->work) continue;
        if (strcmp(topic, mutant->topic) != 0) {
            topic = mutant->topic;
            golden_load(&golden, &all->arena, all->settings->golden, topic);
            signatures_load(&known, &all->arena, all->settings->golden, &golden, topic);
            if (*known.why) fprintf(out, "# %s: %s\n", topic, known.why);
        }
        const char *text = known.file.mapping ? safetensors_metadata(&known.file, mutant->name)
                                              : NULL;
        mutants_hash(hash, all, mutant, &all->arena);
        if (text && !*known.why && strstr(text, hash)) continue;
        fprintf(out, "# %s: its answers are not recorded; make mutants RECORD=1\n", mutant->path);
        stale++;
    }
    return stale;
}

// Returns how many gates do not hold.
static int gates(struct catalogue *all, json_t *const *results, bool tap)
{
    struct gate gate = {.tap = tap};
    int wrong = 0, right = 0;
    char name[300];
    for (dim i = 0; i < all->count; i++) {
        const struct mutant *mutant = &all->all[i];
        wrong += !mutant->accepted;
        right += !mutant->accepted && mutant_named(results[i]);
        snprintf(name, sizeof name, "mutant %s/%s is %s", mutant->topic, mutant->name,
                 mutant->accepted ? "accepted" : "rejected");
        close_gate(&gate, fine(mutant, results[i]), name);
        say_mutant(stdout, mutant, results[i]);
    }
    snprintf(name, sizeof name, "%d of %d mistakes are told by name", right, wrong);
    close_gate(&gate, right >= named_least * wrong, name);
    say_misnamed(stdout, all, results);
    close_gate(&gate, stale_records(stdout, all) == 0, "recorded answers are of these mutants");
    close_gate(&gate, mutants_page_stale(stdout, all) == 0, "docs/mistakes.md lists them");
    close_gate(&gate, mutants_complain(stdout, all, results) == 0,
               "every entry is a mutant, and every hole is closed by its case");
    if (tap) printf("1..%d\n", gate.number);
    return gate.bad;
}

// ---- the program -------------------------------------------------------------------------------

static const struct topics *order;  // of topics: for qsort

static int by_number(const void *a, const void *b)
{
    const struct mutant *x = a, *y = b;
    const struct topic_part *m = topics_find(order, x->topic), *n = topics_find(order, y->topic);
    if (m && n && m != n) return m < n ? -1 : 1;
    return strcmp(x->name, y->name);
}

static void read_all(struct catalogue *all, const char *topic)
{
    glob_t paths;
    char pattern[300];
    snprintf(pattern, sizeof pattern, "tests/mutants/%.200s/*.mutant", topic ? topic : "*");
    if (glob(pattern, 0, NULL, &paths) != 0)
        fail("%s: no mutants there; name a topic of labs/topics.txt", pattern);
    if (paths.gl_pathc > MUTANTS_MAX) fail("%s: more than %d mutants", pattern, MUTANTS_MAX);
    all->count = (dim)paths.gl_pathc;
    all->all = arena_array(&all->arena, paths.gl_pathc, sizeof *all->all);
    for (dim i = 0; i < all->count; i++) {
        char *path = arena_alloc(&all->arena, strlen(paths.gl_pathv[i]) + 1);
        mutant_read(&all->all[i], &all->arena, strcpy(path, paths.gl_pathv[i]));
    }
    globfree(&paths);
    order = &all->settings->topics;
    qsort(all->all, (size_t)all->count, sizeof *all->all, by_number);
}

static void run_all(json_t **results, struct catalogue *all)
{
    char (*said)[WORKERS_SAID_MAX] = calloc((size_t)all->count, sizeof *said);
    if (!said) fail_environment("memory: no room for %td mutants", all->count);
    workers_run(results, said, all->count, work, all);
    for (dim i = 0; i < all->count; i++)
        if (!results[i])
            results[i] = json_pack("{s:s,s:[],s:[]}", "error",
                                   said[i][0] ? said[i] : "the process died", "failed",
                                   "misnamed");
    free(said);
}

// docs/mistakes.md with what was measured now; rows of other topics stay as they are there.
static void write_page(const struct catalogue *all, json_t *const *results)
{
    static const char path[] = "docs/mistakes.md", temporary[] = "docs/mistakes.md.tmp";
    struct catalogue whole = {.settings = all->settings};
    read_all(&whole, NULL);
    json_t **known = arena_array(&whole.arena, (size_t)whole.count, sizeof(json_t *));
    for (dim i = 0; i < whole.count; i++)
        for (dim j = 0; j < all->count; j++)
            if (strcmp(whole.all[i].path, all->all[j].path) == 0) known[i] = results[j];
    FILE *out = fopen(temporary, "w");
    if (!out) fail("%s: cannot be written", temporary);
    mutants_page(out, &whole, known);
    if (fflush(out) != 0 || fsync(fileno(out)) != 0 || fclose(out) != 0 ||
        rename(temporary, path) != 0)
        fail("%s: cannot be written; is the disk full?", path);
    arena_free(&whole.arena);
}

int main(int argc, char **argv)
{
    const char *build = getenv("BUILD"), *mode = "", *topic = NULL;
    char objects[4096], here[4000];
    struct settings settings = {.objects = objects, .golden = "datasets/golden", .seed = 7,
                                .checked = CHECKED_NEVER};
    struct catalogue all = {.settings = &settings};
    fail_program("mutants");
    for (int i = 1; i < argc; i++) *(argv[i][0] == '-' ? &mode : &topic) = argv[i];
    all.recording = strcmp(mode, "--record") == 0;
    const bool page = strcmp(mode, "--page") == 0, tap = strcmp(mode, "--tap") == 0;
    if (*mode && !all.recording && !page && !tap)
        fail_usage("usage: mutants [--record | --page | --tap] [TOPIC]");
    if (!getcwd(here, sizeof here)) fail_environment("the current folder cannot be read");
    settings.root = here;
    snprintf(objects, sizeof objects, "%s%s%s/objects", build && *build == '/' ? "" : here,
             build && *build == '/' ? "" : "/", build ? build : "build");
    topics_load(&settings.topics, &all.arena, "labs/topics.txt");
    read_all(&all, topic);
    json_t **results = arena_array(&all.arena, (size_t)all.count, sizeof(json_t *));
    run_all(results, &all);
    int bad = 0;
    if (all.recording) mutants_write(&all, results, topic);
    else if (tap) bad = gates(&all, results, true);
    else {
        if (page) write_page(&all, results);
        mutants_matrix(stdout, &all, results);
        bad = gates(&all, results, false);
    }
    for (dim i = 0; i < all.count; i++) json_decref(results[i]);
    arena_free(&all.arena);
    return bad ? 1 : fflush(stdout) != 0;
}
