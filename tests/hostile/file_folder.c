// file_folder.c: a folder in place of the file
// threat: 18
// expect: skipped / skipped
// file: folder
// says: is a folder
