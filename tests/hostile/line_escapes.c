// line_escapes.c: a #line name that a terminal would obey
// threat: 57 59
// expect: compile-error / compile-error
// effect: control
#line 1 "\033[2J\n::error::owned"
int x = ;
