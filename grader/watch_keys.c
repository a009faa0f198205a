// watch_keys.c: h, n, l, r, q and space. See watch_state.h.
#include "watch_state.h"

#include "converse.h"
#include "next.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static void start_side(struct watch *watch, enum watch_view view,
                       void (*work)(FILE *out, const void *context))
{
    if (view != WATCH_LIST && watch_is_grading(watch)) {
        watch->key = view == WATCH_HINT ? 'h' : 'r';
        return;
    }
    if (view != WATCH_LIST && !watch->record) return;
    watch->coming = view;
    watch_job_start(&watch->side, work, &watch->work);
}

static void back_to_report(struct watch *watch)
{
    struct progress progress = {.root = NULL};
    if (watch->record) watch_show_report(watch, "", &progress);
}

// Without a memory: the first part, Speak before Learn, that was not seen to pass.
static const struct topic_part *next_unseen(const struct watch *watch)
{
    const struct topics *topics = &watch->settings.topics;
    for (int track = TRACK_SPEAK; track <= TRACK_LEARN; track++)
        for (dim i = 0; i < topics->count; i++)
            if (topics->parts[i].track == track && watch->passed[i] != 'y')
                return &topics->parts[i];
    return NULL;
}

const struct topic_part *watch_next_part(const struct watch *watch)
{
    struct progress progress;
    progress_read(&progress, &watch->settings);
    const bool remembered = json_object_size(json_object_get(progress.root, "parts")) > 0;
    const struct topic_part *part =
        remembered ? next_part(&watch->settings, &progress, watch->record) : next_unseen(watch);
    progress_free(&progress);
    return part;
}

static void go_to_next(struct watch *watch)
{
    const struct topic_part *part = watch_next_part(watch);
    if (!part) {
        char *text = strdup(" every part passes: there is nothing left to write\n");
        if (text) watch_show(watch, WATCH_NEXT, text);
        return;
    }
    watch->settings.part = NULL;
    if (watch->files.only >= 0) watch_files_only(&watch->files, part);
    watch_begin(watch, topics_find(&watch->settings.topics, part->topic), converse_now());
    watch_draw(watch);
}

void watch_key(struct watch *watch, char byte)
{
    switch (byte) {
    case 'h': start_side(watch, WATCH_HINT, watch_work_hint); break;
    case 'n': go_to_next(watch); break;
    case 'l':
        if (watch->view == WATCH_LIST) back_to_report(watch);
        else start_side(watch, WATCH_LIST, watch_work_list);
        break;
    case 'r':
        if (watch->view == WATCH_REPLAY) back_to_report(watch);
        else start_side(watch, WATCH_REPLAY, watch_work_replay);
        break;
    case ' ': watch_page(watch); break;
    case 'q': case 4: watch->over = true; break;  // 4: Ctrl-D
    default: break;
    }
}

void watch_take_keys(struct watch *watch)
{
    char bytes[64];
    const ssize_t got = read(STDIN_FILENO, bytes, sizeof bytes);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (got <= 0) watch->over = true;
    if (!watch->terminal.keys || (got > 0 && bytes[0] == '\033')) return;  // an arrow, say
    for (ssize_t i = 0; i < got && !watch->over; i++) watch_key(watch, bytes[i]);
}
