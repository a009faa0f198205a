// finding_words.c: the sanitizer's details, and a sentence from them. Addresses are never told:
// they are others each time, and help nobody. See finding_words.h.
#include "finding_words.h"

#include "frame.h"
#include "show.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES = 1 << 20 };
static const long long far = 1ll << 40;  // bytes; what is further is no report

static bool sane(long long number)
{
    return number >= -far && number <= far;
}

static int line_number(const char *text)
{
    const long line = strtol(text, NULL, 10);
    return line > 0 && line <= LINES ? (int)line : 0;
}

bool finding_take_tensor(struct finding_report *report, const char *line)
{
    struct finding_tensor one;
    if (sscanf(line, "crumb-tensor %19s %d %lld %llx %llx %llx %llx", one.name, &one.role,
               &one.size, &one.data, &one.bytes, &one.mapping, &one.mapped) != 7 ||
        one.size < 1 || one.size > 8 || one.bytes > FRAME_BYTES_MAX ||
        one.mapped > 2 * FRAME_BYTES_MAX || one.data - one.mapping > one.mapped) {
        report->listing = false;
        return false;
    }
    if (!report->listing) report->tensor_count = 0;
    report->listing = true;
    if (report->tensor_count < FINDING_TENSORS_MAX) report->tensors[report->tensor_count++] = one;
    return true;
}

// "    [32, 64) 'acc' (line 10) <== Memory access at offset 64 overflows this variable"
static bool take_local(struct finding_report *report, const char *line)
{
    long long from, to, offset;
    char name[80];
    const char *arrow = strstr(line, "<== Memory access at offset ");
    if (!arrow || sscanf(line, " [%lld, %lld) '%79[^']'", &from, &to, name) != 3) return false;
    if (sscanf(arrow, "<== Memory access at offset %lld", &offset) != 1) return false;
    if (!sane(from) || !sane(to) || !sane(offset) || to <= from) return false;
    const char *declared = strstr(line, "(line ");
    report->variable_line = declared && declared < arrow ? line_number(declared + 6) : 0;
    report->variable_bytes = to - from;
    report->variable_offset = offset - from;
    report->placed = true;
    snprintf(report->variable, sizeof report->variable, "%s", name);
    return true;
}

// "0x... is located 4 bytes to the right of global variable 'table' defined in 'rope.c:6:14'
// (0x...) of size 16", "... after 28-byte region"
static bool take_region(struct finding_report *report, const char *line)
{
    long long distance;
    const char *found = strstr(line, " is located "), *of;
    if (!found || sscanf(found, " is located %lld byte", &distance) != 1) return false;
    if (!sane(distance)) return false;
    const bool before = strstr(found, " to the left of ") || strstr(found, " before ");
    const bool inside = strstr(found, " inside of ");
    if ((of = strstr(found, "global variable '"))) {
        const char *size = strstr(of, " of size ");
        const char *place = strstr(of, "defined in '"), *colon = place ? strchr(place, ':') : NULL;
        if (!size || sscanf(of, "global variable '%79[^']'", report->variable) != 1) return false;
        report->variable_bytes = strtoll(size + 9, NULL, 10);
        report->variable_line = colon ? line_number(colon + 1) : 0;
    } else {
        of = strstr(found, "-byte region");
        const char *digits = of;
        while (digits && digits > found && isdigit((unsigned char)digits[-1])) digits--;
        if (!of || digits == of) return false;
        report->variable_bytes = strtoll(digits, NULL, 10);
    }
    if (report->variable_bytes <= 0 || !sane(report->variable_bytes)) return false;
    report->variable_offset = before ? -distance
                              : inside ? distance : report->variable_bytes + distance;
    report->placed = true;
    return true;
}

void finding_take_detail(struct finding_report *report, const char *line)
{
    long long size;
    char way[8];
    if (sscanf(line, "%7s of size %lld at", way, &size) == 2 &&
        (strcmp(way, "READ") == 0 || strcmp(way, "WRITE") == 0)) {
        report->access = true;
        report->write = way[0] == 'W';
        report->size = size;
        if (!sane(size)) report->size = 0;
    } else if (strstr(line, "caused by a READ") || strstr(line, "caused by a WRITE")) {
        report->access = true;
        report->write = strstr(line, "caused by a WRITE") != NULL;
    } else if (strncmp(line, "freed by ", 9) == 0) {
        report->stack = STACK_FREED;
    } else if (!*line || strstr(line, "in frame") || strstr(line, "allocated by ")) {
        report->stack = STACK_OTHER;
    }
    if (!report->placed && !take_local(report, line)) take_region(report, line);
}

// ---- sentences --------------------------------------------------------------------------------

static const char *verb(const struct finding_report *report)
{
    return !report->access ? "touches" : report->write ? "writes" : "reads";
}

// offset: bytes from the first of the array, which has so many bytes, to what was touched.
static void say_beside(struct finding *finding, const char *how, const char *name, const char *more,
                       long long offset, long long bytes, long long size)
{
    const long long count = bytes / size;
    const long long index = offset >= 0 ? offset / size : (offset - size + 1) / size;
    const bool before = offset < 0;
    char element[140] = "";
    if (*name) snprintf(element, sizeof element, ": %.80s[%lld]", name, index);
    else name = "the allocated memory";
    const long long steps = before ? -index : index - count + 1;
    finding->kind = "out-of-bounds";
    if (steps < 1)
        snprintf(finding->detail, sizeof finding->detail,
                 "%s over the end of %s%s, which has %lld value%s", how, name, more, count,
                 count == 1 ? "" : "s");
    else
        snprintf(finding->detail, sizeof finding->detail,
                 "%s %lld value%s %s of %s%s, which has %lld value%s (index 0 to %lld)%s", how,
                 steps, steps == 1 ? "" : "s", before ? "before the start" : "behind the end", name,
                 element, count, count == 1 ? "" : "s", count - 1, more);
}

static void say(struct finding *finding, const char *kind, const char *text)
{
    finding->kind = kind;
    snprintf(finding->detail, sizeof finding->detail, "%s", text);
}

static bool say_tensor(struct finding *finding, const struct finding_report *report)
{
    for (int i = 0; i < report->tensor_count; i++) {
        const struct finding_tensor *one = &report->tensors[i];
        if (report->address < one->mapping || report->address >= one->mapping + one->mapped)
            continue;
        const long long offset = (long long)(report->address - one->data);
        if (offset < 0 || (unsigned long long)offset >= one->bytes) {
            say_beside(finding, verb(report), one->name, "", offset, (long long)one->bytes,
                       one->size);
            return true;
        }
        if (one->role != FRAME_IN) return false;
        finding->kind = "changed-input";
        snprintf(finding->detail, sizeof finding->detail,
                 "writes to its input %s (element %lld of %lld); inputs are only read", one->name,
                 offset / one->size, (long long)one->bytes / one->size);
        return true;
    }
    return false;
}

static void say_variable(struct finding *finding, const struct finding_report *report)
{
    char more[60] = "";
    const long long size = report->size;
    const bool whole = (size == 1 || size == 2 || size == 4 || size == 8) &&
                       report->variable_bytes % size == 0;
    if (report->variable_line)
        snprintf(more, sizeof more, "; it is declared in line %d", report->variable_line);
    if (!report->placed || !whole) {
        finding->kind = "out-of-bounds";
        snprintf(finding->detail, sizeof finding->detail, "%s outside of %s%s%s", verb(report),
                 report->variable[0] ? "the array " : "an array", report->variable, more);
        return;
    }
    say_beside(finding, verb(report), report->variable, more, report->variable_offset,
               report->variable_bytes, size);
}

static void say_after(struct finding *finding, const struct finding_report *report)
{
    char declared[40] = "";
    const bool returned = strstr(report->name, "after-return");
    finding->kind = "after-scope";
    if (report->variable_line)
        snprintf(declared, sizeof declared, " (declared in line %d)", report->variable_line);
    snprintf(finding->detail, sizeof finding->detail, "%s the local variable %s%s after %s",
             verb(report), report->variable, declared,
             returned ? "its function has returned" : "the end of the block that it lives in");
}

static void say_freed(struct finding *finding, const struct finding_report *report)
{
    char where[40] = "";
    if (report->freed_line) snprintf(where, sizeof where, " in line %d", report->freed_line);
    finding->kind = "after-free";
    snprintf(finding->detail, sizeof finding->detail, "%s memory that was given to free%s",
             verb(report), where);
}

static void say_wild(struct finding *finding, const struct finding_report *report)
{
    const bool null = report->address < 4096;
    finding->kind = null ? "null" : "out-of-bounds";
    snprintf(finding->detail, sizeof finding->detail,
             null ? "%s through a pointer that is NULL" : "%s memory that belongs to no tensor",
             verb(report));
}

static void describe_address(struct finding *finding, const struct finding_report *report)
{
    const char *name = report->name;
    if (say_tensor(finding, report)) return;
    if (strncmp(name, "stack-overflow", 14) == 0)
        say(finding, "stack", "runs out of stack: does a function call itself without end, or is "
                              "a local array that large?");
    else if (strncmp(name, "stack-use-after", 15) == 0) say_after(finding, report);
    else if (strncmp(name, "heap-use-after-free", 19) == 0) say_freed(finding, report);
    else if (strstr(name, "double-free"))
        say(finding, "free", "gives the same memory to free a second time");
    else if (strstr(name, "attempting free"))
        say(finding, "free", "gives memory to free that did not come from malloc");
    else if (strstr(name, "-param-overlap"))
        say(finding, "overlap", "copies between places that overlap; memcpy may not, memmove may");
    else if (strncmp(name, "negative-size-param", 19) == 0)
        say(finding, "out-of-bounds", "a size below zero: it counts as an enormous one");
    else if (strncmp(name, "FPE", 3) == 0)
        say(finding, "division", "divides a whole number by zero");
    else if (strstr(name, "buffer-overflow") || strstr(name, "buffer-underflow"))
        say_variable(finding, report);
    else if (strncmp(name, "SEGV", 4) == 0 || strncmp(name, "BUS", 3) == 0)
        say_wild(finding, report);
    else say(finding, "undefined", "does what the language does not define");
}

// The compiler's own checks: what is in their message, the kind, and words in place of it where it
// speaks of addresses or can be plainer.
static const struct {
    const char *part, *kind, *words;
} undefined[] = {
    {"signed integer overflow", "overflow", NULL},
    {"division by zero", "division", "divides a whole number by zero"},
    {"division of ", "overflow", NULL},
    {"negation of ", "overflow", NULL},
    {"shift exponent", "shift", NULL},
    {"left shift of", "shift", NULL},
    {"out of bounds for type", "out-of-bounds", NULL},
    {"insufficient space", "out-of-bounds", NULL},
    {"offset to null", "null", "computes with a pointer that is NULL"},
    {"zero offset", "null", "computes with a pointer that is NULL"},
    {"null pointer", "null", "uses a pointer that is NULL"},
    {"misaligned address", "misaligned", NULL},
    {"representable values of type", "conversion", NULL},
    {"pointer index expression", "out-of-bounds", "computes an address far outside of its array"},
    {"unsigned offset", "out-of-bounds", "computes an address far outside of its array"},
    {"variable length array bound", "array-size", NULL}};

// Without " 0x7f0c02400060".
static void without_addresses(char *text)
{
    char *to = text;
    for (const char *from = text; *from;) {
        if (strncmp(from, " 0x", 3) == 0 && isxdigit((unsigned char)from[3])) {
            from += 3;
            while (isxdigit((unsigned char)*from)) from++;
        } else {
            *to++ = *from++;
        }
    }
    *to = 0;
}

static void describe_undefined(struct finding *finding, const struct finding_report *report)
{
    char message[sizeof report->name];
    strcpy(message, report->name);
    without_addresses(message);
    finding->kind = "undefined";
    snprintf(finding->detail, sizeof finding->detail, "%s; C defines no result for it", message);
    for (size_t i = 0; i < sizeof undefined / sizeof *undefined; i++) {
        if (!strstr(message, undefined[i].part)) continue;
        if (undefined[i].words) say(finding, undefined[i].kind, undefined[i].words);
        else finding->kind = undefined[i].kind;
        return;
    }
}

void finding_describe(struct finding *finding, const struct finding_report *report)
{
    char raw[FINDING_DETAIL_MAX], function[sizeof finding->function];
    if (report->what == REPORT_ADDRESS) describe_address(finding, report);
    else if (report->what == REPORT_UNDEFINED) describe_undefined(finding, report);
    else {
        finding->kind = "leak";
        snprintf(finding->detail, sizeof finding->detail,
                 "the memory that is asked for here (%lld byte%s) is never freed", report->size,
                 report->size == 1 ? "" : "s");
    }
    strcpy(raw, finding->detail);
    show(finding->detail, sizeof finding->detail, raw, strlen(raw));
    strcpy(function, finding->function);
    show(finding->function, sizeof finding->function, function, strlen(function));
}
