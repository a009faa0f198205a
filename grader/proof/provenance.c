// provenance.c: digests of all that had a say in a record. See provenance.h.
#include "proof/provenance.h"

#include "fail.h"
#include "fields.h"
#include "proof/hidden_seed.h"
#include "proof/term_key.h"
#include "sha256.h"
#include "submission.h"
#include "submission_hash.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

enum { NAME = 120, FILES_MOST = 1000 };

void provenance_begin(struct provenance *provenance, struct settings *settings)
{
    uint8_t key[TERM_KEY_BYTES];
    dim files;
    *provenance = (struct provenance){.list = submission_list(settings, &files)};
    sha256_hex(provenance->submission, provenance->list, strlen(provenance->list));
    if (!settings->term_key) return;
    term_key_read(key, settings->term_key);
    settings->seed = hidden_seed(provenance->commitment, key, sizeof key, provenance->submission);
}

void provenance_free(struct provenance *provenance)
{
    free(provenance->list);
    provenance->list = NULL;
}

// ---- the grader --------------------------------------------------------------------------------

// hex: of a file, which is mapped: the references have megabytes. False when it cannot be read.
static bool digest_file(char *hex, const char *path)
{
    struct stat status;
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return false;
    const bool known = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
    const size_t count = known ? (size_t)status.st_size : 0;
    void *bytes = count ? mmap(NULL, count, PROT_READ, MAP_PRIVATE, descriptor, 0) : MAP_FAILED;
    close(descriptor);
    if (!known || (count && bytes == MAP_FAILED)) return false;
    sha256_hex(hex, count ? bytes : "", count);
    if (count) munmap(bytes, count);
    return true;
}

// Everything beside the probes but the whole model, which earns no points, and the references of
// other labs, which are large.
static bool has_a_say(const struct settings *settings, const char *name)
{
    char topic[NAME];
    const char *dot = strchr(name, '.');
    if (!dot || name[0] == '.' || strlen(name) >= NAME || strncmp(name, "whole.", 6) == 0)
        return false;
    if (!settings->lab || strcmp(dot, ".reference") != 0) return true;
    snprintf(topic, sizeof topic, "%.*s", (int)(dot - name), name);
    const struct topic_part *wanted = topics_find(&settings->topics, settings->lab);
    return wanted && strcmp(wanted->topic, topic) == 0;
}

static void add_line(char **end, const char *name, const char *path)
{
    char digest[65];
    if (digest_file(digest, path)) *end += sprintf(*end, "%s %s\n", name, digest);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

// Those of a folder that are wanted, sorted, behind what is there.
static void add_folder(char **end, const struct settings *settings, const char *path, bool objects)
{
    DIR *folder = opendir(path);
    char (*names)[NAME] = folder ? calloc(FILES_MOST, NAME) : NULL, file[SUBMISSION_PATH_MAX];
    int count = 0;
    if (!folder && objects) fail_environment("%s: %s", path, strerror(errno));
    if (!folder) return;  // a course without its headers grades nothing anyway
    if (!names) fail_environment("memory: no room for the digests of the grader");
    for (struct dirent *entry; (entry = readdir(folder)) && count < FILES_MOST;)
        if (strlen(entry->d_name) < NAME &&
            (objects ? has_a_say(settings, entry->d_name) : entry->d_name[0] != '.'))
            strcpy(names[count++], entry->d_name);
    closedir(folder);
    qsort(names, (size_t)count, NAME, by_name);
    for (int i = 0; i < count; i++) {
        snprintf(file, sizeof file, "%.3900s/%s", path, names[i]);
        add_line(end, names[i], file);
    }
    free(names);
}

static void digest_program(char *hex, const struct settings *settings)
{
    char path[SUBMISSION_PATH_MAX];
    snprintf(path, sizeof path, "%.4000s/../grade", settings->objects);
    if (!digest_file(hex, "/proc/self/exe") && !digest_file(hex, path))
        fail_environment("%s: cannot be read, so the record cannot say which grader made it", path);
}

void provenance_grader(char *hex, const struct settings *settings)
{
    static char known[65], lab[NAME];
    const char *wanted = settings->lab ? settings->lab : "";
    char digest[65];
    if (!known[0] || strcmp(lab, wanted) != 0) {
        char *list = calloc(3 * FILES_MOST, NAME + 70), *end = list;
        if (!list) fail_environment("memory: no room for the digests of the grader");
        digest_program(digest, settings);
        end += sprintf(end, "grade %s\n", digest);
        add_line(&end, "labs/topics.txt", "labs/topics.txt");
        add_folder(&end, settings, settings->objects, true);
        add_folder(&end, settings, "reference/include", false);
        sha256_hex(known, list, (size_t)(end - list));
        snprintf(lab, sizeof lab, "%s", wanted);
        free(list);
    }
    strcpy(hex, known);
}

void provenance_goldens(char *hex, const struct settings *settings)
{
    char path[SUBMISSION_PATH_MAX];
    snprintf(path, sizeof path, "%.4000s/manifest.txt", settings->golden);
    if (!digest_file(hex, path)) hex[0] = 0;
}

// ---- the record --------------------------------------------------------------------------------

json_t *provenance_flags(const struct settings *settings)
{
    static const char *const checks[] = {"auto", "always", "never"};  // of settings.h
    json_t *flags = json_object();
    if (settings->lab) json_object_set_new(flags, "lab", json_string(settings->lab));
    if (settings->part) json_object_set_new(flags, "part", json_string(settings->part));
    if (settings->id) json_object_set_new(flags, "id", json_string(settings->id));
    if (settings->seconds) json_object_set_new(flags, "seconds", json_integer(settings->seconds));
    if (settings->quiz) json_object_set_new(flags, "quiz", json_true());
    if (settings->checked != CHECKED_AUTO)
        json_object_set_new(flags, "checked", json_string(checks[settings->checked]));
    return flags;
}

// The digest of a topic's line in the list becomes that of what was graded. False: it had none.
static bool correct_line(char *list, const char *topic, const char *digest)
{
    const size_t length = strlen(topic);
    for (char *line = list; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, topic, length) != 0 || line[length] != ' ') continue;
        if (strcspn(line + length + 1, "\n ") != strlen(digest)) return false;
        memcpy(line + length + 1, digest, strlen(digest));
        return true;
    }
    return false;
}

// What was graded is what was hashed. A file that was swapped in between is named by what was
// graded; not with a hidden seed, which follows from the hash.
static void check_same(const json_t *record, struct provenance *provenance, bool hidden)
{
    char line[NAME + 80], answers[NAME + 80];
    size_t i;
    json_t *lab;
    json_array_foreach(json_object_get(record, "labs"), i, lab) {
        const char *topic = field_text(lab, "topic"), *digest = field_text(lab, "sha256");
        if (!*digest) continue;
        snprintf(line, sizeof line, "%.60s %.64s\n", topic, digest);
        snprintf(answers, sizeof answers, "%.60s quiz %.64s\n", topic, digest);
        if (strstr(provenance->list, line) || strstr(provenance->list, answers)) continue;
        if (hidden || !correct_line(provenance->list, topic, digest))
            fail("%s: was changed while it was graded; grade it again",
                 field_text(lab, "source"));
    }
}

static void set_text(json_t *record, const char *key, const char *text)
{
    if (*text) json_object_set_new(record, key, json_string(text));
}

void provenance_stamp(json_t *record, const struct settings *settings, const char *from,
                      const char *submission, const char *commitment)
{
    char hex[65], when[40];
    const time_t now = time(NULL);
    struct tm utc;
    set_text(record, "kind", *commitment ? "official" : "preview");
    set_text(record, "submission", submission);
    commit_of(hex, from);
    set_text(record, "commit", hex);
    provenance_grader(hex, settings);
    set_text(record, "grader", hex);
    provenance_goldens(hex, settings);
    set_text(record, "goldens", hex);
    json_object_set_new(record, "flags", provenance_flags(settings));
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
    set_text(record, "when", when);
    if (!*commitment) return;
    json_object_set_new(record, "seed", json_null());
    set_text(record, "seed_commitment", commitment);
}

void provenance_write(json_t *record, struct provenance *provenance,
                      const struct settings *settings)
{
    check_same(record, provenance, settings->term_key != NULL);
    sha256_hex(provenance->submission, provenance->list, strlen(provenance->list));
    provenance_stamp(record, settings, settings->from, provenance->submission,
                     provenance->commitment);
}
