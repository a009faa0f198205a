// golden_overlap.c: a tensor that ends before it begins
// threat: 55
// expect: grader-error / grader-error
// golden: replace "data_offsets":[0, => "data_offsets":[99999999,
