// app.h: the subcommands of crumb; each is a file cmd_NAME.c and a row in main.c. argv[0] is the
// subcommand's own name. They return the exit code.
#ifndef CRUMB_APP_H
#define CRUMB_APP_H

int cmd_bench(int argc, char **argv);

#endif
