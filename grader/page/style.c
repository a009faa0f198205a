// style.c: style.css and sort.js as bytes, which make writes to the build folder. See style.h.
#include "page/style.h"

#include "sha256.h"

#include <stdint.h>
#include <string.h>

static const char css[] = {
#include "style.css.inc"
    0};
static const char script[] = {
#include "sort.js.inc"
    0};

const char *style_css(void)
{
    return css;
}

const char *style_script(void)
{
    return script;
}

static uint32_t digit(char c)
{
    return (uint32_t)(c <= '9' ? c - '0' : c - 'a' + 10);
}

char *style_digest(char digest[STYLE_DIGEST_MAX], const char *text)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char hex[65 + 2];
    sha256_hex(hex, text, strlen(text));
    memcpy(hex + 64, "00", 3);  // 32 bytes and one of nothing: eleven groups of three
    for (int group = 0; group < 11; group++) {
        uint32_t bits = 0;
        for (int i = 0; i < 6; i++) bits = bits << 4 | digit(hex[6 * group + i]);
        for (int i = 0; i < 4; i++) digest[4 * group + i] = letters[bits >> (18 - 6 * i) & 63];
    }
    digest[43] = '=';
    digest[44] = '\0';
    return digest;
}

// A thousand pages have the same style.
const char *style_css_digest(void)
{
    static char digest[STYLE_DIGEST_MAX];
    return *digest ? digest : style_digest(digest, css);
}

const char *style_script_digest(void)
{
    static char digest[STYLE_DIGEST_MAX];
    return *digest ? digest : style_digest(digest, script);
}
