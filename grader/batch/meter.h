// meter.h: how far a batch is: one line, rewritten on a terminal, else again every ten seconds.
#ifndef CRUMB_BATCH_METER_H
#define CRUMB_BATCH_METER_H

#include "dim.h"

#include <stdbool.h>

struct meter {
    dim total, done, before;  // before: of them when this run began
    dim broken, unreadable;
    double began, said;
    bool terminal;
};

void meter_start(struct meter *meter, dim total, dim before);
void meter_show(struct meter *meter, dim running);  // at most a few times a second
void meter_clear(const struct meter *meter);        // before a sentence of its own

#endif
