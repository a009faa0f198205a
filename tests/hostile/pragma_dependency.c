// pragma_dependency.c: asks by a pragma whether a file is there and newer than this one
// threat: 60
// expect: pass compile-error / pass compile-error
// tier 1: open
// effect: points
// unseen: what it tells is a warning
#pragma GCC dependency "/etc/passwd"
