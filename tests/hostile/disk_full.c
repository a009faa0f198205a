// disk_full.c: the report goes to a full device: no record, and never half of one
// threat: 54
// expect: no-record / no-record
// run: full
// says: the report could not be written
