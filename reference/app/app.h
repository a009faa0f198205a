// app.h: the subcommands of crumb; each is a file cmd_NAME.c and a row in main.c. argv[0] is the
// subcommand's own name. They return the exit code.
#ifndef CRUMB_APP_H
#define CRUMB_APP_H

#include "dim.h"

#include <stdbool.h>

int cmd_tokenizer(int argc, char **argv);
int cmd_tokenize(int argc, char **argv);
int cmd_inspect(int argc, char **argv);
int cmd_pretrain(int argc, char **argv);
int cmd_finetune(int argc, char **argv);
int cmd_rate(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_eval(int argc, char **argv);
int cmd_bench(int argc, char **argv);
int cmd_show(int argc, char **argv);
int cmd_chat(int argc, char **argv);
int cmd_generate(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_heads(int argc, char **argv);
int cmd_words(int argc, char **argv);
int cmd_trace(int argc, char **argv);
int cmd_check_causal(int argc, char **argv);

// The folder of the model that comes with the repository: taken when no --model is given.
const char *app_starter(void);

// The value behind the flag argv[*i], which is then stepped over; none is fail_usage.
const char *app_value(int argc, char **argv, int *i);
// A whole number from lowest to highest; anything else is fail_usage with the flag's name.
dim app_whole(const char *flag, const char *text, dim lowest, dim highest);
// A number from lowest to highest; anything else is fail_usage with the flag's name.
double app_number(const char *flag, const char *text, double lowest, double highest);

void app_threads(const char *text);   // --threads N
bool app_full(const char *text);      // --full stop|slide: true for slide

// "what: 12.3 of 45.6 MB" on stderr, a few times a second, when that is a terminal and the work is
// longer than half a second. total 0: not known.
void app_progress(const char *what, double done, double total);
// The same with counts: "what: 12 of 300".
void app_count(const char *what, dim done, dim total);
void app_progress_end(void);  // clears the line

#endif
