// golden_flipped.c: one bit of a golden file is another
// threat: 55
// expect: grader-error / grader-error
// golden: flip 9000
