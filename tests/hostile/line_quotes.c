// line_quotes.c: names a file of the machine by #line, so that the compiler quotes its line
//   beside an error
// threat: 59
// expect: compile-error / compile-error
// effect: secret
#line 1 CANARY_SECRET
int x = ;
