// sentence.h: what a failing call says and how it exits, seen from outside: the call runs in a
// child process, its stderr is read back.
#ifndef CRUMB_SENTENCE_H
#define CRUMB_SENTENCE_H

#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

// The exit code of call(argument); what it wrote to stderr is in said. A normal return is exit 0.
static inline int exit_of(void (*call)(void *), void *argument, char *said, size_t room)
{
    int ends[2];
    if (pipe(ends) != 0) abort();
    fflush(NULL);
    pid_t child = fork();
    if (child < 0) abort();
    if (child == 0) {
        dup2(ends[1], 2);
        close(ends[0]);
        close(ends[1]);
        call(argument);
        _exit(0);
    }
    close(ends[1]);
    size_t count = 0;
    ssize_t got;
    while (count + 1 < room && (got = read(ends[0], said + count, room - 1 - count)) > 0)
        count += (size_t)got;
    said[count] = '\0';
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// One sentence: it holds the wanted words, ends in one newline and has no other. Lines of a
// sanitizer or of valgrind (==process==) before it do not count.
static inline int is_one_sentence(const char *said, const char *words)
{
    while (strncmp(said, "==", 2) == 0 && strchr(said, '\n')) said = strchr(said, '\n') + 1;
    const char *newline = strchr(said, '\n');
    return strstr(said, words) && newline && newline[1] == '\0';
}

// The call must exit with the code and say one sentence with these words in it.
#define expect_sentence(call, argument, code, words) \
    check_sentence(call, argument, code, words, __FILE__, __LINE__)

static inline void check_sentence(void (*call)(void *), void *argument, int code, const char *words,
                                  const char *file, int line)
{
    char said[4096];
    const int exit_code = exit_of(call, argument, said, sizeof said);
    if (exit_code == code && is_one_sentence(said, words)) return;
    print_error("exit %d, wanted %d with \"%s\": %s\n", exit_code, code, words, said);
    _fail(file, line);
}

#endif
