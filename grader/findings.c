// findings.c: line by line through the reports of the sanitizers. See findings.h.
#include "findings.h"

#include "finding_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES = 1000, POSITION_MAX = 1 << 20 };

static bool same_place(const struct finding *a, const struct finding *b)
{
    if ((strcmp(a->kind, "leak") == 0) != (strcmp(b->kind, "leak") == 0)) return false;
    if (a->line || b->line) return a->line == b->line;
    return strcmp(a->function, b->function) == 0;
}

// One finding for each line. That of the address sanitizer, which knows the name of an array,
// takes the place of the compiler's.
static void add(struct findings *findings, const struct finding *finding)
{
    for (int i = 0; i < findings->count; i++) {
        struct finding *old = &findings->all[i];
        if (!same_place(old, finding)) continue;
        if (!old->from_compiler || finding->from_compiler || strcmp(old->kind, finding->kind) != 0)
            return;
        strcpy(old->detail, finding->detail);
        old->from_compiler = false;
        return;
    }
    if (findings->count < FINDINGS_MAX) findings->all[findings->count++] = *finding;
}

// The report is over: what it says, if it is about the student's file.
static void close_report(struct findings *findings, struct finding_report *report)
{
    if (report->what != REPORT_NONE && report->located) {
        struct finding finding = {.kind = "", .line = report->line, .column = report->column,
                                  .from_compiler = report->what == REPORT_UNDEFINED};
        snprintf(finding.function, sizeof finding.function, "%s", report->function);
        finding_describe(&finding, report);
        add(findings, &finding);
    }
    const struct finding_report empty = {.what = REPORT_NONE};
    struct finding_tensor *tensors = report->tensors;
    const int count = report->tensor_count;
    *report = empty;
    report->tensors = tensors;
    report->tensor_count = count;
}

// ":41:9" behind the name of a file.
static void take_position(struct finding_report *report, const char *text)
{
    char *end;
    report->located = true;
    if (*text != ':') return;
    const long line = strtol(text + 1, &end, 10);
    if (line <= 0 || line > POSITION_MAX) return;
    report->line = (int)line;
    if (*end != ':') return;
    const long column = strtol(end + 1, NULL, 10);
    if (column > 0 && column <= POSITION_MAX) report->column = (int)column;
}

// "rope.c", or a path that ends with crumb-ab12cd/rope.c: what stands behind it; else NULL.
static const char *behind_own_file(const char *text, const char *folder, const char *file)
{
    char path[200];
    const char *slash = strrchr(folder, '/');
    const size_t length = strlen(file);
    if (strncmp(text, file, length) == 0) return text + length;
    snprintf(path, sizeof path, "%.100s/%.80s", slash ? slash : folder, file);
    const char *found = strstr(text, path);
    return found ? found + strlen(path) : NULL;
}

// "    #1 0x55d8fadb6261 in rope_forward /tmp/crumb-ab12cd/rope.c:33:56": of the first stack, the
// innermost call in the student's file. Of the later ones, the line that freed the memory.
static bool take_frame(struct finding_report *report, const char *line, const char *folder,
                       const char *file)
{
    char function[80];
    int used = 0;
    if (sscanf(line, " #%*d 0x%*x in %79s %n", function, &used) != 1 || !used) return false;
    const char *behind = behind_own_file(line + used, folder, file);
    if (!behind || strcmp(function, "probe_run") == 0) return true;
    if (report->stack == STACK_FREED && !report->freed_line && *behind == ':')
        report->freed_line = (int)(strtol(behind + 1, NULL, 10) & (POSITION_MAX - 1));
    if (report->stack != STACK_HERE || report->framed) return true;
    report->framed = true;
    snprintf(report->function, sizeof report->function, "%s", function);
    if (!report->located) take_position(report, behind);
    return true;
}

static void open_undefined(struct finding_report *report, const char *line, const char *message,
                           const char *file)
{
    const char *place = NULL;
    for (const char *at = line; (at = strstr(at, file)) && at < message; at++) place = at;
    report->what = REPORT_UNDEFINED;
    if (place) take_position(report, place + strlen(file));
    snprintf(report->name, sizeof report->name, "%s", message);
}

static void open_address(struct finding_report *report, const char *message)
{
    const char *address = strstr(message, "0x");
    report->what = REPORT_ADDRESS;
    snprintf(report->name, sizeof report->name, "%s", message);
    if (address) report->address = strtoull(address, NULL, 16);
}

// Does line open a report? Then it has been closed with what came before.
static bool open_report(struct findings *findings, struct finding_report *report, const char *line,
                        const char *file)
{
    static const char undefined[] = ": runtime error: ", address[] = "ERROR: AddressSanitizer: ";
    const char *found;
    long long bytes;
    if ((found = strstr(line, undefined))) {
        close_report(findings, report);
        open_undefined(report, line, found + strlen(undefined), file);
    } else if ((found = strstr(line, address))) {
        close_report(findings, report);
        open_address(report, found + strlen(address));
    } else if (sscanf(line, "Direct leak of %lld byte", &bytes) == 1 ||
               sscanf(line, "Indirect leak of %lld byte", &bytes) == 1) {
        close_report(findings, report);
        report->what = REPORT_LEAK;
        report->size = bytes;
    } else {
        return false;
    }
    return true;
}

static void take_line(struct findings *findings, struct finding_report *report, const char *line,
                      const char *folder, const char *file)
{
    // A list belongs to the report behind it; the one before is over.
    if (!report->listing && strncmp(line, "crumb-tensor ", 13) == 0)
        close_report(findings, report);
    if (finding_take_tensor(report, line)) return;
    if (open_report(findings, report, line, file)) return;
    if (report->what == REPORT_NONE || take_frame(report, line, folder, file)) return;
    if (!*line && report->framed && report->what == REPORT_LEAK) close_report(findings, report);
    else finding_take_detail(report, line);
}

void findings_take(struct findings *findings, const char *text, size_t count, const char *folder,
                   const char *file)
{
    static struct finding_tensor tensors[FINDING_TENSORS_MAX];
    struct finding_report report = {.what = REPORT_NONE, .tensors = tensors};
    char line[LINE_BYTES];
    for (size_t at = 0; at < count && findings->count < FINDINGS_MAX;) {
        const char *end = memchr(text + at, '\n', count - at);
        const size_t whole = end ? (size_t)(end - text) - at : count - at;
        const size_t kept = whole < sizeof line - 1 ? whole : sizeof line - 1;
        for (size_t i = 0; i < kept; i++) line[i] = text[at + i] ? text[at + i] : ' ';
        line[kept] = 0;
        take_line(findings, &report, line, folder, file);
        at += whole + 1;
    }
    close_report(findings, &report);
}
