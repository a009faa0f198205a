// error_escapes.c: an #error text that a terminal would obey
// threat: 57
// expect: compile-error / compile-error
// effect: control
#error [2J]8;;evil ‮turned
