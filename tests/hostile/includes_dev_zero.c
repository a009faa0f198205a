// includes_dev_zero.c: includes a device that never ends; clang takes it for an empty file
// threat: 5
// expect: compile-error pass / compile-error pass
#include "/dev/zero"
