// finding_words.h: one report of a sanitizer while it is read, and what is said of it. See
// findings.h.
#ifndef CRUMB_FINDING_WORDS_H
#define CRUMB_FINDING_WORDS_H

#include "findings.h"

enum { FINDING_TENSORS_MAX = 128 };

// A tensor of the call, as probe_checked.c lists it before each report.
struct finding_tensor {
    char name[20];
    int role;  // enum frame_role
    long long size;  // bytes of one value
    unsigned long long data, bytes, mapping, mapped;
};

struct finding_report {
    enum { REPORT_NONE, REPORT_UNDEFINED, REPORT_ADDRESS, REPORT_LEAK } what;
    enum { STACK_HERE, STACK_FREED, STACK_OTHER } stack;  // which of its stacks is being read
    bool located, framed;  // the place is known; so is the function
    char function[80];
    int line, column, freed_line;
    char name[300];              // the sanitizer's own words
    unsigned long long address;  // that was touched
    long long size;              // of the access, or of what leaks
    bool access, write;          // whether it is known which; a write
    // The array beside which it was: name, the line it is declared at (0: not known), its bytes,
    // and where in them.
    char variable[80];
    int variable_line;
    bool placed;
    long long variable_bytes, variable_offset;
    struct finding_tensor *tensors;
    int tensor_count;
    bool listing;  // the line before was one of the list
};

bool finding_take_tensor(struct finding_report *report, const char *line);
void finding_take_detail(struct finding_report *report, const char *line);
void finding_describe(struct finding *finding, const struct finding_report *report);

#endif
