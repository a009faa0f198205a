// recognise.h: which known mistake a failing function makes. Its answers to the recorded cases are
// compared with what every known mistake of the topic answered to them (signature.h).
#ifndef CRUMB_RECOGNISE_H
#define CRUMB_RECOGNISE_H

#include "group.h"
#include "signature.h"

#include <jansson.h>

// group: after group_run, before group_free. NULL when nothing failed that could be explained, else
// an object as docs/result.md describes it ("recognised").
json_t *recognise(const struct signatures *signatures, const struct group *group);

#endif
