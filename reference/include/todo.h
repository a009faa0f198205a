// todo.h: what an unwritten lab does. LAB_TODO() ends the process with an exit code of its own, so
// that the grader says "not written yet" instead of "wrong", and a program says where it stopped.
#ifndef CRUMB_TODO_H
#define CRUMB_TODO_H

enum { TODO_EXIT = 86 };  // no shell, signal or sanitizer uses it

#define LAB_TODO() lab_todo(__FILE__, __func__)

// Prints one sentence that names file and function, then _Exit(TODO_EXIT).
_Noreturn void lab_todo(const char *file, const char *function);

#endif
