// hunt.c: a bug hunt: wrong implementations that a student exposes with inputs. See hunt.h.
#include "hunt.h"

#include "fail.h"

int hunt_command(const struct settings *settings, const char *argument)
{
    (void)settings, (void)argument;
    fail("hunt: not written yet");
}
