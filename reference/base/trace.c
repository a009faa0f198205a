// trace.c: the table of events, and the sinks that read one event at a time. See trace.h.
#include "trace.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name, *axes, *topic;
} table[TRACE_EVENT_COUNT] = {
#define TRACE_ROW(event, name, axes, topic) {name, axes, topic},
    TRACE_EVENTS(TRACE_ROW)
#undef TRACE_ROW
};

const char *trace_name(enum trace_event event)
{
    assert((unsigned)event < TRACE_EVENT_COUNT);
    return table[event].name;
}

const char *trace_axes(enum trace_event event)
{
    assert((unsigned)event < TRACE_EVENT_COUNT);
    return table[event].axes;
}

const char *trace_topic(enum trace_event event)
{
    assert((unsigned)event < TRACE_EVENT_COUNT);
    return table[event].topic;
}

int trace_rank(enum trace_event event)
{
    int rank = 1;
    for (const char *at = trace_axes(event); *at; at++) rank += *at == ' ';
    return rank;
}

int trace_axis(enum trace_event event, const char *letter)
{
    const size_t length = strlen(letter);
    const char *at = trace_axes(event);
    for (int axis = 0;; axis++) {
        const size_t word = strcspn(at, " ");
        if (word == length && memcmp(at, letter, length) == 0) return axis;
        at += word;
        if (!*at++) return -1;
    }
}

void trace_help(void)
{
    printf("%-28s %-12s %s\n", "event", "axes", "topic");
    for (int i = 0; i < TRACE_EVENT_COUNT; i++)
        printf("%-28s %-12s %s\n", table[i].name, table[i].axes, table[i].topic);
}

void trace_emit(const struct trace_sink *sink, enum trace_event event, dim layer,
                enum tensor_type type, const void *values, const dim *shape)
{
    char name[TRACE_NAME_MAX];
    const char *pattern = trace_name(event), *n = strchr(pattern, 'N');
    if (n) snprintf(name, sizeof name, "%.*s%td%s", (int)(n - pattern), pattern, layer, n + 1);
    else snprintf(name, sizeof name, "%s", pattern);
    struct trace_item item = {event, n ? layer : 0,
                              {.name = name, .type = type, .rank = trace_rank(event),
                               .data = values}};
    for (int axis = 0; axis < item.tensor.rank; axis++) item.tensor.shape[axis] = shape[axis];
    sink->event(sink->context, &item);
}

double trace_value(const struct tensor *tensor, dim i)
{
    assert(tensor->type == TENSOR_F32 || tensor->type == TENSOR_I32);
    return tensor->type == TENSOR_I32 ? (double)((const int32_t *)tensor->data)[i]
                                      : (double)((const float *)tensor->data)[i];
}

void trace_measure(struct trace_stats *stats, const struct tensor *tensor)
{
    *stats = (struct trace_stats){.count = tensor_elements(tensor), .first_bad = -1};
    double squares = 0.0;
    for (dim i = 0, good = 0; i < stats->count; i++) {
        const double value = trace_value(tensor, i);
        if (!isfinite(value)) {
            if (stats->bad++ == 0) stats->first_bad = i;
            continue;
        }
        stats->least = good ? fmin(stats->least, value) : value;
        stats->greatest = good ? fmax(stats->greatest, value) : value;
        squares += value * value;
        good++;
    }
    if (stats->count > stats->bad) stats->rms = sqrt(squares / (double)(stats->count - stats->bad));
}

void trace_place(char *text, size_t room, const struct tensor *tensor, dim i)
{
    dim index[TENSOR_RANK_MAX] = {0};
    for (int axis = tensor->rank; axis-- > 0; i /= tensor->shape[axis])
        index[axis] = i % tensor->shape[axis];
    int used = snprintf(text, room, "%s[", tensor->name);
    for (int axis = 0; axis < tensor->rank && used >= 0 && (size_t)used < room; axis++)
        used += snprintf(text + used, room - (size_t)used, "%s%td", axis ? "," : "", index[axis]);
    if (used >= 0 && (size_t)used < room) snprintf(text + used, room - (size_t)used, "]");
}

static int shape_text(char *text, size_t room, const struct tensor *tensor)
{
    int used = 0;
    for (int axis = 0; axis < tensor->rank && used >= 0 && (size_t)used < room; axis++)
        used += snprintf(text + used, room - (size_t)used, "%s%td", axis ? "x" : "",
                         tensor->shape[axis]);
    return used;
}

enum { SHOWN = 4 };  // first values, so that a line keeps to 80 columns

void trace_text(void *context, const struct trace_item *item)
{
    (void)context;
    char shape[TRACE_NAME_MAX];
    const dim count = tensor_elements(&item->tensor);
    shape_text(shape, sizeof shape, &item->tensor);
    printf("%-28s %-12s", item->tensor.name, shape);
    for (dim i = 0; i < count && i < SHOWN; i++) printf(" %.4g", trace_value(&item->tensor, i));
    puts(count > SHOWN ? " ..." : "");
}

// printf says "-nan" of some; the sign means nothing.
static double unsigned_nan(double value)
{
    return isnan(value) ? fabs(value) : value;
}

void trace_stats_text(void *context, const struct trace_item *item)
{
    (void)context;
    struct trace_stats stats;
    trace_measure(&stats, &item->tensor);
    printf("%-28s %11.4g %11.4g %11.4g", item->tensor.name, stats.least, stats.greatest, stats.rms);
    if (stats.bad) {
        char place[2 * TRACE_NAME_MAX];
        trace_place(place, sizeof place, &item->tensor, stats.first_bad);
        printf("  %td not finite, first %s = %g", stats.bad, strchr(place, '['),
               unsigned_nan(trace_value(&item->tensor, stats.first_bad)));
    }
    puts("");
}

void trace_first_bad(void *context, const struct trace_item *item)
{
    struct trace_bad *bad = context;
    struct trace_stats stats;
    if (bad->found) return;
    trace_measure(&stats, &item->tensor);
    if (stats.bad == 0) return;
    bad->found = true;
    bad->value = unsigned_nan(trace_value(&item->tensor, stats.first_bad));
    bad->bad = stats.bad;
    bad->count = stats.count;
    trace_place(bad->place, sizeof bad->place, &item->tensor, stats.first_bad);
}
