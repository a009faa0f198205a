// file_huge.c: a right source with 2 MiB of empty lines behind it
// threat: 18
// expect: skipped / skipped
// file: huge
// says: larger than 1 MiB
