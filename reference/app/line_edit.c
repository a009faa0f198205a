// line_edit.c: lines with editing and history by libedit. See line.h. A pipe is read as it is:
// libedit would write its prompt and the line to the output.
#include "line.h"

#include <editline/readline.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

const char *line_read(const char *prompt)
{
    static char *line;
    static size_t room;
    if (isatty(STDIN_FILENO)) {
        // Text is UTF-8 here, whatever else the machine may be set to.
        if (!setlocale(LC_CTYPE, "") || MB_CUR_MAX == 1) setlocale(LC_CTYPE, "C.UTF-8");
        free(line);
        room = 0;
        line = readline(prompt);
        if (line && *line) add_history(line);
        return line;
    }
    const ssize_t count = getline(&line, &room, stdin);
    if (count < 0) return NULL;
    if (count > 0 && line[count - 1] == '\n') line[count - 1] = '\0';
    return line;
}

const char *line_name(void)
{
    return "libedit";
}
