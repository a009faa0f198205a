// junit_none.c: stands for junit_libxml2.c where there is no libxml2, and says so.
#include "emit/emit.h"

#include "fail.h"

int emit_junit(FILE *out, const json_t *record, const struct emit_options *options,
               struct arena *arena, char why[EMIT_WHY])
{
    (void)out, (void)record, (void)options, (void)arena;
    snprintf(why, EMIT_WHY, "junit: this grade was built without libxml2, which writes that "
             "format; make deps SET=course installs it, make build builds it in");
    return FAIL_ENVIRONMENT;
}
