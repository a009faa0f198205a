// few_shot.c: the subcommand few-shot: small tasks with 0, 1, 2 or 4 examples in front (tasks.txt):
// text to learn from, or with --evaluation lines {"prompt","answer","task","shots"}.
#include "fail.h"
#include "kitchen.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { TASKS_MOST = 32, ITEMS_MOST = 64, SHOTS = 4, TEXT_COUNT = 4000, EVALUATION_EACH = 12 };
static const int shots[SHOTS] = {0, 1, 2, 4};

struct item {
    const char *in, *out;
    long steps;  // the number that is converted; 0: none
};

struct task {
    const char *name, *pattern, *answer, *from, *to;
    long times;
    struct item items[2][ITEMS_MOST];  // train, held-out
    dim counts[2], line;
};

struct tasks {
    struct kitchen *kitchen;
    const char *path;
    struct task all[TASKS_MOST];
    dim count;
};

// ---- reading -----------------------------------------------------------------------------------

// What the world says of an ingredient.
static const char *known_of(const struct tasks *tasks, const struct task *task, const char *name,
                            dim line)
{
    const struct ingredient *what = ingredient_find(tasks->kitchen, name);
    if (!what)
        fail("%s:%td: \"%s\" is no ingredient of world/ingredients.txt; add it there, or write "
             "\"%s = ANSWER\"",
             tasks->path, line, name, name);
    const char *known = strcmp(task->answer, "color") == 0   ? what->colour
                        : strcmp(task->answer, "taste") == 0 ? what->taste
                        : strcmp(task->answer, "shop") == 0  ? what->shop
                                                             : NULL;
    if (!known)
        fail("%s:%td: the world says no %s of \"%s\"; leave it out, or write \"%s = ANSWER\"",
             tasks->path, line, task->answer, name, name);
    return known;
}

static const char *many(const struct ingredient *what, const char *name)
{
    return what && what->plural ? what->plural : name;
}

static struct item read_item(const struct tasks *tasks, const struct task *task, char *text,
                             dim line)
{
    struct item item = {.in = text};
    char *equals = strstr(text, " = ");
    if (equals) {
        *equals = 0;
        item.out = equals + 3;
    } else if (task->times) {
        item.steps = whole_number(text, 1000);
        if (item.steps < 1)
            fail("%s:%td: \"%s\": wanted a whole number from 1 to 1000", tasks->path, line, text);
        item.out = arena_print(tasks->kitchen->arena, "%ld", item.steps * task->times);
    } else if (task->answer) {
        item.out = known_of(tasks, task, text, line);
        item.in = many(ingredient_find(tasks->kitchen, text), text);
    } else {
        fail("%s:%td: \"%s\" has no answer; write \"%s = ANSWER\"", tasks->path, line, text, text);
    }
    return item;
}

static void read_items(const struct tasks *tasks, struct task *task, int split, char *list,
                       dim line)
{
    for (char *text; (text = item_next(&list, ';'));) {
        if (task->counts[split] == ITEMS_MOST)
            fail("%s:%td: more than %d items; make a second task", tasks->path, line, ITEMS_MOST);
        task->items[split][task->counts[split]++] = read_item(tasks, task, text, line);
    }
}

static void read_field(const struct tasks *tasks, struct task *task, struct line *line)
{
    if (strcmp(line->key, "answer") == 0) task->answer = line->value;
    else if (strcmp(line->key, "from") == 0) task->from = line->value;
    else if (strcmp(line->key, "to") == 0) task->to = line->value;
    else if (strcmp(line->key, "times") == 0) task->times = whole_number(line->value, 1000);
    else if (strcmp(line->key, "train") == 0) read_items(tasks, task, 0, line->value, line->number);
    else if (strcmp(line->key, "held-out") == 0)
        read_items(tasks, task, 1, line->value, line->number);
    else
        fail("%s:%td: \"%s\": no such field; there are train, held-out, answer, from, to, times",
             tasks->path, line->number, line->key);
}

static void check_task(const struct tasks *tasks, const struct task *task)
{
    if (!strstr(task->pattern, "{in}") || !strstr(task->pattern, "{out}") ||
        strstr(task->pattern, "{in}") > strstr(task->pattern, "{out}"))
        fail("%s:%td: %s: wanted a sentence with {in} and, behind it, {out}", tasks->path,
             task->line, task->name);
    if (strstr(task->pattern, "{steps}") && (!task->times || !task->from || !task->to))
        fail("%s:%td: %s: {steps} needs from, to and times", tasks->path, task->line, task->name);
    if (task->counts[0] < shots[SHOTS - 1] + 1 || task->counts[1] < 1)
        fail("%s:%td: %s: %td items to train and %td held out; wanted at least %d and 1",
             tasks->path, task->line, task->name, task->counts[0], task->counts[1],
             shots[SHOTS - 1] + 1);
    for (dim i = 0; i < task->counts[0]; i++)
        for (dim k = 0; k < task->counts[1]; k++)
            if (strcmp(task->items[0][i].in, task->items[1][k].in) == 0)
                fail("%s:%td: %s: \"%s\" is held out and to train; take it out of one", tasks->path,
                     task->line, task->name, task->items[0][i].in);
}

static void read_tasks(struct tasks *tasks)
{
    struct lines lines;
    lines_load(&lines, tasks->kitchen->arena, tasks->kitchen->folder, "tasks.txt");
    tasks->path = lines.path;
    for (dim i = 0; i < lines.count; i++) {
        struct line *line = &lines.all[i];
        if (line->field) {
            read_field(tasks, &tasks->all[tasks->count - 1], line);
            continue;
        }
        if (tasks->count == TASKS_MOST)
            fail("%s:%td: more than %d tasks", tasks->path, line->number, TASKS_MOST);
        tasks->all[tasks->count++] =
            (struct task){.name = line->key, .pattern = line->value, .line = line->number};
    }
    if (!tasks->count) fail("%s: no task in it", tasks->path);
    for (dim i = 0; i < tasks->count; i++) check_task(tasks, &tasks->all[i]);
}

// ---- writing -----------------------------------------------------------------------------------

// The pattern with an item put in, from its start to where the answer begins, or from there on.
static void add_pattern(struct words *words, const struct task *task, const struct item *item,
                        bool answer)
{
    const char *text = task->pattern, *split = strstr(text, "{steps}");
    if (!split) split = strstr(text, "{out}");
    const size_t start = words->count;
    for (const char *end = text + strlen(text); text < end;) {
        const bool in_answer = text >= split;
        struct words ignored = {0}, *out = in_answer == answer ? words : &ignored;
        if (strncmp(text, "{in}", 4) == 0) {
            words_add(out, item->in);
            text += 4;
        } else if (strncmp(text, "{out}", 5) == 0) {
            words_add(out, item->out);
            text += 5;
        } else if (strncmp(text, "{steps}", 7) == 0) {
            words_print(out, "1 %s is %ld %ss, and %s times %ld is %s.", task->from, task->times,
                        task->to, item->in, task->times, item->out);
            text += 7;
        } else {
            words_some(out, text++, 1);
        }
        words_free(&ignored);
    }
    if (!answer && words->count > start) words_capital(words, start);
}

// Distinct items of the split to train, none of them the one that is asked for.
static void add_examples(struct words *words, const struct task *task, const struct item *asked,
                         int count, struct rng *rng)
{
    bool taken[ITEMS_MOST] = {0};
    while (count > 0) {
        const dim at = rng_below(rng, (uint32_t)task->counts[0]);
        const struct item *item = &task->items[0][at];
        if (taken[at] || item == asked) continue;
        taken[at] = true;
        add_pattern(words, task, item, false);
        add_pattern(words, task, item, true);
        words_add(words, "\n");
        count--;
    }
}

static void trim_end(struct words *words)
{
    while (words->count && words->text[words->count - 1] == ' ') words->text[--words->count] = 0;
}

static void write_evaluation(FILE *out, const struct task *task, const struct item *item, int count,
                             struct rng *rng)
{
    struct words prompt = {0}, answer = {0};
    add_examples(&prompt, task, item, count, rng);
    add_pattern(&prompt, task, item, false);
    trim_end(&prompt);
    add_pattern(&answer, task, item, true);
    json_t *line = json_pack("{s:s, s:s, s:s, s:i}", "prompt", prompt.text, "answer", answer.text,
                             "task", task->name, "shots", count);
    if (!line) fail_environment("no memory for a line of JSON");
    json_dumpf(line, out, JSON_COMPACT | JSON_PRESERVE_ORDER);
    fputc('\n', out);
    json_decref(line);
    words_free(&prompt);
    words_free(&answer);
}

static void write_text(FILE *out, const struct task *task, struct rng *rng)
{
    struct words words = {0};
    const struct item *asked = &task->items[0][rng_below(rng, (uint32_t)task->counts[0])];
    add_examples(&words, task, asked, shots[rng_below(rng, SHOTS)], rng);
    add_pattern(&words, task, asked, false);
    add_pattern(&words, task, asked, true);
    fprintf(out, "%s\n<|endoftext|>\n", words.text);
    words_free(&words);
}

int kitchen_few_shot(struct kitchen *kitchen, const struct options *options)
{
    struct tasks *tasks = arena_alloc(kitchen->arena, sizeof *tasks);
    struct rng rng;
    tasks->kitchen = kitchen;
    read_tasks(tasks);
    rng_seed(&rng, options->seed, options->held_out ? 74 : 73);
    if (options->held_out && !options->evaluation)
        fail_usage("--split held-out: held-out items are never text to learn from; ask for them "
                   "with --evaluation");

    FILE *out = out_begin(options);
    const dim count = options->count ? options->count : TEXT_COUNT;
    for (dim i = 0; !options->evaluation && i < count; i++)
        write_text(out, &tasks->all[rng_below(&rng, (uint32_t)tasks->count)], &rng);
    for (dim i = 0; options->evaluation && i < tasks->count; i++) {
        const struct task *task = &tasks->all[i];
        const dim all = task->counts[options->held_out];
        for (dim k = 0; k < all && k < (options->count ? options->count : EVALUATION_EACH); k++)
            for (int s = 0; s < SHOTS; s++)
                write_evaluation(out, task, &task->items[options->held_out][k], shots[s], &rng);
    }
    out_end(options);
    return 0;
}
