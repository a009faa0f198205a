// commands.h: what instructors have against doubt: commands with flags of their own. Each returns
// the exit code. docs/instructor/provenance.md, docs/instructor/copied-work.md
#ifndef CRUMB_PROOF_COMMANDS_H
#define CRUMB_PROOF_COMMANDS_H

#include "settings.h"

typedef int proof_command(struct settings *settings, struct arena *arena, const char *program,
                          int argc, char **argv);
// term_key.c: grade keygen FILE
proof_command keygen_command;
// seeds.c: grade seeds DIR... [--all DIR] --term-key FILE --out FILE
proof_command seeds_command;
// sign.c: grade sign RECORD --key KEY [--out FILE]
proof_command sign_command;
// verify.c: grade verify RECORD [--signers FILE] [--sig FILE] [--from DIR] [--term-key FILE]
proof_command verify_command;
// compare_records.c: grade compare RECORD RECORD [--points]
proof_command compare_command;
// similarity.c: grade similarity DIR... --out DIR [--lab NN] [--format ...] [--most N]
proof_command similarity_command;
// viva.c: grade viva DIR [--lab NN] [--count N] [--seed N] [--for ...] [--out DIR]
proof_command viva_command;

#endif
