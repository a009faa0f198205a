// folder_name.c: the folder's own name has escapes, a line end, turned writing and a workflow
//   command
// threat: 19 57 58
// expect: compile-error / compile-error
// folder: from\e[2J\n::error::owned‮end
int x = ;
