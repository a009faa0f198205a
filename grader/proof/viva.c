// viva.c: stub.
#include "proof/commands.h"
int viva_command(struct settings *s, struct arena *a, const char *p, int c, char **v) { (void)s,(void)a,(void)p,(void)c,(void)v; return 0; }
