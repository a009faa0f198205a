// sign.c: ssh-keygen with fixed arguments, and the command that signs. See sign.h.
#include "proof/sign.h"

#include "fail.h"
#include "flags.h"
#include "proof/commands.h"
#include "proof/paper.h"
#include "show.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;  // an agent, a home: those of whoever signs

enum { ANSWER_MOST = 1 << 16 };

// A file without a name, so that neither side waits for the other as with pipes.
static FILE *scratch(const char *text)
{
    FILE *file = tmpfile();
    if (!file || fputs(text, file) == EOF || fflush(file) != 0 || fseek(file, 0, SEEK_SET) != 0)
        fail_environment("a temporary file could not be written; is the disk full?");
    return file;
}

static char *back(FILE *file)
{
    char *text = calloc(ANSWER_MOST, 1);
    if (!text) fail_environment("memory: no room for what ssh-keygen says");
    rewind(file);
    const size_t count = fread(text, 1, ANSWER_MOST - 1, file);
    text[count] = 0;
    fclose(file);
    return text;
}

// Runs it with input; true when it ended well. What it said, to be freed both.
static bool run(char **out, char **error, const char *const *arguments, const char *input)
{
    FILE *files[3] = {scratch(input), scratch(""), scratch("")};
    posix_spawn_file_actions_t actions;
    pid_t process;
    int status = 0;
    posix_spawn_file_actions_init(&actions);
    for (int i = 0; i < 3; i++) posix_spawn_file_actions_adddup2(&actions, fileno(files[i]), i);
    const int why = posix_spawnp(&process, "ssh-keygen", &actions, NULL, (char **)arguments,
                                 environ);
    posix_spawn_file_actions_destroy(&actions);
    if (why != 0)
        fail_environment("ssh-keygen: %s; install it (openssh-client), nothing else is needed",
                         why == ENOENT ? "not found" : strerror(why));
    while (waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
    fclose(files[0]);
    *out = back(files[1]);
    *error = back(files[2]);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// The first line of what it said, safe to show.
static void first_line(char *said, const char *text)
{
    show(said, SIGN_SAID, text, strcspn(text, "\r\n"));
}

char *sign_make(const char *text, const char *key)
{
    const char *const arguments[] = {"ssh-keygen", "-q", "-Y", "sign", "-n", SIGN_NAMESPACE, "-f",
                                     key, NULL};
    char *signature, *error, said[SIGN_SAID];
    const bool made = run(&signature, &error, arguments, text);
    first_line(said, error);
    if (!made || strncmp(signature, "-----BEGIN SSH SIGNATURE-----", 29) != 0)
        fail("%s: ssh-keygen could not sign with it: %s", key, *said ? said : "it said nothing");
    free(error);
    return signature;
}

bool sign_holds(char *said, const char *text, const char *signature, const char *signers)
{
    const char *const find[] = {"ssh-keygen", "-Y", "find-principals", "-s", signature, "-f",
                                signers, NULL};
    char *out, *error, who[SIGN_SAID];
    bool holds = run(&out, &error, find, text);
    snprintf(who, sizeof who, "%.*s", (int)strcspn(out, "\r\n"), out);
    first_line(said, error);
    free(out);
    free(error);
    if (!holds || !*who) {
        if (!*said) strcpy(said, "no key of the signers made it");
        return false;
    }
    const char *const verify[] = {"ssh-keygen", "-Y", "verify", "-n", SIGN_NAMESPACE, "-I", who,
                                  "-s", signature, "-f", signers, NULL};
    holds = run(&out, &error, verify, text);
    first_line(said, holds ? out : *error ? error : out);
    free(out);
    free(error);
    return holds;
}

int sign_command(struct settings *settings, struct arena *arena, const char *program, int argc,
                 char **argv)
{
    (void)settings, (void)program;
    const char *key = NULL, *path = NULL;
    const struct flag table[] = {{.name = "--key", .kind = FLAG_TEXT, .value = &key},
                                 {.name = "--out", .kind = FLAG_TEXT, .value = &path},
                                 {.name = NULL}};
    if (flags_read(arena, "sign", table, argc, argv) != 1)
        fail_usage("sign: wanted one file with a record");
    if (!key) fail_usage("sign: wanted --key FILE, a key of ssh-keygen");
    if (access(key, R_OK) != 0) fail("%s: %s; wanted a key of ssh-keygen", key, strerror(errno));
    if (!path) path = arena_print(arena, "%s.sig", argv[0]);
    json_t *paper = paper_read(argv[0]);
    char *text = paper_canonical(paper), *signature = sign_make(text, key);
    paper_write(path, signature, strlen(signature));
    printf(" signed: %s\n", path);
    free(signature);
    free(text);
    json_decref(paper);
    return 0;
}
