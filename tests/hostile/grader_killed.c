// grader_killed.c: the grader is killed in the middle; the next one grades as if nothing had
//   been. A bubblewrap that is killed in the moment of its start leaves its first process asleep
// threat: 53
// expect: no-record pass / no-record pass
// tier 3-4: open no-record pass / no-record pass
// run: killed
// then: pass
// effect: process
// unseen: what is left is swept by the kernel at every tier
