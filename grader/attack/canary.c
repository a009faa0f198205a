// canary.c: plants and looks after them. See canary.h.
#include "attack/canary.h"

#include "attack/shared.h"
#include "fail.h"
#include "orphans.h"
#include "show.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char results_text[] = "{\"earned\": 0}\n";
enum { DISK_MIB = 1, GOLDEN_TAIL = 16, DESCRIPTORS = 256 };

void canary_path(char *path, const char *folder, const char *name)
{
    const int length = snprintf(path, CANARY_PATH, "%s/%s", folder, name);
    if (length >= CANARY_PATH) fail_environment("%.80s...: the path is too long", folder);
}

static void folder_at(char *path, const char *folder, const char *name, mode_t mode)
{
    canary_path(path, folder, name);
    if (mkdir(path, 0700) != 0 || chmod(path, mode) != 0)
        fail_environment("%s: %s; set TMPDIR to a folder that can be written", path,
                         strerror(errno));
}

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[CANARY_PATH];
    canary_path(path, folder, name);
    FILE *out = fopen(path, "wb");
    const bool written = out && fputs(text, out) >= 0;
    if (!out || fclose(out) != 0 || !written || chmod(path, 0666) != 0)
        fail_environment("%s: %s; free some space or set TMPDIR", path, strerror(errno));
}

// The last bytes of the golden file, as hexadecimal digits.
static void golden_token(char *token, const char *golden)
{
    unsigned char tail[GOLDEN_TAIL];
    FILE *in = fopen(golden, "rb");
    const bool good = in && fseek(in, -GOLDEN_TAIL, SEEK_END) == 0 &&
                      fread(tail, 1, GOLDEN_TAIL, in) == GOLDEN_TAIL;
    if (in) fclose(in);
    if (!good) fail_environment("%s: cannot be read; run make datasets", golden);
    for (int i = 0; i < GOLDEN_TAIL; i++) snprintf(token + 2 * i, 3, "%02x", tail[i]);
}

// A number that no submission can know beforehand.
static void token(char *text, const char *opening)
{
    unsigned long long random = 0;
    FILE *in = fopen("/dev/urandom", "rb");
    if (!in || fread(&random, sizeof random, 1, in) != 1)
        fail_environment("/dev/urandom: cannot be read");
    fclose(in);
    snprintf(text, CANARY_TOKEN, "%s%016llx", opening, random);
}

static pid_t start_victim(void)
{
    const pid_t victim = fork();
    if (victim != 0) return victim;
    orphans_follow_parent();
    for (int i = 0; i < DESCRIPTORS; i++) close(i);  // whoever waits for their end shall see it
    for (;;) pause();
}

void canary_plant(struct canary *canary, const char *folder, const char *from, const char *golden,
                  unsigned number)
{
    char path[CANARY_PATH];
    *canary = (struct canary){.key = 0x43720000 + (int)(number & 0xFFFF)};
    snprintf(canary->folder, sizeof canary->folder, "%s", folder);
    folder_at(canary->from, folder, from, 0755);
    folder_at(canary->temporary, folder, "temporary", 0755);
    folder_at(canary->outside, folder, "outside", 0777);
    token(canary->secret, "secret_");
    token(canary->environment, "variable_");
    token(canary->word, "worked_");
    token(canary->shared, "crumb-canary-");
    golden_token(canary->golden, golden);
    write_file(canary->outside, "secret", canary->secret);
    write_file(canary->outside, "results.json", results_text);
    write_file(canary->outside, "lock", "");
    canary_path(path, canary->outside, "fifo");
    if (mkfifo(path, 0666) != 0) fail_environment("%s: %s", path, strerror(errno));
    canary_path(path, canary->outside, "secret");
    canary->open_file = open(path, O_RDONLY | O_CLOEXEC);
    canary_path(path, canary->outside, "lock");
    canary->lock = open(path, O_RDWR | O_CLOEXEC);
    canary->listener = shared_listen(&canary->port);
    canary->abstract = shared_listen_abstract(canary->word);
    canary->victim = start_victim();
}

static void define(char *text, size_t size, const char *name, const char *value)
{
    size_t used = strlen(text);
    used += (size_t)snprintf(text + used, size - used, "#define CANARY_%s \"", name);
    for (; *value && used + 4 < size; value++) {
        if (*value == '"' || *value == '\\') text[used++] = '\\';
        text[used++] = *value;
    }
    snprintf(text + used, size - used, "\"\n");
}

void canary_prelude(char *text, size_t size, const struct canary *canary,
                    const struct settings *settings, const struct corpus *corpus)
{
    char path[CANARY_PATH];
    const char *const names[][2] = {{"SECRET", "secret"},   {"MARKER", "marker"},
                                    {"RESULTS", "results.json"}, {"ROOM", "room"},
                                    {"LOCK", "lock"},       {"FIFO", "fifo"}};
    text[0] = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        canary_path(path, canary->outside, names[i][1]);
        define(text, size, names[i][0], path);
    }
    snprintf(path, sizeof path, "%s/%s.safetensors", settings->golden, corpus->topic);
    define(text, size, "GOLDEN", path);
    snprintf(path, sizeof path, "%s/solutions/%s-%s/%s.c", settings->root, corpus->number,
             corpus->topic, corpus->topic);
    define(text, size, "SOLUTION", path);
    snprintf(path, sizeof path, "%s/%s.reference", settings->objects, corpus->topic);
    define(text, size, "REFERENCE", path);
    snprintf(path, sizeof path, "/dev/shm/%s", canary->shared);
    define(text, size, "SHARED", path);
    define(text, size, "WORD", canary->word);
    const size_t used = strlen(text);
    snprintf(text + used, size - used,
             "#define CANARY_PORT %d\n#define CANARY_KEY %d\n#define CANARY_VICTIM %d\n",
             canary->port, canary->key, (int)canary->victim);
}

void canary_watch(struct canary *canary)
{
    if (canary->locked) return;
    if (flock(canary->lock, LOCK_EX | LOCK_NB) == 0) flock(canary->lock, LOCK_UN);
    else canary->locked = true;
}

static bool same_text(const char *folder, const char *name, const char *text)
{
    char path[CANARY_PATH], found[CANARY_TOKEN] = "";
    canary_path(path, folder, name);
    FILE *in = fopen(path, "rb");
    if (!in) return false;
    const size_t count = fread(found, 1, sizeof found - 1, in);
    fclose(in);
    return count == strlen(text) && memcmp(found, text, count) == 0;
}

static off_t bytes_in(const char *folder)
{
    off_t bytes = 0;
    struct stat status;
    DIR *entries = opendir(folder);
    for (struct dirent *entry; entries && (entry = readdir(entries));)
        if (fstatat(dirfd(entries), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(status.st_mode))
            bytes += (off_t)status.st_blocks * 512;
    if (entries) closedir(entries);
    return bytes;
}

static bool is_empty(const char *folder)
{
    int count = 0;
    DIR *entries = opendir(folder);
    while (entries && readdir(entries)) count++;
    if (entries) closedir(entries);
    return count == 2;  // . and ..
}

static bool victim_suffered(pid_t victim)
{
    int status;
    const bool suffered = waitpid(victim, &status, WNOHANG | WUNTRACED) != 0;
    kill(victim, SIGKILL);
    waitpid(victim, &status, 0);
    return suffered;
}

uint32_t canary_effects(struct canary *canary)
{
    uint32_t effects = 0;
    char path[CANARY_PATH];
    canary_path(path, canary->outside, "marker");
    if (access(path, F_OK) == 0) effects |= EFFECT_BIT(EFFECT_MARKER);
    if (!same_text(canary->outside, "results.json", results_text))
        effects |= EFFECT_BIT(EFFECT_RESULTS);
    if (bytes_in(canary->outside) > DISK_MIB << 20) effects |= EFFECT_BIT(EFFECT_DISK);
    if (shared_connected(canary->listener) || shared_connected(canary->abstract))
        effects |= EFFECT_BIT(EFFECT_CONNECTION);
    if (victim_suffered(canary->victim)) effects |= EFFECT_BIT(EFFECT_VICTIM);
    if (shared_left(canary->key, canary->shared)) effects |= EFFECT_BIT(EFFECT_CHANNEL);
    if (canary->locked) effects |= EFFECT_BIT(EFFECT_LOCK);
    if (!is_empty(canary->temporary)) effects |= EFFECT_BIT(EFFECT_FILE);
    const int descriptors[] = {canary->listener, canary->abstract, canary->lock, canary->open_file};
    for (int i = 0; i < 4; i++)
        if (descriptors[i] >= 0) close(descriptors[i]);
    return effects;
}

uint32_t canary_found(const struct canary *canary, const char *text)
{
    uint32_t effects = 0;
    const size_t length = strlen(text);
    char *shown = malloc(4 * length + 8);
    if (!shown) fail_environment("memory: no room for a report");
    if (strstr(text, canary->secret)) effects |= EFFECT_BIT(EFFECT_SECRET);
    if (strstr(text, canary->environment)) effects |= EFFECT_BIT(EFFECT_ENVIRONMENT);
    if (strstr(text, canary->word)) effects |= EFFECT_BIT(EFFECT_WORD);
    if (strstr(text, canary->golden) || strstr(text, "\\\"bounds\\\""))  // of its header
        effects |= EFFECT_BIT(EFFECT_GOLDEN);
    if (strcmp(show(shown, 4 * length + 8, text, length), text) != 0)
        effects |= EFFECT_BIT(EFFECT_CONTROL);
    free(shown);
    return effects;
}
