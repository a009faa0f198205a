// golden_nested.c: a header of brackets, nested a hundred thousand deep
// threat: 55
// expect: grader-error / grader-error
// golden: nested 100000
