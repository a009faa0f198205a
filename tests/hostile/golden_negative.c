// golden_negative.c: a negative size
// threat: 56
// expect: grader-error / grader-error
// golden: replace "shape":[ => "shape":[-
