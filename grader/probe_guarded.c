// probe_guarded.c: every tensor between two inaccessible pages; a fault is a message to the grader.
// See probe_memory.h.
#include "probe_memory.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { STACK_REACH = 120 << 20, SLACK = 0xC5 };  // bytes, see on_fault; what fills the pages
enum { REGION_BYTES = 64 << 20 };

static const uint8_t *stack_top;

// Nothing else is mapped within 128 MiB below a stack, so that it can grow.
static void on_fault(int number, siginfo_t *info, void *context)
{
    (void)context;
    const bool memory = number == SIGSEGV || number == SIGBUS;
    const uint8_t *address = memory ? info->si_addr : NULL;
    probe_fault(number, address,
                memory && address < stack_top && stack_top - address <= STACK_REACH);
}

void memory_begin(void)
{
    static uint8_t handler_stack[64 * 1024];  // a stack overflow leaves no room on the stack itself
    stack_t stack = {.ss_sp = handler_stack, .ss_size = sizeof handler_stack};
    stack_top = (const uint8_t *)&stack;
    sigaltstack(&stack, NULL);
    const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    struct sigaction action = {.sa_flags = SA_SIGINFO | SA_ONSTACK};
    action.sa_sigaction = on_fault;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        sigaction(signals[i], &action, NULL);
}

// Address space for the tensors of one request, inaccessible but for what is taken of it, and all
// given back at once: mapping each tensor by itself was half of the time of a request.
static uint8_t *region;
static size_t region_used;
static int region_blocks;  // that are not given back

static uint8_t *mapping_of(size_t bytes)
{
    if (!region) {
        void *mapping = mmap(NULL, REGION_BYTES, PROT_NONE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (mapping != MAP_FAILED) region = mapping;
    }
    if (region && bytes <= REGION_BYTES - region_used) {
        uint8_t *mapping = region + region_used;
        region_used += bytes;
        region_blocks++;
        return mapping;
    }
    void *mapping = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return mapping == MAP_FAILED ? NULL : mapping;
}

bool memory_take(struct block *block, uint64_t bytes, enum frame_run run)
{
    static size_t page;
    if (!page) page = (size_t)sysconf(_SC_PAGESIZE);
    block->usable = ((size_t)bytes + page - 1) / page * page;
    block->mapped = block->usable + 2 * page;
    block->bytes = bytes;
    block->mapping = mapping_of(block->mapped);
    if (!block->mapping) return false;
    block->pages = block->mapping + page;
    if (block->usable && mprotect(block->pages, block->usable, PROT_READ | PROT_WRITE) != 0)
        return false;
    // Flush with the guard behind in the first run, with the guard before in the second.
    block->data = block->pages + (run == FRAME_FIRST_RUN ? block->usable - bytes : 0);
    memset(block->pages, SLACK, block->usable);
    return true;
}

void memory_seal(struct block *block)
{
    if (block->usable) mprotect(block->pages, block->usable, PROT_READ);
}

// The bytes on the tensor's own pages that are not the tensor must still be as they were filled.
const uint8_t *memory_touched(const struct block *block)
{
    for (size_t i = 0; i < block->usable; i++) {
        const uint8_t *at = block->pages + i;
        if (at >= block->data && at < block->data + block->bytes) continue;
        if (*at != SLACK) return at;
    }
    return NULL;
}

void memory_give_back(struct block *block)
{
    if (!region || block->mapping < region || block->mapping >= region + REGION_BYTES) {
        munmap(block->mapping, block->mapped);
    } else if (--region_blocks == 0) {
        mmap(region, region_used, PROT_NONE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
        region_used = 0;
    }
}
