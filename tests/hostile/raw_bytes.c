// raw_bytes.c: a line that is no text comes back in the compiler's words
// threat: 65 57
// expect: compile-error / compile-error
// form: alone
int x = "ÿ[2J";
int y = ;
