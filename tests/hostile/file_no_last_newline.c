// file_no_last_newline.c: a file that ends without a line end
// threat: 65
// expect: pass / pass
// file: no-last-newline
