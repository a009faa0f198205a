// golden_cut.c: a golden file that ends early
// threat: 55
// expect: grader-error / grader-error
// golden: truncate 4000
