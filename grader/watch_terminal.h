// watch_terminal.h: keys without Enter, one screen without a cursor, signals as bytes; and all of
// it undone on every way out that a program can take.
#ifndef CRUMB_WATCH_TERMINAL_H
#define CRUMB_WATCH_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

struct watch_terminal {
    bool keys;    // standard input is a terminal
    bool screen;  // so is standard output, and it obeys control codes
    int rows, columns;
    int signals;  // readable: a byte for each signal that came, its number
};

// Looks what there is and catches signals; nothing of the terminal changes yet.
void watch_terminal_open(struct watch_terminal *terminal);
void watch_terminal_measure(struct watch_terminal *terminal);
void watch_terminal_enter(const struct watch_terminal *terminal);  // no echo, another screen
void watch_terminal_leave(void);                                   // as it was before

// What shells expect of Ctrl-Z, and of a signal that ends: the terminal as it was, then the signal
// in its usual meaning. stop returns when the program goes on.
void watch_terminal_stop(void);
_Noreturn void watch_terminal_die(int signal);

// In a forked worker: the terminal is no matter of this process.
void watch_terminal_forget(void);

// lines [count] from the top, each ends at its newline or NUL and is cut to the width; at most as
// many as rows. What stood there before is gone; one write, so that nothing flickers.
void watch_terminal_draw(const struct watch_terminal *terminal, const char *const *lines,
                         int count);

#endif
