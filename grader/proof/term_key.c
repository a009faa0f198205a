// term_key.c: 32 random bytes in hex, made and read with care. See term_key.h.
#include "proof/term_key.h"

#include "fail.h"
#include "flags.h"
#include "proof/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE = 2 * TERM_KEY_BYTES + 1 };  // with its newline

static void check_status(int descriptor, const char *path)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode))
        fail("%s: is no regular file; wanted a term key made by grade keygen", path);
    if (status.st_mode & (S_IRWXG | S_IRWXO))
        fail("%s: others than its owner may read or change it (mode %03o); run chmod 600 on it, "
             "and make a new key if students could have seen it", path,
             (unsigned)(status.st_mode & 0777));
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void term_key_read(uint8_t *key, const char *path)
{
    char line[LINE + 1];
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        fail("%s: %s; wanted a term key, grade keygen makes one", path, strerror(errno));
    check_status(descriptor, path);
    const ssize_t count = read(descriptor, line, sizeof line);
    close(descriptor);
    bool right = count == LINE && line[LINE - 1] == '\n';
    for (int i = 0; right && i < TERM_KEY_BYTES; i++) {
        const int high = digit(line[2 * i]), low = digit(line[2 * i + 1]);
        right = high >= 0 && low >= 0;
        key[i] = (uint8_t)(high << 4 | (low & 15));
    }
    if (!right)
        fail("%s: is no term key; wanted one line of %d hex digits, as grade keygen makes it", path,
             2 * TERM_KEY_BYTES);
}

// From the system's random numbers, with mode 0600; a file that is there is never written to.
int keygen_command(struct settings *settings, struct arena *arena, const char *program, int argc,
                   char **argv)
{
    (void)settings, (void)program;
    const struct flag table[] = {{.name = NULL}};
    uint8_t key[TERM_KEY_BYTES];
    char line[LINE + 1];
    if (flags_read(arena, "keygen", table, argc, argv) != 1)
        fail_usage("keygen: wanted the name of one file that is not there yet");
    if (getentropy(key, sizeof key) != 0)
        fail_environment("the system gave no random numbers; no key was made");
    for (int i = 0; i < TERM_KEY_BYTES; i++) sprintf(line + 2 * i, "%02x", key[i]);
    line[LINE - 1] = '\n';
    // O_EXCL: what is there stays, also when it is a link to elsewhere
    int descriptor = open(argv[0], O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0 && errno == EEXIST)
        fail("%s: is there already and stays as it is; a new key is a new file", argv[0]);
    if (descriptor < 0) fail_environment("%s: %s; no key was made", argv[0], strerror(errno));
    const bool written = fchmod(descriptor, 0600) == 0 && write(descriptor, line, LINE) == LINE &&
                         fsync(descriptor) == 0;
    if (close(descriptor) != 0 || !written) {
        unlink(argv[0]);
        fail_environment("%s: could not be written; is the disk full?", argv[0]);
    }
    printf(" a term key is in %s\n keep it from students, keep a copy: official seeds follow from "
           "it\n", argv[0]);
    return 0;
}
