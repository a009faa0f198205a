// name.h: the file of a student's page. Account names come from outside.
#ifndef CRUMB_PAGE_NAME_H
#define CRUMB_PAGE_NAME_H

// Another name for each account: a-z, 0-9, - and . stay, every other byte is _NN, and so is a first
// byte that a shell or a system would take for something else. No name is that of a device, none
// differs from another in case only, none leaves its folder. What gets long ends in _h and a
// SHA-256. Without an account the id counts, behind _i.
enum { PAGE_NAME_MAX = 220 };
char *page_file_name(char name[PAGE_NAME_MAX], const char *account, const char *id);

#endif
