// labs.c: several labs at once, each in a worker process (workers.h). See lab.h.
#include "lab.h"

#include "quiz_lab.h"
#include "workers.h"

#include <string.h>

enum { LABS_MAX = 100 };

struct list {
    const struct settings *settings;
    const struct topic_part *first[LABS_MAX];
    dim count;
};

static json_t *grade_one(const void *context, dim i)
{
    const struct list *list = context;
    const struct settings *settings = list->settings;
    if (settings->part && strcmp(settings->part, QUIZ_PART) == 0)
        return quiz_lab(settings, list->first[i]);
    return lab_grade(settings, list->first[i]);
}

static void fill(struct list *list, labs_wanted *wanted, const void *context)
{
    const struct settings *settings = list->settings;
    const struct topics *topics = &settings->topics;
    const struct topic_part *only = settings->lab ? topics_find(topics, settings->lab) : NULL;
    for (dim i = 0; i < topics->count && list->count < LABS_MAX; i++) {
        const struct topic_part *first = &topics->parts[i];
        if (i > 0 && strcmp(first->topic, topics->parts[i - 1].topic) == 0) continue;
        if (only && first != only) continue;
        if (!wanted || wanted(settings, first, context)) list->first[list->count++] = first;
    }
}

json_t *labs_grade_where(const struct settings *settings, labs_wanted *wanted, const void *context)
{
    struct list list = {.settings = settings};
    json_t *results[LABS_MAX] = {NULL}, *labs = json_array();
    static char said[LABS_MAX][WORKERS_SAID_MAX];
    fill(&list, wanted, context);
    workers_run(results, said, list.count, grade_one, &list);
    for (dim i = 0; i < list.count; i++) {
        const char *why = said[i][0] ? said[i] : "the grading process died";
        if (!results[i]) results[i] = lab_broken(settings, list.first[i], why);
        json_array_append_new(labs, results[i]);
    }
    return labs;
}

json_t *labs_grade(const struct settings *settings)
{
    return labs_grade_where(settings, NULL, NULL);
}
