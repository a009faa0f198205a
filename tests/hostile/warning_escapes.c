// warning_escapes.c: a warning, made by a pragma, that a terminal would obey
// threat: 57
// expect: pass
// effect: control
#pragma GCC warning "\033[2J ::warning::owned"
