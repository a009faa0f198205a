// probe_checked.c: every tensor between pages that the address sanitizer must not see touched. What
// is touched outside is reported with the line that did it; before each report stands a list of the
// tensors and their addresses, which findings.c looks it up in. See probe_memory.h.
// The sanitizer's functions are declared here: its headers may be missing where it works.
#include "probe_memory.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MARGIN_PAGES = 64 };  // inaccessible, so that a step too far meets no other tensor

void __asan_poison_memory_region(const volatile void *start, size_t bytes);
void __asan_unpoison_memory_region(const volatile void *start, size_t bytes);
void __asan_on_error(void);
const char *__asan_default_options(void);
const char *__ubsan_default_options(void);

// A report does not end the program, so that one run finds several mistakes. The limit of memory is
// on what is used: the sanitizer maps far more than that.
const char *__asan_default_options(void)
{
    return "halt_on_error=0:detect_leaks=0:exitcode=77:handle_abort=0:hard_rss_limit_mb=1024:"
           "allocator_may_return_null=1:detect_stack_use_after_return=1:print_legend=0:color=never";
}

const char *__ubsan_default_options(void)
{
    return "halt_on_error=0:print_stacktrace=1:color=never";
}

// Called before each report, inside signal handlers too.
void __asan_on_error(void)
{
    const struct frame *request = probe_request();
    char line[160];
    for (int i = 0; i < request->count; i++) {
        const struct frame_tensor *tensor = &request->tensors[i];
        const struct block *block = probe_block(i);
        int length = snprintf(line, sizeof line, "crumb-tensor %s %d %zu %llx %llx %llx %llx\n",
                              tensor->name, (int)tensor->role, tensor_type_size(tensor->type),
                              (unsigned long long)(uintptr_t)block->data,
                              (unsigned long long)block->bytes,
                              (unsigned long long)(uintptr_t)block->mapping,
                              (unsigned long long)block->mapped);
        if (write(2, line, (size_t)length) < 0) return;
    }
}

// What the submission prints is read in the other build; here its place is the report's.
void memory_begin(void)
{
    int nothing = open("/dev/null", O_WRONLY);
    if (nothing < 0) return;
    dup2(nothing, 1);
    close(nothing);
}

bool memory_take(struct block *block, uint64_t bytes, enum frame_run run)
{
    (void)run;
    const size_t page = (size_t)sysconf(_SC_PAGESIZE), margin = (MARGIN_PAGES + 1) * page;
    block->usable = ((size_t)bytes + page - 1) / page * page;
    block->mapped = block->usable + 2 * margin;
    block->bytes = bytes;
    void *mapping = mmap(NULL, block->mapped, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapping == MAP_FAILED) return false;
    block->mapping = mapping;
    block->data = block->pages = block->mapping + margin;
    // A page on each side may be touched, once it has been reported, without an end to the program.
    if (mprotect(block->pages - page, block->usable + 2 * page, PROT_READ | PROT_WRITE) != 0)
        return false;
    __asan_poison_memory_region(block->pages - page, page);
    __asan_poison_memory_region(block->data + bytes, block->usable - bytes + page);
    return true;
}

void memory_seal(struct block *block)
{
    if (block->usable) mprotect(block->pages, block->usable, PROT_READ);
}

const uint8_t *memory_touched(const struct block *block)
{
    (void)block;
    return NULL;  // has been reported
}

void memory_give_back(struct block *block)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    __asan_unpoison_memory_region(block->pages - page, block->usable + 2 * page);
    munmap(block->mapping, block->mapped);
}
