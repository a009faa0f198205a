// golden_length.c: a header longer than any file
// threat: 55
// expect: grader-error / grader-error
// golden: length 9223372036854775807
