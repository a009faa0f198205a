// broken.c: the compiler's words name the student's own line
// threat: 65
// expect: compile-error / compile-error
// says: norm.c:2:

int x = ;
