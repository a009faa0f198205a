// golden_overflow.c: a shape whose product overflows
// threat: 56
// expect: grader-error / grader-error
// golden: replace "shape":[ => "shape":[4294967296,4294967296,
