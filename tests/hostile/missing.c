// missing.c: a function of the contract is not there
// threat: 65
// expect: compile-error / compile-error
// says: does not define norm_backward
// old: norm_backward
// new: norm_backwards
