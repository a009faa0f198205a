// html.c: the encoder, the frame of a page, and its way to the disk. See html.h.
#include "page/html.h"

#include "fail.h"
#include "file.h"
#include "page/style.h"
#include "show.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *entity(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

// Most text is plain and goes out as it is.
static bool is_plain(const char *text)
{
    for (; *text; text++) {
        const unsigned char byte = (unsigned char)*text;
        if (byte < 0x20 || byte >= 0x7F || entity(*text)) return false;
    }
    return true;
}

// U+FFFE and U+FFFF are no characters, and XML forbids them.
static bool is_no_character(const char *at)
{
    return strncmp(at, "\xEF\xBF\xBE", 3) == 0 || strncmp(at, "\xEF\xBF\xBF", 3) == 0;
}

void html_text(FILE *out, const char *text)
{
    if (is_plain(text)) {
        fputs(text, out);
        return;
    }
    const size_t count = strlen(text), room = 4 * count + 8;  // a byte becomes four at most
    char *shown = malloc(room);
    if (!shown) fail_environment("no memory for a text of %zu bytes", count);
    show(shown, room, text, count);
    for (const char *at = shown; *at; at++)
        if (entity(*at)) fputs(entity(*at), out);
        else if (is_no_character(at)) {
            fprintf(out, "\\xef\\xbf\\x%02x", (unsigned char)at[2]);
            at += 2;
        } else fputc(*at, out);
    free(shown);
}

char *html_format_number(char text[NUMBER_MAX], double value)
{
    if (!(fabs(value) < 1e9)) {
        snprintf(text, NUMBER_MAX, "%.3g", value);
        return text;
    }
    snprintf(text, NUMBER_MAX, "%.2f", value);
    char *end = text + strlen(text);
    while (end[-1] == '0') *--end = '\0';
    if (end[-1] == '.') *--end = '\0';
    if (strcmp(text, "-0") == 0) strcpy(text, "0");
    return text;
}

void html_number(FILE *out, double value)
{
    char text[NUMBER_MAX];
    fputs(html_format_number(text, value), out);
}

const char *html_plural(dim count)
{
    return count == 1 ? "" : "s";
}

void html_time(FILE *out, const char *text)
{
    static const char form[] = "dddd-dd-ddTdd:dd:ddZ";
    size_t same = 0;
    while (form[same] && text[same] &&
           (form[same] == 'd' ? text[same] >= '0' && text[same] <= '9' : text[same] == form[same]))
        same++;
    if (form[same] || text[same]) html_text(out, text);
    else fprintf(out, "%.10s %.5s UTC", text, text + 11);
}

void html_begin(FILE *out, const char *title, const char *class, bool script)
{
    fputs("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n", out);
    fprintf(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
            "style-src 'sha256-%s'", style_css_digest());
    if (script) fprintf(out, "; script-src 'sha256-%s'", style_script_digest());
    fputs("; img-src data:; base-uri 'none'; form-action 'none'\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"color-scheme\" content=\"light dark\">\n"
          "<meta name=\"referrer\" content=\"no-referrer\">\n"
          "<meta name=\"robots\" content=\"noindex\">\n"
          "<link rel=\"icon\" href=\"data:,\">\n<title>", out);
    html_text(out, title);
    fprintf(out, "</title>\n<style>%s</style>\n</head>\n<body class=\"%s\">\n", style_css(), class);
}

void html_end(FILE *out, bool script)
{
    if (script) fprintf(out, "<script>%s</script>\n", style_script());
    fputs("</body>\n</html>\n", out);
}

static bool is_there(const char *path, const char *bytes, size_t count)
{
    struct stat status;
    if (lstat(path, &status) != 0 || !S_ISREG(status.st_mode) || (size_t)status.st_size != count)
        return false;
    const struct file_bytes old = file_map(path);
    const bool same = old.count == count && memcmp(old.bytes, bytes, count) == 0;
    file_unmap(old);
    return same;
}

void html_save(const char *path, char *bytes, size_t count)
{
    struct file_writer writer;
    if (!is_there(path, bytes, count)) {
        file_begin(&writer, path);
        fwrite(bytes, 1, count, writer.stream);
        file_commit(&writer);
    }
    free(bytes);
}
