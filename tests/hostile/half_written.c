// half_written.c: writes the first half of each row
// threat: 45
// expect: unwritten
// says: was never written
// old: c < cols; c++) y[r
// new: c < cols / 2; c++) y[r
