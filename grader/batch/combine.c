// combine.c: several histories into one. See history.h.
#include "batch/history.h"

#include "fields.h"

#include <stdint.h>
#include <string.h>

const char *history_differs(struct arena *arena, const json_t *one, const json_t *other)
{
    const char *key, *list = "";
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)one, key, value)
        if (!json_equal(value, json_object_get(other, key)))
            list = arena_print(arena, "%s%s%s", list, *list ? ", " : "", key);
    json_object_foreach((json_t *)(uintptr_t)other, key, value)
        if (!json_object_get(one, key))
            list = arena_print(arena, "%s%s%s", list, *list ? ", " : "", key);
    return list;
}

const char *history_add(struct history *history, struct arena *arena, const struct history *from,
                        const char *name, const char *from_name)
{
    const char *id, *submission, *wrong = NULL;
    json_t *more, *kept;
    if (!from->fingerprint) return NULL;  // a journal that has not begun
    if (!history->fingerprint) history->fingerprint = json_deep_copy(from->fingerprint);
    const char *differs = history_differs(arena, history->fingerprint, from->fingerprint);
    if (*differs)
        return arena_print(arena, "%s and %s were not graded the same way (%s differs); grade all "
                           "with one grader and the same flags", name, from_name, differs);
    json_object_foreach(from->ids, id, more) {
        json_t *entry = history_entry(history, id);
        json_object_update(json_object_get(entry, "begun"), json_object_get(more, "begun"));
        if (strcmp(field_text(more, "why"), field_text(entry, "why")) > 0)
            json_object_set(entry, "why", json_object_get(more, "why"));
        json_object_foreach(json_object_get(more, "results"), submission, kept)
            if (!wrong) wrong = history_put(arena, entry, id, submission, json_incref(kept));
    }
    return wrong;
}

void history_replace(struct history *history, const struct history *from)
{
    const char *id;
    json_t *more;
    json_decref(history->fingerprint);
    history->fingerprint = json_deep_copy(from->fingerprint);
    json_object_foreach(from->ids, id, more) {
        json_t *entry = history_entry(history, id);
        json_object_set(entry, "why", json_object_get(more, "why"));
        json_object_update(json_object_get(entry, "begun"), json_object_get(more, "begun"));
        json_object_update(json_object_get(entry, "results"), json_object_get(more, "results"));
    }
}
