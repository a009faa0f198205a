// report_page.c: the tables and texts of a report. See report.h.
#include "file.h"
#include "report.h"
#include "sha256.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const char report_style[] =
    ":root { color-scheme: light dark; --ink: #222; --paper: #fff; --faint: #ddd; --soft: #666;\n"
    "  --one: #2a5db0; --two: #c0392b; --three: #2e7d32; }\n"
    "@media (prefers-color-scheme: dark) { :root { --ink: #ddd; --paper: #16181c; --faint: #333;\n"
    "  --soft: #999; --one: #7aa7f0; --two: #f08a7a; --three: #81c784; } }\n"
    "body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);\n"
    "  max-width: 60rem; margin: 0 auto; padding: 1rem; }\n"
    "h1, h2, h3 { line-height: 1.2; }\n"
    "svg { width: 100%; height: auto; display: block; }\n"
    "svg text { font: 11px system-ui, sans-serif; fill: var(--soft); }\n"
    ".end { text-anchor: end; } .mid { text-anchor: middle; }\n"
    ".grid { stroke: var(--faint); } .begin { stroke: var(--soft); stroke-dasharray: 3 3; }\n"
    "polyline { fill: none; stroke-width: 1.6; stroke: var(--one); }\n"
    "polyline.text { stroke: var(--three); } .held { fill: var(--two); }\n"
    ".key b { font-weight: 600; } .key .a { color: var(--one); } .key .b { color: var(--two); }\n"
    ".key .c { color: var(--three); }\n"
    ".wide { overflow-x: auto; } table { border-collapse: collapse; }\n"
    "td, th { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0;\n"
    "  border-bottom: 1px solid var(--faint); }\n"
    "td.n { text-align: right; white-space: nowrap; }\n"
    ".samples { width: 100%; }\n"
    "td.said { white-space: pre-wrap; overflow-wrap: anywhere; min-width: 14rem; }\n"
    "td.said div { max-height: 12rem; overflow-y: auto; }\n"
    "@media (max-width: 40rem) { svg text { font-size: 18px; } }\n"
    "code, td.hash { font: 13px/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }\n"
    "p.soft { color: var(--soft); }\n";

// ---- text -----------------------------------------------------------------------------------

// How many bytes the character at text has; 1 for a byte that begins none. *fits: it is one, and
// XML has a place for it.
static size_t character(bool *fits, const unsigned char *text, size_t n)
{
    static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char first = text[0];
    const size_t count = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3
                         : first < 0xF5 ? 4 : 0;
    *fits = count == 1 && ((first >= 0x20 && first < 0x7F) || first == '\n' || first == '\t');
    if (count < 2 || count > n) return 1;
    unsigned code = first & (0xFFu >> (count + 1));
    for (size_t i = 1; i < count; i++) {
        if ((text[i] & 0xC0) != 0x80) return 1;
        code = code << 6 | (text[i] & 0x3Fu);
    }
    const bool surrogate = code >= 0xD800 && code < 0xE000, none = (code & 0xFFFE) == 0xFFFE;
    if (code < least[count] || code > 0x10FFFF || surrogate) return 1;
    *fits = code >= 0xA0 && !none;
    return count;
}

void report_text(FILE *page, const char *text, size_t n)
{
    for (size_t at = 0, count; at < n; at += count) {
        bool fits;
        count = character(&fits, (const unsigned char *)text + at, n - at);
        const char *name = text[at] == '&'    ? "&amp;"
                           : text[at] == '<'  ? "&lt;"
                           : text[at] == '>'  ? "&gt;"
                           : text[at] == '"'  ? "&quot;"
                           : text[at] == '\'' ? "&#39;"
                           : fits             ? NULL
                                              : "\xEF\xBF\xBD";
        if (name) fputs(name, page);
        else fwrite(text + at, 1, count, page);
    }
}

static void text(FILE *page, const char *words)
{
    report_text(page, words, strlen(words));
}

static void json_text(FILE *page, const json_t *value)
{
    if (json_is_string(value))
        report_text(page, json_string_value(value), json_string_length(value));
    else if (json_is_integer(value))
        fprintf(page, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value)) fprintf(page, "%.6g", json_real_value(value));
    else if (json_is_boolean(value)) fputs(json_is_true(value) ? "yes" : "no", page);
    else if (value && !json_is_null(value)) {
        char *all = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
        if (all) text(page, all);
        free(all);
    }
}

static void cell(FILE *page, const json_t *value)
{
    fputs(json_is_number(value) ? "<td class=\"n\">" : "<td>", page);
    json_text(page, value);
    fputs("</td>", page);
}

// ---- samples --------------------------------------------------------------------------------

static void sample(FILE *page, const json_t *line)
{
    fputs("<tr>", page);
    cell(page, json_object_get(line, "step"));
    cell(page, json_object_get(line, "tokens"));
    fputs("<td class=\"said\"><div>", page);
    json_text(page, json_object_get(line, "text"));
    fputs("</div></td></tr>\n", page);
}

void report_samples(FILE *page, const struct report_run *run)
{
    enum { MOMENTS = 10 };
    const size_t count = json_array_size(run->samples);
    if (count == 0) {
        fputs("<p class=\"soft\">No samples: the run had no --sample-prompt.</p>\n", page);
        return;
    }
    fputs("<p>Asked: <b>", page);
    json_text(page, json_object_get(json_array_get(run->samples, count - 1), "prompt"));
    fputs("</b></p>\n<div class=\"wide\"><table class=\"samples\">\n"
          "<tr><th>step</th><th>tokens</th><th>the model goes on</th></tr>\n", page);
    sample(page, json_array_get(run->samples, 0));
    const size_t others = count - 1, moments = others < MOMENTS ? others : MOMENTS;
    for (size_t i = 1; i <= moments; i++)  // evenly spread; the last is the last
        sample(page, json_array_get(run->samples, others * i / moments));
    fputs("</table></div>\n", page);
}

// ---- results of an evaluation ---------------------------------------------------------------

// The names of all fields of all rows, in the order in which they come up.
static json_t *fields_of(const json_t *rows)
{
    json_t *fields = json_object();
    size_t i;
    const json_t *row;
    json_array_foreach(rows, i, row) {
        void *at = json_object_iter((json_t *)(uintptr_t)row);
        for (; at; at = json_object_iter_next((json_t *)(uintptr_t)row, at))
            json_object_set_new(fields, json_object_iter_key(at), json_null());
    }
    return fields;
}

static void rows_table(FILE *page, const json_t *rows)
{
    json_t *fields = fields_of(rows);
    const char *name;
    json_t *nothing;
    size_t i;
    const json_t *row;
    fputs("<div class=\"wide\"><table class=\"results\">\n<tr>", page);
    json_object_foreach(fields, name, nothing) {
        fputs("<th>", page);
        text(page, name);
        fputs("</th>", page);
    }
    fputs("</tr>\n", page);
    json_array_foreach(rows, i, row) {
        fputs("<tr>", page);
        json_object_foreach(fields, name, nothing) cell(page, json_object_get(row, name));
        fputs("</tr>\n", page);
    }
    fputs("</table></div>\n", page);
    json_decref(fields);
}

void report_results(FILE *page, const json_t *results)
{
    if (json_is_array(results)) {
        rows_table(page, results);
        return;
    }
    json_t *rows = json_array(), *value;
    const char *name;
    json_object_foreach((json_t *)(uintptr_t)results, name, value) {
        json_t *row = json_pack("{s:s}", "what", name);
        if (json_is_object(value)) json_object_update(row, value);
        else json_object_set(row, "value", value);
        json_array_append_new(rows, row);
    }
    rows_table(page, rows);
    json_decref(rows);
}

// ---- recipe ---------------------------------------------------------------------------------

static void digest_row(FILE *page, const char *what, const char *path)
{
    struct stat status;
    char hex[65];
    fputs("<tr><td>", page);
    text(page, what);
    fputs("</td><td class=\"hash\">", page);
    if (stat(path, &status) == 0 && S_ISREG(status.st_mode)) {
        const struct file_bytes file = file_map(path);
        sha256_hex(hex, file.bytes, file.count);
        file_unmap(file);
        fputs(hex, page);
    } else {
        fputs("not here any more", page);
    }
    fputs("</td></tr>\n", page);
}

static void own_digest(FILE *page, const struct report_run *run, const char *name)
{
    char path[4096];
    if (snprintf(path, sizeof path, "%s/%s", run->folder, name) < (int)sizeof path)
        digest_row(page, name, path);
}

// Lines of options.txt: the name and the value, which ends at its line's end.
static const char *option(const char *line, size_t *name, const char **value, size_t *length)
{
    *name = strcspn(line, " \n");
    *value = line + *name + (line[*name] == ' ');
    *length = strcspn(*value, "\n");
    const char *end = *value + *length;
    return *end ? end + 1 : end;
}

static void data_digests(FILE *page, const struct report_run *run)
{
    for (const char *line = run->options, *value; *line;) {
        size_t name, length;
        char path[4096];
        const char *next = option(line, &name, &value, &length);
        const bool file = (name == 4 && (!strncmp(line, "text", 4) || !strncmp(line, "chat", 4))) ||
                          (name == 3 && !strncmp(line, "mix", 3));
        if (file && length < sizeof path) {
            memcpy(path, value, length);
            path[length] = '\0';
            digest_row(page, path, path);
        }
        line = next;
    }
}

void report_recipe(FILE *page, const struct report_run *run)
{
    static const char *const own[] = {"options.txt", "tokenizer.json", "model.safetensors"};
    fputs("<details><summary>Options</summary><div class=\"wide\"><table class=\"options\">\n",
          page);
    for (const char *line = run->options, *value; *line;) {
        size_t name, length;
        const char *next = option(line, &name, &value, &length);
        fputs("<tr><td>", page);
        report_text(page, line, name);
        fputs("</td><td><code>", page);
        report_text(page, value, length);
        fputs("</code></td></tr>\n", page);
        line = next;
    }
    fputs("</table></div></details>\n<div class=\"wide\"><table class=\"hashes\">\n"
          "<tr><th>file</th><th>SHA-256</th></tr>\n", page);
    data_digests(page, run);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) own_digest(page, run, own[i]);
    fputs("</table></div>\n", page);
}
