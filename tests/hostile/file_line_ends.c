// file_line_ends.c: line ends of another system
// threat: 65
// expect: pass / pass
// file: line-ends
