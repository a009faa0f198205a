// golden_twice.c: the same tensor twice
// threat: 55
// expect: grader-error / grader-error
// golden: replace {"__metadata__" => {"__metadata__":{},"__metadata__"
