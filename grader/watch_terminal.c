// watch_terminal.c: termios and a handful of control codes (ECMA-48). See watch_terminal.h.
#include "watch_terminal.h"

#include "fail.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

// The other screen, no cursor, no lines that wrap; and back.
static const char codes_enter[] = "\033[?1049h\033[?25l\033[?7l\033[2J";
static const char codes_leave[] = "\033[?7h\033[?25h\033[?1049l";

static struct termios usual;      // what to go back to
static volatile sig_atomic_t in;  // between enter and leave
static pid_t owner;               // forked workers leave the terminal alone
static int pipe_ends[2] = {-1, -1};

static const int caught[] = {SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH};
static const int deadly[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT};
enum { CAUGHT = sizeof caught / sizeof *caught, DEADLY = sizeof deadly / sizeof *deadly };

static void put(const char *bytes, size_t count)
{
    while (count) {
        const ssize_t done = write(STDOUT_FILENO, bytes, count);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return;  // nobody is there to see it
        bytes += done;
        count -= (size_t)done;
    }
}

void watch_terminal_leave(void)
{
    if (!in || getpid() != owner) return;
    in = 0;
    put(codes_leave, sizeof codes_leave - 1);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &usual);
}

static void on_signal(int number)
{
    const int before = errno;
    const char byte = (char)number;
    if (write(pipe_ends[1], &byte, 1) < 0) errno = before;  // full: enough is to be read already
    errno = before;
}

static void on_deadly(int number)
{
    watch_terminal_leave();
    raise(number);  // in its usual meaning: SA_RESETHAND
}

static void catch_signals(void)
{
    for (int i = 0; i < CAUGHT + DEADLY; i++) {
        const int number = i < CAUGHT ? caught[i] : deadly[i - CAUGHT];
        struct sigaction before, action = {.sa_handler = i < CAUGHT ? on_signal : on_deadly,
                                           .sa_flags = i < CAUGHT ? SA_RESTART : (int)SA_RESETHAND};
        sigemptyset(&action.sa_mask);
        if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(number, &action, NULL);  // nohup stays
    }
}

static void set_usual(const int *numbers, int count)
{
    for (int i = 0; i < count; i++) {
        struct sigaction before;
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            signal(numbers[i], SIG_DFL);
    }
}

void watch_terminal_forget(void)
{
    in = 0;
    set_usual(caught, CAUGHT);
    set_usual(deadly, DEADLY);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
}

void watch_terminal_measure(struct watch_terminal *terminal)
{
    struct winsize size;
    const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row && size.ws_col;
    terminal->rows = known ? size.ws_row : 24;
    terminal->columns = known ? size.ws_col : 80;
}

void watch_terminal_open(struct watch_terminal *terminal)
{
    const char *kind = getenv("TERM");
    const bool obeys = kind && *kind && strcmp(kind, "dumb") != 0;
    if (fcntl(STDIN_FILENO, F_GETFD) < 0 && open("/dev/null", O_RDONLY) < 0)
        fail_environment("/dev/null: %s", strerror(errno));  // else a pipe would take its place
    if (pipe(pipe_ends) != 0) fail_environment("pipe: %s", strerror(errno));
    for (int i = 0; i < 2; i++) {
        fcntl(pipe_ends[i], F_SETFD, FD_CLOEXEC);
        fcntl(pipe_ends[i], F_SETFL, O_NONBLOCK);
    }
    *terminal = (struct watch_terminal){.keys = isatty(STDIN_FILENO) == 1,
                                        .signals = pipe_ends[0]};
    terminal->screen = obeys && terminal->keys && isatty(STDOUT_FILENO) == 1 &&
                       tcgetattr(STDIN_FILENO, &usual) == 0;
    owner = getpid();
    signal(SIGPIPE, SIG_IGN);  // a worker that died is noticed by its silence
    signal(SIGCHLD, SIG_DFL);
    catch_signals();
    atexit(watch_terminal_leave);
    watch_terminal_measure(terminal);
}

void watch_terminal_enter(const struct watch_terminal *terminal)
{
    if (!terminal->screen || in) return;
    struct termios raw = usual;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);  // Ctrl-C and Ctrl-Z stay signals
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    in = 1;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw);
    put(codes_enter, sizeof codes_enter - 1);
}

void watch_terminal_stop(void)
{
    watch_terminal_leave();
    signal(SIGTSTP, SIG_DFL);
    raise(SIGTSTP);
    signal(SIGTSTP, on_signal);
}

void watch_terminal_die(int number)
{
    watch_terminal_leave();
    signal(number, SIG_DFL);
    raise(number);
    _exit(128 + number);
}

// ---- drawing ------------------------------------------------------------------------------------

// Bytes of the control sequence at text ("\033[31m"); 0: there is none.
static size_t sequence(const char *text)
{
    if (text[0] != '\033' || text[1] != '[') return 0;
    const size_t length = 2 + strspn(text + 2, "0123456789;");
    return text[length] ? length + 1 : 0;
}

// Appends what of a line fits; colours take no room, and end with it. What stood there is erased
// first: behind a full line that would take its last character.
static size_t put_line(char *out, const char *line, int columns)
{
    static const char erase[] = "\033[K", ending[] = "\033[0m";
    size_t used = sizeof erase - 1;
    memcpy(out, erase, used);
    for (int column = 0; *line && *line != '\n';) {
        size_t length = sequence(line);
        if (length == 0) {
            if (++column > columns) break;
            length = 1;
            while (((unsigned char)line[length] & 0xC0) == 0x80) length++;  // one UTF-8 character
        }
        memcpy(out + used, line, length);
        used += length;
        line += length;
    }
    memcpy(out + used, ending, sizeof ending - 1);
    return used + sizeof ending - 1;
}

void watch_terminal_draw(const struct watch_terminal *terminal, const char *const *lines, int count)
{
    static const char home[] = "\033[H", rest[] = "\r\n\033[J";
    size_t room = sizeof home + sizeof rest, used = sizeof home - 1;
    for (int i = 0; i < count; i++) room += strcspn(lines[i], "\n") + 16;
    char *frame = malloc(room);
    if (!frame) fail_environment("memory: no room for a screen");
    memcpy(frame, home, used);
    for (int i = 0; i < count; i++) {
        if (i) frame[used++] = '\r';
        if (i) frame[used++] = '\n';
        used += put_line(frame + used, lines[i], terminal->columns);
    }
    if (count < terminal->rows) {
        memcpy(frame + used, rest, sizeof rest - 1);
        used += sizeof rest - 1;
    }
    put(frame, used);
    free(frame);
}
