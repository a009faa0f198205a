// counter.c: counts the work of a submission, in calls that ask for it. The compiler has put a call
// of __sanitizer_cov_trace_pc into every basic block of the submission
// (-fsanitize-coverage=trace-pc) and of supplied_step into those of the trusted objects; memcpy and
// arena_alloc are called by other names there (counted_names.h). Counts do not depend on the
// machine, on its load, or on the run. See work.h.
#include "counter.h"
#include "probe.h"

#include <setjmp.h>
#include <string.h>

void __sanitizer_cov_trace_pc(void);
void supplied_step(void);
void *counted_memcpy(void *to, const void *from, size_t bytes);
void *counted_memmove(void *to, const void *from, size_t bytes);
void *counted_memset(void *to, int value, size_t bytes);
int counted_memcmp(const void *a, const void *b, size_t bytes);
void *counted_arena_alloc(struct arena *arena, size_t bytes);
void *counted_arena_array(struct arena *arena, size_t count, size_t size);

enum { BYTES_A_STEP = 4 };  // a float or an id, as a loop would move them

static int64_t counted[COUNTER_NUMBERS], left = INT64_MAX;
static jmp_buf stopped;

static void spend(int64_t steps)
{
    left -= steps;
    if (left < 0) longjmp(stopped, 1);
}

void __sanitizer_cov_trace_pc(void)
{
    counted[COUNTER_OWN]++;
    spend(1);
}

void supplied_step(void)
{
    counted[COUNTER_SUPPLIED]++;
    spend(1);
}

static void moved(size_t bytes)
{
    const int64_t steps = (int64_t)(bytes / BYTES_A_STEP);
    counted[COUNTER_OWN] += steps;
    spend(steps);
}

void *counted_memcpy(void *to, const void *from, size_t bytes)
{
    moved(bytes);
    return memcpy(to, from, bytes);
}

void *counted_memmove(void *to, const void *from, size_t bytes)
{
    moved(bytes);
    return memmove(to, from, bytes);
}

void *counted_memset(void *to, int value, size_t bytes)
{
    moved(bytes);
    return memset(to, value, bytes);
}

// No further than the first difference, as a loop would go.
int counted_memcmp(const void *a, const void *b, size_t bytes)
{
    const unsigned char *x = a, *y = b;
    size_t same = 0;
    while (same < bytes && x[same] == y[same]) same++;
    moved(same);
    return same == bytes ? 0 : x[same] < y[same] ? -1 : 1;
}

static void took(size_t bytes)
{
    counted[COUNTER_CALLS]++;
    counted[COUNTER_BYTES] += (int64_t)bytes;
}

void *counted_arena_alloc(struct arena *arena, size_t bytes)
{
    took(bytes);
    return arena_alloc(arena, bytes);
}

void *counted_arena_array(struct arena *arena, size_t count, size_t size)
{
    took(count * size);
    return arena_array(arena, count, size);
}

void counter_run(void)
{
    if (!probe_has(COUNTER_TENSOR)) {
        probe_run();
        return;
    }
    memset(counted, 0, sizeof counted);
    left = COUNTER_STEPS_MAX;
    if (setjmp(stopped) == 0) probe_run();
    else counted[COUNTER_STOPPED] = 1;
    left = INT64_MAX;
    memcpy(probe_dims(COUNTER_TENSOR), counted, sizeof counted);
}
