// fingerprint.c: the digests of proof/provenance.h and the flags. See fingerprint.h.
#include "batch/fingerprint.h"

#include "fail.h"
#include "proof/provenance.h"

json_t *fingerprint_make(const struct settings *settings, const struct seeds *seeds)
{
    static const char *const checks[] = {"auto", "always", "never"};  // of settings.h
    char grader[65], goldens[65];
    const struct topic_part *first = settings->lab ? topics_find(&settings->topics, settings->lab)
                                                   : NULL;
    provenance_grader(grader, settings);
    provenance_goldens(goldens, settings);
    if (!goldens[0])
        fail_environment("%s/manifest.txt: cannot be read; bring it back with git checkout",
                         settings->golden);
    json_t *made = json_pack("{s:s,s:s,s:s,s:i,s:s,s:i,s:s}", "grader", grader, "goldens", goldens,
                             "lab", first ? first->number : "all", "seconds", settings->seconds,
                             "checked", checks[settings->checked], "tier", settings->tier, "kind",
                             seeds->given ? "official" : "preview");
    if (seeds->given) json_object_set_new(made, "key", json_string(seeds->which));
    else json_object_set_new(made, "seed", json_integer((json_int_t)settings->seed));
    return made;
}
