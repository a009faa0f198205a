// empty.c: a file without a byte
// threat: 65
// expect: compile-error / compile-error
// form: alone
// says: does not define norm_
