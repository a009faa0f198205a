// golden_rank.c: a shape of twenty sizes more
// threat: 56
// expect: grader-error / grader-error
// golden: replace "shape":[ => "shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,
