// file_hard_link.c: a second name of a file elsewhere. Where the attacker may read that file,
//   its bytes are the submission, as if copied; where not, the system refuses such a link
// threat: 17
// expect: pass
// file: hard-link
