// findings.h: what a checking program (checked.h) wrote, read as findings: each a mistake at a line
// of the student's file. Reports of gcc's and clang's address, undefined and leak sanitizers; text
// that is none of them is passed over, cut or forged reports included.
#ifndef CRUMB_FINDINGS_H
#define CRUMB_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

enum { FINDINGS_MAX = 5, FINDING_DETAIL_MAX = 400 };

struct finding {
    const char *kind;   // of the list in docs/result.md
    char function[80];  // "" where it is not known
    int line, column;   // 0 where it is not known
    char detail[FINDING_DETAIL_MAX];  // "reads 1 value behind the end of k: ...", safe to show
    bool from_compiler;  // by a check that the compiler put in; it does not know names of arrays
};

struct findings {
    struct finding all[FINDINGS_MAX];
    int count;
};

// Appends what is new in text, until there are FINDINGS_MAX. folder and file: where the student's
// copy was compiled ("/tmp/crumb-ab12cd", "rope.c"); what happens in no function of it is left out.
void findings_take(struct findings *findings, const char *text, size_t count, const char *folder,
                   const char *file);

#endif
