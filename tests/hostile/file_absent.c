// file_absent.c: no file at all
// threat: 18
// expect: skipped / skipped
// file: absent
// says: no such file
