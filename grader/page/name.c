// name.c: from account names to file names, one to one. See name.h.
#include "page/name.h"

#include "sha256.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { PLAIN_MAX = 120, KEPT = 60 };  // bytes; with ".html" a name has room everywhere

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// "con" and "con.x" are devices to Windows, whatever stands behind them.
static bool is_device(const char *account)
{
    static const char *const names[] = {"con", "prn", "aux", "nul"};
    const size_t length = strcspn(account, ".");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (length == 3 && strncmp(account, names[i], 3) == 0) return true;
    const bool numbered = length == 4 && account[3] >= '0' && account[3] <= '9';
    return numbered && (strncmp(account, "com", 3) == 0 || strncmp(account, "lpt", 3) == 0);
}

// At most room bytes of the name; returns whether all of the account is in it.
static bool encode(char *name, size_t room, const char *account)
{
    size_t used = 0;
    for (const char *at = account; *at; at++) {
        const bool first = at == account;
        const bool stays = is_letter(*at) ? !(first && is_device(account))
                                          : !first && (*at == '-' || *at == '.');
        if (used + (stays ? 1 : 3) > room) return false;
        if (stays) name[used++] = *at;
        else used += (size_t)snprintf(name + used, 4, "_%02x", (unsigned char)*at);
        name[used] = '\0';
    }
    return true;
}

char *page_file_name(char name[PAGE_NAME_MAX], const char *account, const char *id)
{
    char hex[65];
    const char *text = *account ? account : id;
    char *at = name;
    if (!*account) at += snprintf(name, 3, "_i");
    *at = '\0';
    if (!encode(at, PLAIN_MAX, text)) {
        *at = '\0';
        encode(at, KEPT, text);
        sha256_hex(hex, text, strlen(text));
        snprintf(at + strlen(at), 67, "_h%s", hex);
    }
    strcat(name, ".html");
    return name;
}
