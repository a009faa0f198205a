// file_symlink.c: a link in place of the file, to a right one elsewhere
// threat: 17
// expect: skipped / skipped
// file: symlink
// says: not a regular file
