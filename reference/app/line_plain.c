// line_plain.c: lines without editing, where there is no libedit. See line.h.
#include "line.h"

#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

const char *line_read(const char *prompt)
{
    static char *line;
    static size_t room;
    if (isatty(STDIN_FILENO)) fputs(prompt, stdout);
    fflush(stdout);
    const ssize_t count = getline(&line, &room, stdin);
    if (count < 0) return NULL;
    if (count > 0 && line[count - 1] == '\n') line[count - 1] = '\0';
    return line;
}

const char *line_name(void)
{
    return "plain";
}
