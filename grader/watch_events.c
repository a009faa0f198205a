// watch_events.c: inotify, see inotify(7) and watch_events.h.
#include "watch_events.h"

#ifdef __linux__
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

int watch_events_open(void)
{
    const char *wish = getenv("CRUMB_WATCH");
    if (wish && strcmp(wish, "poll") == 0) return -1;
    return inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
}

void watch_events_add(int events, const char *folder)
{
    const uint32_t what = IN_CLOSE_WRITE | IN_MODIFY | IN_MOVED_TO | IN_CREATE | IN_DELETE;
    if (events >= 0) inotify_add_watch(events, folder, what | IN_ONLYDIR);
}

void watch_events_drain(int events, watch_event happened, void *context)
{
    _Alignas(struct inotify_event) char bytes[16384];
    ssize_t got;
    while (events >= 0 && (got = read(events, bytes, sizeof bytes)) > 0)
        for (const char *at = bytes; at < bytes + got;) {
            const struct inotify_event *event = (const void *)at;
            if (event->len)
                happened(context, event->name, event->mask & (IN_CLOSE_WRITE | IN_MOVED_TO));
            at += sizeof *event + event->len;
        }
}
#else
int watch_events_open(void)
{
    return -1;
}

void watch_events_add(int events, const char *folder)
{
    (void)events, (void)folder;
}

void watch_events_drain(int events, watch_event happened, void *context)
{
    (void)events, (void)happened, (void)context;
}
#endif
