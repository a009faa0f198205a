// file_sparse.c: a file of 1 TiB without a block on the disk
// threat: 18
// expect: skipped / skipped
// file: sparse
// says: larger than 1 MiB
