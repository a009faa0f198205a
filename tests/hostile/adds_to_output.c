// adds_to_output.c: adds to what it should assign
// threat: 45
// expect: unwritten
// says: depends on what was in
// old:  y[r * cols + c] = gain
// new:  y[r * cols + c] += gain
