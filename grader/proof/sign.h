// sign.h: signatures of records by ssh-keygen -Y, which people have and which needs no key server.
// No cryptography of our own. https://man.openbsd.org/ssh-keygen (-Y sign, -Y verify)
#ifndef CRUMB_SIGN_H
#define CRUMB_SIGN_H

#include <stdbool.h>
#include <stddef.h>

#define SIGN_NAMESPACE "crumb-result"
enum { SIGN_SAID = 1000 };

// The signature of text, to be freed. key: a private key, or a public one whose private half an
// agent has. A passphrase is asked for on the terminal.
char *sign_make(const char *text, const char *key);
// Is there in the file of signers (ALLOWED SIGNERS in ssh-keygen(1)) one who signed text? said
// [SIGN_SAID] out: who, and with which key; or what is wrong.
bool sign_holds(char *said, const char *text, const char *signature, const char *signers);

#endif
