// file_zero_byte.c: a right source with a byte 0 behind it
// threat: 65
// expect: pass compile-error / pass compile-error
// file: zero-byte
