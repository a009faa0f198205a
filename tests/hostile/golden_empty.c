// golden_empty.c: a golden file of no bytes
// threat: 55
// expect: grader-error / grader-error
// golden: truncate 0
