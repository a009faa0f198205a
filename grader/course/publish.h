// publish.h: grade publish: from results to scores, pages and the files of learning platforms.
#ifndef CRUMB_COURSE_PUBLISH_H
#define CRUMB_COURSE_PUBLISH_H

#include "settings.h"

int publish_command(struct settings *settings, struct arena *arena, const char *program, int argc,
                    char **argv);

#endif
