// verify.c: grade verify: who signed a record, whether it is of these files and this grader, and
// whether grading again gives the same. Each thing that was checked is told, and each that was not.
#include "arguments.h"
#include "box/box.h"
#include "fail.h"
#include "fields.h"
#include "flags.h"
#include "lab.h"
#include "paint.h"
#include "proof/commands.h"
#include "proof/differ.h"
#include "proof/hidden_seed.h"
#include "proof/paper.h"
#include "proof/provenance.h"
#include "proof/sign.h"
#include "proof/term_key.h"
#include "quiz.h"
#include "report.h"
#include "show.h"
#include "submission.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SHOWN_MOST = 12, LINE = 1400, NAME = 120 };

struct verify {
    struct settings *settings;
    const char *signers, *signature, *from, *key_path;
    bool other;  // another grader and other goldens are told, and no failure
    bool several;
    uint8_t key[TERM_KEY_BYTES];
    dim checked, wrong, unchecked;
    dim differences, words;  // of one record
};

enum told { HOLDS, WRONG, UNCHECKED };

static void say(struct verify *verify, enum told told, const char *what, const char *sentence)
{
    static const char *const words[] = {"holds", "WRONG", "not checked"};
    char line[LINE], head[80];
    snprintf(head, sizeof head, "   %-11s %-11s ", what, words[told]);
    printf("%s", head);
    snprintf(line, sizeof line, "%s", sentence);
    // the sentence goes on below its own beginning
    size_t end = strlen(line), room = PAINT_COLUMNS - strlen(head);
    if (end > room)
        for (end = room; end > 0 && line[end] != ' ';) end--;
    if (!end) end = strlen(line);
    printf("%.*s\n", (int)end, line);
    if (line[end]) paint_wrapped(stdout, "                           ", line + end + 1);
    verify->checked += told == HOLDS;
    verify->wrong += told == WRONG;
    verify->unchecked += told == UNCHECKED;
}

static void check_signature(struct verify *verify, const json_t *paper)
{
    char said[SIGN_SAID];
    if (!verify->signers) {
        say(verify, UNCHECKED, "signature", "no --signers: anybody could have written this");
        return;
    }
    if (access(verify->signers, R_OK) != 0)
        fail("%s: %s; wanted a file of allowed signers", verify->signers, strerror(errno));
    if (access(verify->signature, R_OK) != 0) {
        say(verify, WRONG, "signature", "there is none beside the record (--sig names another)");
        return;
    }
    char *text = paper_canonical(paper);
    const bool holds = sign_holds(said, text, verify->signature, verify->signers);
    say(verify, holds ? HOLDS : WRONG, "signature", said);
    free(text);
}

// ---- the seed ----------------------------------------------------------------------------------

// False: what the record says of its seed is not so, or not known.
static bool find_seed(struct verify *verify, const json_t *record)
{
    char commitment[65], opening[65], line[LINE];
    const char *submission = field_text(record, "submission");
    const json_t *seed = json_object_get(record, "seed");
    if (!field_is(record, "kind", "official")) {
        verify->settings->seed = (uint64_t)json_integer_value(seed);
        if (json_is_integer(seed)) return true;
        say(verify, WRONG, "seed", "a preview that does not say its seed");
        return false;
    }
    if (!verify->key_path) {
        say(verify, UNCHECKED, "seed", "it is hidden: --term-key FILE tells it");
        return false;
    }
    verify->settings->seed = hidden_seed(commitment, verify->key, TERM_KEY_BYTES, submission);
    hidden_opening(opening, verify->key, TERM_KEY_BYTES, submission);
    if (!field_is(record, "seed_commitment", commitment)) {
        say(verify, WRONG, "seed", "the commitment is not that of this term key and submission");
        return false;
    }
    snprintf(line, sizeof line, "%" PRIu64 ", opening %s", verify->settings->seed, opening);
    say(verify, HOLDS, "seed", line);
    return true;
}

// ---- the same files, the same grader -----------------------------------------------------------

static void check_digest(struct verify *verify, const char *what, const json_t *record,
                         const char *here, bool may_differ)
{
    char line[LINE], shown[80];
    const char *there = field_text(record, what);
    if (!*there) {
        say(verify, UNCHECKED, what, "the record does not say");
        return;
    }
    if (strcmp(there, here) == 0) {
        snprintf(line, sizeof line, "%.12s...", here);
        say(verify, HOLDS, what, line);
        return;
    }
    show(shown, sizeof shown, there, strlen(there));
    snprintf(line, sizeof line, "%.12s... here, the record was made with %.12s...%s", here, shown,
             strcmp(what, "grader") == 0 ? " (a grader compiled elsewhere is another one; "
                                           "--other-grader lets it pass)" : "");
    say(verify, may_differ ? UNCHECKED : WRONG, what, line);
}

// Lists grow old: a name that the record gives must be one that there is.
static const char *known_lab(const struct settings *settings, const char *name)
{
    const struct topic_part *part = *name ? topics_find(&settings->topics, name) : NULL;
    return part ? part->topic : NULL;
}

// As the record says it was asked; one without flags that holds one lab was asked for that.
static bool take_flags(struct settings *settings, const json_t *record)
{
    const json_t *flags = json_object_get(record, "flags");
    const json_t *labs = json_object_get(record, "labs");
    const char *lab = field_text(flags, "lab");
    const char *part = field_text(flags, "part"), *id = field_text(flags, "id");
    if (!flags && json_array_size(labs) == 1) lab = field_text(json_array_get(labs, 0), "topic");
    settings->lab = known_lab(settings, lab);
    settings->part = *part ? part : NULL;
    settings->id = *id ? id : NULL;
    settings->seconds = field_number(flags, "seconds");
    settings->quiz = json_is_true(json_object_get(flags, "quiz"));
    settings->checked = field_is(flags, "checked", "always")  ? CHECKED_ALWAYS
                        : field_is(flags, "checked", "never") ? CHECKED_NEVER : CHECKED_AUTO;
    return (!*lab || settings->lab) && (!*id || !quiz_id_wrong(id)) && settings->seconds >= 0 &&
           settings->seconds <= 3600;
}

static void on_difference(void *context, const char *where, const char *first, const char *second,
                          bool words)
{
    struct verify *verify = context;
    char line[LINE];
    if (words) verify->words++;
    else verify->differences++;
    if (verify->differences + verify->words > SHOWN_MOST) return;
    snprintf(line, sizeof line, "%s: %s in the record, %s now%s", where, *first ? first : "nothing",
             *second ? second : "nothing", words ? " (words only)" : "");
    paint_wrapped(stdout, "     ", line);
}

static void grade_again(struct verify *verify, const json_t *record)
{
    char line[LINE];
    json_t *now = report_record(verify->settings, labs_grade(verify->settings));
    verify->differences = verify->words = 0;
    differ_records(record, now, on_difference, verify);
    const dim all = verify->differences + verify->words;
    if (all > SHOWN_MOST) printf("     and %td more\n", all - SHOWN_MOST);
    if (verify->differences)
        snprintf(line, sizeof line, "graded again: fields that decide points differ: %td",
                 verify->differences);
    else
        snprintf(line, sizeof line, "graded again: %d of %d points, every check as in the record%s",
                 field_number(now, "earned"), field_number(now, "points"),
                 verify->words ? ", words beside them differ" : "");
    say(verify, verify->differences ? WRONG : HOLDS, "score", line);
    json_decref(now);
}

// from: the submission's folder, as labs_grade takes it.
static void check_files(struct verify *verify, const json_t *record, const char *from, bool seeded)
{
    struct provenance provenance;
    struct settings *settings = verify->settings;
    char hex[65];
    struct stat status;
    settings->from = from;
    if (stat(from, &status) != 0 || !S_ISDIR(status.st_mode)) {
        say(verify, WRONG, "submission", "there is no such folder");
        return;
    }
    if (!take_flags(settings, record)) {
        say(verify, WRONG, "score", "the record asks for what this course does not have");
        return;
    }
    provenance_begin(&provenance, settings);
    check_digest(verify, "submission", record, provenance.submission, false);
    provenance_free(&provenance);
    provenance_grader(hex, settings);
    check_digest(verify, "grader", record, hex, verify->other);
    provenance_goldens(hex, settings);
    check_digest(verify, "goldens", record, hex, verify->other);
    if (seeded) grade_again(verify, record);
    else say(verify, UNCHECKED, "score", "not graded again: the seed is not known");
}

static void check_record(struct verify *verify, struct paper_record one)
{
    char from[SUBMISSION_PATH_MAX], name[NAME];
    const json_t *record = one.record;
    if (verify->several) printf("\n %s\n", show(name, sizeof name, one.id, strlen(one.id)));
    printf("   %d of %d points, %s\n", field_number(record, "earned"),
           field_number(record, "points"),
           field_is(record, "kind", "official") ? "official" : "a preview");
    const bool seeded = find_seed(verify, record);
    if (!verify->from) {
        say(verify, UNCHECKED, "score", "no --from: files and grader were not looked at");
        return;
    }
    snprintf(from, sizeof from, "%.3000s%s%.900s", verify->from, verify->several ? "/" : "",
             one.id);
    check_files(verify, record, from, seeded);
}

static void read_arguments(struct verify *verify, struct arena *arena, const char *program,
                           int argc, char **argv)
{
    struct settings *settings = verify->settings;
    const struct flag table[] = {
        {.name = "--signers", .kind = FLAG_PATH, .value = &verify->signers},
        {.name = "--sig", .kind = FLAG_PATH, .value = &verify->signature},
        {.name = "--from", .kind = FLAG_TEXT, .value = &verify->from},
        {.name = "--term-key", .kind = FLAG_PATH, .value = &verify->key_path},
        {.name = "--objects", .kind = FLAG_TEXT, .value = &settings->objects},
        BOX_FLAGS(settings),
        {.name = "--other-grader", .kind = FLAG_SET, .value = &verify->other},
        {.name = NULL}};
    if (flags_read(arena, "verify", table, argc, argv) != 1)
        fail_usage("verify: wanted one file with a record");
    if (!verify->signers && !verify->from && !verify->key_path)
        fail_usage("verify: wanted --signers, --from or --term-key: what is to be checked?");
    argv[0] = (char *)flags_path(arena, argv[0]);
    if (!verify->signature) verify->signature = arena_print(arena, "%s.sig", argv[0]);
    if (verify->key_path) term_key_read(verify->key, verify->key_path);
    if (!verify->from) return;  // no course is needed to look at a signature
    settings->from = verify->from;
    arguments_settle(settings, arena, program, true);
    verify->from = settings->from;
}

int verify_command(struct settings *settings, struct arena *arena, const char *program, int argc,
                   char **argv)
{
    struct verify verify = {.settings = settings};
    read_arguments(&verify, arena, program, argc, argv);
    json_t *paper = paper_read(argv[0]);
    verify.several = json_object_get(paper, "results") != NULL;
    printf(" %s\n", argv[0]);
    check_signature(&verify, paper);
    for (dim i = 0; i < paper_records(paper); i++) check_record(&verify, paper_record(paper, i));
    printf("\n %td checked and right, %td wrong, %td not checked\n", verify.checked, verify.wrong,
           verify.unchecked);
    json_decref(paper);
    return verify.wrong ? FAIL_INPUT : 0;
}
