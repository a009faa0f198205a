// file_unreadable.c: a file that may not be read; root may
// threat: 18
// expect: skipped pass / skipped pass
// file: unreadable
