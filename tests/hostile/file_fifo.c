// file_fifo.c: a pipe in place of the file
// threat: 18
// expect: skipped / skipped
// file: fifo
// says: not a regular file
